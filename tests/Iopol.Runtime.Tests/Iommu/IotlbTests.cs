using Iopol.Runtime.Iommu;
using Iopol.Runtime.PageTables;

namespace Iopol.Runtime.Tests.Iommu;

/// <summary>What the IOTLB remembers is used until it is invalidated, and never longer.</summary>
public sealed class IotlbTests
{
    private const ulong Iova = 0x40_0000, Frame = 0x10_0000, Other = 0x11_0000, Page = Machine.Page;

    [Fact]
    public void What_was_unmapped_keeps_being_hit_until_it_is_invalidated()
    {
        using var machine = new Machine();
        IommuDomain domain = machine.Domain(Iova, Frame);
        machine.Unit.Owners.Set(Frame, Page, FrameOwner.User(0));
        machine.Unit.Attach(0, domain);
        Assert.False(machine.Unit.Request(machine.Rid(), Iova, Access.Write).IsHit);
        Assert.True(machine.Unit.Request(machine.Rid(), Iova, Access.Write).IsHit);

        Assert.Equal(Page, domain.UnmapLazily(Iova, Page));
        Assert.True(domain.IsFlushDue);
        // The frame is somebody else's too early.
        machine.Unit.Owners.Set(Frame, Page, FrameOwner.User(1));
        DmaResult stray = machine.Unit.Write(machine.Rid(), Iova, [1]);
        Assert.True(stray.IsOk && stray.Last.IsHit);
        Assert.False(stray.Owners.IsWithin(FrameOwner.User(0)));
        Assert.Equal("user 1", stray.Owners.ToString());

        domain.Flush();
        Assert.False(domain.IsFlushDue);
        Assert.Equal(FaultKind.Translation, machine.Unit.Write(machine.Rid(), Iova, [1]).Last.Fault);
    }

    [Fact]
    public void A_strict_unmap_leaves_nothing_behind()
    {
        using var machine = new Machine();
        IommuDomain domain = machine.Domain(Iova, Frame);
        machine.Unit.Attach(0, domain);
        machine.Unit.Request(machine.Rid(), Iova, Access.Read);
        Assert.Equal(Page, domain.Unmap(Iova, Page));
        Assert.Equal(FaultKind.Translation, machine.Unit.Request(machine.Rid(), Iova, Access.Read).Fault);
    }

    [Fact]
    public void Frames_of_tables_wait_for_the_flush()
    {
        using var machine = new Machine();
        IommuDomain domain = machine.Domain();
        const ulong Large = 2 << 20;
        Assert.Equal(MapError.None, domain.TryMap(Iova, Page, Large, Machine.Both));
        Assert.Equal(Large, domain.UnmapLazily(Iova, Large));
        Assert.Equal((long)Page, machine.Frames.WaitingBytes);
        domain.Flush();
        Assert.Equal(0, machine.Frames.WaitingBytes);
    }

    [Fact]
    public void Every_piece_of_a_large_leaf_is_forgotten_with_it()
    {
        using var machine = new Machine();
        IommuDomain domain = machine.Domain();
        const ulong Large = 2 << 20;
        Assert.Equal(MapError.None, domain.TryMap(Iova, Large, Large, Machine.Both));
        machine.Unit.Attach(0, domain);
        ulong[] iovas = [Iova, Iova + Page, Iova + Large - Page];
        foreach (ulong iova in iovas) machine.Unit.Request(machine.Rid(), iova, Access.Read);
        Assert.All(iovas, iova => Assert.True(machine.Unit.Request(machine.Rid(), iova, Access.Read).IsHit));
        // Part of it takes all of it along.
        Assert.Equal(Large, domain.Unmap(Iova, Page));
        Assert.All(iovas, iova => Assert.Equal(FaultKind.Translation, machine.Unit.Request(machine.Rid(), iova, Access.Read).Fault));
    }

    [Fact]
    public void A_right_is_remembered_only_where_it_was_used()
    {
        using var machine = new Machine();
        IommuDomain domain = machine.Domain(Iova, Frame, MapRights.Read);
        machine.Unit.Attach(0, domain);
        machine.Unit.Request(machine.Rid(), Iova, Access.Read);
        Assert.Equal(FaultKind.Translation, machine.Unit.Request(machine.Rid(), Iova, Access.Write).Fault);
        Assert.True(machine.Unit.Request(machine.Rid(), Iova, Access.Read).IsHit);
        domain.Unmap(Iova, Page);
        domain.TryMap(Iova, Frame, Page, Machine.Both);
        machine.Unit.Request(machine.Rid(), Iova, Access.Write);
        machine.Unit.Request(machine.Rid(), Iova, Access.Read);
        Assert.True(machine.Unit.Request(machine.Rid(), Iova, Access.Read | Access.Write).IsHit);
    }

    [Fact]
    public void Domains_do_not_see_each_others_entries()
    {
        using var machine = new Machine(devices: 2);
        IommuDomain first = machine.Domain(Iova, Frame), second = machine.Domain(Iova, Other);
        machine.Unit.Attach(0, first);
        machine.Unit.Attach(1, second);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(Frame, machine.Unit.Request(machine.Rid(0), Iova, Access.Read).Address);
            Assert.Equal(Other, machine.Unit.Request(machine.Rid(1), Iova, Access.Read).Address);
        }

