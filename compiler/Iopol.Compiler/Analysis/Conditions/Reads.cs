using Iopol.Compiler.IR;

namespace Iopol.Compiler.Analysis.Conditions;

/// <summary>What an expression's value depends on that statements can change.</summary>
internal static class Reads
{
    /// <summary>Its reads, those inside it included.</summary>
    public static Changes Of(Expression expression)
    {
        var changes = new Changes();
        foreach (Expression at in expression.DescendantsAndSelf())
        {
            switch (at)
            {
                case FactReference { Fact: Fact.Driver }: changes.Add(Changes.Part.Driver); break;
                case FactReference { Fact: Fact.Override }: changes.Add(Changes.Part.Override); break;
                case StateReference state: changes.AddState(state.State.Index); break;
                case ContextOf: changes.Add(Changes.Part.Context); break;
                case CanReach: changes.Add(Changes.Part.Access); break;
                case DriverSetTest or ClauseTest or SelectorTest: changes.Add(Changes.Part.Driver); break;
                case BuiltinCall { ReadsMappings: true }: changes.Add(Changes.Part.Mappings); break;
                case IsolationTest or RuleCall: changes.Add(Changes.Part.Everything); break;
                case Quantifier quantifier: Add(changes, quantifier.Domain); break;
                case InDomainExpression inDomain: Add(changes, inDomain.Domain); break;
            }
        }

        return changes;
    }

    private static void Add(Changes changes, Domain domain)
    {
        switch (domain)
        {
            case InverseDomain inverse:
                changes.AddState(inverse.State.Index);
                changes.Add(Changes.Part.Objects);
                break;
            case EverythingDomain:
                changes.Add(Changes.Part.Objects);
                break;
        }
    }
}
