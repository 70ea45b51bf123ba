using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Iopol.Analyzers.Usage;

/// <summary>An assignment of a variable.</summary>
/// <param name="At">Where.</param>
/// <param name="Value">What it is set to, or null where that is not written there.</param>
/// <param name="Call">The call that sets it through an <c>out</c> parameter, or null.</param>
internal sealed record VariableWrite(IOperation At, IOperation? Value, IInvocationOperation? Call);

/// <summary>What a method's body assigns to its variables, lambdas and local functions included.</summary>
internal sealed class BodyFacts
{
    private readonly Dictionary<ISymbol, List<VariableWrite>> writes = new(SymbolEqualityComparer.Default);

    /// <summary>Reads a body.</summary>
    /// <param name="operations">All operations of it.</param>
    public BodyFacts(IEnumerable<IOperation> operations)
    {
        foreach (IOperation operation in operations) Read(operation);
    }

    /// <summary>All assignments of a variable.</summary>
    public IReadOnlyList<VariableWrite> WritesOf(ISymbol variable) => writes.TryGetValue(variable, out List<VariableWrite>? found) ? found : [];

    /// <summary>The assignment of a local that is assigned once, or null.</summary>
    public VariableWrite? Only(ISymbol? variable) => variable is ILocalSymbol && writes.TryGetValue(variable, out List<VariableWrite>? found) && found.Count == 1 ? found[0] : null;

    /// <summary>The variable an operation reads, conversions aside; null where it is more than a variable.</summary>
    public static ISymbol? Variable(IOperation? operation) => Plain(operation) switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };

    /// <summary>An operation without the conversions around it.</summary>
    public static IOperation? Plain(IOperation? operation)
    {
        while (true)
        {
            switch (operation)
            {
                case IConversionOperation conversion: operation = conversion.Operand; break;
                case IParenthesizedOperation inner: operation = inner.Operand; break;
                case IDeclarationExpressionOperation declared: operation = declared.Expression; break;
                default: return operation;
            }
        }
    }

    private void Read(IOperation operation)
    {
        switch (operation)
        {
            case IVariableDeclaratorOperation declarator when declarator.GetVariableInitializer() is { } initializer:
                Add(declarator.Symbol, new VariableWrite(declarator, initializer.Value, null));
                // Whoever has a reference may write through it.
                if (declarator.Symbol.RefKind == RefKind.Ref) AddUnknown(initializer.Value);
                break;
            case ISimpleAssignmentOperation assignment when Variable(assignment.Target) is { } variable:
                Add(variable, new VariableWrite(assignment, assignment.Value, null));
                if (assignment.IsRef) AddUnknown(assignment.Value);
                break;
            case IDeconstructionAssignmentOperation deconstruction:
                foreach (IOperation part in deconstruction.Target.DescendantsAndSelf()) AddUnknown(part);
                break;
            case IAssignmentOperation other: AddUnknown(other.Target); break;
            case IIncrementOrDecrementOperation step: AddUnknown(step.Target); break;
            case IAddressOfOperation address: AddUnknown(address.Reference); break;
            case IArgumentOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref } argument when Variable(argument.Value) is { } variable:
                Add(variable, new VariableWrite(argument, null, argument.Parameter.RefKind == RefKind.Out ? argument.Parent as IInvocationOperation : null));
                break;
            case IDeclarationPatternOperation { DeclaredSymbol: { } declared }: Add(declared, new VariableWrite(operation, null, null)); break;
            case IForEachLoopOperation { LoopControlVariable: IVariableDeclaratorOperation each }: Add(each.Symbol, new VariableWrite(operation, null, null)); break;
        }
    }

    private void AddUnknown(IOperation target)
    {
        if (Variable(target) is { } variable) Add(variable, new VariableWrite(target, null, null));
    }

    private void Add(ISymbol variable, VariableWrite write)
    {
        if (!writes.TryGetValue(variable, out List<VariableWrite>? found)) writes.Add(variable, found = []);
        found.Add(write);
    }
}
