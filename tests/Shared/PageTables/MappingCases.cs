using Iopol.Runtime.PageTables;

namespace Iopol.Tests.PageTables;

/// <summary>
/// What the kernel's unit tests of its generic page table ask of mapping and unmapping, over every shape; and what is asked here
/// beyond: that a refusal changes nothing.
/// </summary>
public abstract class MappingCases : TableCases
{
    [Theory]
    [MemberData(nameof(TableShape.Data), MemberType = typeof(TableShape))]
    public void Sizes_are_some_and_different(string shape)
    {
        using ITableUnderTest table = Make(shape);
        Assert.NotEmpty(table.LeafBits);
        Assert.Equal(table.LeafBits.Distinct().Order(), table.LeafBits);
        Assert.All(table.LeafBits, bits => Assert.True(Size(bits) - 1 <= table.Range.Last - table.Range.First));
    }

    [Theory]
    [MemberData(nameof(TableShape.Data), MemberType = typeof(TableShape))]
    public void Every_size_maps_as_one_leaf_and_unmaps_to_nothing(string shape)
    {
        using ITableUnderTest table = Make(shape);
        var mapped = new List<(ulong Iova, int Bits)>();
        ulong at = table.Range.First + (Size(table.LeafBits[0]) * 256 <= (table.Range.Last - table.Range.First) / 8 ? Size(table.LeafBits[0]) * 256 : 0);
        foreach (int bits in SafeBits(table))
        {
            at = AlignUp(at, bits);
            if (at + (Size(bits) - 1) > table.Range.Last) break;
            ulong address = Align(Cut(table, MixedAddress), bits);
            Map(table, at, address, Size(bits));
            Check(table, at, address, Size(bits));
            mapped.Add((at, bits));
            at += Size(bits);
        }

        Assert.NotEmpty(mapped);
        Assert.Equal(mapped.Select(m => (m.Iova, m.Bits)), table.Leaves().Select(leaf => (leaf.Iova, leaf.SizeBits)));
        foreach ((ulong iova, int bits) in mapped) Unmap(table, iova, Size(bits));
        Assert.Empty(table.Leaves());
        foreach ((ulong iova, _) in mapped) CheckNone(table, iova);
    }

    [Theory]
    [MemberData(nameof(TableShape.Data), MemberType = typeof(TableShape))]
    public void Empty_tables_left_behind_give_way_to_a_larger_leaf(string shape)
    {
        using ITableUnderTest table = Make(shape);
        int[] sizes = [.. SafeBits(table).Where(bits => bits < 31)];
        int largest = sizes[^1];
        ulong iova = AlignUp(table.Range.First, largest);
        ulong address = Align(Cut(table, MixedAddress), largest);
        foreach (int bits in sizes.Where(bits => largest - bits <= 9))
        {
            for (ulong offset = 0; offset < Size(largest); offset += Size(bits)) Map(table, iova + offset, address + offset, Size(bits));
            Check(table, iova, address, Size(largest));
            IReadOnlyList<TableLeaf> leaves = table.Leaves();
            Assert.Equal(Size(largest - bits), (ulong)leaves.Count);
            Assert.All(leaves, leaf => Assert.Equal(bits, leaf.SizeBits));
            // The first half in one call, the rest leaf by leaf, so that tables stay behind.
            ulong half = bits == largest ? Size(largest) : Size(largest) / 2;
            Unmap(table, iova, half);
            for (ulong offset = half; offset < Size(largest); offset += Size(bits)) Unmap(table, iova + offset, Size(bits));
            Assert.Empty(table.Leaves());
        }
    }

