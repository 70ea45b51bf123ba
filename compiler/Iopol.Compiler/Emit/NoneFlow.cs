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
            var scope = new Dictionary<int, bool>();
            foreach (VariableIR p in operation.Parameters) scope[p.Slot] = p.Type.Optional;
            if (operation.Caller is { } caller) scope[caller.Slot] = false;
            Visit(operation.Body, scope);
        }

        foreach (ActionIR action in policy.Actions.Reverse()) Visit(action.Body, action.Parameters.ToDictionary(p => p.Slot, p => Of(action, p)));
        foreach (RuleIR rule in policy.Rules.Reverse()) Visit(rule.Body, rule.Parameters.ToDictionary(p => p.Slot, p => Of(rule, p)));
    }

    /// <summary>The parameter of a rule may hold none.</summary>
    public bool Of(RuleIR rule, VariableIR parameter) => parameter.Type.Optional || mayBeNone.Contains(('r', rule.Index, parameter.Slot));

    /// <summary>The parameter of an action may hold none.</summary>
    public bool Of(ActionIR action, VariableIR parameter) => parameter.Type.Optional || mayBeNone.Contains(('a', action.Index, parameter.Slot));

    private void Visit(IReadOnlyList<Statement> body, Dictionary<int, bool> scope)
    {
        foreach (Statement statement in body) Visit(statement, scope);
    }

    private void Visit(Statement statement, Dictionary<int, bool> scope)
    {
        foreach (Expression expression in Walk.Expressions(statement)) Visit(expression, scope);
        switch (statement)
        {
            case LetStatement let:
                scope[let.Variable.Slot] = MayBeNone(let.Value, scope);
                break;
            case IfStatement branch:
                Visit(branch.Then, scope);
                Visit(branch.Else, scope);
                break;
            case EachStatement each:
                scope[each.Variable.Slot] = false;
                Visit(each.Body, scope);
                break;
            case CallStatement call:
                Pass('a', call.Action.Index, call.Action.Parameters, call.Arguments, scope);
                break;
        }
    }

    private void Visit(Expression expression, Dictionary<int, bool> scope)
    {
        if (expression is Quantifier quantifier) scope[quantifier.Variable.Slot] = false;
        if (expression is RuleCall call) Pass('r', call.Rule.Index, call.Rule.Parameters, call.Arguments, scope);
        foreach (Expression child in Walk.Children(expression)) Visit(child, scope);
    }

    private void Pass(char kind, int callee, IReadOnlyList<VariableIR> parameters, IReadOnlyList<Expression> arguments, Dictionary<int, bool> scope)
    {
        for (int i = 0; i < arguments.Count; i++)
        {
            if (MayBeNone(arguments[i], scope)) mayBeNone.Add((kind, callee, parameters[i].Slot));
        }
    }

    private static bool MayBeNone(Expression expression, Dictionary<int, bool> scope) => expression switch
    {
        VariableReference v => !scope.TryGetValue(v.Variable.Slot, out bool may) || may,
        Constant c => c.Value == Ir.None,
        DriverConstant or NewExpression => false,
        _ => true,
    };
}
