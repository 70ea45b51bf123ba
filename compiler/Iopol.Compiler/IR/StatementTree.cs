namespace Iopol.Compiler.IR;

/// <summary>Walks over statements, for whoever looks for something in them.</summary>
public static class StatementTree
{
    /// <summary>The expressions a statement evaluates itself, in order of evaluation; not those of statements inside it.</summary>
    public static IEnumerable<Expression> Expressions(this Statement statement) => statement switch
    {
        RequireStatement require => [require.Condition],
        BlockStatement block => [block.Condition],
        AssignState { Key: { } key } assign => [key, assign.Value],
        AssignState assign => [assign.Value],
        AssignFact assign => [assign.Device, assign.Value],
        SwitchStatement { Through: { } through } change => [change.Target, change.Context, through],
        SwitchStatement change => [change.Target, change.Context],
        GrantStatement grant => [grant.Device, grant.User],
        RevokeStatement revoke => [revoke.Device, revoke.User],
        IfStatement branch => [branch.Condition],
        EachStatement each => each.Domain.Children(),
        LetStatement let => [let.Value],
        FreeStatement free => [free.Object],
        MapStatement map => [map.Space, map.Iova, map.Size, map.Access],
        CopyStatement copy => [copy.From, copy.To],
        EvaluateStatement evaluate => [evaluate.Value],
        CallStatement call => call.Arguments,
        GiveStatement give => [give.Value],
        _ => [],
    };

    /// <summary>The statements inside a statement.</summary>
    public static IEnumerable<Statement> Children(this Statement statement) => statement switch
    {
        IfStatement branch => branch.Then.Concat(branch.Else),
        EachStatement each => each.Body,
        SwitchStatement { Failure: { } failure } => failure.Body,
        _ => [],
    };

    /// <summary>The statement and those inside it, in the order they are written.</summary>
    public static IEnumerable<Statement> DescendantsAndSelf(this Statement statement)
    {
        var open = new Stack<Statement>();
        open.Push(statement);
        while (open.Count > 0)
        {
            Statement at = open.Pop();
            yield return at;
            foreach (Statement child in at.Children().Reverse()) open.Push(child);
        }
    }

    /// <summary>The statements of a list and those inside them.</summary>
    public static IEnumerable<Statement> DescendantsAndSelf(this IEnumerable<Statement> statements) => statements.SelectMany(DescendantsAndSelf);

    /// <summary>All statements of a policy's operations, then of its actions.</summary>
    public static IEnumerable<Statement> Statements(this PolicyIR policy) =>
        policy.Operations.SelectMany(o => o.Body).Concat(policy.Actions.SelectMany(a => a.Body)).DescendantsAndSelf();
}
