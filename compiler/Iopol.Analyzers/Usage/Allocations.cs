using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Iopol.Analyzers.Usage;

/// <summary>What allocates by itself, whatever the methods do that it calls.</summary>
internal sealed class Allocations(Compilation compilation, PolicyTypes types)
{
    private readonly INamedTypeSymbol? enumerable = compilation.GetTypeByMetadataName("System.Linq.Enumerable");

    /// <summary>What an operation allocates, in words; null for nothing, or nothing that is sure.</summary>
    public string? Find(IOperation operation) => operation switch
    {
        _ when operation.ConstantValue.HasValue => null,
        IObjectCreationOperation { Type: { IsReferenceType: true } type } => "new " + type.Name,
        IAnonymousObjectCreationOperation => "an anonymous object",
        IArrayCreationOperation array => OfArray(array),
        IWithOperation { Type.IsReferenceType: true } => "a copy of a record",
        IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda } => Captures(lambda) ? "a lambda that captures" : null,
        IDelegateCreationOperation { Target: IMethodReferenceOperation { Instance: not null } } => "a delegate",
        IConversionOperation conversion when conversion.GetConversion().IsBoxing => $"boxing of {conversion.Operand.Type?.Name ?? "a value"}",
        IInterpolatedStringOperation text when !IsForHandler(text) => "an interpolated string",
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String } sum => IsPartOfSum(sum) ? null : "a string made of others",
        ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String } => "a string made of others",
        IInvocationOperation call => OfCall(call),
        IForEachLoopOperation { Collection: { } collection } when BoxesEnumerator(collection) => "the enumerator of an interface",
        IReturnOperation { Kind: OperationKind.YieldReturn } => "an iterator",
        _ when operation.Syntax is CollectionExpressionSyntax { Elements.Count: > 0 } && operation.Parent is IConversionOperation { Type: { } type } && operation is not IConversionOperation => OfCollection(type),
        _ => null,
    };

    // A span of constants is data of the program, and no elements are a shared array.
    private static string? OfArray(IArrayCreationOperation array)
    {
        if (array.IsImplicit && array.Initializer?.ElementValues.Length == 0) return null;
        bool isData = array.Parent is IConversionOperation { Type.Name: "ReadOnlySpan" } && array.Initializer?.ElementValues.All(e => e.ConstantValue.HasValue) == true;
        return isData ? null : array.IsImplicit ? "the array of a 'params' parameter" : "an array";
    }

    private static string? OfCollection(ITypeSymbol type) => type.IsReferenceType ? "a collection expression" : null;

    private static bool Captures(IAnonymousFunctionOperation lambda) => lambda.Body.Descendants().Any(o => o switch
    {
        IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } => true,
        ILocalReferenceOperation local => !local.Local.IsConst && !IsWithin(local.Local, lambda),
        IParameterReferenceOperation parameter => !IsWithin(parameter.Parameter, lambda),
        _ => false,
    });

    // What a lambda declares has the lambda, or one in it, for its owner.
    private static bool IsWithin(ISymbol variable, IAnonymousFunctionOperation lambda)
    {
        for (ISymbol? at = variable.ContainingSymbol; at is not null; at = at.ContainingSymbol)
        {
            if (PolicyTypes.Same(at, lambda.Symbol)) return true;
        }

        return false;
    }

    private static bool IsForHandler(IInterpolatedStringOperation text) => text.Parent is IInterpolatedStringHandlerCreationOperation;

    private static bool IsPartOfSum(IBinaryOperation sum) =>
        sum.Parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String };

    private static bool BoxesEnumerator(IOperation collection) => BodyFacts.Plain(collection)?.Type is { TypeKind: TypeKind.Interface };

    private string? OfCall(IInvocationOperation call)
    {
        IMethodSymbol method = call.TargetMethod;
        if (types.Explanation is not null && PolicyTypes.Same(method.ReturnType, types.Explanation)) return method.Name;
        if (PolicyTypes.Same(method.ContainingType, enumerable) && method.ReturnType is { IsReferenceType: true, TypeKind: not TypeKind.TypeParameter }) return "Enumerable." + method.Name;
        if (method is { ContainingType.SpecialType: SpecialType.System_String, IsStatic: true, Name: "Concat" or "Format" or "Join" or "Create" }) return "string." + method.Name;
        return method is { Name: "ToString", Parameters.Length: 0 } && call.Instance?.Type is { IsValueType: true, SpecialType: not SpecialType.System_Boolean } value ? $"ToString of {value.Name}" : null;
    }
}
