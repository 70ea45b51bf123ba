using System.Linq.Expressions;
using Tree = System.Linq.Expressions.Expression;

namespace Iopol.Interpreter.Verifying;

/// <summary>Code that is worked out as far as it can be while it is put together.</summary>
internal static class Folding
{
    public static readonly Tree True = Tree.Constant(true);
    public static readonly Tree False = Tree.Constant(false);

    /// <summary>A number: 32 bits where that is enough, which it is for all but addresses.</summary>
    public static Tree Number(long value) => value is >= int.MinValue and <= int.MaxValue ? Tree.Constant((int)value) : Tree.Constant(value);

    public static Tree Truth(bool value) => value ? True : False;

    public static bool IsNumber(Tree tree, out long value)
    {
        object? constant = (tree as ConstantExpression)?.Value;
        value = constant switch { int i => i, long l => l, bool b => b ? 1 : 0, _ => 0 };
        return constant is int or long or bool;
    }

    public static bool Is(Tree tree, bool value) => tree is ConstantExpression { Value: bool known } && known == value;

    public static Tree Not(Tree operand) => Is(operand, true) ? False : Is(operand, false) ? True : Tree.Not(operand);

    public static Tree And(Tree left, Tree right) =>
        Is(left, false) || Is(right, true) ? left : Is(left, true) ? right : Tree.AndAlso(left, right);

    public static Tree Or(Tree left, Tree right) =>
        Is(left, true) || Is(right, false) ? left : Is(left, false) ? right : Tree.OrElse(left, right);

    public static Tree Equal(Tree left, Tree right)
    {
        if (IsNumber(left, out long l) && IsNumber(right, out long r)) return Truth(l == r);
        if (left.Type == typeof(bool)) return Is(right, true) ? left : Is(right, false) ? Not(left) : Is(left, true) ? right : Is(left, false) ? Not(right) : Tree.Equal(left, right);
        return left.Type == right.Type ? Tree.Equal(left, right) : Tree.Equal(Tree.Convert(left, typeof(long)), Tree.Convert(right, typeof(long)));
    }

    public static Tree If(Tree test, Tree then, Tree otherwise) =>
        Is(test, true) ? then : Is(test, false) ? otherwise : Tree.Condition(test, then, otherwise);

    /// <summary>A statement that runs where the test holds.</summary>
    public static Tree When(Tree test, Tree then) =>
        Is(test, true) ? then : Is(test, false) ? Tree.Empty() : Tree.IfThen(test, then);

    /// <summary>Uses a value more than once, and works it out once.</summary>
    public static Tree Once(Tree value, Func<Tree, Tree> use)
    {
        if (value is ConstantExpression or ParameterExpression) return use(value);
        ParameterExpression kept = Tree.Variable(value.Type);
        return Tree.Block([kept], Tree.Assign(kept, value), use(kept));
    }
}
