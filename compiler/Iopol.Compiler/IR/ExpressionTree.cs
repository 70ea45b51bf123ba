namespace Iopol.Compiler.IR;

/// <summary>Walks over expressions, for whoever looks for something in them.</summary>
public static class ExpressionTree
{
    /// <summary>The expressions an expression is made of, in order of evaluation; those of its domain first.</summary>
    public static IEnumerable<Expression> Children(this Expression expression) => expression switch
    {
        FactReference { Target: { } target } => [target],
        StateReference { Key: { } key } => [key],
        ContextOf context => [context.Device],
        ContextOfSpace context => [context.Space],
        CanReach reach => [reach.User, reach.Device],
        RuleCall call => call.Arguments,
        ClauseTest test => [test.Device],
        DriverSetTest test => [test.Driver],
        SelectorTest test => [test.Device],
        NotExpression not => [not.Operand],
        AndExpression and => and.Operands,
        OrExpression or => or.Operands,
        ImpliesExpression implies => [implies.Left, implies.Right],
        CompareExpression compare => [compare.Left, compare.Right],
        InSetExpression inSet => [inSet.Value, .. inSet.Members],
        InDomainExpression inDomain => [inDomain.Value, .. inDomain.Domain.Children()],
        Quantifier { Body: { } body } quantifier => [.. quantifier.Domain.Children(), body],
        Quantifier quantifier => quantifier.Domain.Children(),
        BuiltinCall call => call.Arguments,
        UnmapExpression unmap => [unmap.Space, unmap.Iova, unmap.Size],
        _ => [],
    };

    /// <summary>The expressions a domain is made of.</summary>
    public static IEnumerable<Expression> Children(this Domain domain) => domain switch
    {
        GroupDomain group => [group.Group],
        SharersDomain sharers => [sharers.Device],
        SlotDomain slot => [slot.Device],
        InverseDomain inverse => [inverse.Value],
        _ => [],
    };

    /// <summary>The expression and everything in it, outside before inside, left before right.</summary>
    public static IEnumerable<Expression> DescendantsAndSelf(this Expression expression)
    {
        var open = new Stack<Expression>();
        open.Push(expression);
        while (open.Count > 0)
        {
            Expression at = open.Pop();
            yield return at;
            foreach (Expression child in at.Children().Reverse()) open.Push(child);
        }
    }
}
