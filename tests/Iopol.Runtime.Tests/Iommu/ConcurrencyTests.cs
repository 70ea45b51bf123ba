using Iopol.Runtime.Iommu;
using Iopol.Runtime.PageTables;
using Iopol.Runtime.Tests.PageTables;

namespace Iopol.Runtime.Tests.Iommu;

/// <summary>DMA beside switches and unmappings: it sees the old or the new, and after an invalidation only the new.</summary>
public sealed class ConcurrencyTests
{
    private const ulong Iova = 0x40_0000, FrameA = 0x10_0000, FrameB = 0x20_0000, Page = Machine.Page;
    private const ulong PatternA = 0xaaaa_aaaa_aaaa_aaaa, PatternB = 0x5555_5555_5555_5555;

    [Theory]
    [InlineData(1)]
    [InlineData(1024)]
    public async Task Dma_beside_switches_reads_one_domain_or_the_other_or_is_blocked(int iotlbCapacity)
    {
        using var machine = new Machine(Enforcement.Hosts.Facts(1, 2), topology => IommuOptions.For(topology) with { IotlbCapacity = iotlbCapacity });
        // Several pages, of which some share a place in the IOTLB.
        const int pages = 8;
        IommuDomain a = machine.Domain(), b = machine.Domain();
        for (ulong i = 0; i < pages; i++)
        {
            Assert.Equal(MapError.None, a.TryMap(Iova + (i * Page), FrameA + (i * Page), Page, Machine.Both));
            Assert.Equal(MapError.None, b.TryMap(Iova + (i * Page), FrameB + (i * Page), Page, Machine.Both));
            machine.Fill(FrameA + (i * Page), 0xaa);
            machine.Fill(FrameB + (i * Page), 0x55);
        }

        long[] seen = new long[3];
        using var devices = new Walkers(2, (random, count) =>
        {
            Span<ulong> words = stackalloc ulong[32];
            ulong offset = (ulong)random.Next((int)(pages * Page) / 8) * 8;
            int length = (int)Math.Min((ulong)words.Length * 8, Page - (offset % Page));
            Span<byte> bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(words)[..length];
            DmaResult result = machine.Unit.Read(machine.Rid((int)count & 1), Iova + offset, bytes);
            if (!result.IsOk)
            {
                Assert.Equal((FaultKind.Blocked, 0), (result.Last.Fault, result.Bytes));
                Interlocked.Increment(ref seen[2]);
                return;
            }

            // One page is one translation: all of it is A's or all of it is B's.
            ulong pattern = words[0];
            Assert.True(pattern is PatternA or PatternB, $"{pattern:x} is nobody's");
            Assert.Equal((pattern == PatternA ? FrameA : FrameB) + offset, result.Last.Address);
            Assert.All(words[..(length / 8)].ToArray(), word => Assert.Equal(pattern, word));
            Interlocked.Increment(ref seen[pattern == PatternA ? 0 : 1]);
        });
        var switches = new Random(3);
        for (int round = 0; round < 30_000 || (seen.Any(count => count < 20) && round < 30_000_000); round++)
        {
            SwitchError error = switches.Next(4) switch
            {
                0 => machine.Unit.AttachGroup(0, a),
                1 => machine.Unit.AttachGroup(0, b),
                2 => machine.Unit.BlockGroup(0),
                _ => machine.Unit.Attach(switches.Next(2), switches.Next(2) == 0 ? a : b),
            };
            Assert.Equal(SwitchError.None, error);
            if (round % 16 == 0) a.Invalidate(Iova, Iova + (pages * Page) - 1);
            if (round % 64 == 0) b.Invalidate();
        }

        await devices.Stop();
        Assert.All(seen, count => Assert.True(count > 0, string.Join(' ', seen)));
    }

