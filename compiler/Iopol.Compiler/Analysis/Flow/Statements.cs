using Iopol.Compiler.IR;

namespace Iopol.Compiler.Analysis.Flow;

/// <summary>Walks over statements and the expressions in them.</summary>
internal static class Statements
{
    /// <summary>All statements of a policy's operations, then of its actions.</summary>
    public static IEnumerable<Statement> All(PolicyIR policy) =>
        policy.Operations.SelectMany(o => In(o.Body)).Concat(policy.Actions.SelectMany(a => In(a.Body)));

    /// <summary>The statements of a list and those inside them.</summary>
    public static IEnumerable<Statement> In(IReadOnlyList<Statement> statements)
    {
        foreach (Statement statement in statements)
        {
            yield return statement;
            IEnumerable<Statement> inside = statement switch
            {
                IfStatement branch => In(branch.Then).Concat(In(branch.Else)),
                EachStatement each => In(each.Body),
                _ => [],
            };
            foreach (Statement inner in inside) yield return inner;
        }
    }

    /// <summary>The expressions a statement evaluates itself; not those of statements inside it.</summary>
    public static IEnumerable<Expression> Expressions(Statement statement) =>
        statement switch
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
            EvaluateStatement evaluate => [evaluate.Value],
            CallStatement call => call.Arguments,
            GiveStatement give => [give.Value],
            _ => [],
        };

    /// <summary>Every outermost expression of a policy: in rules, statements, messages, requests and properties.</summary>
    public static IEnumerable<Expression> Roots(PolicyIR policy) =>
        policy.Rules.Select(r => r.Body)
            .Concat(All(policy).SelectMany(Expressions))
            .Concat(policy.Refusals.SelectMany(r => r.Reason.Parts).Select(p => p.Hole).OfType<Expression>())
            .Concat(policy.Requests.SelectMany(r => r.Steps).SelectMany(s => s.Arguments))
            .Concat(policy.Properties.Select(p => p.Condition));
}
