using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR.PageTables;

namespace Iopol.Compiler.Analysis.PageTables;

/// <summary>Whether each kind of entry can say the addresses it has to, and each leaf has a size its level can hold.</summary>
internal static class KindCheck
{
    public static void Check(PageTableIR table, PageTableFindings findings)
    {
        foreach (KindIR kind in table.Kinds)
        {
            if (Address(kind, findings) is not { } address) continue;
            if (kind.IsLeaf) Leaf(table, kind, address, findings);
            else Table(table, kind, address, findings);
            Width(table, kind, address, findings);
        }

        int highest = table.LevelCounts[table.LevelCounts.Count - 1] - 1;
        foreach (LevelIR level in table.Levels.Where(l => l.Position > 0 && l.Position <= highest && !table.Kinds.Any(k => !k.IsLeaf && k.Levels.Contains(l.Number))))
        {
            findings.Report(PageTableAnalysisDiagnostics.NoWayDown, level.Place, level.Number);
        }

        Run(table, findings);
        ulong[] sizes = [.. table.Kinds.Where(k => k.IsLeaf).SelectMany(k => k.Levels.SelectMany(l => LeafSizes(k, table.Levels.First(x => x.Number == l)))).Select(b => 1UL << b)];
        foreach (ulong size in table.UnwrittenSizes.Where(s => !sizes.Contains(s))) findings.Report(PageTableAnalysisDiagnostics.NothingToAvoid, table.Place, Sizes.Show(size));
    }

    /// <summary>log2 of the sizes a leaf kind can have at a level.</summary>
    public static IEnumerable<int> LeafSizes(KindIR leaf, LevelIR level)
    {
        if (leaf.Covers > 0) return [level.ItemBits + Log2(leaf.Covers)];
        // Larger than one entry, and smaller than the table.
        return Enumerable.Range(level.ItemBits + 1, Math.Max(0, level.Index.Count - 1)).Where(b => b <= 63);
    }

    private static int Log2(int power)
    {
        int bits = 0;
        while (power > 1 << bits) bits++;
        return bits;
    }

    /// <summary>The address bits a kind holds, or null where that is wrong.</summary>
    private static ulong? Address(KindIR kind, PageTableFindings findings)
    {
        ulong held = 0;
        RowIR[] rows = [.. kind.Rows.Where(r => r.Role == RowRole.Address)];
        if (rows.Length == 0)
        {
            findings.Report(PageTableAnalysisDiagnostics.NoAddress, kind.Place, kind.Name);
            return null;
        }

        foreach (RowIR row in rows.OrderBy(r => r.Place.Span.Start))
        {
            if ((held & row.Address.Mask) != 0)
            {
                findings.Report(PageTableAnalysisDiagnostics.AddressTwice, row.Place, Range(held & row.Address.Mask), kind.Name);
                return null;
            }

            held |= row.Address.Mask;
        }

        ulong filled = Upto(Highest(held)) & ~((1UL << Lowest(held)) - 1);
        if (filled == held) return held;
        findings.Report(PageTableAnalysisDiagnostics.AddressHole, kind.Place, kind.Name, Range(filled & ~held));
        return null;
    }

    private static void Leaf(PageTableIR table, KindIR kind, ulong address, PageTableFindings findings)
    {
        int granule = table.Levels[table.Levels.Count - 1].ItemBits;
        if (kind.Covers == 0)
        {
            int low = kind.Rows.First(r => r.IsCoded).Address.Low;
            if (low < granule) findings.Report(PageTableAnalysisDiagnostics.CodedTooSmall, kind.Place, kind.Name, low, Sizes.Show(1UL << (low + 1)), Sizes.Show(1UL << granule));
            if (low > Lowest(address)) findings.Report(PageTableAnalysisDiagnostics.CodedNotLowest, kind.Place, kind.Name, low, Lowest(address));
            return;
        }

        foreach (LevelIR level in table.Levels.Where(l => kind.Levels.Contains(l.Number)))
        {
            if (kind.Covers >= 1 << level.Index.Count)
            {
                findings.Report(PageTableAnalysisDiagnostics.CoversTable, kind.Place, kind.Name, kind.Covers, level.Number, 1 << level.Index.Count);
                return;
            }

            int size = level.ItemBits + Log2(kind.Covers);
            if (Lowest(address) <= size) continue;
            findings.Report(PageTableAnalysisDiagnostics.AddressTooCoarse, kind.Place, kind.Name, level.Number, Lowest(address), size);
            return;
        }
    }

