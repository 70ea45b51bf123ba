using Iopol.Cli.Inputs;
using Iopol.Interpreter.PageTables.Inspection;
using Iopol.Linux.Images;

namespace Iopol.Cli.Reports;

/// <summary>A page table and everything below it.</summary>
/// <param name="Choice">What it is.</param>
/// <param name="Root">Address of the top table.</param>
/// <param name="Contexts">The VT-d contexts that lead to it; none where it was named by its address.</param>
/// <param name="Survey">What is in it.</param>
internal sealed record SurveyedTable(TableChoice Choice, ulong Root, IReadOnlyList<VtdTranslation> Contexts, TableSurvey Survey);

/// <summary>What an image holds.</summary>
/// <param name="Image">The image.</param>
/// <param name="Contexts">The contexts of its VT-d unit that were asked for; null where tables are named by address.</param>
/// <param name="RootTable">The VT-d root table, or null.</param>
/// <param name="Tables">The tables, each once.</param>
internal sealed record ImageSurvey(MemoryImage Image, IReadOnlyList<VtdTranslation>? Contexts, ulong? RootTable, IReadOnlyList<SurveyedTable> Tables)
{
    /// <summary>Frames that tables with different roots share, and domains whose contexts disagree, in words.</summary>
    public IReadOnlyList<string> Conflicts()
    {
        var conflicts = new List<string>();
        foreach (IGrouping<int, VtdTranslation> domain in (Contexts ?? []).Where(c => c.HasTable).GroupBy(c => c.Domain).OrderBy(g => g.Key))
        {
            string[] roots = [.. domain.Select(c => $"0x{c.Root:x} ({c.Levels} levels)").Distinct()];
            if (roots.Length > 1) conflicts.Add($"domain {domain.Key} has different tables, though the IOTLB takes them for the same: {string.Join(", ", roots)}");
        }

        for (int i = 0; i < Tables.Count; i++)
        {
            for (int j = i + 1; j < Tables.Count; j++)
            {
                int shared = Tables[i].Survey.Frames.Count(f => Tables[j].Survey.Frames.Contains(f));
                if (shared > 0) conflicts.Add($"the tables at 0x{Tables[i].Root:x} and 0x{Tables[j].Root:x} share {shared} table{(shared == 1 ? "" : "s")}");
            }
        }

        return conflicts;
    }
}
