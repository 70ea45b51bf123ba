using Iopol.Compiler.IR;
using Iopol.Interpreter.Verifying;
using Iopol.Runtime.Facts;

namespace Iopol.Interpreter.Tests.Verifying;

/// <summary>What the thread of 2021 argued about is found by exploring, and nothing is found where the kernel has solved it.</summary>
public sealed class ScenarioTests
{
    [Theory]
    [InlineData("linux-6-vfio", "dual_nic")]
    [InlineData("linux-6-vfio", "dual_nic_passthrough")]
    [InlineData("linux-6-vfio", "conventional_nic")]
    [InlineData("linux-6-vfio", "port_in_group")]
    [InlineData("linux-6-vfio", "alias_pair")]
    [InlineData("rfc-group-bound", "dual_nic")]
    [InlineData("rfc-group-bound", "conventional_nic")]
    public void Nothing_is_found(string policy, string host)
    {
        VerificationResult result = Run(policy, host);
        Assert.Equal(ExplorationEnd.Complete, result.End);
        Assert.All(result.Properties, p => Assert.True(p.Holds, $"{p.Name}: {string.Join("; ", p.Counterexamples.Select(c => c.Failure))}"));
        // What no call could ever do proves nothing.
        Assert.Empty(result.WithoutEffect);
    }

    [Theory]
    [InlineData("dual_nic", 2, 1)]
    [InlineData("dual_nic_passthrough", 2, 1)]
    [InlineData("conventional_nic", 2, 1)]
    [InlineData("alias_pair", 2, 1)]
    [InlineData("dual_nic", 1, 2)]
    public void In_linux_6_with_device_nodes_nothing_is_found_either(string host, int users, int deviceFiles)
    {
        var bounds = new VerificationBounds { Users = users, Objects = 1, ObjectsOf = new Dictionary<string, int> { ["device_file"] = deviceFiles } };
        VerificationResult result = Run("linux-6-iommufd", host, bounds);
        Assert.Equal(ExplorationEnd.Complete, result.End);
        Assert.All(result.Properties, p => Assert.True(p.Holds, $"{p.Name}: {string.Join("; ", p.Counterexamples.Select(c => c.Failure))}"));
        Assert.Empty(result.WithoutEffect);
    }

    [Fact]
    public void In_linux_6_a_device_opened_through_an_iommufd_outlives_its_group_file_and_is_given_to_the_next_user()
    {
        // vfio_group_fops_release() takes for granted that an open device holds the group's file. Through a container it does
        // (vfio_group_use_container()), through an iommufd it does not, and a second open asks nothing (vfio_df_open()).
        var bounds = new VerificationBounds
        {
            Objects = 1,
            ObjectsOf = new Dictionary<string, int> { ["device_file"] = 2, ["iommufd"] = 2, ["ioas"] = 2 },
            Without = new HashSet<string> { "open_cdev", "open_container", "ioas_alloc", "hwpt_alloc", "unplug" },
        };
        VerificationResult result = Run("linux-6-iommufd", "dual_nic_vfio", bounds);
        Assert.Equal(ExplorationEnd.Complete, result.End);
        Counterexample way = Verdict(result, "isolation").Counterexamples.Single(c => c.Title == "a user's device reaches memory that is not the user's");
        Assert.Equal(9, way.Steps.Count);
        Assert.Equal("bob get_device_fd(group_file 0, 0000:01:00.0)", $"{way.Steps[^1].Actor} {way.Steps[^1].Call}");
        Assert.Contains("alice close_group_file(group_file 0)", way.Steps.Select(s => $"{s.Actor} {s.Call}"));
        Assert.All(result.Properties.Where(p => p.Name != "isolation"), p => Assert.True(p.Holds, p.Name));
    }

    [Theory]
    [InlineData("linux-6-vfio")]
    [InlineData("rfc-group-bound")]
    public void Nothing_is_found_on_any_topology_of_two_functions(string policy)
    {
        (PolicyIR ir, _) = Scenario.Load(policy, "dual_nic");
        foreach (HostFacts facts in Topologies.UpTo(2, identity: true))
        {
            VerificationResult result = new Verification(ir, facts).Run();
            Assert.Equal(ExplorationEnd.Complete, result.End);
            Assert.All(result.Properties, p => Assert.True(p.Holds, $"{p.Name} on {facts.Machine}: {string.Join("; ", p.Counterexamples.Select(c => c.Failure))}"));
        }
    }

