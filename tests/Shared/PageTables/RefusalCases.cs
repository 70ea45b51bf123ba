using Iopol.Runtime.PageTables;

namespace Iopol.Tests.PageTables;

/// <summary>What mapping refuses, over every shape, and that a refusal leaves every byte as it was.</summary>
public abstract class RefusalCases : TableCases
{
    [Theory]
    [MemberData(nameof(TableShape.Data), MemberType = typeof(TableShape))]
    public void Overlap_is_refused_and_changes_nothing(string shape)
    {
        using ITableUnderTest table = Make(shape);
        int small = table.LeafBits[0];
        ulong page = Size(small), iova = table.Range.First + (Size(small) * 4);
        foreach (int bits in SafeBits(table))
        {
            ulong start = AlignUp(iova, bits);
            Map(table, start, 0, Size(bits));
            string before = table.Snapshot();
            (int tables, int left) = (table.TablesInUse, table.TablesLeft);
            foreach ((ulong at, ulong length) in new[] { (start, page), (start + (Size(bits) - page), page), (start, Size(bits)), (start - page, page * 2), (start + (Size(bits) - page), page * 2) })
            {
                Assert.Equal(MapError.EADDRINUSE, table.TryMap(at, 0, length, Usual));
            }

            Assert.Equal(before, table.Snapshot());
            Assert.Equal((tables, left), (table.TablesInUse, table.TablesLeft));
            Unmap(table, start, Size(bits));
        }
    }

    [Theory]
    [MemberData(nameof(TableShape.Data), MemberType = typeof(TableShape))]
    public void Without_memory_for_tables_nothing_changes(string shape)
    {
        using ITableUnderTest table = Make(shape);
        int small = table.LeafBits[0];
        // Two pages as far apart in the tables as neighbours can be, so that several tables are needed at once.
        ulong middle = table.Range.First + Align((table.Range.Last - table.Range.First) / 2, small);
        ulong iova = middle - Size(small);
        for (int tables = 0; ; tables++)
        {
            string before = table.Snapshot();
            table.TablesLeft = tables;
            MapError error = table.TryMap(iova, 0, Size(small) * 2, Usual);
            if (error == MapError.None) break;
            Assert.Equal(MapError.ENOMEM, error);
            Assert.Equal(before, table.Snapshot());
            Assert.Equal((0, tables), (table.TablesInUse, table.TablesLeft));
            Assert.True(tables < 20);
        }

        Check(table, iova, 0, Size(small) * 2);
        Assert.Equal(0, table.TablesLeft);
    }

    [Theory]
    [MemberData(nameof(TableShape.Data), MemberType = typeof(TableShape))]
    public void What_is_no_range_of_pages_is_refused(string shape)
    {
        using ITableUnderTest table = Make(shape);
        ulong page = Size(table.LeafBits[0]), iova = table.Range.First;
        Assert.Equal(MapError.EINVAL, table.TryMap(iova, 0, 0, Usual));
        Assert.Equal(MapError.EINVAL, table.TryMap(iova + 1, 0, page, Usual));
        Assert.Equal(MapError.EINVAL, table.TryMap(iova, page / 2, page, Usual));
        Assert.Equal(MapError.EINVAL, table.TryMap(iova, 0, page + 8, Usual));
        Assert.Equal(0, table.TablesInUse);
    }

    [Theory]
    [MemberData(nameof(TableShape.Data), MemberType = typeof(TableShape))]
    public void What_is_outside_is_refused(string shape)
    {
        using ITableUnderTest table = Make(shape);
        ulong page = Size(table.LeafBits[0]);
        string before = table.Snapshot();
        if (table.UpperRange is null && table.Range.Last != ulong.MaxValue)
        {
            Assert.Equal(MapError.ERANGE, table.TryMap(table.Range.Last + 1, 0, page, Usual));
            Assert.Equal(MapError.ERANGE, table.TryMap(table.Range.Last - (page - 1), 0, page * 2, Usual));
        }

        if (table.UpperRange is { } upper)
        {
            Assert.Equal(MapError.ERANGE, table.TryMap(table.Range.Last + 1, 0, page, Usual));
            Assert.Equal(MapError.ERANGE, table.TryMap(upper.First - page, 0, page * 2, Usual));
        }

        if (table.AddressBits < 64)
        {
            Assert.Equal(MapError.ERANGE, table.TryMap(table.Range.First, Size(table.AddressBits), page, Usual));
            Assert.Equal(MapError.ERANGE, table.TryMap(table.Range.First, Size(table.AddressBits) - page, page * 2, Usual));
        }

        Assert.Equal(MapError.ERANGE, table.TryMap(table.Range.First, unchecked(0 - page), page * 2, Usual));
        Assert.Equal(before, table.Snapshot());
    }

    [Theory]
    [MemberData(nameof(TableShape.Data), MemberType = typeof(TableShape))]
    public void The_ends_of_the_input_and_of_the_addresses_map(string shape)
    {
        using ITableUnderTest table = Make(shape);
        ulong page = Size(table.LeafBits[0]), top = Cut(table, ulong.MaxValue) - (page - 1);
        Map(table, table.Range.First, top, page);
        Check(table, table.Range.First, top, page);
        Map(table, table.Range.Last - (page - 1), 0, page);
        Check(table, table.Range.Last - (page - 1), 0, page);
        if (table.UpperRange is not { } upper) return;
        Map(table, upper.First, page, page);
        Check(table, upper.First, page, page);
        Map(table, upper.Last - (page - 1), 0, page);
        Check(table, upper.Last - (page - 1), 0, page);
        Assert.Equal([table.Range.First, table.Range.Last - (page - 1), upper.First, upper.Last - (page - 1)], table.Leaves().Select(leaf => leaf.Iova));
    }

    [Theory]
    [MemberData(nameof(TableShape.Data), MemberType = typeof(TableShape))]
    public void Rights_are_refused_or_granted_as_asked(string shape)
    {
        using ITableUnderTest table = Make(shape);
        IReadOnlyList<int> sizes = SafeBits(table);
        foreach (int bits in new[] { sizes[0], sizes[sizes.Count / 2], sizes[^1] }.Distinct())
        {
            ulong iova = AlignUp(table.Range.First, bits);
            for (int number = 0; number < 64; number++)
            {
                var rights = (MapRights)number;
                MapError error = table.TryMap(iova, 0, Size(bits), rights);
                if (error == MapError.EOPNOTSUPP)
                {
                    Assert.NotEqual(MapRights.Read | MapRights.Write, rights & (MapRights.Read | MapRights.Write));
                    continue;
                }

                Assert.Equal(MapError.None, error);
                TableAnswer answer = table.Walk(iova, Access.Privileged);
                bool asUser = (rights & MapRights.User) != 0;
                if (asUser) answer = table.Walk(iova, Access.None);
                Assert.True(answer.Fault is null, $"{rights} at {bits}: {answer}");
                // A format may have to grant more than was asked for, for it lacks the bit; never less.
                Assert.Equal(Wanted(rights), answer.Allowed & Wanted(rights));
                if ((rights & MapRights.Write) == 0) Assert.Equal(Access.None, answer.Allowed & Access.Write);
                string first = table.Snapshot();
                Unmap(table, iova, Size(bits));
                Map(table, iova, 0, Size(bits), rights);
                Assert.Equal(first, table.Snapshot());
                Unmap(table, iova, Size(bits));
            }
        }
    }

    private static Access Wanted(MapRights rights) =>
        ((rights & MapRights.Read) != 0 ? Access.Read : 0) | ((rights & MapRights.Write) != 0 ? Access.Write : 0);
}
