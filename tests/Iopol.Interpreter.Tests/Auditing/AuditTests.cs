using Iopol.Compiler.IR;
using Iopol.Interpreter.Auditing;
using Iopol.Runtime.Decisions;
using Iopol.Runtime.Topology;

namespace Iopol.Interpreter.Tests.Auditing;

public sealed class AuditTests
{
    private static readonly HostTopology RpMf = Source.Capture("rp-mf");

    [Fact]
    public void A_group_on_host_drivers_names_the_culprits_and_the_way_out()
    {
        GroupVerdict verdict = Verdict(Source.Linux6, RpMf, 3);
        Assert.False(verdict.Viable);
        Assert.False(verdict.Assignable);
        Assert.Equal(Errno.EPERM, verdict.Errno);
        Assert.Equal("viable", verdict.Rule);
        Assert.StartsWith("iopol:linux-6-vfio(", verdict.At, StringComparison.Ordinal);
        Assert.Equal("group 3 is used by the kernel", verdict.Because);
        Assert.Equal(["unbind 0000:01:00.0", "unbind 0000:01:00.1"], verdict.Steps);
        Assert.Equal(["bind 0000:01:00.0 vfio-pci"], verdict.Then);
        Assert.Equal(SearchEnd.Fewest, verdict.Search);
        Assert.All(verdict.Devices, d => Assert.Equal(DeviceRole.Blocks, d.Role));
        Assert.Equal("on e1000e, which rule viable does not accept", verdict.Devices[0].Because);
        Assert.Empty(verdict.Missing);
    }

    [Fact]
    public void A_bridge_is_given_to_nobody_whatever_is_done()
    {
        GroupVerdict verdict = Verdict(Source.Linux6, RpMf, 1);
        Assert.True(verdict.Viable);
        Assert.False(verdict.Assignable);
        Assert.Equal(Errno.EINVAL, verdict.Errno);
        Assert.Equal("endpoint", verdict.Rule);
        Assert.Equal("vfio-pci takes endpoints in an IOMMU group only", verdict.Because);
        Assert.Equal(SearchEnd.NoSteps, verdict.Search);
        Assert.Empty(verdict.Steps);
        Assert.Equal(DeviceRole.Bridge, verdict.Devices.Single().Role);
    }

    [Fact]
    public void A_device_without_a_driver_only_needs_binding()
    {
        GroupVerdict verdict = Verdict(Source.Linux6, Source.Host("group 1 { device 0000:01:00.0; device 0000:01:00.1 driver pci-stub; }"), 1);
        Assert.True(verdict.Assignable);
        Assert.Null(verdict.Errno);
        Assert.Equal(["bind 0000:01:00.0 vfio-pci"], verdict.Then);
        Assert.Equal([DeviceRole.Assignable, DeviceRole.Harmless], verdict.Devices.Select(d => d.Role!.Value));
        Assert.Equal(["can be bound to vfio-pci", "pci-stub may stay beside a user"], verdict.Devices.Select(d => d.Because));
    }

    [Fact]
    public void A_device_found_on_a_users_driver_needs_nothing()
    {
        GroupVerdict verdict = Verdict(Source.Linux6, Source.Host("group 1 { device 0000:01:00.0; device 0000:01:00.1 driver mlx5-vfio-pci; }"), 1);
        Assert.True(verdict.Assignable);
        Assert.Empty(verdict.Then);
        Assert.Equal("on mlx5-vfio-pci", verdict.Devices[1].Because);
    }

    [Fact]
    public void A_bystander_on_the_only_device_must_leave_first()
    {
        GroupVerdict verdict = Verdict(Source.Linux6, Source.Host("group 1 { device 0000:01:00.0 driver pci-stub; }"), 1);
        Assert.True(verdict.Viable);
        Assert.False(verdict.Assignable);
        Assert.Equal(Errno.EBUSY, verdict.Errno);
        Assert.Equal("0000:01:00.0 is bound to pci-stub", verdict.Because);
        Assert.Equal(["unbind 0000:01:00.0"], verdict.Steps);
        Assert.Equal(["bind 0000:01:00.0 vfio-pci"], verdict.Then);
    }

    [Fact]
    public void A_protected_device_blocks_with_the_authors_reason()
    {
        PolicyIR policy = Source.Extending("protect at 0000:01:00.1 \"the host's own network\";");
        GroupVerdict verdict = Verdict(policy, Source.Host("group 1 { device 0000:01:00.0 driver e1000e; device 0000:01:00.1 driver e1000e; }"), 1);
        Assert.False(verdict.Viable);
        Assert.Equal(SearchEnd.NoSteps, verdict.Search);
        GroupVerdict idle = Verdict(policy, Source.Host("group 1 { device 0000:01:00.0; device 0000:01:00.1; }"), 1);
        Assert.True(idle.Viable);
        Assert.False(idle.Assignable);
        Assert.Equal(Errno.EPERM, idle.Errno);
        Assert.Equal(SearchEnd.NoSteps, idle.Search);
        Assert.Equal((DeviceRole.Blocks, "the host's own network"), (idle.Devices[1].Role!.Value, idle.Devices[1].Because));
        Assert.Equal(DeviceRole.Harmless, idle.Devices[0].Role);
    }

