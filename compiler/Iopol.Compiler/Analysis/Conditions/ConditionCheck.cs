using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;

namespace Iopol.Compiler.Analysis.Conditions;

/// <summary>Looks for conditions that are always true or never true, whatever the state of the host, and for comparisons that cannot come out differently.</summary>
internal sealed class ConditionCheck(FormulaBuilder conditions, Findings findings)
{
    /// <summary>Looks at a condition and at what it is made of; the outermost one that is constant is reported.</summary>
    /// <returns>The value it always has, or null.</returns>
    public bool? Check(Expression condition)
    {
        // A negation nobody wrote: a promise or a forbid.
        if (condition is NotExpression { Operand: var written } && findings.PlaceOf(condition) is null) return !Check(written);
        if (Never(condition) is { } none)
        {
            findings.Report(AnalysisDiagnostics.NeverNone, none.Place, findings.Quote(none.Value));
            return null;
        }

        if (Constant(condition) is { } value)
        {
            Report(condition, value);
            return value;
        }

        Inside(condition);
        return null;
    }

    /// <summary>The same for a body that may be written as plain true or false.</summary>
    public void CheckBody(Expression body)
    {
        if (body is not IR.Constant) Check(body);
    }

    /// <summary>The value the condition always has, or null.</summary>
    public bool? Constant(Expression condition)
    {
        Formula formula = conditions.Of(condition);
        if (Solver.CanHold(formula) == Answer.No) return false;
        return Solver.CanHold(Formula.Not(formula)) == Answer.No ? true : null;
    }

    private void Report(Expression condition, bool value)
    {
        if (findings.PlaceOf(condition) is { } place)
        {
            DiagnosticDescriptor descriptor = condition is SelectorTest && !value ? AnalysisDiagnostics.MatchesNothing
                : value ? AnalysisDiagnostics.AlwaysTrue : AnalysisDiagnostics.AlwaysFalse;
            findings.Report(descriptor, place, findings.Quote(place));
        }
    }

    private void Inside(Expression condition)
    {
        switch (condition)
        {
            case NotExpression not:
                Check(not.Operand);
                break;
            case AndExpression or OrExpression or ImpliesExpression:
                foreach (Expression operand in condition.Children()) Check(operand);
                break;
            case Quantifier { Body: { } body } and not Quantifier { Body: IR.Constant }:
                Check(body);
                break;
            case CompareExpression or InSetExpression:
                foreach (Quantifier count in condition.Children().OfType<Quantifier>()) Inside(count);
                break;
        }
    }

    /// <summary>A comparison with none of something that never is.</summary>
    private (SourcePlace Place, SourcePlace Value)? Never(Expression condition)
    {
        if (condition is not CompareExpression { Operator: Comparison.Is or Comparison.IsNot } compare) return null;
        Expression? value = IsNone(compare.Right) ? compare.Left : IsNone(compare.Left) ? compare.Right : null;
        if (value is null || value.Type.Optional || !IsKept(value)) return null;
        return findings.PlaceOf(condition) is { } place && findings.PlaceOf(value) is { } at ? (place, at) : null;
    }

    // A number has no optional type, so the largest address is not taken for none.
    private static bool IsNone(Expression expression) => expression is Constant { Value: Ir.None, Type.Optional: true };

    /// <summary>What its type promises is kept: parameters of rules and actions are given none without anybody looking.</summary>
    private static bool IsKept(Expression value) => value.Type.Sort is Sort.Bool or Sort.Count or Sort.Address or Sort.Version or Sort.Enum or Sort.Port || value is ContextOf;
}