    [Theory]
    [MemberData(nameof(TableShape.Data), MemberType = typeof(TableShape))]
    public void Unmapping_the_start_of_a_large_leaf_takes_it_whole_and_no_more(string shape)
    {
        using ITableUnderTest table = Make(shape);
        IReadOnlyList<int> sizes = SafeBits(table);
        ulong iova = table.Range.First;
        foreach (int small in sizes)
        {
            foreach (int large in sizes.Where(bits => bits > small))
            {
                Map(table, iova, 0, Size(large));
                Assert.Equal(Size(large), table.Unmap(iova, Size(small)));
                Map(table, iova, 0, Size(large));
                Map(table, iova + Size(large), 0, Size(large));
                Assert.Equal(Size(large), table.Unmap(iova, Size(small)));
                Assert.Equal(Size(large), table.Unmap(iova + Size(large), Size(large)));
                Assert.Empty(table.Leaves());
            }
        }
    }

    [Theory]
    [MemberData(nameof(TableShape.Data), MemberType = typeof(TableShape))]
    public void Unmapping_ends_where_no_leaf_starts(string shape)
    {
        using ITableUnderTest table = Make(shape);
        int small = table.LeafBits[0], large = SafeBits(table)[^1];
        ulong iova = AlignUp(table.Range.First, large);
        Assert.Equal(0UL, table.Unmap(iova, Size(large)));
        if (large > small)
        {
            Map(table, iova, 0, Size(large));
            Assert.Equal(0UL, table.Unmap(iova + Size(small), Size(small)));
            CheckOne(table, iova, 0);
            Unmap(table, iova, Size(large));
        }

        Map(table, iova, 0, Size(small));
        Map(table, iova + (2 * Size(small)), 0, Size(small));
        Assert.Equal(Size(small), table.Unmap(iova, 3 * Size(small)));
        CheckOne(table, iova + (2 * Size(small)), 0);
        Unmap(table, iova + (2 * Size(small)), Size(small));
        Assert.Equal(0UL, table.Unmap(iova + 1, Size(small)));
        Assert.Equal(0UL, table.Unmap(iova, Size(small) - 1));
        Assert.Equal(0UL, table.Unmap(iova, 0));
    }

    [Theory]
    [MemberData(nameof(TableShape.Data), MemberType = typeof(TableShape))]
    public void A_range_over_the_end_of_several_large_leaves_maps(string shape)
    {
        using ITableUnderTest table = Make(shape);
        if (table.LeafBits[0] != 12 || table.Range.First != 0 || table.Range.Last < 0xfef9ffff || table.AddressBits < 38) return;
        Map(table, 0xfef80000, 0x208b95d000, 0x20000);
        Check(table, 0xfef80000, 0x208b95d000, 0x20000);
    }

    [Theory]
    [MemberData(nameof(TableShape.Data), MemberType = typeof(TableShape))]
    public void Sizes_mix_as_alignment_allows(string shape)
    {
        const ulong Start = 0x3fe400UL << 12, End = 0x4c0600UL << 12;
        using ITableUnderTest table = Make(shape);
        if (table.Range.First != 0 || table.Range.Last <= End || !table.LeafBits.Where(bits => bits is >= 21 and <= 30).SequenceEqual([21, 30])) return;
        Map(table, Start, Start, End - Start);
        int[] sizes = [.. table.Leaves().Select(leaf => leaf.SizeBits)];
        int[] twoMiB = [.. Enumerable.Repeat(21, 14)], oneGiB = [.. Enumerable.Repeat(30, 3)];
        Assert.Equal([.. twoMiB, .. oneGiB, 21, 21, 21], sizes);
        Check(table, Start, Start, End - Start);
    }

