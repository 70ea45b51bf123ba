using Iopol.Runtime.PageTables;

namespace Iopol.Runtime.Tests.PageTables;

/// <summary>Walks beside a mapper find what was there or what will be, never a third thing.</summary>
public sealed class ConcurrencyTests
{
    private const ulong Page = 4096, Large = 2 << 20, Range = 2 * Large, Foreign = 0xc0_0000 + Page;
    private const MapRights Both = MapRights.Read | MapRights.Write;

    // Mapped by large leaves, and by small ones.
    private static readonly ulong[] Offsets = [0x40_0000, 0x80_0000, 0x40_0000 + Page, 0x80_0000 + Page];

    [Fact]
    public async Task A_walk_beside_a_mapper_finds_the_old_or_the_new()
    {
        using PhysicalMemory memory = PhysicalMemory.Allocate(1 << 20);
        var frames = new TableFrames(memory, 0, 1 << 20);
        Assert.True(frames.TryAllocate(12, out ulong root) & frames.TryAllocate(12, out ulong otherRoot));
        var table = new SecondStage4(memory, root);
        var other = new SecondStage4(memory, otherRoot);
        var gather = new IotlbGather(frames);
        using var walkers = new Walkers(2, (random, count) =>
        {
            Span<ulong> iovas = stackalloc ulong[32], addresses = stackalloc ulong[32];
            for (int i = 0; i < iovas.Length; i++) iovas[i] = (ulong)random.NextInt64((long)Range);
            switch (count % 16)
            {
                case 0:
                    table.TranslateMany(iovas, Access.Read, addresses);
                    break;
                case 1:
                    iovas[0] &= ~(Page - 1);
                    for (int i = 1; i < iovas.Length; i++) iovas[i] = iovas[i - 1] + Page;
                    addresses.Fill(PageTable.NoAddress);
                    table.TranslateRange(iovas[0], 32, Access.Read, addresses);
                    break;
                case 2:
                    addresses.Fill(PageTable.NoAddress);
                    foreach (Leaf leaf in table.Leaves(0, Range)) Assert.True(IsMine(leaf.Iova, leaf.Address), $"the leaf at {leaf.Iova:x} leads to {leaf.Address:x}");
                    break;
                default:
                    for (int i = 0; i < iovas.Length; i++) addresses[i] = KernelTests.Address(table, iovas[i], Access.Write);
                    break;
            }

            for (int i = 0; i < iovas.Length; i++) Assert.True(addresses[i] == PageTable.NoAddress || IsMine(iovas[i], addresses[i]), $"{iovas[i]:x} leads to {addresses[i]:x}");
        });
        var random = new Random(9);
        for (int round = 0; round < 60; round++)
        {
            ulong offset = Offsets[random.Next(Offsets.Length)];
            Assert.Equal(MapError.None, table.TryMap(0, offset, Range, Both, gather));
            Finish();
            // By large pieces tables go; by small ones they stay, empty, for a large leaf to replace.
            ulong piece = (offset & Large - 1) == 0 ? Large : random.Next(2) == 0 ? Large : Large / 4;
            for (ulong at = 0; at < Range; at += piece) Assert.Equal(piece, table.Unmap(at, piece, gather));
            Finish();
            // Frames that came free hold somebody else's leaves at once.
            Assert.Equal(MapError.None, other.TryMap(0, Foreign, Range, Both, gather));
            Assert.Equal(Range, other.Unmap(0, Range, gather));
            Finish();
        }

        await walkers.Stop();

        void Finish()
        {
            if (!gather.HasFrames) return;
            walkers.WaitForOngoing();
            gather.Complete();
        }
    }

    private static bool IsMine(ulong iova, ulong address) => Array.IndexOf(Offsets, address - iova) >= 0;
}
