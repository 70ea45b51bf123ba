using Iopol.Runtime.PageTables;

namespace Iopol.Runtime.Tests.PageTables;

public sealed class DirtyTests
{
    public static TheoryData<string> Loops => [.. LoopFormat.All.Select(format => format.Name)];

    [Fact]
    public void What_was_written_to_is_reported_once()
    {
        using PhysicalMemory memory = PhysicalMemory.Allocate(1 << 22);
        var frames = new TableFrames(memory, 0, 1 << 22);
        Assert.True(frames.TryAllocate(12, out ulong root));
        var table = new SecondStage4(memory, root, accessDirty: true);
        var gather = new IotlbGather(frames);
        Assert.Equal(MapError.None, table.TryMap(0x10_0000, 0x7000_1000, 0x10_0000, MapRights.Read | MapRights.Write, gather));
        Assert.Equal(MapError.None, table.TryMap(0x20_0000, 0x4020_0000, 0x40_0000, MapRights.Read | MapRights.Write, gather));
        var bitmap = new ulong[24];
        Assert.Equal(0, table.ReadAndClearDirty(0x10_0000, 0x50_0000, bitmap, gather));
        Assert.True(table.Translate(0x10_0000, Access.Read).IsOk);
        Assert.Equal(0, table.ReadAndClearDirty(0x10_0000, 0x50_0000, bitmap, gather));
        foreach (ulong iova in new ulong[] { 0x10_0000, 0x14_1234, 0x1f_ffff, 0x50_0000 }) Assert.True(table.Translate(iova, Access.Write).IsOk);

        // Kept, then cleared, then gone.
        for (int round = 0; round < 3; round++)
        {
            Array.Clear(bitmap);
            long pages = table.ReadAndClearDirty(0x10_0000, 0x50_0000, bitmap, round == 0 ? null : gather, round == 0 ? DirtyFlags.KeepDirty : DirtyFlags.None);
            Assert.Equal(round == 2 ? 0 : 3 + 512, pages);
            Assert.Equal(pages, bitmap.Sum(word => ulong.PopCount(word) is ulong count ? (long)count : 0));
            if (round == 2) continue;
            Assert.Equal((1UL, 2UL), (bitmap[0], bitmap[1]));
            Assert.Equal(1UL << 63, bitmap[3]);
            Assert.All(bitmap[4..12], word => Assert.Equal(0UL, word));
            Assert.All(bitmap[12..20], word => Assert.Equal(ulong.MaxValue, word));
        }

        Assert.Equal((0x10_0000UL, 0x5f_ffffUL, 12), (gather.First, gather.Last, gather.LeafBits));
        // The notes of accesses stay.
        Assert.Equal(0, table.ReadAndClearDirty(0x10_0000, 0x50_0000, bitmap, gather));
        Assert.True(table.Translate(0x14_1234, Access.Write).IsOk);
        Assert.Equal(1, table.ReadAndClearDirty(0x14_0000, 0x2000, bitmap, gather));
    }

    [Fact]
    public void A_leaf_that_reaches_out_of_the_range_stays_dirty()
    {
        using PhysicalMemory memory = PhysicalMemory.Allocate(1 << 22);
        var frames = new TableFrames(memory, 0, 1 << 22);
        Assert.True(frames.TryAllocate(12, out ulong root));
        var table = new SecondStage4(memory, root, accessDirty: true);
        var gather = new IotlbGather(frames);
        Assert.Equal(MapError.None, table.TryMap(0, 0, 0x20_0000, MapRights.Read | MapRights.Write, gather));
        Assert.True(table.Translate(0x1000, Access.Write).IsOk);
        var bitmap = new ulong[8];
        for (int round = 0; round < 2; round++)
        {
            Array.Clear(bitmap);
            Assert.Equal(3, table.ReadAndClearDirty(0x10_0000, 0x3000, bitmap, gather));
            Assert.Equal(7UL, bitmap[0]);
        }

        Assert.Equal(512, table.ReadAndClearDirty(0, 0x20_0000, bitmap, gather));
        Assert.Equal(0, table.ReadAndClearDirty(0, 0x20_0000, bitmap, gather));
    }

