using Iopol.Compiler.IR;

namespace Iopol.Compiler.Emit;

/// <summary>Parts of expressions and statements, one level down.</summary>
internal static class Walk
{
    /// <summary>Direct parts of an expression, in order of evaluation.</summary>
    public static IEnumerable<Expression> Children(Expression expression) => expression switch
    {
        FactReference { Target: { } target } => [target],
        StateReference { Key: { } key } => [key],
        ContextOf c => [c.Device],
        ContextOfSpace c => [c.Space],
        CanReach r => [r.User, r.Device],
        RuleCall c => c.Arguments,
        ClauseTest c => [c.Device],
        DriverSetTest s => [s.Driver],
        SelectorTest s => [s.Device],
        NotExpression n => [n.Operand],
        AndExpression a => a.Operands,
        OrExpression o => o.Operands,
        ImpliesExpression i => [i.Left, i.Right],
        CompareExpression c => [c.Left, c.Right],
        InSetExpression s => [s.Value, .. s.Members],
        InDomainExpression d => [d.Value, .. Children(d.Domain)],
        Quantifier { Body: { } body } q => [.. Children(q.Domain), body],
        Quantifier q => Children(q.Domain),
        BuiltinCall b => b.Arguments,
        UnmapExpression u => [u.Space, u.Iova, u.Size],
        _ => [],
    };

    /// <summary>What a domain is of.</summary>
    public static IEnumerable<Expression> Children(Domain domain) => domain switch
    {
        GroupDomain g => [g.Group],
        SharersDomain s => [s.Device],
        SlotDomain s => [s.Device],
        InverseDomain i => [i.Value],
        _ => [],
    };

    /// <summary>Expressions of a statement, without those of statements inside it.</summary>
    public static IEnumerable<Expression> Expressions(Statement statement) => statement switch
    {
        RequireStatement r => [r.Condition],
        BlockStatement b => [b.Condition],
        AssignState { Key: { } key } a => [key, a.Value],
        AssignState a => [a.Value],
        AssignFact a => [a.Device, a.Value],
        SwitchStatement { Through: { } through } s => [s.Target, s.Context, through],
        SwitchStatement s => [s.Target, s.Context],
        GrantStatement g => [g.Device, g.User],
        RevokeStatement r => [r.Device, r.User],
        IfStatement i => [i.Condition],
        EachStatement e => Children(e.Domain),
        LetStatement l => [l.Value],
        FreeStatement f => [f.Object],
        MapStatement m => [m.Space, m.Iova, m.Size, m.Access],
        EvaluateStatement e => [e.Value],
        CallStatement c => c.Arguments,
        GiveStatement g => [g.Value],
        _ => [],
    };

    /// <summary>Statements inside a statement.</summary>
    public static IEnumerable<Statement> Inner(Statement statement) => statement switch
    {
        IfStatement i => i.Then.Concat(i.Else),
        EachStatement e => e.Body,
        _ => [],
    };

    /// <summary>The expression and everything inside it, rules called left out.</summary>
    public static IEnumerable<Expression> All(Expression expression) => Children(expression).SelectMany(All).Prepend(expression);

    /// <summary>The statement and every statement inside it.</summary>
    public static IEnumerable<Statement> All(Statement statement) => Inner(statement).SelectMany(All).Prepend(statement);

    /// <summary>Variables an expression reads and does not bind.</summary>
    public static IEnumerable<VariableIR> Free(Expression expression)
    {
        var bound = new HashSet<int>(All(expression).OfType<Quantifier>().Select(q => q.Variable.Slot));
        return All(expression).OfType<VariableReference>().Select(v => v.Variable)
            .Where(v => !bound.Contains(v.Slot)).GroupBy(v => v.Slot).Select(g => g.First());
    }
}