    [Theory]
    [MemberData(nameof(TableShape.Data), MemberType = typeof(TableShape))]
    public void Random_ranges_map_as_a_list_of_ranges_says(string shape)
    {
        using ITableUnderTest table = Make(shape);
        var random = new Random(shape.Length);
        var mapped = new SortedDictionary<ulong, ulong>();
        int bits = table.LeafBits[0];
        for (int round = 0; round < 150; round++)
        {
            (ulong low, ulong high) = table.UpperRange is { } upper && random.Next(2) == 0 ? upper : table.Range;
            ulong span = Math.Min(high - low, Size(30));
            ulong start = low + Align((ulong)random.NextInt64((long)span), bits);
            ulong most = high - start >= span ? span - (start - low) : high - start + 1;
            ulong length = AlignUp(1 + (ulong)random.NextInt64((long)Math.Max(1, most / (1UL << random.Next(12)))), bits);
            if (length > most) continue;
            ulong last = start + (length - 1);
            ulong address = Cut(table, start);
            MapError error = table.TryMap(start, address, length, Usual);
            KeyValuePair<ulong, ulong>[] hit = [.. mapped.Where(range => range.Key <= last && range.Value >= start)];
            Assert.Equal(hit.Length == 0 ? MapError.None : MapError.EADDRINUSE, error);
            foreach ((ulong first, ulong end) in hit)
            {
                Check(table, first, Cut(table, first), end - first + 1);
                Unmap(table, first, end - first + 1);
                CheckNone(table, first);
                mapped.Remove(first);
            }

            if (hit.Length > 0) Map(table, start, address, length);
            mapped[start] = last;
            Check(table, start, address, length);
        }

        Assert.True(mapped.Count > 5);
        Assert.Equal(Join(mapped.Select(range => (range.Key, range.Value))), Join(table.Leaves().Select(leaf => (leaf.Iova, leaf.Iova + (Size(leaf.SizeBits) - 1)))));
        Assert.All(table.Leaves(), leaf => Assert.Equal(Cut(table, leaf.Iova), leaf.Address));
        foreach ((ulong first, ulong last) in mapped) Unmap(table, first, last - first + 1);
        Assert.Empty(table.Leaves());
    }

    /// <summary>Ranges that touch are one.</summary>
    private static List<(ulong, ulong)> Join(IEnumerable<(ulong First, ulong Last)> ranges)
    {
        var joined = new List<(ulong First, ulong Last)>();
        foreach ((ulong first, ulong last) in ranges)
        {
            if (joined.Count > 0 && joined[^1].Last + 1 == first) joined[^1] = (joined[^1].First, last);
            else joined.Add((first, last));
        }

        return joined;
    }

    [Theory]
    [MemberData(nameof(TableShape.Data), MemberType = typeof(TableShape))]
    public void The_largest_leaf_that_fits_stands_at_each_position(string shape)
    {
        using ITableUnderTest table = Make(shape);
        var random = new Random(7);
        int smallest = table.LeafBits[0];
        ulong span = Math.Min(table.Range.Last - table.Range.First, Size(32));
        for (int round = 0; round < 16; round++)
        {
            int coarse = Math.Min(smallest + random.Next(14), 30);
            ulong iova = table.Range.First + Align((ulong)random.NextInt64((long)span / 2), Math.Min(coarse, smallest + random.Next(14)));
            iova = Math.Max(table.Range.First, Align(iova, smallest));
            ulong address = Align(Align(Cut(table, (ulong)random.NextInt64() << 1) >> 2, smallest), coarse) | (iova & (Size(coarse) - 1));
            ulong length = Align(Math.Min((ulong)random.NextInt64((long)Size(24)), span / 4), smallest) + Size(smallest);
            Map(table, iova, address, length);
            Assert.Equal(Best(table, iova, address, length), table.Leaves().Select(leaf => (leaf.Iova, leaf.Address, leaf.SizeBits)));
            Unmap(table, iova, length);
        }
    }

    private static IEnumerable<(ulong, ulong, int)> Best(ITableUnderTest table, ulong iova, ulong address, ulong length)
    {
        while (length > 0)
        {
            int bits = table.LeafBits.Last(b => iova % Size(b) == 0 && address % Size(b) == 0 && length >= Size(b));
            yield return (iova, address, bits);
            (iova, address, length) = (iova + Size(bits), address + Size(bits), length - Size(bits));
        }
    }
}