    [Theory]
    [MemberData(nameof(Loops))]
    public void A_run_is_dirty_where_any_of_its_entries_is(string format)
    {
        using var mapped = new MappedTable(format);
        foreach (LeafSize size in mapped.Table.Layout.LeafSizes)
        {
            ulong bytes = 1UL << size.SizeBits, iova = 2 * bytes;
            if (size.SizeBits > 32 || mapped.Table.Layout.InputBits < size.SizeBits + 2) continue;
            mapped.Map(iova, 0, bytes);
            (ulong place, int entryBytes) = EntryOf(mapped, iova, size.Position);
            for (int entry = 0; entry < 1 << size.EntryBits; entry++)
            {
                ulong at = place + (ulong)(entry * entryBytes);
                Assert.True(mapped.Memory.TryRead(at, out uint low));
                Assert.True(mapped.Memory.TryWrite(at, low | 32));
                var bitmap = new ulong[Math.Max(1, bytes / mapped.Smallest / 64)];
                Assert.Equal((long)(bytes / mapped.Smallest), mapped.Table.ReadAndClearDirty(iova, bytes, bitmap, mapped.Gather));
                Assert.Equal(bytes / mapped.Smallest, (ulong)bitmap.Sum(word => (long)ulong.PopCount(word)));
                Assert.Equal(0, mapped.Table.ReadAndClearDirty(iova, bytes, bitmap, mapped.Gather));
                Assert.Equal((iova, iova + bytes - 1), (mapped.Gather.First, mapped.Gather.Last));
                Assert.True(mapped.Memory.TryRead(at, out uint clean));
                Assert.Equal(low, clean);
            }

            mapped.Unmap(iova, bytes);
        }
    }

    [Fact]
    public void Without_dirty_state_there_is_no_answer()
    {
        using var mapped = new MappedTable(MappedTable.SecondStage);
        mapped.Map(0, 0, 0x1000);
        Assert.Equal(-1, mapped.Table.ReadAndClearDirty(0, 0x1000, new ulong[1], mapped.Gather));
        using var loop = new MappedTable(LoopFormat.All[0].Name);
        loop.Map(0, 0, 0x1000);
        Assert.Equal(-1, loop.Table.ReadAndClearDirty(1, 0x1000, new ulong[1], loop.Gather));
        Assert.Equal(-1, loop.Table.ReadAndClearDirty(1UL << 60, 0x1000, new ulong[1], loop.Gather));
        Assert.Throws<ArgumentException>(() => loop.Table.ReadAndClearDirty(0, 0x1000 * 65, new ulong[1], loop.Gather));
        Assert.Throws<ArgumentNullException>(() => loop.Table.ReadAndClearDirty(0, 0x1000, new ulong[1], null));
        loop.Memory.MakeReadOnly();
        Assert.Equal(-1, loop.Table.ReadAndClearDirty(0, 0x1000, new ulong[1], loop.Gather));
        Assert.Equal(0, loop.Table.ReadAndClearDirty(0, 0x1000, new ulong[1], null, DirtyFlags.KeepDirty));
    }

    [Fact]
    public async Task No_write_is_lost_between_a_device_and_a_reader()
    {
        using PhysicalMemory memory = PhysicalMemory.Allocate(1 << 20);
        var frames = new TableFrames(memory, 0, 1 << 20);
        Assert.True(frames.TryAllocate(12, out ulong root));
        var table = new SecondStage4(memory, root, accessDirty: true);
        var gather = new IotlbGather(frames);
        const int Pages = 64;
        Assert.Equal(MapError.None, table.TryMap(0, 0x7000_1000, Pages * 4096, MapRights.Read | MapRights.Write, gather));
        var written = new long[Pages];
        using var device = new Walkers(1, (random, count) =>
        {
            int page = random.Next(Pages);
            Assert.True(table.Translate((ulong)page * 4096, Access.Write).IsOk);
            Volatile.Write(ref written[page], count + 1);
        });
        var seen = new long[Pages];
        var bitmap = new ulong[1];
        for (int round = 0; round < 500; round++)
        {
            bitmap[0] = 0;
            Assert.True(table.ReadAndClearDirty(0, Pages * 4096, bitmap, gather) >= 0);
            // Writes that began before the entries were made clean end now.
            device.WaitForOngoing();
            gather.Complete();
            for (int page = 0; page < Pages; page++)
            {
                if ((bitmap[0] >> page & 1) != 0) seen[page] = Volatile.Read(ref written[page]);
            }
        }

        await device.Stop();
        bitmap[0] = 0;
        table.ReadAndClearDirty(0, Pages * 4096, bitmap, gather);
        for (int page = 0; page < Pages; page++) Assert.True(written[page] == seen[page] || (bitmap[0] >> page & 1) != 0);
        Assert.Contains(seen, count => count > 0);
    }

    private static (ulong Place, int EntryBytes) EntryOf(MappedTable mapped, ulong iova, int position)
    {
        PageTableLayout layout = mapped.Table.Layout;
        ulong table = mapped.Table.Root;
        for (int at = layout.Levels.Count - 1; ; at--)
        {
            LevelLayout level = layout.Levels[at];
            ulong place = table + (((iova >> level.ItemBits) & level.IndexMask) * (ulong)layout.EntryBytes), entry;
            if (at == position) return (place, layout.EntryBytes);
            if (layout.EntryBytes == 8) Assert.True(mapped.Memory.TryRead(place, out entry));
            else entry = mapped.Memory.TryRead(place, out uint narrow) ? narrow : 0;
            table = mapped.Table.Decode(at, entry).Address;
        }
    }
}
