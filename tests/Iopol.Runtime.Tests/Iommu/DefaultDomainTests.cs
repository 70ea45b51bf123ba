using Iopol.Runtime.Facts;
using Iopol.Runtime.Iommu;
using Iopol.Runtime.PageTables;

namespace Iopol.Runtime.Tests.Iommu;

/// <summary>The kernel's own domains: at boot, or at the first DMA-API call.</summary>
public sealed class DefaultDomainTests
{
    private const ulong Iova = 0x40_0000, Frame = 0x10_0000;

    [Fact]
    public void At_boot_every_group_gets_a_domain_of_its_own()
    {
        using var machine = new Machine(Enforcement.Hosts.Facts(3, 2));
        DefaultDomains defaults = Defaults(machine);
        defaults.InstallAll();
        Assert.Equal([1, 1, 2, 2, 3, 3], Enumerable.Range(0, 6).Select(d => machine.Unit.ContextOf(d).DomainId));
        Assert.Equal(DomainUse.Default, machine.Unit.FindDomain(2)!.Use);
        defaults.Of(1)!.TryMap(Iova, Frame, Machine.Page, Machine.Both);
        Assert.Equal(DmaTargetKind.Memory, machine.Unit.Request(machine.Rid(2), Iova, Access.Write).Kind);
        Assert.Equal(FaultKind.Translation, machine.Unit.Request(machine.Rid(0), Iova, Access.Write).Fault);
    }

    [Fact]
    public void Under_pt_the_default_is_identity_but_for_a_group_that_says_otherwise()
    {
        using var machine = new Machine(Enforcement.Hosts.Facts(3, 1) with
        {
            DefaultIsIdentity = true,
            Groups = [new(0, null, []), new(1, "DMA-FQ", []), new(2, "identity", [])],
        });
        DefaultDomains defaults = Defaults(machine);
        Assert.Null(defaults.Of(0));
        defaults.InstallAll();
        Assert.Equal(["identity", "domain 1", "identity"], Enumerable.Range(0, 3).Select(d => machine.Unit.ContextOf(d).ToString()));
    }

    [Fact]
    public void By_the_first_dma_api_call_only_that_device_gets_there()
    {
        using var machine = new Machine(Enforcement.Hosts.Facts(1, 2));
        DefaultDomains defaults = Defaults(machine);
        Assert.Equal(DeviceContext.Blocked, machine.Unit.ContextOf(0));
        Assert.Equal(SwitchError.None, defaults.UseDmaApi(0));
        IommuDomain domain = defaults.Of(0)!;
        Assert.Equal([domain.Id, 0], new[] { machine.Unit.ContextOf(0).DomainId, machine.Unit.ContextOf(1).DomainId });
        Assert.Equal(SwitchError.None, defaults.UseDmaApi(0));
        Assert.Equal(SwitchError.None, defaults.UseDmaApi(1));
        Assert.Equal(domain.Id, machine.Unit.ContextOf(1).DomainId);
    }

    [Fact]
    public void Direct_regions_are_mapped_before_any_device_is_there()
    {
        ReservedRegion[] reserved =
        [
            new(Frame, Frame + 0x1fff, ReservedKind.Direct), new(Frame + 0x1000, Frame + 0x2fff, ReservedKind.DirectRelaxable),
            new(Frame + 0x8000, Frame + 0x8fff, ReservedKind.Reserved), new(0xfee0_0000, 0xfeef_ffff, ReservedKind.Msi),
        ];
        using var machine = new Machine(Enforcement.Hosts.Facts(2, 1) with { Groups = [new(0, "DMA", reserved), new(1, "DMA", [])] });
        DefaultDomains defaults = Defaults(machine);
        defaults.InstallAll();
        for (ulong at = Frame; at < Frame + 0x3000; at += 0x800)
        {
            Assert.Equal(at, machine.Unit.Request(machine.Rid(0), at, Access.Write).Address);
            Assert.Equal(FaultKind.Translation, machine.Unit.Request(machine.Rid(1), at, Access.Write).Fault);
        }

        Assert.Equal(FaultKind.Translation, machine.Unit.Request(machine.Rid(0), Frame + 0x8000, Access.Read).Fault);
        Assert.Equal(3, LeavesOf(defaults.Of(0)!));
    }

    [Fact]
    public void A_direct_region_that_cannot_be_mapped_is_said_and_leaves_nothing()
    {
        using var machine = new Machine(Enforcement.Hosts.Facts(1, 1) with { Groups = [new(0, "DMA", [new(1UL << 60, (1UL << 60) + 0xfff, ReservedKind.Direct)])] });
        DefaultDomains defaults = Defaults(machine);
        long used = machine.Frames.UsedBytes;
        Assert.Contains("ERANGE", Assert.Throws<InvalidOperationException>(defaults.InstallAll).Message, StringComparison.Ordinal);
        Assert.Equal(DeviceContext.Blocked, machine.Unit.ContextOf(0));
        Assert.Equal((used, null), (machine.Frames.UsedBytes, machine.Unit.FindDomain(1)));
    }

    private static DefaultDomains Defaults(Machine machine) => new(machine.Unit, machine.Frames, machine.Table);

    private static int LeavesOf(IommuDomain domain)
    {
        int count = 0;
        foreach (Leaf leaf in domain.Table.Leaves()) count += leaf.SizeBits == 12 ? 1 : 100;
        return count;
    }
}
