using CsCheck;
using Iopol.Compiler.IR;
using Iopol.Interpreter.Auditing;
using Iopol.Interpreter.Machines;
using Iopol.Interpreter.Values;
using Iopol.Runtime.Topology;

namespace Iopol.Interpreter.Tests.Auditing;

/// <summary>The steps an audit names, held against a plain search over the whole model without any of its shortcuts.</summary>
public sealed class StepSearchTests
{
    private static readonly PolicyIR Companions = Source.Extending("""
        override viable(g) = (all d in g: d.driver is none or self_managed(d.driver)) and (any d in g: d.driver is pci-stub);
        """);

    private static readonly PolicyIR Escape = Source.Extending("""
        override viable(g) = (all d in g: d.driver is none or self_managed(d.driver)) or (any d in g: d.driver is pci-stub);
        """);

    private static readonly string[] Devices =
        ["", " driver vfio-pci", " driver pci-stub", " driver e1000e", " header 1 driver pcieport", " header 1", " direct-map"];

    private static readonly Gen<string> Group = Gen.Int[0, Devices.Length - 1].Select(i => Devices[i])
        .Array[1, 3].Select(devices => $"group 1 {{ {string.Join(' ', devices.Select((d, i) => $"device 0000:01:00.{i}{d};"))} }}");

    [Fact]
    public void Steps_are_the_fewest() => Group.Sample(host => Compare(Source.Linux6, host), iter: 60);

    [Fact]
    public void Steps_are_the_fewest_where_devices_depend_on_each_other() => Group.Sample(host => Compare(Companions, host), iter: 30);

    [Fact]
    public void Steps_are_the_fewest_where_one_device_makes_up_for_others() => Group.Sample(host => Compare(Escape, host), iter: 30);

    [Fact]
    public void As_many_steps_as_blockers_are_not_the_fewest_where_another_way_is_shorter()
    {
        GroupVerdict verdict = new Audit(Escape, Source.Host("group 1 { device 0000:01:00.0 driver e1000e; device 0000:01:00.1 driver e1000e; device 0000:01:00.2; device 0000:01:00.3; }")).Verdict(0);
        Assert.Equal(["bind 0000:01:00.2 pci-stub"], verdict.Steps);
    }

    [Fact]
    public void A_search_that_grows_too_wide_is_given_up_and_says_so()
    {
        string devices = string.Join(' ', Enumerable.Range(0, 14).Select(i => $"device 0000:0{i / 8 + 1}:00.{i % 8} driver e1000e;"));
        GroupVerdict verdict = new Audit(Companions, Source.Host($"group 1 {{ {devices} }}")).Verdict(0);
        Assert.Equal((false, SearchEnd.GivenUp), (verdict.Assignable, verdict.Search));
        Assert.Empty(verdict.Steps);
    }

    [Fact]
    public void A_group_that_needs_a_companion_is_given_one()
    {
        GroupVerdict verdict = new Audit(Companions, Source.Host("group 1 { device 0000:01:00.0 driver e1000e; device 0000:01:00.1 driver e1000e; }")).Verdict(0);
        Assert.Equal(SearchEnd.Fewest, verdict.Search);
        Assert.Equal(["unbind 0000:01:00.0", "bind 0000:01:00.0 pci-stub", "unbind 0000:01:00.1"], verdict.Steps);
        Assert.Equal(["bind 0000:01:00.1 vfio-pci"], verdict.Then);
    }

    private static void Compare(PolicyIR policy, string text)
    {
        HostTopology host = Source.Host(text);
        GroupVerdict verdict = new Audit(policy, host).Verdict(0);
        int? fewest = Fewest(policy, host);
        Assert.NotEqual(SearchEnd.GivenUp, verdict.Search);
        Assert.True(fewest is not null == (verdict.Assignable == true || verdict.Steps.Count > 0), $"{text}: {fewest} against {verdict.Search}");
        if (fewest is { } steps) Assert.True(steps == verdict.Steps.Count, $"{text}: {steps} steps are enough, not {string.Join("; ", verdict.Steps)}");
    }

    /// <summary>Steps until the group is viable and a device bound to some driver of users can be asked for; null where there are none.</summary>
    private static int? Fewest(PolicyIR policy, HostTopology host)
    {
        var idle = new Machine(policy, host);
        var seen = new HashSet<StateKey> { idle.Key() };
        List<Machine> layer = [idle];
        for (int steps = 0; layer.Count > 0; steps++)
        {
            if (layer.Any(Assignable)) return steps;
            List<Machine> next = [];
            foreach ((Machine at, OperationIR operation, long[] args) in layer.SelectMany(at => Moves(at).Select(m => (at, m.Operation, m.Args))))
            {
                Machine after = at.Clone();
                if (after.Call(operation, args).IsOk && seen.Add(after.Key())) next.Add(after);
            }

            layer = next;
        }

        return null;
    }

    private static bool Assignable(Machine at)
    {
        RuleIR viable = at.Policy.Rules.Single(r => r.Name == "viable");
        if (at.Holds(viable, 0) != Truth.True) return false;
        OperationIR bind = at.Policy.Operations.Single(o => o.Name == "bind");
        RuleIR user = at.Policy.Rules.Single(r => r.Name == "user_driver");
        for (int device = 0; device < at.Topology.DeviceCount; device++)
        {
            if (at.Host.Driver(device) is >= 0 and var driver && at.Holds(user, driver) == Truth.True && Asks(at.Clone(), device)) return true;
            for (int candidate = 0; candidate < at.Policy.DriverNames.Count; candidate++)
            {
                Machine bound = at.Clone();
                if (at.Holds(user, candidate) == Truth.True && bound.Call(bind, [device, candidate]).IsOk && Asks(bound, device)) return true;
            }
        }

        return false;
    }

    private static bool Asks(Machine at, int device)
    {
        OperationIR Operation(string name) => at.Policy.Operations.Single(o => o.Name == name);
        Outcome file = at.Call(Operation("open_group"), [0]);
        Outcome container = at.Call(Operation("open_container"), []);
        return file.IsOk
            && at.Call(Operation("set_container"), [file.Decision.First, container.Decision.First]).IsOk
            && at.Call(Operation("set_iommu"), [container.Decision.First, 1]).IsOk
            && at.Call(Operation("get_device_fd"), [file.Decision.First, device]).IsOk;
    }

    private static IEnumerable<(OperationIR Operation, long[] Args)> Moves(Machine at)
    {
        string[] candidates = ["vfio-pci", "mlx5-vfio-pci", "pci-stub", "pcieport"];
        for (int device = 0; device < at.Topology.DeviceCount; device++)
        {
            yield return (at.Policy.Operations.Single(o => o.Name == "unbind"), [device]);
            foreach (string name in candidates) yield return (at.Policy.Operations.Single(o => o.Name == "bind"), [device, at.Host.Drivers.Find(name)]);
        }
    }
}