    [Fact]
    public void In_linux_5_12_set_iommu_takes_along_a_sibling_the_host_uses()
    {
        Counterexample way = Find("linux-5.12-vfio", "dual_nic", "isolation", "a device of the host reaches a user's memory");
        Assert.Equal(6, way.Steps.Count);
        Assert.Equal("set_iommu(container 0, type1)", way.Steps[^1].Call);
        DeviceSnapshot sibling = Assert.Single(way.End.Devices, d => d.IsHosts);
        Assert.Equal("space 0 of alice", sibling.Context.Text);
        Assert.Contains(sibling.Address, way.Devices);
    }

    [Fact]
    public void In_linux_5_12_viable_is_not_isolated()
    {
        Counterexample way = Find("linux-5.12-vfio", "stub_bound", "viable_is_isolated", "");
        Assert.Equal(3, way.Steps.Count);
        Assert.Equal("set_container(group_file 0, container 0)", way.Steps[^1].Call);
        Assert.All(way.End.Devices, d => Assert.Equal(ContextKind.Identity, d.Context.Kind));
        Assert.True(Run("linux-5.12-vfio", "dual_nic").Properties.Single(p => p.Name == "viable_is_isolated").Holds);
    }

    [Fact]
    public void In_linux_5_12_the_host_driver_comes_back_before_the_panic()
    {
        Counterexample way = Find("linux-5.12-vfio", "dual_nic", "isolation", "a device of a user's group is not the user's alone");
        CounterexampleStep last = way.Steps[^1];
        Assert.StartsWith("bind(", last.Call, StringComparison.Ordinal);
        Assert.Equal("panic", last.Outcome.Split(' ')[0]);
        Assert.NotNull(last.OnTheWay);
        Assert.False(last.OnTheWay.Panicked);
        Assert.True(last.After.Panicked);
    }

    [Fact]
    public void In_the_proposal_a_shared_requester_id_gives_one_users_memory_to_the_other_device()
    {
        VerificationResult result = Run("rfc-device-centric", "conventional_nic");
        Assert.Contains(Verdict(result, "isolation").Counterexamples, c => c.Title == "a user's device reaches memory that is not the user's");
        Counterexample stale = Assert.Single(Verdict(result, "record_is_true").Counterexamples);
        Assert.Contains(stale.End.Books, b => b.Name.StartsWith("tracked[", StringComparison.Ordinal));
    }

    [Fact]
    public void In_the_proposal_an_alias_breaks_function_0_under_the_host_driver()
    {
        VerificationResult result = Run("rfc-device-centric", "alias_pair");
        Assert.False(Verdict(result, "host_drivers_work").Holds);
        Counterexample way = Assert.Single(Verdict(result, "undisturbed").Counterexamples);
        Assert.Equal("0000:01:00.0", Assert.Single(way.Devices).ToString());
        DeviceSnapshot broken = way.End.Devices[0];
        Assert.True(broken.IsHosts);
        Assert.Equal(ContextKind.Blocked, broken.Context.Kind);
    }

    [Theory]
    [InlineData("linux-5.12-vfio", "dual_nic")]
    [InlineData("linux-6-vfio", "conventional_nic")]
    [InlineData("rfc-device-centric", "alias_pair")]
    public void Symmetry_changes_the_number_of_states_and_no_answer(string policy, string host)
    {
        VerificationResult one = Run(policy, host);
        VerificationResult other = Run(policy, host, new VerificationBounds { WithSymmetry = false });
        Assert.True(one.States < other.States);
        Assert.Equal(one.Properties.Select(Answer), other.Properties.Select(Answer));
    }

    [Theory]
    [InlineData("linux-5.12-vfio", "dual_nic", 2)]
    [InlineData("linux-6-vfio", "conventional_nic", 2)]
    [InlineData("rfc-device-centric", "alias_pair", 2)]
    [InlineData("rfc-group-bound", "dual_nic", 2)]
    [InlineData("linux-6-iommufd", "dual_nic", 1)]
    public void With_symmetry_there_is_one_state_for_each_kind_there_is_without(string policy, string host, int objects)
    {
        (PolicyIR ir, HostFacts facts) = Scenario.Load(policy, host);
        var bounds = new VerificationBounds { Objects = objects };
        var model = new VerificationModel(ir, facts, bounds);
        HashSet<string> some = States(model, s => { });
        HashSet<string> all = States(new VerificationModel(ir, facts, bounds with { WithSymmetry = false }), model.Symmetry.Normalize);
        Assert.Equal(all.Count, some.Count);
        Assert.Subset(all, some);
    }

