using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR.PageTables;

namespace Iopol.Compiler.Analysis.PageTables;

/// <summary>
/// Walks every entry that the conditions can tell apart, at every level: each must be taken or fault, each step must be able to apply,
/// and a table must lead down.
/// </summary>
internal sealed class WalkCheck
{
    private readonly WalkModel model;
    private readonly PageTableIR table;
    private readonly Choices choices;
    private readonly PageTableFindings findings;
    private readonly bool[] inputApplied;
    private readonly bool[] entryApplied;
    private readonly bool[] leafApplied;
    private bool zeroTold;
    private bool tellsExecution;

    private WalkCheck(WalkModel model, PageTableFindings findings)
    {
        this.model = model;
        table = model.Table;
        choices = model.Choices;
        this.findings = findings;
        inputApplied = new bool[table.InputSteps.Count];
        entryApplied = new bool[table.EntrySteps.Count];
        leafApplied = new bool[table.LeafSteps.Count];
    }

    /// <summary>Checks the walk; returns whether some walk leaves the right to read without that to execute, or the other way round.</summary>
    public static bool Check(WalkModel model, PageTableFindings findings)
    {
        var check = new WalkCheck(model, findings);
        check.Input();
        foreach ((LevelIR level, LevelIR top) in check.Places())
        {
            check.Unreadable(level, top);
            if (!check.zeroTold) check.Zero(level, top);
            check.Entries(level, top);
        }

        if (model.Choices.GaveUp) findings.Report(PageTableAnalysisDiagnostics.TooManyCases, model.Table.Place, model.Table.Name, WalkModel.MostCases);
        else if (findings.Errors == 0) check.NeverApplied();
        return check.tellsExecution;
    }

    /// <summary>Each level below each top; one top a level where no condition asks for it.</summary>
    private IEnumerable<(LevelIR Level, LevelIR Top)> Places()
    {
        foreach (LevelIR level in table.Levels)
        {
            IEnumerable<LevelIR> tops = model.Tops.Where(t => t.Position >= level.Position);
            foreach (LevelIR top in model.AsksTop ? tops : tops.Take(1)) yield return (level, top);
        }
    }

    private void Input()
    {
        LevelIR top = table.Levels[0];
        bool canBeOutside = table.InputWidths is { Low: < 64 } || table.LevelCounts.Any(c => table.FullWidth(c) < 64);
        foreach (bool outside in canBeOutside ? (bool[])[true, false] : [false])
        {
            choices.Each(() =>
            {
                var situation = new Situation(model, top, top) { IsOutside = outside };
                FaultStep? fault = Walk.Steps(model.InputSteps, situation, i => inputApplied[i] = true);
                if (fault is null && outside) findings.Report(PageTableAnalysisDiagnostics.OutsideAllowed, table.Place, table.Name, Case());
                return true;
            });
        }

        choices.Each(() =>
        {
            var situation = new Situation(model, top, top);
            if (table.Input.All(i => i.When is { } when && !situation.Holds(when))) findings.Report(PageTableAnalysisDiagnostics.NoExtension, table.Place, table.Name, Case());
            return true;
        });
    }

    /// <summary>An entry outside the memory faults before a bit of it is looked at.</summary>
    private void Unreadable(LevelIR level, LevelIR top) => choices.Each(() =>
    {
        int last = -1;
        var situation = new Situation(model, level, top) { IsUnreadable = true };
        WalkEnd end = WalkEnd.Open;
        for (int i = 0; i < table.EntrySteps.Count && end == WalkEnd.Open && !situation.ReadUnreadable; i++)
        {
            if (table.EntrySteps[i] is TakeStep take && !take.Kind.Levels.Contains(level.Number)) continue;
            last = i;
            if (!model.EntrySteps[i].When(situation) || situation.ReadUnreadable) continue;
            entryApplied[i] = true;
            end = table.EntrySteps[i] is FaultStep ? WalkEnd.Fault : WalkEnd.Taken;
        }

        if (end == WalkEnd.Fault && !situation.ReadUnreadable) return true;
        findings.Report(PageTableAnalysisDiagnostics.ReadsUnreadable, last < 0 ? table.Place : table.EntrySteps[last].Place, level.Number);
        return false;
    });

