using System.Numerics;
using Iopol.Compiler.IR.PageTables;

namespace Iopol.Interpreter.PageTables.Inspection;

/// <summary>Looks whether the entries of one leaf, or of a run that a hint joins, belong together in a table.</summary>
internal sealed class RunCheck(TableSetup setup, LevelIR level, ulong[] entries)
{
    private int reported = -1;

    /// <summary>The entry is the first of its leaf.</summary>
    public bool Begins(int index, int sizeBits) => sizeBits <= level.ItemBits || (index & ((1 << (sizeBits - level.ItemBits)) - 1)) == 0;

    /// <summary>What is wrong with the leaf or run that an entry is in, said once for each; null where nothing is.</summary>
    public string? Broken(int index, KindIR kind, int sizeBits)
    {
        int count = 1 << Math.Max(0, sizeBits - level.ItemBits);
        bool replicated = count > 1;
        if (!replicated)
        {
            if (setup.Format.Run is not { } run || !EntryBits.Has(kind, run.Field) || EntryBits.Get(entries[index], run.Field.Bits) == 0) return null;
            if (!run.Lengths.TryGetValue(level.Number, out count)) return null;
        }

        int start = index & ~(count - 1);
        if (start == reported || start + count > entries.Length) return null;
        for (int i = start; i < start + count; i++)
        {
            if (replicated ? entries[i] == entries[index] : Follows(kind, start, i)) continue;
            reported = start;
            return replicated
                ? $"a leaf of {Show(sizeBits)} needs {count} equal entries, and entry {i} differs"
                : $"{setup.Format.Run!.Field.Name} joins {count} entries, and entry {i} does not follow";
        }

        return null;
    }

    private bool Follows(KindIR kind, int start, int i)
    {
        ulong address = EntryBits.Address(kind, level, entries[start]) + ((ulong)(i - start) << level.ItemBits);
        ulong mask = kind.Rows.Where(r => r.Role == RowRole.Address).Aggregate(0UL, (sum, row) => sum | row.Bits.Mask);
        return EntryBits.Address(kind, level, entries[i]) == address && EntryBits.Address(kind, level, entries[start]) % ((ulong)1 << (level.ItemBits + BitOperations.Log2((uint)RunLength))) == 0
            && ((entries[i] ^ entries[start]) & ~mask & ~Written) == 0;
    }

    private int RunLength => setup.Format.Run!.Lengths[level.Number];

    /// <summary>Bits that hardware writes, in any entry on its own.</summary>
    private ulong Written => setup.Format.EntrySteps.Concat(setup.Format.LeafSteps).OfType<UpdateStep>().Aggregate(0UL, (sum, step) => sum | step.Field.Bits.Mask);

    private static string Show(int bits) => bits < 64 ? Sizes.Show(1UL << bits) : $"2^{bits}";
}
