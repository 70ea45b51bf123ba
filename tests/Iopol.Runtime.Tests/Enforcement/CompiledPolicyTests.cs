using Iopol.Policies;
using Iopol.Runtime.Decisions;
using Iopol.Runtime.Enforcement;
using Iopol.Runtime.Facts;
using Iopol.Runtime.Topology;

namespace Iopol.Runtime.Tests.Enforcement;

public sealed class CompiledPolicyTests
{
    private static readonly UserId Alice = new(0);

    [Fact]
    public void A_refusal_explains_itself()
    {
        var policy = new Linux6Vfio(Hosts.Of(2, 2));
        policy.Bind(new DeviceId(0), policy.Driver("vfio-pci"));
        policy.Bind(new DeviceId(1), policy.Driver("e1000e"));
        policy.OpenGroup(new GroupId(0), Alice, out Linux6Vfio.GroupFile file);
        policy.OpenContainer(Alice, out Linux6Vfio.Container container);
        Decision decision = policy.SetContainer(file, container, Alice);
        Assert.Equal((Verdict.Refused, Errno.EPERM, 1), (decision.Verdict, decision.Errno, decision.Witness));
        Explanation explanation = policy.ExplainSetContainer(decision, file, container, Alice);
        Assert.Equal("viable", explanation.Rule);
        Assert.StartsWith("iopol:linux-6-vfio(", explanation.At, StringComparison.Ordinal);
        Assert.Equal("group 0 is used by the kernel", explanation.Because);
        Assert.Equal([("vfio-pci", false), ("e1000e", true)], explanation.Devices.Select(d => (d.Driver!, d.Decides)));
    }

    [Fact]
    public void A_blocked_operation_is_resumed()
    {
        var policy = new Linux6Vfio(Hosts.Of(1, 1));
        var device = new DeviceId(0);
        policy.Bind(device, policy.Driver("vfio-pci"));
        policy.OpenGroup(new GroupId(0), Alice, out Linux6Vfio.GroupFile group);
        policy.OpenContainer(Alice, out Linux6Vfio.Container container);
        policy.SetContainer(group, container, Alice);
        policy.SetIommu(container, Linux6Vfio.Backend.Type1v2, Alice);
        Assert.True(policy.GetDeviceFd(group, device, Alice, out Linux6Vfio.DeviceFile file).IsOk);
        Assert.True(policy.CanReach(Alice, device));
        Decision waits = policy.Unbind(device);
        Assert.Equal(Verdict.Blocked, waits.Verdict);
        Assert.Equal(Verdict.Blocked, policy.ResumeUnbind(device, waits.Rule).Verdict);
        Assert.True(policy.CloseDeviceFile(file, Alice).IsOk);
        Assert.True(policy.ResumeUnbind(device, waits.Rule).IsOk);
        Assert.False(policy.CanReach(Alice, device));
    }

