using Iopol.Compiler.Analysis.Conditions;
using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;

namespace Iopol.Compiler.Analysis.Flow;

/// <summary>
/// Goes through the body of an operation or action with what is known at each point, and looks for conditions that are settled already,
/// requirements that exclude each other, and statements nothing reaches.
/// </summary>
internal sealed class BodyFlow
{
    private readonly FormulaBuilder conditions = new();
    private readonly ConditionCheck check;
    private readonly Effects effects;
    private readonly Findings findings;
    private readonly Func<SourcePlace, bool> isForbid;
    private readonly bool speaksOfModel;

    /// <summary>Slots of variables that are never none.</summary>
    private readonly HashSet<int> present = [];

    /// <summary>Prepares for one body.</summary>
    /// <param name="effects">What statements change.</param>
    /// <param name="findings">Where findings go.</param>
    /// <param name="isForbid">The place is a forbid of the policy that is looked at.</param>
    /// <param name="speaksOfModel">The model itself is looked at; otherwise only the policy's forbids are spoken about.</param>
    public BodyFlow(Effects effects, Findings findings, Func<SourcePlace, bool> isForbid, bool speaksOfModel)
    {
        check = new ConditionCheck(conditions, findings);
        this.effects = effects;
        this.findings = findings;
        this.isForbid = isForbid;
        this.speaksOfModel = speaksOfModel;
    }

    /// <summary>Goes through an operation. Its parameters are none only where their types say so.</summary>
    public void Walk(OperationIR operation)
    {
        present.UnionWith(operation.Parameters.Where(p => !p.Type.Optional).Select(p => p.Slot));
        if (operation.Caller is { } caller) present.Add(caller.Slot);
        Walk(operation.Body, new KnownFacts());
    }

    /// <summary>Goes through an action.</summary>
    public void Walk(ActionIR action) => Walk(action.Body, new KnownFacts());

    /// <returns>The end of the list can be reached.</returns>
    private bool Walk(IReadOnlyList<Statement> statements, KnownFacts known)
    {
        for (int i = 0; i < statements.Count; i++)
        {
            if (Step(statements[i], known)) continue;
            if (speaksOfModel && i + 1 < statements.Count)
            {
                SourcePlace place = statements[i + 1].Place;
                findings.Report(AnalysisDiagnostics.Unreachable, place, findings.Quote(place), findings.Quote(statements[i].Place));
            }

            return false;
        }

        return true;
    }

    private bool Step(Statement statement, KnownFacts known)
    {
        switch (statement)
        {
            case RequireStatement require:
                return Require(require, known);
            case RefuseStatement:
                return false;
            case BlockStatement block:
                if (speaksOfModel) check.Check(block.Condition);
                known.Forget(effects.Of(block));
                known.Add(conditions.Of(block.Condition), block.Place);
                return true;
            case IfStatement branch:
                return If(branch, known);
            case EachStatement each:
                KnownFacts inside = known.Copy();
                known.Forget(effects.Of(each));
                inside.Forget(effects.Of(each));
                present.Add(each.Variable.Slot);
                Walk(each.Body, inside);
                return true;
            case SwitchStatement { Failure: { } failure }:
                // Behind the switch it has not failed.
                KnownFacts failed = known.Copy();
                known.Forget(effects.OfSwitch);
                failed.Forget(effects.OfSwitch);
                Walk(failure.Body, failed);
                return true;
            case LetStatement let:
                known.Forget(effects.Of(let));
                if (let.Value is NewExpression) present.Add(let.Variable.Slot);
                Learn(known, new VariableReference(let.Variable), let.Value, let.Place, null);
                return true;
            case AssignState assign:
                Assign(assign, known);
                return true;
            case AssignFact assign:
                known.Forget(effects.Of(assign));
                Learn(known, new FactReference(new IrType(Sort.Driver, true), assign.Fact, assign.Device), assign.Value, assign.Place, assign.Device);
                return true;
            default:
                known.Forget(effects.Of(statement));
                return true;
        }
    }

    private bool Require(RequireStatement require, KnownFacts known)
    {
        bool speaks = isForbid(require.Place);
        Formula formula = conditions.Of(require.Condition);
        if (!speaks && !speaksOfModel)
        {
            ReportBlockedByForbid(formula, known);
            known.Add(formula, require.Place);
            return true;
        }

        bool? value = check.Check(require.Condition);
        if (value == false) return true;
        if (value is null && !IsSettled(require.Condition, formula, known, require.Place)) known.Add(formula, require.Place);
        return true;
    }

