using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR.PageTables;

namespace Iopol.Compiler.Analysis.PageTables;

/// <summary>Looks for options and fields nothing asks for.</summary>
internal static class UseCheck
{
    public static void Check(PageTableIR table, PageTableFindings findings)
    {
        Condition[] conditions = [.. Conditions.Of(table)];
        HashSet<string> options = [.. conditions.SelectMany(Conditions.Options).Select(o => o.Name)];
        foreach (OptionIR option in table.Options.Where(o => !options.Contains(o.Name))) findings.Report(PageTableAnalysisDiagnostics.Unused, option.Place, "option", option.Name);

        HashSet<string> fields = [.. conditions.SelectMany(Conditions.Fields).Select(f => f.Name)];
        fields.UnionWith(table.EntrySteps.Concat(table.LeafSteps).OfType<UpdateStep>().Select(u => u.Field.Name));
        fields.UnionWith(table.Kinds.Select(k => k.NextLevel?.Name).OfType<string>());
        if (table.Run is { } run) fields.Add(run.Field.Name);
        // A value the mapper writes and a condition that reserves the bits are uses too.
        RowIR[] rows = [.. table.Kinds.SelectMany(k => k.Rows).Where(r => r.Field is not null)];
        fields.UnionWith(rows.Where(r => r.Value is not null || r.ReservedWhen is not null).Select(r => r.Field!.Name));
        foreach (FieldIR field in rows.Select(r => r.Field!).Distinct().Where(f => !fields.Contains(f.Name)))
        {
            findings.Report(PageTableAnalysisDiagnostics.Unused, field.Place, "field", field.Name);
        }
    }
}