        Assert.True(machine.Unit.Request(machine.Rid(0), Iova, Access.Read).IsHit);
        first.Invalidate();
        Assert.False(machine.Unit.Request(machine.Rid(0), Iova, Access.Read).IsHit);
        Assert.True(machine.Unit.Request(machine.Rid(1), Iova, Access.Read).IsHit);
        machine.Unit.Iotlb.InvalidateAll();
        Assert.False(machine.Unit.Request(machine.Rid(1), Iova, Access.Read).IsHit);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(64)]
    public void A_range_is_forgotten_and_nothing_beside_it(int capacity)
    {
        var iotlb = new Iotlb(capacity, 8);
        // More pages than entries in one case, fewer in the other; entries that share a place push each other out.
        for (ulong page = 0; page < 16; page++) Remember(iotlb, 5, page << 12, 0x1000_0000 + (page << 12));
        iotlb.Invalidate(4, 0, ulong.MaxValue);
        iotlb.Invalidate(5, 4 << 12, (12 << 12) - 1);
        for (ulong page = 0; page < 16; page++) Assert.Equal(page is < 4 or >= 12, iotlb.TryFind(5, page << 12, Access.Read, out _));
        iotlb.Invalidate(5, 12 << 12, (12 << 12) + ((ulong)capacity << 13));
        for (ulong page = 0; page < 16; page++) Assert.Equal(page < 4, iotlb.TryFind(5, page << 12, Access.Read, out _));
    }

    [Fact]
    public void A_walk_that_began_before_an_invalidation_inserts_nothing_after_it()
    {
        var iotlb = new Iotlb(16, 8);
        Translation leaf = Translation.Leaf(Frame, 12, 0);
        Action<Iotlb>[] invalidations = [t => t.Invalidate(5), t => t.Invalidate(5, Iova, Iova), t => t.Invalidate(5, Iova + (99 * Page), ulong.MaxValue), t => t.InvalidateAll()];
        foreach (Action<Iotlb> invalidate in invalidations)
        {
            IotlbTicket ticket = iotlb.Begin(5);
            invalidate(iotlb);
            Assert.False(iotlb.Insert(ticket, Iova, leaf, Access.Read));
            Assert.False(iotlb.TryFind(5, Iova, Access.Read, out _));
        }

        IotlbTicket later = iotlb.Begin(5);
        iotlb.Invalidate(4);
        iotlb.Invalidate(4, 0, ulong.MaxValue);
        Assert.True(iotlb.Insert(later, Iova, leaf, Access.Read));
        Assert.True(iotlb.TryFind(5, Iova + 7, Access.Read, out ulong address));
        Assert.Equal(Frame + 7, address);
    }

    /// <summary>The same with a real walk, which another thread invalidates while it is under way.</summary>
    [Fact]
    public async Task A_walk_under_way_may_end_but_is_not_remembered()
    {
        using var machine = new Machine();
        using var walking = new SemaphoreSlim(0);
        using var goOn = new SemaphoreSlim(0);
        var table = new PausingTable(machine.Table(), () =>
        {
            walking.Release();
            goOn.Wait();
        });
        IommuDomain domain = machine.Unit.CreateDomain(table, machine.Frames);
        Assert.Equal(MapError.None, table.Inner.TryMap(Iova, Frame, Page, Machine.Both, new IotlbGather(machine.Frames)));
        machine.Unit.Attach(0, domain);

        Task<DmaTarget> request = Task.Run(() => machine.Unit.Request(machine.Rid(), Iova, Access.Write));
        await walking.WaitAsync();
        Assert.Equal(Page, table.Inner.Unmap(Iova, Page, new IotlbGather(machine.Frames)));
        machine.Unit.Iotlb.Invalidate(domain.Id, Iova, Iova + Page - 1);
        Task drain = Task.Run(IommuUnit.Drain);
        // The walk is still there.
        Assert.NotSame(drain, await Task.WhenAny(drain, Task.Delay(20)));
        goOn.Release();
        Assert.Equal(Frame, (await request).Address);
        await drain;

        goOn.Release();
        Assert.Equal(FaultKind.Translation, machine.Unit.Request(machine.Rid(), Iova, Access.Write).Fault);
    }

    [Fact]
    public void Leaves_below_a_page_and_other_rights_are_not_remembered()
    {
        var iotlb = new Iotlb(16, 8);
        Assert.False(iotlb.Insert(iotlb.Begin(1), Iova, Translation.Leaf(Frame, 10, 0), Access.Read));
        Assert.False(iotlb.Insert(iotlb.Begin(1), Iova, Translation.Leaf(Frame, 12, 0), Access.Read | Access.Privileged));
        Assert.False(iotlb.Insert(iotlb.Begin(1), Iova, Translation.Faulted(1, 0), Access.Read));
        Assert.True(iotlb.Insert(iotlb.Begin(1), Iova, Translation.Leaf(Frame, 12, 0), Access.None));
        Assert.True(iotlb.TryFind(1, Iova, Access.None, out _));
        Assert.False(iotlb.TryFind(1, Iova, Access.Read, out _));
    }

    [Theory]
    [InlineData(0, 8)]
    [InlineData(12, 8)]
    [InlineData(16, 0)]
    [InlineData(16, 65537)]
    public void Sizes_are_checked(int capacity, int domains) => Assert.Throws<ArgumentException>(() => new Iotlb(capacity, domains));

    private static void Remember(Iotlb iotlb, int domain, ulong iova, ulong address) =>
        Assert.True(iotlb.Insert(iotlb.Begin(domain), iova, Translation.Leaf(address, 12, 0), Access.Read));
}
