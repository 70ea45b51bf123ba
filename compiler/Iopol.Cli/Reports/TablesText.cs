using System.Globalization;
using Iopol.Cli.Output;
using Iopol.Interpreter.PageTables.Inspection;
using Iopol.Linux.Images;
using Iopol.Runtime.PageTables;

namespace Iopol.Cli.Reports;

/// <summary>A survey as text: the image and its VT-d unit, then each table with what is mapped, wasted and suspicious.</summary>
internal sealed class TablesText(Screen screen, ImageSurvey image)
{
    /// <summary>Entries and tables that text names; JSON has more.</summary>
    private const int Shown = 8;

    private const int LabelWidth = 11;

    public void Write()
    {
        Head();
        foreach (SurveyedTable table in image.Tables) Table(table);
        Untranslated();
        IReadOnlyList<string> conflicts = image.Conflicts();
        if (conflicts.Count > 0) screen.Line();
        foreach (string conflict in conflicts) screen.Wrapped(0, 2, new Ink(conflict, Tone.Bad));
    }

    private void Head()
    {
        ulong bytes = image.Image.Runs.Aggregate(0UL, (sum, run) => sum + run.Bytes);
        screen.Wrapped(0, 2, new Ink(Path.GetFileName(image.Image.Source), Tone.Strong),
            $": {TableWords.Bytes(bytes)} of memory, {Count(image.Image.Runs.Count, "piece")} from {TableWords.Hex(image.Image.Runs[0].First)} to {TableWords.Hex(image.Image.Runs[^1].Last)}");
        if (image.RootTable is not { } root) return;
        int domains = image.Contexts!.Select(c => c.Domain).Distinct().Count();
        string state = image.Image.Vtd?.IsTranslating switch { true => ", translation is on", false => ", translation is off", null => "" };
        screen.Wrapped(0, 2, $"VT-d root table at {TableWords.Hex(root)}: {Count(image.Contexts!.Count, "context")} in {Count(domains, "domain")}{state}");
        if (image.Image.Vtd is { InputWidth: { } width } unit)
        {
            string levels = string.Join(" or ", Enumerable.Range(3, 3).Where(l => unit.HasLevels(l) == true));
            string large = unit.LargePages switch { 3 => "2M and 1G", 1 => "2M", 2 => "1G", _ => "none" };
            screen.Wrapped(2, 4, new Ink($"CAP: IOVAs of {width} bits, {levels} levels, large pages {large}", Tone.Dim));
        }

        if (image.Image.Vtd is { HasSnoopControl: { } snoop, HasDeviceTlbs: { } tlbs }) screen.Wrapped(2, 4, new Ink($"ECAP: {(snoop ? "" : "no ")}snoop control, {(tlbs ? "" : "no ")}device TLBs", Tone.Dim));
        if (image.Tables.Count > 0) TableHead.Derived(screen, image.Tables[0].Choice);
    }

    private void Table(SurveyedTable table)
    {
        screen.Line();
        foreach (IGrouping<int, VtdTranslation> domain in table.Contexts.GroupBy(c => c.Domain))
        {
            screen.Wrapped(0, 2, new Ink($"domain {domain.Key.ToString(CultureInfo.InvariantCulture)}", Tone.Strong), "  ", string.Join(" ", domain.Select(c => c.FaultsDisabled ? $"{c.Requester} (FPD)" : $"{c.Requester}")));
        }

        TableHead.Write(screen, table.Choice, table.Root, table.Contexts.Count > 0 ? 2 : 0);
        Mapped(table.Survey);
        Levels(table.Survey);
        Spare(table.Survey);
        Suspicious(table);
    }

    private void Mapped(TableSurvey survey)
    {
        if (survey.Mapped.Count == 0)
        {
            Labelled("mapped", new Ink("nothing", Tone.Unsure));
            return;
        }

        Labelled("mapped", TableWords.Bytes(survey.MappedTotal));
        Ink[][] rows =
        [
            .. survey.Mapped.Select(m => new Ink[]
            {
                TableWords.Bytes(m.Bytes), $"{TableWords.Rights(m.Allowed)}{Supervisor(m)}", $"{m.Leaves} of {TableWords.Size(m.SizeBits)}",
            }),
        ];
        screen.Rows(LabelWidth + 4, rows);
    }

    private static string Supervisor(MappedBytes mapped) => mapped.AllowedPrivileged == mapped.Allowed ? "" : $", supervisor {TableWords.Rights(mapped.AllowedPrivileged)}";

