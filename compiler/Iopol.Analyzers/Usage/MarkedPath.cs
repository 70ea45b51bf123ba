using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Iopol.Analyzers.Usage;

/// <summary>A member marked as free of allocations, and what of it runs on that path.</summary>
internal static class MarkedPath
{
    /// <summary>The member's name, or null where it bears no mark.</summary>
    public static string? Name(ISymbol member, PolicyTypes types)
    {
        ISymbol marked = member is IMethodSymbol { AssociatedSymbol: IPropertySymbol property } ? property : member;
        return PolicyTypes.Attribute(member, types.AllocationFree) is not null || PolicyTypes.Attribute(marked, types.AllocationFree) is not null ? marked.Name : null;
    }

    /// <summary>The operations of a body that run on its path: not what a throw makes, nor the bodies of lambdas and local functions.</summary>
    public static IEnumerable<IOperation> Operations(IOperation body)
    {
        var open = new Stack<IOperation>();
        open.Push(body);
        while (open.Count > 0)
        {
            IOperation at = open.Pop();
            // Attributes are operations of the member, too.
            if (at is IAttributeOperation) continue;
            yield return at;
            if (at is IThrowOperation or INameOfOperation or ILocalFunctionOperation or IAnonymousFunctionOperation || at.ConstantValue.HasValue) continue;
            foreach (IOperation child in at.ChildOperations.Reverse()) open.Push(child);
        }
    }
}