    /// <summary>A frame is the user's while it is mapped, and the kernel's from the invalidation on; the device never writes to the kernel's.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_an_invalidation_no_dma_touches_what_was_unmapped(bool lazily)
    {
        using var machine = new Machine();
        IommuDomain domain = machine.Domain();
        machine.Unit.Attach(0, domain);
        machine.Unit.Owners.Set(FrameA, Page, FrameOwner.User(0));
        long written = 0, refused = 0;
        using var devices = new Walkers(2, (random, count) =>
        {
            Span<byte> word = stackalloc byte[8];
            word.Fill(0xaa);
            DmaResult result = machine.Unit.Write(machine.Rid(), Iova + ((ulong)random.Next(512) * 8), word);
            Interlocked.Increment(ref result.IsOk ? ref written : ref refused);
        });
        byte[] content = new byte[Page], quiet = new byte[Page];
        Array.Fill(quiet, (byte)0x11);
        for (int round = 0; round < 2000 || ((Volatile.Read(ref written) < 50 || Volatile.Read(ref refused) < 50) && round < 2_000_000); round++)
        {
            Assert.Equal(MapError.None, domain.TryMap(Iova, FrameA, Page, Machine.Both));
            if (round % 8 == 0) Thread.Yield();
            if (lazily)
            {
                Assert.Equal(Page, domain.UnmapLazily(Iova, Page));
                domain.Flush();
            }
            else
            {
                Assert.Equal(Page, domain.Unmap(Iova, Page));
            }

            // The frame is the kernel's now, which writes what it wants to keep.
            Assert.True(machine.Memory.TryCopyFrom(FrameA, quiet));
            if (round % 4 == 0) Thread.SpinWait(200);
            Assert.True(machine.Memory.TryCopyTo(FrameA, content));
            Assert.True(content.AsSpan().SequenceEqual(quiet), $"round {round}: a device wrote to a frame that was taken from it");
        }

        await devices.Stop();
        Assert.True(written > 0 && refused > 0, $"{written} {refused}");
    }

    /// <summary>Frames of tables that are given up hold other tables at once; no walk takes those for what was there.</summary>
    [Fact]
    public async Task Walks_beside_changes_never_follow_a_table_that_is_somebody_elses()
    {
        using var machine = new Machine();
        IommuDomain mine = machine.Domain(), other = machine.Domain();
        machine.Unit.Attach(0, mine);
        const ulong large = 2 << 20;
        using var devices = new Walkers(2, (random, count) =>
        {
            ulong offset = (ulong)random.NextInt64((long)large);
            DmaTarget target = machine.Unit.Request(machine.Rid(), Iova + offset, Access.Read);
            if (target.Kind == DmaTargetKind.Memory) Assert.Equal(Page + offset, target.Address);
            else Assert.Equal(FaultKind.Translation, target.Fault);
        });
        for (int round = 0; round < 300; round++)
        {
            Assert.Equal(MapError.None, mine.TryMap(Iova, Page, large, Machine.Both));
            Thread.Yield();
            Assert.Equal(large, mine.Unmap(Iova, large));
            Assert.Equal(MapError.None, other.TryMap(Iova, large + Page, large, Machine.Both));
            Assert.Equal(large, other.Unmap(Iova, large));
        }

        await devices.Stop();
    }

    /// <summary>Entries that threads write at once, all at the same place: what is found is always what was inserted for that page.</summary>
    [Fact]
    public async Task No_entry_is_used_in_halves()
    {
        var iotlb = new Iotlb(1, 4);
        long hits = 0;
        using var walkers = new Walkers(3, (random, count) =>
        {
            for (int i = 0; i < 100; i++)
            {
                int domain = 1 + random.Next(2);
                ulong page = (ulong)random.Next(4), iova = page << 12;
                // Frames that differ from pages as others do would hide halves.
                ulong address = (page * 7 * (ulong)domain) << 20;
                if (random.Next(2) == 0) iotlb.Insert(iotlb.Begin(domain), iova, Translation.Leaf(address, 12, 0), Access.Read);
                if (!iotlb.TryFind(domain, iova, Access.Read, out ulong found)) continue;
                Assert.Equal(address, found);
                Interlocked.Increment(ref hits);
            }
        });
        for (int i = 0; i < 20_000 || (Volatile.Read(ref hits) < 1000 && i < 50_000_000); i++)
        {
            iotlb.Invalidate(1 + (i & 1), 0, 4095);
            if (i % 10 == 0) iotlb.Invalidate(2);
        }

        await walkers.Stop();
        Assert.True(hits > 0);
    }

    [Fact]
    public async Task A_drain_returns_while_dma_goes_on_and_on()
    {
        using var machine = new Machine();
        machine.Unit.Attach(0, machine.Domain(Iova, FrameA));
        using var devices = new Walkers(2, (random, count) => machine.Unit.Read(machine.Rid(), Iova, new byte[Page]));
        for (int i = 0; i < 200; i++) IommuUnit.Drain();
        await devices.Stop();
    }
}
