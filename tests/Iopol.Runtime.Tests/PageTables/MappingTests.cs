using Iopol.Runtime.PageTables;

namespace Iopol.Runtime.Tests.PageTables;

/// <summary>What Linux's own tests of its generic page tables hold (kunit_iommu_pt.h), and what a mapping promises beyond them.</summary>
public sealed class MappingTests
{
    private const MapRights Both = MapRights.Read | MapRights.Write;

    public static TheoryData<string> Formats => MappedTable.Formats;

    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_size_is_mapped_by_one_leaf_and_unmapped_again(string format)
    {
        using var mapped = new MappedTable(format);
        long before = mapped.Frames.UsedBytes;
        ulong iova = mapped.Smallest * 256;
        foreach (ulong size in mapped.Sizes)
        {
            iova = (iova + size - 1) & ~(size - 1);
            ulong address = size == mapped.Smallest ? mapped.Smallest * 5 : 0;
            mapped.Map(iova, address, size);
            mapped.Check(iova, address, size);
            iova += size;
        }

        Assert.Equal(mapped.Sizes.Select(size => (size, 1)), mapped.Count());
        iova = mapped.Smallest * 256;
        foreach (ulong size in mapped.Sizes)
        {
            iova = (iova + size - 1) & ~(size - 1);
            mapped.Unmap(iova, size);
            iova += size;
        }

        Assert.Empty(mapped.Count());
        mapped.Table.Release(mapped.Gather);
        mapped.Gather.Complete();
        Assert.Equal((0, 0), (mapped.Frames.UsedBytes, mapped.Frames.WaitingBytes));
        Assert.True(before > 0);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Tables_left_empty_give_way_to_a_large_leaf(string format)
    {
        using var mapped = new MappedTable(format);
        ulong most = mapped.Sizes.Last(size => size <= 1 << 30), iova = 4 * most;
        foreach (ulong size in mapped.Sizes.Where(size => size <= most))
        {
            for (ulong at = 0; at < most; at += size) mapped.Map(iova + at, at, size);
            mapped.Check(iova, 0, most);
            Assert.Equal([(size, (int)(most / size))], mapped.Count());
            if (size == most)
            {
                mapped.Unmap(iova, most);
            }
            else
            {
                mapped.Unmap(iova, most / 2);
                for (ulong at = most / 2; at < most; at += size) mapped.Unmap(iova + at, size);
            }

            Assert.Empty(mapped.Count());
        }

        // The large leaf has taken the place of every table below it.
        mapped.Map(iova, 0, most);
        Assert.Equal([(most, 1)], mapped.Count());
        Assert.False(mapped.Gather.HasFrames && mapped.Frames.WaitingBytes == 0);
        mapped.Gather.Complete();
        int top = mapped.Table.Layout.Levels.Count - 1, at0 = mapped.Table.Layout.LeafSizes.Single(size => 1UL << size.SizeBits == most).Position;
        long tables = 0;
        for (int position = at0; position <= top; position++) tables += Math.Max(mapped.Frames.UnitBytes, 1L << mapped.Table.Layout.Levels[position].TableBits);
        Assert.Equal(tables, mapped.Frames.UsedBytes);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Unmapping_the_start_of_a_leaf_removes_it_and_no_more(string format)
    {
        using var mapped = new MappedTable(format);
        foreach (ulong size in mapped.Sizes)
        {
            foreach (ulong larger in mapped.Sizes.Where(larger => larger > size))
            {
                mapped.Map(0, 0, larger);
                Assert.Equal(larger, mapped.Table.Unmap(0, size, mapped.Gather));
                Assert.Empty(mapped.Count());
                if (mapped.TryMap(larger, 0, larger) == MapError.ERANGE) continue;
                mapped.Map(0, 0, larger);
                Assert.Equal(larger, mapped.Table.Unmap(0, size, mapped.Gather));
                Assert.Equal([(larger, 1)], mapped.Count());
                Assert.Equal(0UL, mapped.Table.Unmap(larger + size, size, mapped.Gather));
                Assert.Equal([(larger, 1)], mapped.Count());
                mapped.Unmap(larger, larger);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Random_ranges_never_overlap(string format)
    {
        using var mapped = new MappedTable(format);
        var random = new Random(20);
        var ranges = new List<(ulong Start, ulong Length, ulong Address)>();
        ulong smallest = mapped.Smallest;
        for (int round = 0; round < 1000; round++)
        {
            ulong start = (ulong)random.Next(1 << 18) * smallest, length = ((ulong)random.Next(1 << random.Next(1, 15)) + 1) * smallest;
            ulong address = random.Next(3) == 0 ? (ulong)random.Next(1 << 18) * smallest : start;
            List<(ulong Start, ulong Length, ulong Address)> hit = ranges.FindAll(range => range.Start < start + length && start < range.Start + range.Length);
            byte[] before = hit.Count > 0 && round % 50 == 0 ? mapped.Content() : [];
            MapError error = mapped.TryMap(start, address, length);
            Assert.Equal(hit.Count > 0 ? MapError.EADDRINUSE : MapError.None, error);
            if (before.Length > 0) Assert.True(before.AsSpan().SequenceEqual(mapped.Content()), "a refused mapping wrote something");
            foreach ((ulong Start, ulong Length, ulong Address) range in hit)
            {
                mapped.Check(range.Start, range.Address, range.Length);
                mapped.Unmap(range.Start, range.Length);
                ranges.Remove(range);
            }

            if (error != MapError.None) mapped.Map(start, address, length);
            mapped.Check(start, address, length);
            ranges.Add((start, length, address));
        }

        Assert.Equal(ranges.Sum(range => (decimal)range.Length), mapped.Count().Sum(count => (decimal)count.Size * count.Count));
        foreach ((ulong start, ulong length, ulong address) in ranges)
        {
            mapped.Check(start, address, length);
            mapped.Unmap(start, length);
        }

        Assert.Empty(mapped.Count());
        mapped.Table.Release(mapped.Gather);
        mapped.Gather.Complete();
        Assert.Equal((0, 0), (mapped.Frames.UsedBytes, mapped.Frames.WaitingBytes));
    }

    [Fact]
    public void Leaves_do_not_grow_across_what_is_not_aligned()
    {
        using var mapped = new MappedTable(MappedTable.SecondStage);
        mapped.Map(0xfef80000, 0x208b95d000, 0x20000);
        Assert.Equal([(4096UL, 32)], mapped.Count());
        mapped.Check(0xfef80000, 0x208b95d000, 0x20000);
    }

    [Fact]
    public void A_range_takes_the_largest_leaves_there_are()
    {
        using var mapped = new MappedTable(MappedTable.SecondStage);
        ulong start = 0x3fe400UL << 12, end = 0x4c0600UL << 12;
        mapped.Map(start, start, end - start);
        Assert.Equal([(2UL << 20, 17), (1UL << 30, 3)], mapped.Count());
        mapped.Check(start, start, end - start);
    }

    [Fact]
    public void Every_error_has_its_reason()
    {
        using var mapped = new MappedTable(MappedTable.SecondStage);
        PageTable table = mapped.Table;
        IotlbGather gather = mapped.Gather;
        byte[] before = mapped.Content();
        Assert.Equal(MapError.EINVAL, table.TryMap(0, 0, 0, Both, gather));
        Assert.Equal(MapError.EINVAL, table.TryMap(1, 0, 4096, Both, gather));
        Assert.Equal(MapError.EINVAL, table.TryMap(0, 8, 4096, Both, gather));
        Assert.Equal(MapError.EINVAL, table.TryMap(0, 0, 4095, Both, gather));
        Assert.Equal(MapError.ERANGE, table.TryMap(1UL << 48, 0, 4096, Both, gather));
        Assert.Equal(MapError.ERANGE, table.TryMap((1UL << 48) - 4096, 0, 8192, Both, gather));
        Assert.Equal(MapError.ERANGE, table.TryMap(0, 0, (1UL << 48) + 4096, Both, gather));
        Assert.Equal(MapError.ERANGE, table.TryMap(0, 1UL << 52, 4096, Both, gather));
        Assert.Equal(MapError.ERANGE, table.TryMap(0, (1UL << 52) - 4096, 8192, Both, gather));
        Assert.Equal(MapError.ERANGE, table.TryMap(ulong.MaxValue - 4095, 0, 8192, Both, gather));
        Assert.Equal(MapError.EOPNOTSUPP, table.TryMap(0, 0, 4096, MapRights.None, gather));
        Assert.Equal(0UL, table.Unmap(1UL << 48, 4096, gather));
        Assert.Equal(0UL, table.Unmap(0, 4097, gather));
        Assert.Equal(0UL, table.Unmap(0, 0, gather));
        using PhysicalMemory other = PhysicalMemory.Allocate(1 << 16);
        Assert.Equal(MapError.EINVAL, table.TryMap(0, 0, 4096, Both, new IotlbGather(new TableFrames(other, 0, 1 << 16))));
        Assert.True(before.AsSpan().SequenceEqual(mapped.Content()));
        mapped.Memory.MakeReadOnly();
        Assert.Equal(MapError.EINVAL, table.TryMap(0, 0, 4096, Both, gather));
        Assert.Throws<ArgumentException>(() => table.Release(gather));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Without_memory_nothing_changes(string format)
    {
        using var mapped = new MappedTable(format);
        // From within one table over a few whole ones into another: missing tables at several levels.
        ulong span = 1UL << (mapped.Table.Layout.Levels[0].ItemBits + mapped.Table.Layout.Levels[0].IndexBits);
        ulong start = span - mapped.Smallest, length = (2 * span) + (2 * mapped.Smallest), address = mapped.Smallest;
        byte[] before = mapped.Content();
        long used = mapped.Frames.UsedBytes;
        int refused = 0;
        for (; ; refused++)
        {
            mapped.Frames.Allowance = refused;
            MapError error = mapped.TryMap(start, address, length);
            if (error == MapError.None) break;
            Assert.Equal(MapError.ENOMEM, error);
            Assert.Equal(used, mapped.Frames.UsedBytes);
            Assert.True(before.AsSpan().SequenceEqual(mapped.Content()), "a refused mapping wrote something");
            Assert.True(refused < 20);
        }

        // Four lowest tables at least, and what leads to them: exactly as many frames as tables.
        Assert.Equal(0, mapped.Frames.Allowance);
        Assert.True(refused >= 4);
        mapped.Check(start, address, length);
    }

    [Fact]
    public void Unmapping_ends_at_the_first_hole()
    {
        using var mapped = new MappedTable(MappedTable.SecondStage);
        mapped.Map(0x1000, 0x1000, 0x5000);
        mapped.Map(0x7000, 0x7000, 0x1000);
        Assert.Equal(0UL, mapped.Table.Unmap(0, 0x2000, mapped.Gather));
        Assert.True(mapped.Gather.IsEmpty);
        Assert.Equal(0x4000UL, mapped.Table.Unmap(0x2000, 0x6000, mapped.Gather));
        Assert.Equal((0x2000UL, 0x5fffUL, 12, false), (mapped.Gather.First, mapped.Gather.Last, mapped.Gather.LeafBits, mapped.Gather.HasTables));
        Assert.Equal([0x1000UL, 0x7000UL], Iovas(mapped.Table));
    }

    [Fact]
    public void Tables_whose_range_is_unmapped_as_a_whole_go_too()
    {
        using var mapped = new MappedTable(MappedTable.SecondStage);
        mapped.Map(0, 0x1000, 1 << 30);
        mapped.Map(1 << 30, 0, 4096);
        // Root, one table of gigabytes, two of megabytes, 512 + 1 of pages.
        Assert.Equal(517 * 4096, mapped.Frames.UsedBytes);
        Assert.Equal(1UL << 30, mapped.Table.Unmap(0, 1 << 30, mapped.Gather));
        Assert.Equal((4 * 4096, 513 * 4096), (mapped.Frames.UsedBytes, mapped.Frames.WaitingBytes));
        Assert.Equal((0UL, (1UL << 30) - 1, 12, true), (mapped.Gather.First, mapped.Gather.Last, mapped.Gather.LeafBits, mapped.Gather.HasTables));
        mapped.Gather.Complete();
        Assert.Equal((4 * 4096, 0), (mapped.Frames.UsedBytes, mapped.Frames.WaitingBytes));
        Assert.Equal([1UL << 30], Iovas(mapped.Table));
    }

    [Fact]
    public void A_frame_is_used_again_only_after_the_gather_is_complete()
    {
        using var mapped = new MappedTable(MappedTable.SecondStage, 1 << 20);
        mapped.Map(0, 0x10_0000_1000, 2 << 20);
        ulong[] frames = TablesOf(mapped, 0);
        Assert.Equal(4, frames.Length);
        Assert.Equal(2UL << 20, mapped.Table.Unmap(0, 2 << 20, mapped.Gather));
        // A walk that began before still finds what was there.
        Assert.True(mapped.Memory.TryRead(frames[3] + 8, out ulong entry));
        Assert.Equal(0x10_0000_2003UL, entry);
        var given = new List<ulong>();
        while (mapped.Frames.TryAllocate(12, out ulong address)) given.Add(address);
        Assert.DoesNotContain(frames[3], given);
        Assert.Equal(MapError.ENOMEM, mapped.TryMap(0, 0, 4096));
        mapped.Gather.Complete();
        Assert.True(mapped.Frames.TryAllocate(12, out ulong again));
        Assert.Equal(frames[3], again);
        Assert.True(mapped.Memory.TryRead(again + 8, out entry));
        Assert.Equal(0UL, entry);
    }

    [Fact]
    public void Tables_of_another_owner_stay_his()
    {
        using var mapped = new MappedTable(MappedTable.SecondStage);
        using PhysicalMemory memory = PhysicalMemory.Allocate(1 << 20);
        var mine = new TableFrames(memory, 0, 1 << 19);
        var his = new TableFrames(memory, 1 << 19, 1 << 19);
        Assert.True(his.TryAllocate(12, out ulong root));
        var table = new SecondStage4(memory, root);
        Assert.Equal(MapError.None, table.TryMap(0, 0x1000, 2 << 20, Both, new IotlbGather(his)));
        long used = his.UsedBytes;
        var gather = new IotlbGather(mine);
        Assert.Equal(2UL << 20, table.Unmap(0, 2 << 20, gather));
        Assert.False(gather.HasFrames);
        gather.Complete();
        Assert.Equal((used, 0), (his.UsedBytes, mine.UsedBytes));
    }

    [Fact]
    public void Read_only_and_write_only_leaves_are_told_apart()
    {
        using var mapped = new MappedTable(MappedTable.SecondStage);
        Assert.Equal(MapError.None, mapped.Table.TryMap(0, 0x5000, 0x1000, MapRights.Write, mapped.Gather));
        Assert.Equal(MapError.None, mapped.Table.TryMap(0x1000, 0x9000, 0x1000, MapRights.Read, mapped.Gather));
        Assert.Equal(
            [new Leaf(0, 0x5000, 12, 0, Access.Write), new Leaf(0x1000, 0x9000, 12, 0, Access.Read | Access.Execute)],
            mapped.Table.Leaves(0, 0x10000).ToArray());
        Assert.Equal(0x2000UL, mapped.Table.Unmap(0, 0x2000, mapped.Gather));
    }

    [Fact]
    public void A_table_grows_a_level_at_a_time()
    {
        LoopFormat format = LoopFormat.All.Single(one => one.Name == "a level of 64 bits");
        using PhysicalMemory memory = PhysicalMemory.Allocate(1 << 20);
        var frames = new TableFrames(memory, 0, 1 << 20);
        var gather = new IotlbGather(frames);
        LoopTable? table = null;
        for (int count = 3; count <= 6; count++)
        {
            Assert.True(frames.TryAllocate(12, out ulong root));
            var taller = new LoopTable(format with { IndexBits = format.IndexBits[..count] }, memory, root);
            if (table is not null)
            {
                Assert.Equal(MapError.None, taller.TryAdopt(table));
                Assert.Equal(MapError.EADDRINUSE, taller.TryAdopt(table));
                Assert.Equal(MapError.EINVAL, table.TryAdopt(taller));
                Assert.Equal(MapError.EINVAL, taller.TryAdopt(taller));
            }

            ulong last = taller.Layout.InputBits == 64 ? ulong.MaxValue - 4095 : (1UL << taller.Layout.InputBits) - 4096;
            Assert.Equal(MapError.None, taller.TryMap(last, (ulong)count << 12, 4096, Both, gather));
            table = taller;
        }

        Assert.Equal([3UL << 12, 4UL << 12, 5UL << 12, 6UL << 12], table!.Leaves().ToArray().Select(leaf => leaf.Address));
        Assert.Equal(3UL << 12, table.Translate((1UL << 39) - 4096, Access.Read).Address);
        table.Release(gather);
        gather.Complete();
        Assert.Equal(0, frames.UsedBytes);
        LoopFormat signed = LoopFormat.All[0];
        Assert.True(frames.TryAllocate(12, out ulong low) & frames.TryAllocate(12, out ulong high));
        Assert.Equal(MapError.EINVAL, new LoopTable(signed, memory, high).TryAdopt(new LoopTable(signed with { IndexBits = [9, 9] }, memory, low)));
    }

    private static ulong[] Iovas(PageTable table) => [.. table.Leaves().ToArray().Select(leaf => leaf.Iova)];

    /// <summary>The tables on the way to an IOVA of a second stage, top first.</summary>
    private static ulong[] TablesOf(MappedTable mapped, ulong iova)
    {
        var tables = new List<ulong> { mapped.Table.Root };
        for (int position = 3; position > 0; position--)
        {
            Assert.True(mapped.Memory.TryRead(tables[^1] + (((iova >> (12 + (9 * position))) & 511) * 8), out ulong entry));
            tables.Add(entry & 0x000f_ffff_ffff_f000);
        }

        return [.. tables];
    }
}