    [Fact]
    public void A_device_that_needs_its_firmware_mapping_says_so()
    {
        GroupVerdict verdict = Verdict(Source.Linux6, Source.Host("group 1 { device 0000:01:00.0; device 0000:01:00.1 direct-map; }"), 1);
        Assert.Equal((true, false, Errno.EINVAL, SearchEnd.NoSteps), (verdict.Viable, verdict.Assignable, verdict.Errno, verdict.Search));
        Assert.Equal([DeviceRole.Harmless, DeviceRole.Blocks], verdict.Devices.Select(d => d.Role!.Value));
        Assert.Equal("group 1 holds a device that needs its firmware mapping", verdict.Devices[1].Because);
    }

    [Fact]
    public void Unisolated_interrupts_are_no_matter_of_steps_but_of_a_setting()
    {
        HostTopology host = Source.Host("isolated_msi = false; group 1 { device 0000:01:00.0; }");
        GroupVerdict verdict = Verdict(Source.Linux6, host, 1);
        Assert.Equal((false, SearchEnd.NoSteps, "interrupts"), (verdict.Assignable, verdict.Search, verdict.Rule));
        GroupVerdict allowed = new Audit(Source.Linux6, host, new Dictionary<string, long> { ["allow_unsafe_interrupts"] = 1 }).Verdict(0);
        Assert.True(allowed.Assignable);
    }

    [Fact]
    public void What_a_listing_cannot_tell_is_no_answer()
    {
        HostTopology listing = Source.Listing(("0000:01:00.0", 1, 0x020000), ("0000:01:00.1", 1, 0x020000), ("0000:00:01.0", 2, 0x060400));
        GroupVerdict verdict = Verdict(Source.Linux6, listing, 1);
        Assert.Null(verdict.Viable);
        Assert.Null(verdict.Assignable);
        Assert.Null(verdict.Errno);
        Assert.Equal(SearchEnd.CannotTell, verdict.Search);
        Assert.Contains("driver of 0000:01:00.1", verdict.Missing);
        Assert.Empty(verdict.Steps);
        Assert.All(verdict.Devices, d => Assert.Null(d.Role));
        Assert.Equal(DeviceRole.Bridge, Verdict(Source.Linux6, listing, 2).Devices.Single().Role);
    }

    [Fact]
    public void What_firmware_alone_knows_is_taken_for_granted_and_said()
    {
        HostTopology host = new(RpMf.Facts with { IsolatedMsi = null, Devices = [.. RpMf.Facts.Devices.Select(d => d with { RequiresDirectMap = null })] });
        var audit = new Audit(Source.Linux6, host);
        Assert.Equal(["no device needs a firmware mapping", "interrupts are isolated"], audit.Assumed);
        GroupVerdict verdict = audit.Run().Single(v => v.Group == 3);
        Assert.False(verdict.Viable);
        Assert.False(verdict.Assignable);
        Assert.Equal(2, verdict.Steps.Count);
        Assert.Empty(verdict.Missing);
        Assert.Empty(new Audit(Source.Linux6, RpMf).Assumed);
    }

    [Fact]
    public void A_group_of_42_with_many_blockers_is_settled_without_a_blind_search()
    {
        HostTopology host = Source.Host($"group 1 {{ {string.Join(' ', Enumerable.Range(0, 42).Select(i => $"device 0000:{i / 8 + 1:x2}:00.{i % 8} driver e1000e;"))} }}");
        GroupVerdict verdict = Verdict(Source.Linux6, host, 1);
        Assert.Equal((42, SearchEnd.Fewest), (verdict.Steps.Count, verdict.Search));
    }

    [Fact]
    public void A_policy_that_cannot_be_audited_says_what_it_lacks()
    {
        PolicyIR bare = Source.Compile("model M { rule self(w: driver); operation unbind(d: device) by admin { require self(d.driver) else EPERM \"no\"; } }\npolicy P for M { self(w) = w is vfio-pci; }")
            .Policies.Single();
        Assert.Equal("M has no rule viable(g: group)", Audit.Problem(bare));
        Assert.Throws<ArgumentException>(() => new Audit(bare, RpMf));
        Assert.Null(Audit.Problem(Source.Linux6));
    }

    private static GroupVerdict Verdict(PolicyIR policy, HostTopology host, int group) => new Audit(policy, host).Run().Single(v => v.Group == group);
}
