using System.Numerics;
using Iopol.Compiler.IR.PageTables;

namespace Iopol.Interpreter.PageTables;

/// <summary>What the bits of an entry say, once its kind is known.</summary>
internal static class EntryBits
{
    public static ulong Get(ulong entry, BitRange bits) => (entry & bits.Mask) >> bits.Low;

    public static ulong Put(ulong value, BitRange bits) => (value << bits.Low) & bits.Mask;

    public static bool Has(KindIR kind, FieldIR field)
    {
        foreach (RowIR row in kind.Rows)
        {
            if (row.Role == RowRole.Field && row.Field!.Name == field.Name) return true;
        }

        return false;
    }

    /// <summary>The address as its rows hold it; of a coded leaf the ones that code the size are still in it.</summary>
    public static ulong RawAddress(KindIR kind, ulong entry)
    {
        ulong address = 0;
        foreach (RowIR row in kind.Rows)
        {
            if (row.Role == RowRole.Address) address |= Put(Get(entry, row.Bits), row.Address);
        }

        return address;
    }

    /// <summary>log2 of the bytes a leaf maps.</summary>
    public static int SizeBits(KindIR kind, LevelIR level, ulong entry)
    {
        if (kind.Covers > 0) return level.ItemBits + BitOperations.Log2((uint)kind.Covers);
        int low = kind.Rows.Where(row => row.IsCoded).Min(row => row.Address.Low);
        return low + 1 + BitOperations.TrailingZeroCount(~(RawAddress(kind, entry) >> low));
    }

    /// <summary>Address of the table, or of the first byte of the leaf.</summary>
    public static ulong Address(KindIR kind, LevelIR level, ulong entry)
    {
        ulong raw = RawAddress(kind, entry);
        return kind.IsLeaf ? raw & ~SizeMask(SizeBits(kind, level, entry)) : raw;
    }

    public static ulong SizeMask(int bits) => bits >= 64 ? ulong.MaxValue : (1UL << bits) - 1;
}