    /// <summary>An entry of zeros is not present, whatever is asked for.</summary>
    private void Zero(LevelIR level, LevelIR top) => choices.Each(() =>
    {
        var situation = new Situation(model, level, top) { Entry = 0 };
        (WalkEnd end, _) = Walk.Entry(model, situation, null);
        if (end != WalkEnd.Taken) return true;
        zeroTold = true;
        findings.Report(PageTableAnalysisDiagnostics.ZeroIsTaken, situation.Kind!.Place, situation.Kind.Name, level.Number, Case());
        return false;
    });

    private void Entries(LevelIR level, LevelIR top) => choices.Each(() =>
    {
        var situation = new Situation(model, level, top);
        (WalkEnd end, _) = Walk.Entry(model, situation, i => Apply(model.EntrySteps[i].Step, entryApplied, i, situation));
        if (end == WalkEnd.Open)
        {
            findings.Report(PageTableAnalysisDiagnostics.NeitherTakenNorFault, table.EntrySteps.Count > 0 ? table.EntrySteps[table.EntrySteps.Count - 1].Place : table.Place, level.Number, Case());
            return false;
        }

        if (end == WalkEnd.Fault) return true;
        if (!situation.Kind!.IsLeaf) return LeadsDown(situation, situation.Kind, level);
        FaultStep? fault = Walk.Steps(model.LeafSteps, situation, i => Apply(model.LeafSteps[i].Step, leafApplied, i, situation));
        if (fault is null && !tellsExecution) tellsExecution = situation.Holds(table.Allowed.Read) != situation.Holds(table.Allowed.Execute);
        return true;
    });

    private void Apply(WalkStep step, bool[] applied, int at, Situation situation)
    {
        applied[at] = true;
        if (step is UpdateStep update && situation.Kind is { } kind && !model.Field(update.Field).IsOf(kind))
        {
            findings.Report(PageTableAnalysisDiagnostics.WritesNoField, step.Place, Show(step), kind.Name);
        }
    }

    private bool LeadsDown(Situation situation, KindIR kind, LevelIR level)
    {
        if (kind.NextLevel is not { } field) return true;
        ulong next = situation.Value(model.Field(field));
        if (table.Levels.Any(l => (ulong)l.Number == next && l.Position < level.Position)) return true;
        findings.Report(PageTableAnalysisDiagnostics.DoesNotLeadDown, kind.Place, kind.Name, level.Number, field.Name, next, Case());
        return false;
    }

    private void NeverApplied()
    {
        Report(table.InputSteps, inputApplied);
        Report(table.EntrySteps, entryApplied);
        Report(table.LeafSteps, leafApplied);
        HashSet<string> taken = [.. table.EntrySteps.Where((_, i) => entryApplied[i]).OfType<TakeStep>().Select(t => t.Kind.Name)];
        foreach (KindIR kind in table.Kinds.Where(k => !taken.Contains(k.Name))) findings.Report(PageTableAnalysisDiagnostics.KindNeverTaken, kind.Place, kind.IsLeaf ? "leaf" : "table", kind.Name);
        HashSet<string> faults = [.. table.InputSteps.Concat(table.EntrySteps).Concat(table.LeafSteps).Select(s => s switch { FaultStep f => f.Fault.Name, UpdateStep u => u.Failure.Name, _ => "" })];
        foreach (FaultIR fault in table.Faults.Where(f => !faults.Contains(f.Name))) findings.Report(PageTableAnalysisDiagnostics.Unused, fault.Place, "fault", fault.Name);
    }

    private void Report(IReadOnlyList<WalkStep> steps, bool[] applied)
    {
        for (int i = 0; i < steps.Count; i++)
        {
            if (!applied[i]) findings.Report(PageTableAnalysisDiagnostics.NeverApplies, steps[i].Place, Show(steps[i]));
        }
    }

    private static string Show(WalkStep step) => step switch
    {
        FaultStep fault => $"fault {fault.Fault.Name}",
        TakeStep take => $"take {take.Kind.Name}",
        UpdateStep update => $"{(update.Set ? "set" : "clear")} {update.Field.Name}",
        _ => "",
    };

    /// <summary>The case at hand, as far as it was asked for.</summary>
    private string Case() => CaseText.Show(choices);
}