    private static HashSet<string> States(VerificationModel model, Action<byte[]> change)
    {
        using var explorer = new Explorer(model, VerificationLimits.Default, _ => true);
        Assert.Equal(ExplorationEnd.Complete, explorer.Run(null, default));
        var found = new HashSet<string>();
        byte[] state = new byte[model.Layout.Length];
        for (long i = 0; i < explorer.States.Count; i++)
        {
            explorer.States.Read(i, state);
            change(state);
            found.Add(Convert.ToHexString(state));
        }

        return found;
    }

    [Theory]
    [InlineData(2, 22431)]
    [InlineData(3, 207981)]
    public void As_many_states_as_spin_finds_in_the_model_written_by_hand(int objects, long states)
    {
        // tests/Iopol.Benchmarks/Verification/linux-5.12-vfio.pml, spin 6.5.
        VerificationResult result = Run("linux-5.12-vfio", "dual_nic", new VerificationBounds { Objects = objects, WithSymmetry = false });
        Assert.Equal(states, result.States);
    }

    [Fact]
    public void Limits_and_a_stop_leave_what_was_found()
    {
        (PolicyIR policy, HostFacts facts) = Scenario.Load("linux-5.12-vfio", "dual_nic");
        VerificationResult few = new Verification(policy, facts).Run(limits: new VerificationLimits { States = 300 });
        Assert.Equal(ExplorationEnd.StateLimit, few.End);
        Assert.Equal(300, few.States);
        Assert.False(Verdict(few, "isolation").Holds);
        Assert.Null(Verdict(few, "one_context_per_group").Holds);
        VerificationResult little = new Verification(policy, facts, new VerificationBounds { Objects = 3, WithSymmetry = false }).Run(limits: new VerificationLimits { Memory = 400_000 });
        Assert.Equal(ExplorationEnd.MemoryLimit, little.End);
        Assert.True(little.BytesPerState * little.States <= 400_000);
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Equal(ExplorationEnd.Interrupted, new Verification(policy, facts).Run(stop: stop.Token).End);
    }

    [Fact]
    public void A_host_that_does_not_show_its_drivers_is_refused_with_what_is_missing()
    {
        (PolicyIR policy, _) = Scenario.Load("linux-6-vfio", "dual_nic");
        Runtime.Topology.HostTopology bare = Source.Listing(("0000:01:00.0", 1, 0x020000));
        var e = Assert.Throws<UnknownFactsException>(() => new Verification(policy, bare.Facts).Run());
        Assert.NotEmpty(e.Missing);
    }

    [Fact]
    public void Topologies_are_as_many_as_the_ways_to_divide_functions()
    {
        HostFacts[] two = [.. Topologies.UpTo(2, identity: false)];
        Assert.Equal(8, two.Length);
        Assert.Equal(two.Length, two.Select(f => f.Machine).Distinct().Count());
        HostFacts shared = two.Single(f => f.Machine == "2 functions behind a bridge");
        var topology = new Runtime.Topology.HostTopology(shared);
        Assert.Equal(topology.RequesterOf(1), topology.RequesterOf(2));
    }

    private static string Answer(PropertyVerdict verdict) =>
        $"{verdict.Name} {verdict.Holds} {string.Join(", ", verdict.Counterexamples.Select(c => $"{c.Title} in {c.Steps.Count}").Order())}";

    private static PropertyVerdict Verdict(VerificationResult result, string property) => result.Properties.Single(p => p.Name == property);

    private static Counterexample Find(string policy, string host, string property, string title) =>
        Verdict(Run(policy, host), property).Counterexamples.Single(c => c.Title == title);

    private static VerificationResult Run(string policy, string host, VerificationBounds? bounds = null)
    {
        (PolicyIR ir, HostFacts facts) = Scenario.Load(policy, host);
        return new Verification(ir, facts, bounds).Run();
    }
}
