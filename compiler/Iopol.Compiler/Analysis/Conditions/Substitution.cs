using Iopol.Compiler.IR;

namespace Iopol.Compiler.Analysis.Conditions;

/// <summary>Replaces variables of an expression by expressions of another frame.</summary>
internal static class Substitution
{
    /// <summary>The expression with its variables replaced.</summary>
    /// <param name="expression">An expression without effect.</param>
    /// <param name="values">What stands for a variable, by its slot.</param>
    /// <param name="fresh">Added to the slots of all other variables, so that they meet none of the other frame.</param>
    public static Expression Apply(Expression expression, IReadOnlyDictionary<int, Expression> values, int fresh)
    {
        Expression Go(Expression at) => Apply(at, values, fresh);
        Expression[] All(IReadOnlyList<Expression> many) => [.. many.Select(Go)];
        return expression switch
        {
            VariableReference variable => values.TryGetValue(variable.Variable.Slot, out Expression? value) ? value : new VariableReference(Moved(variable.Variable, fresh)),
            FactReference { Target: { } target } fact => fact with { Target = Go(target) },
            StateReference { Key: { } key } state => state with { Key = Go(key) },
            ContextOf context => new ContextOf(Go(context.Device)),
            ContextOfSpace context => new ContextOfSpace(Go(context.Space)),
            CanReach reach => new CanReach(Go(reach.User), Go(reach.Device)),
            RuleCall call => new RuleCall(call.Rule, All(call.Arguments)),
            ClauseTest test => test with { Device = Go(test.Device) },
            DriverSetTest test => test with { Driver = Go(test.Driver) },
            SelectorTest test => test with { Device = Go(test.Device) },
            NotExpression not => new NotExpression(Go(not.Operand)),
            AndExpression and => new AndExpression(All(and.Operands)),
            OrExpression or => new OrExpression(All(or.Operands)),
            ImpliesExpression implies => new ImpliesExpression(Go(implies.Left), Go(implies.Right)),
            CompareExpression compare => compare with { Left = Go(compare.Left), Right = Go(compare.Right) },
            InSetExpression inSet => new InSetExpression(Go(inSet.Value), All(inSet.Members)),
            InDomainExpression inDomain => new InDomainExpression(Go(inDomain.Value), Apply(inDomain.Domain, values, fresh)),
            Quantifier quantifier => quantifier with
            {
                Variable = Moved(quantifier.Variable, fresh),
                Domain = Apply(quantifier.Domain, values, fresh),
                Body = quantifier.Body is { } body ? Go(body) : null,
            },
            BuiltinCall call => call with { Arguments = All(call.Arguments) },
            _ => expression,
        };
    }

    /// <summary>The domain with its variables replaced.</summary>
    public static Domain Apply(Domain domain, IReadOnlyDictionary<int, Expression> values, int fresh) => domain switch
    {
        GroupDomain group => new GroupDomain(Apply(group.Group, values, fresh)),
        SharersDomain sharers => new SharersDomain(Apply(sharers.Device, values, fresh)),
        SlotDomain slot => new SlotDomain(Apply(slot.Device, values, fresh)),
        InverseDomain inverse => new InverseDomain(inverse.State, Apply(inverse.Value, values, fresh)),
        _ => domain,
    };

    private static VariableIR Moved(VariableIR variable, int fresh) => variable with { Slot = variable.Slot + fresh };
}
