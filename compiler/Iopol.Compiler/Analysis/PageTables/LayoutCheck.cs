using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR.PageTables;

namespace Iopol.Compiler.Analysis.PageTables;

/// <summary>Whether the levels decode each bit of an IOVA once, and each shape has a width.</summary>
internal static class LayoutCheck
{
    public static void Check(PageTableIR table, PageTableFindings findings)
    {
        for (int i = 1; i < table.Levels.Count; i++)
        {
            LevelIR upper = table.Levels[i - 1];
            LevelIR lower = table.Levels[i];
            if (lower.Index.High >= upper.Index.Low)
            {
                if (lower.Index.Low > upper.Index.High) findings.Report(PageTableAnalysisDiagnostics.LevelsOutOfOrder, lower.Place, lower.Number, upper.Number);
                else findings.Report(PageTableAnalysisDiagnostics.DecodedTwice, lower.Place, lower.Number, upper.Number, new BitRange(Math.Min(lower.Index.High, upper.Index.High), Math.Max(lower.Index.Low, upper.Index.Low)));
            }
            else if (lower.Index.High + 1 < upper.Index.Low)
            {
                findings.Report(PageTableAnalysisDiagnostics.NeverDecoded, lower.Place, new BitRange(upper.Index.Low - 1, lower.Index.High + 1), upper.Number, lower.Number);
            }
        }

        if (findings.Errors > 0) return;
        foreach (int count in table.LevelCounts)
        {
            if (table.FullWidth(count) > 64) findings.Report(PageTableAnalysisDiagnostics.TooWide, table.Place, count, table.FullWidth(count));
        }

        Widths(table, findings);
        int decoded = Math.Min(table.LevelCounts.Max(c => table.FullWidth(c) + table.Root.ConcatenatedBits), table.InputWidths?.High ?? 64);
        if (table.IgnoredInput is { } ignored && ignored.Bits.Low < decoded)
        {
            findings.Report(PageTableAnalysisDiagnostics.IgnoredAndDecoded, table.Place, ignored.Bits, new BitRange(decoded - 1, 0));
        }
    }

    private static void Widths(PageTableIR table, PageTableFindings findings)
    {
        if (table.InputWidths is not { } widths) return;
        foreach (int count in table.LevelCounts)
        {
            int least = table.Levels[table.Levels.Count - count].Index.Low + 1;
            int most = Math.Min(64, table.FullWidth(count) + table.Root.ConcatenatedBits);
            if (widths.Low > most || widths.High < least) findings.Report(PageTableAnalysisDiagnostics.NoWidth, table.Place, count, least, most, widths.Low, widths.High);
        }
    }
}