    private static void Table(PageTableIR table, KindIR kind, ulong address, PageTableFindings findings)
    {
        foreach (LevelIR level in table.Levels.Where(l => kind.Levels.Contains(l.Number)))
        {
            if (level.Position == 0)
            {
                findings.Report(PageTableAnalysisDiagnostics.TableAtBottom, kind.Place, kind.Name, level.Number);
                continue;
            }

            foreach (LevelIR next in table.Levels.Where(n => kind.NextLevel is null ? n.Position == level.Position - 1 : n.Position < level.Position))
            {
                int size = Log2(table.EntryBytes) + next.Index.Count;
                if (Lowest(address) == size) continue;
                findings.Report(
                    Lowest(address) > size ? PageTableAnalysisDiagnostics.TableAddressTooCoarse : PageTableAnalysisDiagnostics.TableAddressTooFine,
                    kind.Place, kind.Name, Lowest(address), next.Number, Sizes.Show(1UL << size), size);
                return;
            }
        }
    }

    /// <summary>Whether the rows can hold an address as wide as the walk takes the machine's to be at least.</summary>
    private static void Width(PageTableIR table, KindIR kind, ulong address, PageTableFindings findings)
    {
        if (!kind.IsLeaf) return;
        foreach (ExceedsCondition exceeds in table.EntrySteps.Concat(table.LeafSteps).SelectMany(s => Conditions.Parts(s.When)).OfType<ExceedsCondition>())
        {
            (string name, ulong least) = exceeds.Width is OptionNumber option ? ($"{option.Option.Name} is", (ulong)option.Option.Range!.Value.Least) : ("the width is", ((ConstantNumber)exceeds.Width).Value);
            if (least > (ulong)Highest(address) + 1) findings.Report(PageTableAnalysisDiagnostics.AddressTooNarrow, kind.Place, kind.Name, Highest(address) + 1, name, least);
        }
    }

    private static void Run(PageTableIR table, PageTableFindings findings)
    {
        if (table.Run is not { } run) return;
        foreach (KeyValuePair<int, int> length in run.Lengths)
        {
            LevelIR level = table.Levels.First(l => l.Number == length.Key);
            if (!table.Kinds.Any(k => k.IsLeaf && k.Covers == 1 && k.Levels.Contains(level.Number) && k.Rows.Any(r => r.Field == run.Field))) findings.Report(PageTableAnalysisDiagnostics.RunOfNothing, run.Field.Place, run.Field.Name, level.Number);
            if (length.Value >= 1 << level.Index.Count) findings.Report(PageTableAnalysisDiagnostics.CoversTable, run.Field.Place, run.Field.Name, length.Value, level.Number, 1 << level.Index.Count);
        }
    }

    private static int Lowest(ulong mask)
    {
        int bit = 0;
        while (bit < 63 && (mask >> bit & 1) == 0) bit++;
        return bit;
    }

    private static int Highest(ulong mask)
    {
        int bit = 63;
        while (bit > 0 && (mask >> bit & 1) == 0) bit--;
        return bit;
    }

    private static ulong Upto(int bit) => bit == 63 ? ulong.MaxValue : (1UL << (bit + 1)) - 1;

    private static BitRange Range(ulong mask)
    {
        int low = Lowest(mask);
        int high = low;
        while (high < 63 && (mask >> (high + 1) & 1) != 0) high++;
        return new BitRange(high, low);
    }
}
