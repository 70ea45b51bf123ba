using Iopol.Compiler.IR;

namespace Iopol.Compiler.Emit;

/// <summary>
/// Which variables may hold none at a place, whatever their types say. A variable never changes once it is bound, so what a
/// condition shows of it stays true: after <c>opened[g] is f</c>, <c>g</c> is not none, because <c>opened</c> of none is.
/// </summary>
internal sealed class NoneFacts
{
    private readonly Dictionary<int, (bool MayBeNone, Expression? Value)> bySlot;

    /// <summary>No variables.</summary>
    public NoneFacts() => bySlot = [];

    /// <summary>What is known of the variables outside a block.</summary>
    public NoneFacts(NoneFacts outer) => bySlot = new Dictionary<int, (bool MayBeNone, Expression? Value)>(outer.bySlot);

    /// <summary>A variable that may hold none, or never does.</summary>
    public void Bind(VariableIR variable, bool mayBeNone) => bySlot[variable.Slot] = (mayBeNone, null);

    /// <summary>A variable that holds a value.</summary>
    public void Bind(VariableIR variable, Expression value) => bySlot[variable.Slot] = (MayBeNone(value), value);

    /// <summary>The variable may hold none.</summary>
    public bool MayBeNone(VariableIR variable) => !bySlot.TryGetValue(variable.Slot, out (bool MayBeNone, Expression? Value) known) || known.MayBeNone;

    /// <summary>The value may be none.</summary>
    public bool MayBeNone(Expression expression) => expression switch
    {
        VariableReference v => MayBeNone(v.Variable),
        Constant c => c.Value == Ir.None,
        DriverConstant or NewExpression => false,
        _ => true,
    };

    /// <summary>From here on the condition has this truth value.</summary>
    public void Assume(Expression condition, bool truth)
    {
        switch (condition)
        {
            case NotExpression negation:
                Assume(negation.Operand, !truth);
                break;
            case AndExpression all when truth:
                foreach (Expression operand in all.Operands) Assume(operand, truth);
                break;
            case OrExpression any when !truth:
                foreach (Expression operand in any.Operands) Assume(operand, truth);
                break;
            case CompareExpression { Operator: Comparison.Is } c when truth:
                AssumeEqual(c.Left, c.Right);
                break;
            case CompareExpression { Operator: Comparison.IsNot } c when !truth:
                AssumeEqual(c.Left, c.Right);
                break;
            case CompareExpression { Operator: Comparison.IsNot } c when truth:
                AssumeDifferent(c.Left, c.Right);
                break;
            case CompareExpression { Operator: Comparison.Is } c when !truth:
                AssumeDifferent(c.Left, c.Right);
                break;
            case InSetExpression set when truth && !set.Members.Any(MayBeNone):
                IsNotNone(set.Value);
                break;
            case InDomainExpression member when truth:
                IsNotNone(member.Value);
                break;
            case ClauseTest test when truth:
                IsNotNone(test.Device);
                break;
            case SelectorTest test when truth:
                IsNotNone(test.Device);
                break;
            case DriverSetTest test when truth:
                IsNotNone(test.Driver);
                break;
            case StateReference { State: { Initial: 0, Type.Sort: Sort.Bool }, Key: { } key } when truth:
                IsNotNone(key);
                break;
            case FactReference { Type.Sort: Sort.Bool, Target: { } target } when truth:
                IsNotNone(target);
                break;
        }
    }

    private void AssumeEqual(Expression left, Expression right)
    {
        if (!MayBeNone(right)) IsNotNone(left);
        if (!MayBeNone(left)) IsNotNone(right);
    }

    private void AssumeDifferent(Expression left, Expression right)
    {
        if (right is Constant { Value: Ir.None, Type.Sort: not Sort.Address }) IsNotNone(left);
        if (left is Constant { Value: Ir.None, Type.Sort: not Sort.Address }) IsNotNone(right);
    }

    private void IsNotNone(Expression expression)
    {
        switch (expression)
        {
            case VariableReference v when bySlot.TryGetValue(v.Variable.Slot, out (bool MayBeNone, Expression? Value) known):
                bySlot[v.Variable.Slot] = (false, known.Value);
                if (known is { MayBeNone: true, Value: { } value }) IsNotNone(value);
                break;
            case StateReference { State.Initial: Ir.None, Key: { } key }:
                IsNotNone(key);
                break;
            case FactReference { Type.Sort: Sort.Driver or Sort.Group or Sort.Port, Target: { } target }:
                IsNotNone(target);
                break;
        }
    }
}
