using Iopol.Compiler.IR.PageTables;

namespace Iopol.Compiler.Emit.PageTables;

/// <summary>Where a kind of entry holds its address.</summary>
internal static class EntryAddress
{
    /// <summary>Rows that hold the address whatever the options are, or under some of them.</summary>
    public static IEnumerable<RowIR> Rows(KindIR kind) => kind.Rows.Where(r => r.Role == RowRole.Address);

    /// <summary>Bits of the entry that hold bits of the address below one of them.</summary>
    public static ulong BitsBelow(KindIR kind, int bit) => Bits(kind, ~Above(bit));

    /// <summary>Bits of the entry that hold bits of the address from one on.</summary>
    public static ulong BitsFrom(KindIR kind, int bit) => Bits(kind, Above(bit));

    /// <summary>Parts of the address as entry bits and the shift to the left that takes them to the address, bits below one left out; rows side by side are one part.</summary>
    public static IReadOnlyList<(ulong EntryBits, int Shift)> Parts(KindIR kind, int from = 0) =>
        [.. Rows(kind)
            .Select(r => (Bits: ToEntry(r, Above(from)), Shift: Shift(r)))
            .Where(p => p.Bits != 0)
            .GroupBy(p => p.Shift)
            .Select(g => (g.Aggregate(0UL, (all, p) => all | p.Bits), g.Key))];

    /// <summary>log2 of the bytes a leaf of the kind maps at a level; not for coded ones.</summary>
    public static int SizeBits(KindIR kind, LevelIR level) => level.ItemBits + Log2(kind.Covers);

    /// <summary>Lowest bit of the address that the kind's entries hold.</summary>
    public static int LowestBit(KindIR kind) => Rows(kind).Min(r => r.Address.Low);

    /// <summary>log2 of a power of two.</summary>
    public static int Log2(int number)
    {
        int log = 0;
        while (1 << log < number) log++;
        return log;
    }

    private static ulong Bits(KindIR kind, ulong addressBits) => Rows(kind).Aggregate(0UL, (all, r) => all | ToEntry(r, addressBits));

    private static ulong ToEntry(RowIR row, ulong addressBits)
    {
        int shift = Shift(row);
        return (shift >= 0 ? addressBits >> shift : addressBits << -shift) & row.Bits.Mask;
    }

    private static int Shift(RowIR row) => row.Address.Low - row.Bits.Low;

    private static ulong Above(int bit) => bit >= 64 ? 0 : ulong.MaxValue << bit;
}
