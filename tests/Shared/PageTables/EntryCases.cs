using Iopol.Runtime.PageTables;

namespace Iopol.Tests.PageTables;

/// <summary>What the kernel's unit tests of its page-table formats ask of levels, entries and dirty state, over every shape.</summary>
public abstract class EntryCases : TableCases
{
    [Theory]
    [MemberData(nameof(TableShape.Data), MemberType = typeof(TableShape))]
    public void Every_bit_of_an_IOVA_is_decoded_once(string shape)
    {
        using ITableUnderTest table = Make(shape);
        int smallest = table.LeafBits[0];
        ulong span = table.Range.Last - table.Range.First;
        ulong[] places = [.. Enumerable.Range(0, 64).Where(bit => bit >= smallest && Size(bit) <= span).Select(bit => table.Range.First + Size(bit)).Prepend(table.Range.First)];
        for (int i = 0; i < places.Length; i++) Map(table, places[i], (ulong)i << smallest, Size(smallest));
        for (int i = 0; i < places.Length; i++)
        {
            CheckOne(table, places[i], (ulong)i << smallest);
            CheckOne(table, places[i] + Size(smallest) - 1, ((ulong)i << smallest) + Size(smallest) - 1);
        }

        Assert.Equal(places, table.Leaves().Select(leaf => leaf.Iova));
        Assert.All(table.Leaves(), leaf => Assert.Equal(smallest, leaf.SizeBits));
    }

    [Theory]
    [MemberData(nameof(TableShape.Data), MemberType = typeof(TableShape))]
    public void Every_item_of_a_leaf_yields_its_part_of_the_address(string shape)
    {
        using ITableUnderTest table = Make(shape);
        foreach (int bits in SafeBits(table))
        {
            ulong iova = AlignUp(table.Range.First, bits);
            foreach (ulong asked in new ulong[] { MixedAddress, 0, ulong.MaxValue })
            {
                ulong address = Align(Cut(table, asked), bits);
                (string before, int tables) = (table.Snapshot(), table.TablesInUse);
                Map(table, iova, address, Size(bits));
                Assert.Equal([new TableLeaf(iova, address, bits)], table.Leaves());
                ulong items = Math.Min(1024, Size(bits - table.LeafBits[0]));
                for (ulong i = 0; i < items; i++) CheckOne(table, iova + (i * (Size(bits) / items)), address + (i * (Size(bits) / items)));
                Unmap(table, iova, Size(bits));
                CheckNone(table, iova);
                if (table.TablesInUse == tables) Assert.Equal(before, table.Snapshot());
            }
        }
    }

    [Theory]
    [MemberData(nameof(TableShape.Data), MemberType = typeof(TableShape))]
    public void Tables_that_are_covered_whole_are_given_back(string shape)
    {
        using ITableUnderTest table = Make(shape);
        int[] sizes = [.. SafeBits(table).Where(bits => bits - table.LeafBits[0] <= 18)];
        int large = sizes[^1], small = table.LeafBits[0];
        ulong iova = AlignUp(table.Range.First, large);
        Map(table, iova, 0, Size(small));
        Unmap(table, iova, Size(small));
        int upper = table.TablesInUse;
        for (ulong at = 0; at < Size(large) && at < Size(small + 10); at += Size(small)) Map(table, iova + at, Size(small), Size(small));
        Assert.Equal(Math.Min(Size(large), Size(small + 10)), table.Unmap(iova, Size(large)));
        Assert.True(table.TablesInUse <= upper, $"{table.TablesInUse} tables after, {upper} before");
        Assert.Empty(table.Leaves());
    }

    [Theory]
    [MemberData(nameof(TableShape.Data), MemberType = typeof(TableShape))]
    public void A_write_makes_a_leaf_dirty_through_any_of_its_items_and_a_read_through_none(string shape)
    {
        using ITableUnderTest table = Make(shape);
        if (!table.KeepsDirty) return;
        foreach (int bits in SafeBits(table))
        {
            ulong iova = AlignUp(table.Range.First, bits);
            Map(table, iova, 0, Size(bits));
            TableLeaf leaf = Assert.Single(table.Leaves());
            table.IsDirty(leaf, clear: true);
            Assert.False(table.IsDirty(leaf, clear: false));
            ulong items = Math.Min(64, Size(bits - table.LeafBits[0]));
            for (ulong i = 0; i < items; i++)
            {
                ulong at = iova + (i * (Size(bits) / items));
                Assert.Null(table.Walk(at, Access.Read).Fault);
                Assert.False(table.IsDirty(leaf, clear: false));
                Assert.Null(table.Walk(at, Access.Write).Fault);
                Assert.True(table.IsDirty(leaf, clear: false));
                Assert.True(table.IsDirty(leaf, clear: true));
                Assert.False(table.IsDirty(leaf, clear: true));
            }

            Unmap(table, iova, Size(bits));
        }
    }
}
