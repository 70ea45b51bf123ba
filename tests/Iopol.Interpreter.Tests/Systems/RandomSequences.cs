using Iopol.Compiler.IR;
using Iopol.Interpreter.Machines;
using Iopol.Runtime.Topology;

namespace Iopol.Interpreter.Tests.Systems;

/// <summary>Random sequences of calls on small hosts.</summary>
internal static class RandomSequences
{
    private static readonly HostTopology[] Hosts =
    [
        Source.Host("""
            group 1 { device 0000:00:04.0 port root_port header 1 bridge 1..1 acs { SV RR CR UF } driver pcieport; }
            group 3 {
                device 0000:01:00.0 multifunction driver e1000e;
                device 0000:01:00.1 multifunction driver vfio-pci reserved msi 0xfee00000..0xfeefffff;
            }
            """),
        Source.Host("""
            group 3 {
                device 0000:01:00.0 port pcie_to_pci_bridge header 1 bridge 2..2;
                device 0000:02:01.0 port conventional driver vfio-pci;
                device 0000:02:01.1 port conventional driver vfio-pci;
            }
            """),
        Source.Host("""
            group 1 {
                device 0000:01:00.0 multifunction driver vfio-pci;
                device 0000:01:00.1 multifunction direct-map alias 0000:01:00.0;
            }
            group 2 { device 0000:02:00.0 has reset driver vfio-pci; }
            """),
        Source.Host("""
            group 1 {
                device 0000:01:00.0 multifunction driver e1000e;
                device 0000:01:00.1 multifunction driver e1000e alias 0000:01:00.0;
            }
            """),
    ];

    /// <summary>Makes calls of a shipped system, the same ones every time, until they are enough or the host has panicked.</summary>
    /// <param name="system">Name of the system.</param>
    /// <param name="step">Makes the call it is given, of the operation it is given, on the machine it is given.</param>
    /// <param name="of">The operations called; none for all.</param>
    public static void Run(string system, Action<Machine, OperationIR, Func<Outcome>> step, params string[] of)
    {
        PolicyIR policy = Source.Compile($"import \"iopol:{system}\";").Policies.Single();
        OperationIR[] operations = [.. policy.Operations.Where(o => of.Length == 0 || of.Contains(o.Name))];
        for (int seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var machine = new Machine(policy, Hosts[seed % Hosts.Length], users: ["alice"]);
            int vfio = machine.Host.Drivers.Intern("vfio-pci");
            int[] drivers = [vfio, vfio, machine.Host.Drivers.Intern("e1000e"), machine.Host.Drivers.Intern("pci-stub")];
            var waiting = new List<PendingCall>();
            for (int i = 0; i < 120 && !machine.Host.Panicked; i++)
            {
                if (waiting.Count > 0 && random.Next(3) == 0)
                {
                    PendingCall call = waiting[random.Next(waiting.Count)];
                    waiting.Remove(call);
                    if (machine.Resume(call).Pending is { } again) waiting.Add(again);
                    continue;
                }

                OperationIR operation = operations[random.Next(operations.Length)];
                if (Arguments(operation, machine, random, drivers) is not { } arguments) continue;
                step(machine, operation, () =>
                {
                    Outcome outcome = machine.Call(operation, arguments);
                    if (outcome.Pending is { } pending) waiting.Add(pending);
                    return outcome;
                });
            }
        }
    }

    /// <summary>Random arguments that are there, or null where something is needed that is not.</summary>
    private static long[]? Arguments(OperationIR operation, Machine machine, Random random, int[] drivers)
    {
        long[] arguments = new long[operation.Parameters.Count];
        for (int i = 0; i < arguments.Length; i++)
        {
            IrType type = operation.Parameters[i].Type;
            int[] live = type.Object is { } kind ? [.. machine.Live(kind)] : [];
            if (type.Object is not null && live.Length == 0) return null;
            arguments[i] = type.Sort switch
            {
                Sort.Object => live[random.Next(live.Length)],
                Sort.Device => random.Next(machine.Topology.DeviceCount),
                Sort.Group => random.Next(machine.Topology.GroupCount),
                Sort.Driver => drivers[random.Next(drivers.Length)],
                Sort.Enum => random.Next(type.Enum!.Members.Count),
                Sort.Access => random.Next(4),
                Sort.Count => 1 + random.Next(5),
                Sort.Address => new long[] { 0, 0x1000, 0x2000, 0x800, 0xfee00000, -1 }[random.Next(6)],
                _ => 0,
            };
        }

        return arguments;
    }
}
