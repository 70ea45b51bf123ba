using Iopol.Compiler.IR.PageTables;

namespace Iopol.Interpreter.PageTables;

/// <summary>An entry as mappers and listings see it.</summary>
/// <param name="Kind">What it is, or null for nothing: not present, or malformed.</param>
/// <param name="Value">Its value.</param>
internal readonly record struct PlainEntry(KindIR? Kind, ulong Value);

/// <summary>A leaf with all the entries it takes.</summary>
/// <param name="First">Index of the first of them in its table.</param>
/// <param name="Count">How many.</param>
/// <param name="SizeBits">log2 of the bytes it maps.</param>
/// <param name="Address">Address of its first byte.</param>
internal readonly record struct LeafExtent(ulong First, ulong Count, int SizeBits, ulong Address);

/// <summary>Reads and writes the tables of a setup for what is not a walk.</summary>
internal sealed class PlainTable(TableSetup setup, IEntryMemory memory)
{
    private readonly EntryReader reader = new(setup);

    public TableSetup Setup => setup;

    /// <summary>The entry, or null where it lies outside the memory.</summary>
    public PlainEntry? Read(ulong table, LevelIR level, ulong index)
    {
        if (!memory.TryRead(EntryAddress(table, index), setup.Format.EntryBytes, out ulong value)) return null;
        return new(value == 0 ? null : reader.KindOf(level, value), value);
    }

    /// <summary>Writes an entry unless it changed meanwhile.</summary>
    public bool TryWrite(ulong table, ulong index, ulong expected, ulong value) =>
        memory.TryCompareExchange(EntryAddress(table, index), setup.Format.EntryBytes, expected, value, out ulong found) && found == expected;

    /// <summary>Address and level of the table an entry points to.</summary>
    public (ulong Table, LevelIR Level) Below(LevelIR level, PlainEntry entry) =>
        (EntryBits.Address(entry.Kind!, level, entry.Value), reader.NextLevel(entry.Kind!, level, entry.Value));

    /// <summary>
    /// The leaf an entry belongs to. Replicated entries, and entries with the hint of a run, are one leaf where all of them are
    /// there; otherwise an entry stands for itself, for that is how a walk takes it.
    /// </summary>
    public LeafExtent Extent(ulong table, LevelIR level, ulong index, PlainEntry entry)
    {
        KindIR kind = entry.Kind!;
        int size = EntryBits.SizeBits(kind, level, entry.Value);
        ulong address = EntryBits.Address(kind, level, entry.Value);
        if (size > level.ItemBits)
        {
            ulong count = 1UL << (size - level.ItemBits), first = index & ~(count - 1);
            if (All(table, level, first, count, other => IsSameLeaf(level, other, kind, address))) return new(first, count, size, address);
            return new(index, 1, level.ItemBits, address + ((index - first) << level.ItemBits));
        }

        if (setup.Format.Run is not { } run || !EntryBits.Has(kind, run.Field) || (entry.Value & run.Field.Bits.Mask) == 0
            || !run.Lengths.TryGetValue(level.Number, out int length)) return new(index, 1, size, address);
        ulong start = index & ~((ulong)length - 1), lowest = address - ((index - start) << level.ItemBits);
        ulong at = lowest;
        bool isWhole = (lowest & (((ulong)length << level.ItemBits) - 1)) == 0 && All(table, level, start, (ulong)length, other =>
        {
            bool isNext = IsSameLeaf(level, other, kind, at) && (other.Value & run.Field.Bits.Mask) != 0;
            at += 1UL << level.ItemBits;
            return isNext;
        });
        return isWhole ? new(start, (ulong)length, level.ItemBits + System.Numerics.BitOperations.Log2((uint)length), lowest) : new(index, 1, size, address);
    }

    private bool All(ulong table, LevelIR level, ulong first, ulong count, Func<PlainEntry, bool> holds)
    {
        if (first + count > 1UL << setup.IndexBits(level)) return false;
        for (ulong i = 0; i < count; i++)
        {
            if (Read(table, level, first + i) is not { } entry || !holds(entry)) return false;
        }

        return true;
    }

    private static bool IsSameLeaf(LevelIR level, PlainEntry entry, KindIR kind, ulong address) =>
        entry.Kind == kind && EntryBits.SizeBits(kind, level, entry.Value) >= level.ItemBits && EntryBits.Address(kind, level, entry.Value) == address;

    private ulong EntryAddress(ulong table, ulong index) => unchecked(table + (index * (ulong)setup.Format.EntryBytes));
}
