using System.Runtime.CompilerServices;
using Iopol.Compiler.IR;

namespace Iopol.Compiler.Binding;

/// <summary>Where the expressions of the IR were written. Expressions are told apart by identity, not by content.</summary>
public sealed class ExpressionPlaces
{
    private readonly ConditionalWeakTable<Expression, SourcePlace> places = new();

    /// <summary>Where the expression was written; null for one the compiler made up.</summary>
    public SourcePlace? this[Expression expression] => places.TryGetValue(expression, out SourcePlace? place) ? place : null;

    internal void Add(Expression expression, SourcePlace place)
    {
        // An expression a conversion returns unchanged keeps its first, innermost place.
        if (!places.TryGetValue(expression, out _)) places.Add(expression, place);
    }
}
