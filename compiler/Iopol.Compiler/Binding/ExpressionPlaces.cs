using System.Runtime.CompilerServices;
using Iopol.Compiler.IR;

namespace Iopol.Compiler.Binding;

/// <summary>Where the expressions of the IR were written. Expressions are told apart by identity, not by content.</summary>
public sealed class ExpressionPlaces
{
    // No weak table: its handles cost the garbage collector more than all the rest of a large compilation.
    private readonly Dictionary<Expression, SourcePlace> places = new(ExpressionIdentity.Instance);

    /// <summary>Where the expression was written; null for one the compiler made up.</summary>
    public SourcePlace? this[Expression expression] => places.TryGetValue(expression, out SourcePlace? place) ? place : null;

    internal void Add(Expression expression, SourcePlace place)
    {
        // An expression a conversion returns unchanged keeps its first, innermost place.
        if (!places.TryGetValue(expression, out _)) places.Add(expression, place);
    }

    private sealed class ExpressionIdentity : IEqualityComparer<Expression>
    {
        public static ExpressionIdentity Instance { get; } = new();

        public bool Equals(Expression? x, Expression? y) => ReferenceEquals(x, y);

        public int GetHashCode(Expression obj) => RuntimeHelpers.GetHashCode(obj);
    }
}
