using Iopol.Compiler.IR;

namespace Iopol.Compiler.Emit;

/// <summary>Variables an expression takes from outside.</summary>
internal static class FreeVariables
{
    /// <summary>Variables an expression reads and does not bind, each once.</summary>
    public static IEnumerable<VariableIR> Of(Expression expression)
    {
        var bound = new HashSet<int>(expression.DescendantsAndSelf().OfType<Quantifier>().Select(q => q.Variable.Slot));
        return expression.DescendantsAndSelf().OfType<VariableReference>().Select(v => v.Variable)
            .Where(v => !bound.Contains(v.Slot)).GroupBy(v => v.Slot).Select(g => g.First());
    }
}
