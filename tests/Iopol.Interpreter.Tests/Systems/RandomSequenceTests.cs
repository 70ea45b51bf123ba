using Iopol.Compiler.IR;
using Iopol.Compiler.Systems;
using Iopol.Interpreter.Machines;
using Iopol.Interpreter.Values;
using Iopol.Runtime.Decisions;
using Iopol.Runtime.Topology;

namespace Iopol.Interpreter.Tests.Systems;

/// <summary>What must hold of every shipped system along random sequences of calls: I10, and the properties the system itself states.</summary>
public sealed class RandomSequenceTests
{
    // What a system is known to do before it refuses.
    private static readonly HashSet<string> Known =
    [
        // The first error of a group's attachment stops it, and nothing is rolled back.
        "linux-5.12-vfio set_iommu", "linux-5.12-vfio set_container",
        // Whole mappings before the one that is cut are gone.
        "linux-6-iommufd ioas_unmap",
    ];

    // Properties a system is known to break; each has a scenario that shows it.
    private static readonly HashSet<string> Broken =
    [
        "rfc-device-centric record_is_true", "rfc-device-centric host_drivers_work",
        // A companion in the group that nobody has blocked.
        "rfc-device-centric isolation",
    ];

    // Broken too, by hot-plug and by a switch that fails half-way, which chance seldom finds.
    private static readonly HashSet<string> Seldom = ["linux-5.12-vfio one_context_per_group", "linux-5.12-vfio isolation"];

    private static readonly PropertyIR Isolation = new("isolation", "", new IsolationTest(), 0, new SourcePlace("", 1, 1, default, default));

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

    public static TheoryData<string> Systems => [.. ShippedLibrary.Policies];

    [Theory]
    [MemberData(nameof(Systems))]
    public void A_refusal_leaves_everything_as_it_was(string system)
    {
        int refused = 0;
        Run(system, (machine, operation, call) =>
        {
            int[] overrides = [.. Enumerable.Range(0, machine.Topology.DeviceCount).Select(machine.Host.Override)];
            StateKey before = machine.Key();
            Outcome outcome = call();
            if (outcome.Decision.Verdict != Verdict.Refused || Known.Contains($"{system} {operation.Name}")) return;
            // driver_override is written before the bind is tried, and stays.
            if (operation.Name == "bind") foreach ((int device, int name) in overrides.Index()) machine.Host.SetOverride(device, name);
            Assert.True(before.Equals(machine.Key()), $"{system}: {operation.Name} refused and changed something\n{machine.Explain(outcome)}");
            refused++;
        });
        Assert.True(refused > 1000, $"only {refused} refusals");
    }

    [Theory]
    [MemberData(nameof(Systems))]
    public void Its_properties_hold_but_for_those_it_breaks(string system)
    {
        var broken = new HashSet<string>();
        int checks = 0;
        Run(system, (machine, operation, call) =>
        {
            Outcome outcome = call();
            if (machine.Host.Panicked) return;
            foreach (PropertyIR property in machine.Policy.Properties.Append(Isolation))
            {
                Truth truth = machine.Evaluate(property.Condition, new long[Math.Max(1, property.LocalCount)]).Truth;
                string name = $"{system} {property.Name}";
                if (truth != Truth.True && Broken.Contains(name)) broken.Add(name);
                else Assert.True(truth == Truth.True || Seldom.Contains(name), $"{name} is {truth} after {operation.Name} {outcome.Decision.Verdict} {outcome.Decision.Errno}");
                checks++;
            }
        });
        Assert.True(checks > 1000, $"only {checks} checks");
        Assert.Equal(Broken.Where(b => b.StartsWith(system + " ", StringComparison.Ordinal)).Order(), broken.Order());
    }

    private static void Run(string system, Action<Machine, OperationIR, Func<Outcome>> step)
    {
        PolicyIR policy = Source.Compile($"import \"iopol:{system}\";").Policies.Single();
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

                OperationIR operation = policy.Operations[random.Next(policy.Operations.Count)];
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
