using Iopol.Runtime.PageTables;

namespace Iopol.Tests.PageTables;

/// <summary>What cases over every shape share.</summary>
public abstract class TableCases
{
    private protected const MapRights Usual = MapRights.Read | MapRights.Write | MapRights.User;

    /// <summary>An address with a mixed pattern of bits, cut to what a leaf may hold.</summary>
    private protected const ulong MixedAddress = 0x74a71445deadbeef;

    private protected abstract ITableUnderTest Make(TableShape shape);

    private protected ITableUnderTest Make(string shape) => Make(TableShape.Parse(shape));

    private protected static ulong Size(int bits) => 1UL << bits;

    private protected static ulong Align(ulong value, int bits) => value & ~(Size(bits) - 1);

    private protected static ulong AlignUp(ulong value, int bits) => Align(value + Size(bits) - 1, bits);

    private protected static ulong Cut(ITableUnderTest table, ulong address) =>
        table.AddressBits >= 64 ? address : address & (Size(table.AddressBits) - 1);

    /// <summary>The sizes small enough that two of them and some more fit side by side into the range.</summary>
    private protected static IReadOnlyList<int> SafeBits(ITableUnderTest table)
    {
        ulong span = table.Range.Last - table.Range.First;
        return [.. table.LeafBits.Where(bits => Size(bits) < span / 2 && bits < table.AddressBits)];
    }

    private protected static void Map(ITableUnderTest table, ulong iova, ulong address, ulong length, MapRights rights = Usual) =>
        Assert.Equal(MapError.None, table.TryMap(iova, address, length, rights));

    private protected static void Unmap(ITableUnderTest table, ulong iova, ulong length) => Assert.Equal(length, table.Unmap(iova, length));

    /// <summary>A range of IOVAs means a range of addresses: at its ends, around every leaf's ends, and in some places between.</summary>
    private protected static void Check(ITableUnderTest table, ulong iova, ulong address, ulong length)
    {
        ulong page = Size(table.LeafBits[0]);
        ulong step = Math.Max(page, Align(length / 37, table.LeafBits[0]));
        for (ulong at = 0; at < length; at += step) CheckOne(table, iova + at, address + at);
        CheckOne(table, iova + (length - page), address + (length - page));
        CheckOne(table, iova + (length - 1), address + (length - 1));
    }

    private protected static void CheckOne(ITableUnderTest table, ulong iova, ulong address)
    {
        foreach (Access access in new[] { Access.Read, Access.Write })
        {
            TableAnswer answer = table.Walk(iova, access);
            Assert.True(answer.Fault is null && answer.Address == address, $"{iova:x} {access} -> {answer} and not {address:x}");
        }
    }

    private protected static void CheckNone(ITableUnderTest table, ulong iova)
    {
        foreach (Access access in new[] { Access.None, Access.Read, Access.Write, Access.Execute, Access.Privileged, Access.Read | Access.Privileged })
        {
            Assert.NotNull(table.Walk(iova, access).Fault);
        }
    }
}