    private void Levels(TableSurvey survey)
    {
        long count = survey.Levels.Sum(l => l.Tables);
        string levels = string.Join(", ", survey.Levels.Where(l => l.Tables > 0).Select(l => $"{l.Tables} at level {l.Level.Number}"));
        Labelled("tables", $"{count} in {TableWords.Bytes(survey.TableBytes)}: {levels}");
    }

    private void Spare(TableSurvey survey)
    {
        Few("empty", "", survey.Levels.Select(l => (l.Empty, l)));
        Few("sparse", " with less than 1 entry in 100", survey.Levels.Select(l => (l.NearlyEmpty, l)));
        foreach (IGrouping<int, Mergeable> size in survey.Mergeables.GroupBy(m => m.SizeBits).OrderByDescending(g => g.Key))
        {
            string where = string.Join(" ", size.Take(Shown).Select(m => TableWords.Hex(m.Iova)));
            Labelled("mergeable", $"{Count(size.Count(), "table")} could each be a leaf of {TableWords.Size(size.Key)}: at {where}{(size.Count() > Shown ? " …" : "")}");
        }
    }

    private void Few(string label, string how, IEnumerable<(long Count, LevelTables Level)> levels)
    {
        (long Count, LevelTables Level)[] some = [.. levels.Where(l => l.Count > 0)];
        if (some.Length == 0) return;
        long all = some.Sum(l => l.Count);
        Labelled(label, $"{all} table{(all == 1 ? "" : "s")}{how}: {string.Join(", ", some.Select(l => $"{l.Count} at level {l.Level.Level.Number}"))}");
    }

    private void Suspicious(SurveyedTable table)
    {
        TableSurvey survey = table.Survey;
        if (!survey.IsComplete) Labelled("incomplete", new Ink($"more than {TableSurvey.MostEntries} entries; the rest was not looked at", Tone.Unsure));
        if (survey.SuspicionCounts.Count == 0)
        {
            Labelled("suspicious", new Ink("nothing", Tone.Good));
            return;
        }

        Labelled("suspicious", new Ink(string.Join(", ", survey.SuspicionCounts.OrderBy(c => c.Key).Select(c => $"{c.Value} {Name(c.Key)}")), Tone.Bad));
        foreach (Suspicion suspicion in survey.Suspicions.Take(Shown))
        {
            screen.Wrapped(4, 6, new Ink($"{TableWords.Hex(suspicion.Iova)} level {suspicion.Level.Number}", Tone.Bad),
                $" entry {TableWords.Raw(suspicion.Entry, table.Choice.Setup.Format.EntryBytes)} at {TableWords.Hex(suspicion.Address)}: {suspicion.Text}");
        }

        long more = survey.SuspicionCounts.Values.Sum() - Math.Min(Shown, survey.Suspicions.Count);
        if (more > 0) screen.Wrapped(4, 6, new Ink($"and {more} more; --json lists up to {TableSurvey.MostSuspicions}", Tone.Dim));
    }

    /// <summary>Requesters without a table: they pass through, or every DMA of theirs faults.</summary>
    private void Untranslated()
    {
        VtdTranslation[] others = [.. (image.Contexts ?? []).Where(c => !c.HasTable)];
        if (others.Length > 0) screen.Line();
        foreach (VtdTranslation context in others)
        {
            if (context.Refusal is { } refusal) screen.Wrapped(0, 2, new Ink(context.Requester.ToString(), Tone.Strong), "  ", new Ink(string.Create(CultureInfo.InvariantCulture, $"fault 0x{refusal.Code:x} {refusal.Name}"), Tone.Bad), $", {refusal.Text}");
            else if (context.IsPassThrough) screen.Wrapped(0, 2, new Ink(context.Requester.ToString(), Tone.Strong), "  ", new Ink("passes through", Tone.Unsure), $": reaches all memory (domain {context.Domain})");
            else screen.Wrapped(0, 2, new Ink(context.Requester.ToString(), Tone.Strong), "  ", new Ink("nested", Tone.Unsure), $": first-stage tables at {TableWords.Hex(context.Root)} over second-stage ones are not looked into (domain {context.Domain})");
        }
    }

    /// <summary>A kind of suspicion in words.</summary>
    public static string Name(SuspicionKind kind) => kind switch
    {
        SuspicionKind.Malformed => "malformed",
        SuspicionKind.NotPresentButSet => "not present but set",
        SuspicionKind.OutsideMemory => "outside memory",
        SuspicionKind.Loop => "loop",
        SuspicionKind.SharedTable => "shared table",
        SuspicionKind.BrokenRun => "broken run",
        SuspicionKind.FaultingLeaf => "faulting leaf",
        _ => "allows nothing",
    };

    private void Labelled(string label, Ink text) => screen.Wrapped(2, LabelWidth + 2, label.PadRight(LabelWidth), text);

    private static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
}
