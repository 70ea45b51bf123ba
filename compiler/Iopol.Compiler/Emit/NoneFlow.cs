using Iopol.Compiler.IR;

namespace Iopol.Compiler.Emit;

/// <summary>Which parameters of rules and actions may hold none at run time, whatever their type says: a caller may hand on an optional value.</summary>
internal sealed class NoneFlow
{
    private readonly HashSet<(char Kind, int Callee, int Slot)> mayBeNone = [];

    /// <summary>Follows every call of the policy, callers before callees.</summary>
    public NoneFlow(PolicyIR policy)
    {
        foreach (OperationIR operation in policy.Operations)
        {
            var facts = new NoneFacts();
            foreach (VariableIR p in operation.Parameters) facts.Bind(p, p.Type.Optional);
            if (operation.Caller is { } caller) facts.Bind(caller, mayBeNone: false);
            Visit(operation.Body, facts);
        }

        foreach (ActionIR action in policy.Actions.Reverse())
        {
            var facts = new NoneFacts();
            foreach (VariableIR p in action.Parameters) facts.Bind(p, Of(action, p));
            Visit(action.Body, facts);
        }

        foreach (RuleIR rule in policy.Rules.Reverse())
        {
            var facts = new NoneFacts();
            foreach (VariableIR p in rule.Parameters) facts.Bind(p, Of(rule, p));
            Visit(rule.Body, facts);
        }
    }

    /// <summary>The parameter of a rule may hold none.</summary>
    public bool Of(RuleIR rule, VariableIR parameter) => parameter.Type.Optional || mayBeNone.Contains(('r', rule.Index, parameter.Slot));

    /// <summary>The parameter of an action may hold none.</summary>
    public bool Of(ActionIR action, VariableIR parameter) => parameter.Type.Optional || mayBeNone.Contains(('a', action.Index, parameter.Slot));

    private void Visit(IReadOnlyList<Statement> body, NoneFacts facts)
    {
        foreach (Statement statement in body) Visit(statement, facts);
    }

    private void Visit(Statement statement, NoneFacts facts)
    {
        foreach (Expression expression in statement.Expressions()) Visit(expression, facts);
        switch (statement)
        {
            case RequireStatement require:
                facts.Assume(require.Condition, truth: true);
                break;
            case LetStatement let:
                facts.Bind(let.Variable, let.Value);
                break;
            case IfStatement branch:
                Visit(branch.Then, Given(branch.Condition, truth: true, facts));
                Visit(branch.Else, Given(branch.Condition, truth: false, facts));
                break;
            case EachStatement each:
                var inner = new NoneFacts(facts);
                inner.Bind(each.Variable, mayBeNone: false);
                Visit(each.Body, inner);
                break;
            case SwitchStatement { Failure: { } failure }:
                Visit(failure.Body, new NoneFacts(facts));
                break;
            case CallStatement call:
                Pass('a', call.Action.Index, call.Action.Parameters, call.Arguments, facts);
                break;
        }
    }

    private static NoneFacts Given(Expression condition, bool truth, NoneFacts outer)
    {
        var facts = new NoneFacts(outer);
        facts.Assume(condition, truth);
        return facts;
    }

    private void Visit(Expression expression, NoneFacts facts)
    {
        if (expression is Quantifier quantifier) facts.Bind(quantifier.Variable, mayBeNone: false);
        if (expression is RuleCall call) Pass('r', call.Rule.Index, call.Rule.Parameters, call.Arguments, facts);
        foreach (Expression child in expression.Children()) Visit(child, facts);
    }

    private void Pass(char kind, int callee, IReadOnlyList<VariableIR> parameters, IReadOnlyList<Expression> arguments, NoneFacts facts)
    {
        for (int i = 0; i < arguments.Count; i++)
        {
            if (facts.MayBeNone(arguments[i])) mayBeNone.Add((kind, callee, parameters[i].Slot));
        }
    }
}
