using Iopol.Compiler.IR;
using Iopol.Compiler.Systems;
using Iopol.Interpreter.Machines;
using Iopol.Interpreter.Values;
using Iopol.Runtime.Decisions;

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

    public static TheoryData<string> Systems => [.. ShippedLibrary.Policies];

    [Theory]
    [MemberData(nameof(Systems))]
    public void A_refusal_leaves_everything_as_it_was(string system)
    {
        int refused = 0;
        RandomSequences.Run(system, (machine, operation, call) =>
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
        RandomSequences.Run(system, (machine, operation, call) =>
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
}
