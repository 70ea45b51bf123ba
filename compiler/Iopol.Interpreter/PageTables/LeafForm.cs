using System.Numerics;
using Iopol.Compiler.IR.PageTables;
using Iopol.Runtime.PageTables;

namespace Iopol.Interpreter.PageTables;

/// <summary>A leaf the mapper may write.</summary>
/// <param name="Level">The level its entries stand at.</param>
/// <param name="Kind">Their kind.</param>
/// <param name="SizeBits">log2 of the bytes it maps.</param>
/// <param name="EntryBits">log2 of the entries it takes.</param>
/// <param name="IsReplicated">Its entries are all the same; otherwise each has its own address and the hint of a run.</param>
public sealed record LeafForm(LevelIR Level, KindIR Kind, int SizeBits, int EntryBits, bool IsReplicated)
{
    /// <summary>All forms of a shape, largest first.</summary>
    public static IReadOnlyList<LeafForm> Of(TableSetup setup)
    {
        var forms = new List<LeafForm>();
        foreach (LevelIR level in setup.Levels)
        {
            foreach (KindIR kind in setup.Format.Kinds.Where(kind => kind.IsLeaf && kind.Levels.Contains(level.Number)))
            {
                forms.AddRange(Of(setup, level, kind));
            }
        }

        // A lower level's run of the same size only takes more entries; of two kinds the first declared is written.
        return
        [
            .. forms.Where(form => form.SizeBits <= setup.InputBits && form.SizeBits < 64 && !setup.Format.UnwrittenSizes.Contains(1UL << form.SizeBits))
                .Where(form => IsReadBack(setup, form))
                .GroupBy(form => form.SizeBits)
                .Select(same => same.OrderBy(form => form.EntryBits).First())
                .OrderByDescending(form => form.SizeBits),
        ];
    }

    /// <summary>With these options the kind exists: what is written with some rights is read back as the leaf it was meant to be.</summary>
    private static bool IsReadBack(TableSetup setup, LeafForm form)
    {
        var reader = new EntryReader(setup);
        var writer = new EntryWriter(setup);
        return Enumerable.Range(0, 64).Select(number => (MapRights)number)
            .Any(rights => writer.Refuses(rights) is null && reader.IsLeafOf(form, writer.Leaf(form, 0, rights), 0));
    }

    private static IEnumerable<LeafForm> Of(TableSetup setup, LevelIR level, KindIR kind)
    {
        int item = level.ItemBits, most = setup.IndexBits(level);
        if (kind.Covers == 0)
        {
            int top = kind.Rows.Where(row => row.IsCoded).Max(row => row.Address.High);
            for (int bits = 1; bits < level.Index.Count && bits <= most && item + bits <= top; bits++) yield return new(level, kind, item + bits, bits, true);
            yield break;
        }

        int covers = BitOperations.Log2((uint)kind.Covers);
        if (covers <= most) yield return new(level, kind, item + covers, covers, covers > 0);
        if (covers == 0 && setup.Format.Run is { } run && Interpreter.PageTables.EntryBits.Has(kind, run.Field)
            && run.Lengths.TryGetValue(level.Number, out int length) && BitOperations.Log2((uint)length) <= most)
        {
            yield return new(level, kind, item + BitOperations.Log2((uint)length), BitOperations.Log2((uint)length), false);
        }
    }
}
