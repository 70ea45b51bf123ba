using Iopol.Compiler.IR;
using Iopol.Interpreter.Auditing;
using Iopol.Interpreter.Machines;
using Iopol.Runtime.Facts;
using Iopol.Runtime.State;

namespace Iopol.Interpreter.Verifying;

/// <summary>
/// The drivers a device may be bound to: of drivers the policy cannot tell apart one, and always one that does DMA for the host.
/// A device's own driver stands for its kind; so a story shows drivers the machine has.
/// </summary>
internal sealed class DriverChoice
{
    /// <summary>Stands for whatever driver of the host a policy does not name.</summary>
    public const string SomeHostDriver = "host-driver";

    private readonly long[] usual;
    private readonly Dictionary<long, long[]> ofDevice = [];

    public DriverChoice(Machine machine)
    {
        PolicyIR policy = machine.Policy;
        HashSet<int> named = PolicyReads.NamedDrivers(policy);
        string Kind(int driver) =>
            $"{(named.Contains(driver) ? driver : -1)}/{(driver < policy.DriverNames.Count ? string.Join(',', policy.DriverSets.Where(s => s.Drivers.Contains(driver)).Select(s => s.Index)) : "")}/{machine.IsHostDriver(driver)}";

        int[] overrides = [.. machine.Topology.Facts.Devices.Select(d => d.DriverOverride).OfType<string>().Select(machine.Host.Drivers.Intern)];
        int[] onHost = [.. machine.Topology.Facts.Devices.Select(d => d.Driver.Name).OfType<string>().Select(machine.Host.Drivers.Intern).Distinct()];
        if (!onHost.Any(d => d >= policy.DriverNames.Count && machine.IsHostDriver(d))) machine.Host.Drivers.Intern(SomeHostDriver);
        // What the host has stands for its kind before what the policy only mentions.
        usual = [.. onHost.Concat(Enumerable.Range(0, machine.Host.Drivers.Count)).GroupBy(Kind).Select(kind => (long)kind.First()).Order()];
        for (int d = 0; d < machine.Topology.DeviceCount; d++)
        {
            int own = machine.Host.Driver(d);
            ofDevice[d] = own < 0 ? usual : [.. usual.Select(u => Kind((int)u) == Kind(own) ? own : u)];
        }

        All = [.. usual.Concat(ofDevice.Values.SelectMany(v => v)).Select(d => (int)d).Concat(onHost).Concat(overrides).Concat(named).Distinct().Order()];
    }

    /// <summary>Every driver that can occur.</summary>
    public IReadOnlyList<int> All { get; }

    /// <summary>The drivers to try on a device; where it is none, the usual ones.</summary>
    public IReadOnlyList<long> For(long device) => ofDevice.GetValueOrDefault(device, usual);
}
