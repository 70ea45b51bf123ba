using Iopol.Compiler.IR.PageTables;

namespace Iopol.Interpreter.PageTables.Inspection;

/// <summary>Finds tables full of leaves that one leaf of the level above could replace.</summary>
internal sealed class MergeCheck
{
    private readonly TableSetup setup;
    private readonly EntryReader reader;
    private readonly HashSet<int> sizes;
    private readonly ulong written;

    public MergeCheck(TableSetup setup)
    {
        (this.setup, reader) = (setup, new(setup));
        sizes = [.. LeafForm.Of(setup).Select(f => f.SizeBits)];
        written = setup.Format.EntrySteps.Concat(setup.Format.LeafSteps).OfType<UpdateStep>().Aggregate(0UL, (sum, step) => sum | step.Field.Bits.Mask);
    }

    /// <summary>Where the leaf would lead, and its size; null where the entries are not of one kind, alike and one behind the other.</summary>
    public (ulong Address, int SizeBits)? Find(LevelIR level, ulong[] entries)
    {
        int size = level.ItemBits + setup.IndexBits(level);
        if (!sizes.Contains(size) || reader.KindOf(level, entries[0]) is not { IsLeaf: true, Covers: 1 } kind) return null;
        ulong mask = kind.Rows.Where(r => r.Role == RowRole.Address).Aggregate(0UL, (sum, row) => sum | row.Bits.Mask);
        ulong address = EntryBits.Address(kind, level, entries[0]);
        if ((address & EntryBits.SizeMask(size)) != 0) return null;
        for (int i = 1; i < entries.Length; i++)
        {
            if (((entries[i] ^ entries[0]) & ~mask & ~written) != 0 || EntryBits.Address(kind, level, entries[i]) != address + ((ulong)i << level.ItemBits)) return null;
        }

        return (address, size);
    }
}
