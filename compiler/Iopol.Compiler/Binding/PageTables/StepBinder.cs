using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR.PageTables;
using Iopol.Compiler.Symbols;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Binding.PageTables;

/// <summary>Binds the steps of a walk's checks.</summary>
internal sealed class StepBinder(PageTableMembers members, ConditionBinder conditions, IReadOnlyList<FaultIR> faults, IReadOnlyList<KindIR> kinds)
{
    public IReadOnlyList<WalkStep> Bind(string check)
    {
        if (!members.Checks.TryGetValue(check, out Given<WalkCheckSyntax>? given)) return [];
        Speaker speaker = given.Speaker;
        var steps = new List<WalkStep>();
        var taken = new HashSet<KindIR>();
        if (check == "leaf") taken.UnionWith(kinds.Where(k => k.IsLeaf));
        conditions.IsKnown = field => field.IsCommon || taken.Any(k => k.Rows.Any(r => r.Field == field));
        foreach (WalkStepSyntax step in given.Syntax.Steps)
        {
            ConditionPlace place = check switch
            {
                "input" => ConditionPlace.Input,
                "leaf" => ConditionPlace.Leaf,
                _ => taken.Count == 0 ? ConditionPlace.Entry : ConditionPlace.Taken,
            };
            if (Bind(step, check, place, speaker, taken) is { } bound) steps.Add(bound);
        }

        if (given.Syntax.Steps.Count > PageTableLimits.Steps) speaker.Sink.Report(PageTableDiagnostics.TooMany, given.Syntax.Where.Span, members.Scope.Name, PageTableLimits.Steps, $"steps in 'check {check}'");
        return steps;
    }

    private WalkStep? Bind(WalkStepSyntax syntax, string check, ConditionPlace place, Speaker speaker, HashSet<KindIR> taken)
    {
        switch (syntax)
        {
            case FaultStepSyntax fault:
                FaultIR? reason = Fault(fault.Fault, speaker);
                Condition? failing = When(fault.When, place, speaker);
                return reason is null || failing is null ? null : new FaultStep(reason, failing, speaker.Place(fault));
            case TakeStepSyntax take:
                if (check != "entry") return Misplaced(take.TakeKeyword, check, speaker);
                KindIR? kind = kinds.FirstOrDefault(k => k.Name == take.EntryKind.Text);
                if (kind is null) speaker.Sink.Unknown(PageTableDiagnostics.UnknownName, "kind of entry", take.EntryKind, kinds.Select(k => k.Name));
                else members.Scope.Refer(SymbolKind.EntryKind, take.EntryKind, speaker);
                Condition? taking = When(take.When, place, speaker);
                if (kind is not null) taken.Add(kind);
                return kind is null || taking is null ? null : new TakeStep(kind, taking, speaker.Place(take));
            case UpdateStepSyntax update:
                if (check == "input") return Misplaced(update.Keyword, check, speaker);
                FieldIR? field = Field(update.Field, speaker);
                Condition? updating = When(update.When, place, speaker);
                FaultIR? failure = Fault(update.Fault, speaker);
                return field is null || updating is null || failure is null ? null
                    : new UpdateStep(field, update.Keyword.Kind == SyntaxKind.SetKeyword, updating, failure, speaker.Place(update));
            default:
                return null;
        }
    }

    private static WalkStep? Misplaced(SyntaxToken keyword, string check, Speaker speaker)
    {
        speaker.Sink.Report(PageTableDiagnostics.StepNotHere, keyword.Span, keyword.Text, check);
        return null;
    }

    private Condition? When(WhenClauseSyntax? when, ConditionPlace place, Speaker speaker) =>
        when is null ? new ConstantCondition(true) : conditions.Bind(when.Condition, place, speaker);

    private FaultIR? Fault(SyntaxToken name, Speaker speaker)
    {
        FaultIR? fault = faults.FirstOrDefault(f => f.Name == name.Text);
        if (fault is null) speaker.Sink.Unknown(PageTableDiagnostics.UnknownName, "fault", name, faults.Select(f => f.Name));
        else members.Scope.Refer(SymbolKind.Fault, name, speaker);
        return fault;
    }

    private FieldIR? Field(SyntaxToken name, Speaker speaker)
    {
        if (!conditions.Fields.TryGetValue(name.Text, out FieldIR? field))
        {
            speaker.Sink.Unknown(PageTableDiagnostics.UnknownName, "field", name, conditions.Fields.Keys);
            return null;
        }

        members.Scope.Refer(SymbolKind.Field, name, speaker);
        if (field.Bits.Count != 1) speaker.Sink.Report(PageTableDiagnostics.OneBit, name.Span, name.Text, field.Bits.Count);
        else if (!conditions.IsKnown(field)) speaker.Sink.Report(PageTableDiagnostics.FieldOfKind, name.Span, name.Text);
        else return field;
        return null;
    }
}
