using Iopol.Compiler.IR.PageTables;

namespace Iopol.Compiler.Emit.PageTables;

/// <summary>Conditions of page tables taken apart and made smaller.</summary>
internal static class Conditions
{
    /// <summary>The condition and all that it is made of.</summary>
    public static IEnumerable<Condition> All(Condition condition) => condition switch
    {
        NotCondition n => All(n.Operand).Prepend(n),
        AndCondition a => a.Operands.SelectMany(All).Prepend(a),
        OrCondition o => o.Operands.SelectMany(All).Prepend(o),
        _ => [condition],
    };

    /// <summary>The condition where some of what it is made of is known.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="known">The truth of an atom, or null.</param>
    public static Condition Assume(Condition condition, Func<Condition, bool?> known)
    {
        switch (condition)
        {
            case NotCondition n:
                return Assume(n.Operand, known) is var operand && operand is ConstantCondition c ? new ConstantCondition(!c.Value) : new NotCondition(operand);
            case AndCondition a:
                return Join(a.Operands, known, all: true);
            case OrCondition o:
                return Join(o.Operands, known, all: false);
            default:
                return known(condition) is { } truth ? new ConstantCondition(truth) : condition;
        }
    }

    private static Condition Join(IReadOnlyList<Condition> operands, Func<Condition, bool?> known, bool all)
    {
        var left = new List<Condition>();
        foreach (Condition operand in operands.Select(o => Assume(o, known)))
        {
            if (operand is not ConstantCondition c) left.Add(operand);
            else if (c.Value != all) return c;
        }

        return left.Count switch { 0 => new ConstantCondition(all), 1 => left[0], _ => all ? new AndCondition(left) : new OrCondition(left) };
    }
}
