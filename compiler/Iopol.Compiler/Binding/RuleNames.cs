using Iopol.Compiler.IR;

namespace Iopol.Compiler.Binding;

/// <summary>Finds the name under which a refusal is shown when its author gave none.</summary>
internal static class RuleNames
{
    /// <summary>The only rule, predicate or clause a condition asks; null where it asks none or several.</summary>
    public static string? Single(Expression condition)
    {
        string? single = null;
        foreach (Expression expression in condition.DescendantsAndSelf())
        {
            string? name = expression switch { RuleCall call => call.Rule.Name, ClauseTest test => test.Clause.Name, _ => null };
            if (name is null || name == single) continue;
            if (single is not null) return null;
            single = name;
        }

        return single;
    }
}