    [Fact]
    public void A_switch_that_the_hardware_refuses_is_taken_back_without_allocating()
    {
        var policy = new Linux6Vfio(Hosts.Of(1, 2));
        var second = new DeviceId(1);
        policy.Bind(new DeviceId(0), policy.Driver("vfio-pci"));
        policy.OpenGroup(new GroupId(0), Alice, out Linux6Vfio.GroupFile group);
        policy.OpenContainer(Alice, out Linux6Vfio.Container container);
        policy.FailAttach(second, Errno.ENOMEM);
        Decision decision = policy.SetContainer(group, container, Alice);
        Assert.Equal((Verdict.Refused, Errno.ENOMEM, 1), (decision.Verdict, decision.Errno, decision.Witness));
        Assert.Equal((0, 0), (policy.ContextOf(new DeviceId(0)), policy.ContextOf(second)));
        Explanation explanation = policy.ExplainSetContainer(decision, group, container, Alice);
        Assert.Equal(("switch", Errno.ENOMEM), (explanation.Rule, explanation.Errno));
        Assert.Equal([false, true], explanation.Devices.Select(d => d.Decides));
        Assert.Equal(Errno.None, policy.Refusals[decision.Rule].Errno);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) policy.SetContainer(group, container, Alice);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        policy.MendAttach(second);
        Assert.True(policy.SetContainer(group, container, Alice).IsOk);
        Assert.Equal((1, 1), (policy.ContextOf(new DeviceId(0)), policy.ContextOf(second)));
        policy.FailAttach(second, Errno.EIO, context: 0);
        Assert.True(policy.UnsetContainer(group, Alice).IsOk);
        Assert.Equal((0, 1), (policy.ContextOf(new DeviceId(0)), policy.ContextOf(second)));
    }

    [Fact]
    public void Only_a_device_that_is_there_can_be_made_to_fail()
    {
        var policy = new Linux6Vfio(Hosts.Of(1, 1));
        Assert.Throws<ArgumentException>(() => policy.FailAttach(new DeviceId(-1), Errno.EIO));
        Assert.Throws<ArgumentException>(() => policy.FailAttach(new DeviceId(1), Errno.EIO));
        Assert.Throws<ArgumentException>(() => policy.FailAttach(new DeviceId(0), Errno.None));
        Assert.Throws<ArgumentException>(() => policy.FailAttach(new DeviceId(0), Errno.EIO, context: -2));
        Assert.Throws<ArgumentException>(() => policy.MendAttach(new DeviceId(1)));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(256)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void An_id_that_is_not_alive_is_refused_without_a_rule(int id)
    {
        var policy = new Linux6Vfio(Hosts.Of(1, 1));
        policy.OpenContainer(Alice, out Linux6Vfio.Container container);
        Assert.Equal(new Decision(Verdict.Refused, Errno.EBADF), policy.SetContainer(new Linux6Vfio.GroupFile(id), container, Alice));
    }

    [Fact]
    public void A_query_about_a_group_that_is_not_there_throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Linux6Vfio(Hosts.Of(1, 1)).Viable(new GroupId(1)));

    [Fact]
    public void A_host_with_unknown_facts_is_refused_with_a_list_of_them()
    {
        HostFacts facts = Hosts.Facts(1, 2);
        facts = facts with { IsolatedMsi = null, Devices = [facts.Devices[0] with { Driver = DriverFact.Unknown }, facts.Devices[1] with { RequiresDirectMap = null }] };
        IncompleteHostException e = Assert.Throws<IncompleteHostException>(() => new Linux6Vfio(new HostTopology(facts)));
        Assert.Equal(["whether interrupts are isolated", "driver of 0000:01:00.0", "direct-map regions of 0000:01:00.1"], e.Missing);
    }

    [Fact]
    public void Settings_are_the_callers_to_change()
    {
        HostFacts facts = Hosts.Facts(1, 1) with { IsolatedMsi = false };
        Assert.Equal(Errno.EPERM, Claim(new Linux6Vfio(new HostTopology(facts))).Errno);
        Assert.True(Claim(new Linux6Vfio(new HostTopology(facts), new Linux6Vfio.Settings { AllowUnsafeInterrupts = true })).IsOk);

        static Decision Claim(Linux6Vfio policy)
        {
            policy.Bind(new DeviceId(0), policy.Driver("vfio-pci"));
            policy.OpenGroup(new GroupId(0), Alice, out Linux6Vfio.GroupFile file);
            policy.OpenContainer(Alice, out Linux6Vfio.Container container);
            Assert.True(policy.SetContainer(file, container, Alice).IsOk);
            return policy.SetIommu(container, Linux6Vfio.Backend.Type1v2, Alice);
        }
    }

    [Fact]
    public void Decisions_allocate_nothing()
    {
        var policy = new Linux6Vfio(Hosts.Of(4, 8));
        var device = new DeviceId(8);
        DriverId vfio = policy.Driver("vfio-pci");
        DriverId kernel = policy.Driver("e1000e");
        policy.Bind(device, vfio);
        bool all = true;
        // Warm: every path is compiled once before it is measured.
        for (int i = 0; i < 200; i++) all &= Round();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10_000; i++) all &= Round();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(all);

        bool Round()
        {
            var group = new GroupId(1);
            bool ok = policy.Viable(group);
            ok &= policy.OpenGroup(group, Alice, out Linux6Vfio.GroupFile file).IsOk;
            ok &= policy.OpenContainer(Alice, out Linux6Vfio.Container container).IsOk;
            ok &= policy.SetContainer(file, container, Alice).IsOk;
            ok &= policy.SetIommu(container, Linux6Vfio.Backend.Type1v2, Alice).IsOk;
            ok &= policy.Map(container, 0x1000, 0x2000, AccessRights.ReadWrite, Alice).IsOk;
            ok &= policy.Map(container, 0x1000, 0x1000, AccessRights.Read, Alice).Errno == Errno.EEXIST;
            ok &= policy.Unmap(container, 0x1000, 0x2000, Alice, out ulong bytes).IsOk && bytes == 0x2000;
            ok &= policy.Bind(new DeviceId(9), kernel).Errno == Errno.EBUSY;
            ok &= policy.UnsetContainer(file, Alice).IsOk;
            ok &= policy.Bind(new DeviceId(9), kernel).IsOk;
            ok &= policy.SetContainer(file, container, Alice).Witness == 9;
            ok &= policy.Unbind(new DeviceId(9)).IsOk;
            ok &= policy.CloseGroupFile(file, Alice).IsOk;
            return ok & policy.CloseContainer(container, Alice).IsOk;
        }
    }

    [Fact]
    public void Reset_brings_back_the_host_as_it_was_found()
    {
        var policy = new Linux6Vfio(Hosts.Of(1, 2));
        policy.Bind(new DeviceId(0), policy.Driver("e1000e"));
        Assert.False(policy.Viable(new GroupId(0)));
        policy.Reset();
        Assert.True(policy.Viable(new GroupId(0)));
        Assert.Equal(-1, policy.DriverOf(new DeviceId(0)).Value);
    }
}
