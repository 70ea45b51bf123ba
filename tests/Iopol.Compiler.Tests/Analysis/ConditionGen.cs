using CsCheck;
using Iopol.Compiler.IR;

namespace Iopol.Compiler.Tests.Analysis;

/// <summary>Random conditions over a few variables of every sort, and all their values that can make a difference.</summary>
internal static class ConditionGen
{
    public static readonly EnumIR Kind = new("kind", [new("a", 0), new("b", 1), new("c", 2)], "");
    public static readonly SourcePlace Nowhere = new("x", 1, 1, default, default);

    private static readonly IrType Optional = new(Sort.Enum, true, Kind);
    private static readonly IrType Driver = new(Sort.Driver, true);
    private static readonly IrType User = new(Sort.User, true);
    private static readonly DriverSetIR[] Sets = [new(0, "one", [0, 1], Nowhere), new(1, "other", [2], Nowhere)];

    /// <summary>The variables, with every value that is tried for them; slot = position.</summary>
    public static readonly (VariableIR Variable, long[] Values)[] Variables =
    [
        (new VariableIR(0, "p", IrType.Bool), [0, 1]),
        (new VariableIR(1, "q", IrType.Bool), [0, 1]),
        (new VariableIR(2, "k", Optional), [Ir.None, 0, 1, 2]),
        (new VariableIR(3, "m", IrType.Count), [0, 1, 2, 3, 4, 5, 6]),
        (new VariableIR(4, "n", IrType.Count), [0, 1, 2, 3, 4, 5, 6]),
        (new VariableIR(5, "w", Driver), [Ir.None, 0, 1, 2, 3, 4]),
        (new VariableIR(6, "u", User), [Ir.None, 0, 1, 2]),
        (new VariableIR(7, "v", User), [Ir.None, 0, 1, 2]),
    ];

    private static readonly Gen<Expression> Atom = Gen.OneOf(
        Gen.Int[0, 1].Select(i => (Expression)Variable(i)),
        Gen.Int[-1, 2].Select(Gen.Bool, (value, equal) => (Expression)Compare(equal ? Comparison.Is : Comparison.IsNot, Variable(2), new Constant(Optional, value))),
        Gen.Int[0, 2].Array[0, 3].Select(values => (Expression)new InSetExpression(Variable(2), [.. values.Select(v => new Constant(Optional, v))])),
        Gen.Select(Gen.Int[3, 4], Gen.Int[0, 3], Gen.Int[0, 5]).Select(t => (Expression)Compare((Comparison)t.Item3, Variable(t.Item1), new Constant(IrType.Count, t.Item2))),
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 5]).Select(t => (Expression)Compare((Comparison)t.Item2, new Constant(IrType.Count, t.Item1), Variable(3))),
        Gen.Int[0, 5].Select(operation => (Expression)Compare((Comparison)operation, Variable(3), Variable(4))),
        Gen.Int[0, 2].Select(driver => (Expression)Compare(Comparison.Is, Variable(5), new DriverConstant(driver))),
        Gen.Const<Expression>(Compare(Comparison.Is, Variable(5), new Constant(Driver, Ir.None))),
        Gen.Int[0, 1].Select(set => (Expression)new DriverSetTest(Sets[set], Variable(5))),
        Gen.Bool.Select(equal => (Expression)Compare(equal ? Comparison.Is : Comparison.IsNot, Variable(6), Variable(7))),
        Gen.Int[6, 7].Select(i => (Expression)Compare(Comparison.Is, Variable(i), new Constant(User, Ir.None))));

    public static readonly Gen<Expression> Condition = Of(3);

    /// <summary>The value of a condition, worked out the plain way.</summary>
    public static bool Holds(Expression condition, long[] values) => condition switch
    {
        NotExpression not => !Holds(not.Operand, values),
        AndExpression and => and.Operands.All(o => Holds(o, values)),
        OrExpression or => or.Operands.Any(o => Holds(o, values)),
        ImpliesExpression implies => !Holds(implies.Left, values) || Holds(implies.Right, values),
        InSetExpression inSet => inSet.Members.Any(m => Value(m, values) == Value(inSet.Value, values)),
        DriverSetTest test => test.Set.Drivers.Contains((int)Value(test.Driver, values)),
        CompareExpression compare => Holds(compare.Operator, Value(compare.Left, values), Value(compare.Right, values)),
        _ => Value(condition, values) != 0,
    };

    /// <summary>Every assignment of the variables a condition looks at.</summary>
    public static IEnumerable<long[]> Assignments(Expression condition)
    {
        int[] used = [.. condition.DescendantsAndSelf().OfType<VariableReference>().Select(v => v.Variable.Slot).Distinct()];
        long[] values = new long[Variables.Length];
        return Assign(used, 0, values);
    }

    private static IEnumerable<long[]> Assign(int[] used, int at, long[] values)
    {
        if (at == used.Length)
        {
            yield return values;
            yield break;
        }

        foreach (long value in Variables[used[at]].Values)
        {
            values[used[at]] = value;
            foreach (long[] all in Assign(used, at + 1, values)) yield return all;
        }
    }

    private static bool Holds(Comparison operation, long left, long right) => operation switch
    {
        Comparison.Is => left == right,
        Comparison.IsNot => left != right,
        Comparison.Less => left < right,
        Comparison.LessOrEqual => left <= right,
        Comparison.Greater => left > right,
        _ => left >= right,
    };

    private static long Value(Expression expression, long[] values) => expression switch
    {
        VariableReference variable => values[variable.Variable.Slot],
        Constant constant => constant.Value,
        DriverConstant driver => driver.Index,
        _ => throw new InvalidOperationException(expression.ToString()),
    };

    private static VariableReference Variable(int slot) => new(Variables[slot].Variable);

    private static CompareExpression Compare(Comparison operation, Expression left, Expression right) => new CompareExpression(operation, left, right);

    private static Gen<Expression> Of(int depth) => depth == 0 ? Atom : Gen.Frequency(
        (2, Atom),
        (1, Of(depth - 1).Select(e => (Expression)new NotExpression(e))),
        (2, Of(depth - 1).Array[2, 3].Select(e => (Expression)new AndExpression(e))),
        (2, Of(depth - 1).Array[2, 3].Select(e => (Expression)new OrExpression(e))),
        (1, Gen.Select(Of(depth - 1), Of(depth - 1)).Select(t => (Expression)new ImpliesExpression(t.Item1, t.Item2))));
}
