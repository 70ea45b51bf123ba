using Iopol.Compiler.IR;

namespace Iopol.Compiler.Emit;

/// <summary>Variables an expression takes from outside.</summary>
internal static class FreeVariables
{
    /// <summary>Variables an expression reads and does not bind, each once.</summary>
    public static IReadOnlyList<VariableIR> Of(Expression expression)
    {
        List<VariableIR> read = [];
        HashSet<int>? bound = null;
        Visit(expression, read, ref bound);
        if (bound is not null) read.RemoveAll(v => bound.Contains(v.Slot));
        return read;
    }

    private static void Visit(Expression expression, List<VariableIR> read, ref HashSet<int>? bound)
    {
        if (expression is VariableReference reference)
        {
            foreach (VariableIR known in read)
            {
                if (known.Slot == reference.Variable.Slot) return;
            }

            read.Add(reference.Variable);
            return;
        }

        if (expression is Quantifier quantifier) (bound ??= []).Add(quantifier.Variable.Slot);
        foreach (Expression child in expression.Children()) Visit(child, read, ref bound);
    }
}