    private bool If(IfStatement branch, KnownFacts known)
    {
        Formula formula = conditions.Of(branch.Condition);
        bool? value = null;
        if (speaksOfModel)
        {
            value = check.Check(branch.Condition);
            if (value is null) IsSettled(branch.Condition, formula, known, branch.Place);
        }

        KnownFacts then = known.Copy();
        KnownFacts otherwise = known.Copy();
        then.Add(formula, branch.Place);
        otherwise.Add(Formula.Not(formula), branch.Place);
        bool thenEnds = value != false && Walk(branch.Then, then);
        bool elseEnds = value != true && Walk(branch.Else, otherwise);
        if (thenEnds && elseEnds) known.Meet(then, otherwise);
        else if (thenEnds) known.Become(then);
        else known.Become(otherwise);
        return thenEnds || elseEnds;
    }

    private void Assign(AssignState assign, KnownFacts known)
    {
        var state = new StateReference(assign.State, assign.Key);
        if (speaksOfModel && assign.Kind == AssignmentKind.Set && assign.Value is StateReference && TermKey.Of(assign.Value) == TermKey.Of(state))
        {
            findings.Report(AnalysisDiagnostics.AssignedItself, assign.Place, findings.Removal("Take the assignment out", assign.Place), assign.State.Name);
        }

        known.Forget(effects.Of(assign));
        if (assign.Kind == AssignmentKind.Set) Learn(known, state, assign.Value, assign.Place, assign.Key);
    }

    /// <summary>After an assignment both sides are equal, unless the key was none, or the value speaks of what was before.</summary>
    private void Learn(KnownFacts known, Expression target, Expression value, SourcePlace place, Expression? key)
    {
        if (value is NewExpression or UnmapExpression) return;
        if (target is not VariableReference && Reads.Of(value).Meets(Reads.Of(target))) return;
        if (key is not null && Reads.Of(key).Meets(Reads.Of(target))) return;
        Formula equal = conditions.Equal(target, value);
        bool isPresent = key is null || (key is VariableReference variable && present.Contains(variable.Variable.Slot));
        known.Add(isPresent ? equal : Formula.Or([conditions.Equal(key!, new Constant(key!.Type with { Optional = true }, Ir.None)), equal]), place);
    }

    /// <summary>Reports a condition that what came before decides.</summary>
    private bool IsSettled(Expression condition, Formula formula, KnownFacts known, SourcePlace statement)
    {
        IReadOnlyList<KnownFact> about = known.About(formula);
        if (about.Count == 0) return false;
        bool? value = null;
        if (Decides(about, Formula.Not(formula)) is { } decider) value = true;
        else if ((decider = Decides(about, formula)) is not null) value = false;
        if (value is null) return false;

        // Of a negation nobody wrote, in a forbid or a promise, what was written is shown.
        if (condition is NotExpression { Operand: var written } && findings.PlaceOf(condition) is null)
        {
            condition = written;
            value = !value;
        }

        SourcePlace place = findings.PlaceOf(condition) ?? statement;
        findings.Report(value == true ? AnalysisDiagnostics.Redundant : AnalysisDiagnostics.Contradiction, place, findings.Quote(place), Line(decider!, place));
        return true;
    }

    /// <summary>A require of the model that forbids have made impossible.</summary>
    private void ReportBlockedByForbid(Formula formula, KnownFacts known)
    {
        IReadOnlyList<KnownFact> about = known.About(formula);
        KnownFact[] ofModel = [.. about.Where(f => !isForbid(f.Place))];
        if (ofModel.Length == about.Count || Decides(about, formula) is null || Decides(ofModel, formula) is not null) return;
        SourcePlace last = about.Where(f => isForbid(f.Place)).OrderBy(f => f.Place.Span.Start).Last().Place;
        findings.Report(AnalysisDiagnostics.ForbidsAll, last, findings.Quote(last));
    }

    /// <summary>The place of the fact that, alone or with the others, excludes the formula; null where it can hold.</summary>
    private static SourcePlace? Decides(IReadOnlyList<KnownFact> facts, Formula formula)
    {
        if (facts.Count == 0 || Solver.CanHold(Formula.And([formula, .. facts.Select(f => f.Formula)])) != Answer.No) return null;
        // What excludes itself says nothing about the formula.
        if (Solver.CanHold(Formula.And([.. facts.Select(f => f.Formula)])) != Answer.Yes) return null;
        foreach (KnownFact fact in facts)
        {
            if (Solver.CanHold(Formula.And([formula, fact.Formula])) == Answer.No) return fact.Place;
        }

        return facts.OrderBy(f => f.Place.Span.Start).Last().Place;
    }

    private static string Line(SourcePlace place, SourcePlace from) => place.Path == from.Path ? $"line {place.Line}" : place.ToString();
}
