using Iopol.Compiler.IR;

namespace Iopol.Interpreter.Machines;

/// <summary>The expressions an expression is made of.</summary>
internal static class ExpressionParts
{
    public static IEnumerable<Expression> Of(Expression expression) => expression switch
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
        InSetExpression set => [set.Value, .. set.Members],
        InDomainExpression test => [test.Value, .. Of(test.Domain)],
        Quantifier quantifier => quantifier.Body is { } body ? [.. Of(quantifier.Domain), body] : Of(quantifier.Domain),
        BuiltinCall call => call.Arguments,
        UnmapExpression unmap => [unmap.Space, unmap.Iova, unmap.Size],
        _ => [],
    };

    private static IEnumerable<Expression> Of(Domain domain) => domain switch
    {
        GroupDomain group => [group.Group],
        SharersDomain sharers => [sharers.Device],
        SlotDomain slot => [slot.Device],
        InverseDomain inverse => [inverse.Value],
        _ => [],
    };
}
