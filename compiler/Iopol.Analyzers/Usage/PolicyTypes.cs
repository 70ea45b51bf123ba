using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Iopol.Analyzers.Usage;

/// <summary>The types of the runtime that policies are made of, and what a policy's class says about itself.</summary>
internal sealed class PolicyTypes
{
    private const string Enforcement = "Iopol.Runtime.Enforcement.";

    private readonly INamedTypeSymbol policy;
    private readonly INamedTypeSymbol decision;
    private readonly INamedTypeSymbol user;
    private readonly INamedTypeSymbol? operation;
    private readonly INamedTypeSymbol? closes;
    private readonly INamedTypeSymbol? knowsDrivers;
    private readonly INamedTypeSymbol? disposable;

    private PolicyTypes(Compilation compilation, INamedTypeSymbol policy, INamedTypeSymbol decision, INamedTypeSymbol user)
    {
        this.policy = policy;
        this.decision = decision;
        this.user = user;
        operation = compilation.GetTypeByMetadataName(Enforcement + "OperationAttribute");
        closes = compilation.GetTypeByMetadataName(Enforcement + "ClosesAttribute");
        knowsDrivers = compilation.GetTypeByMetadataName(Enforcement + "KnowsDriversAttribute");
        AllocationFree = compilation.GetTypeByMetadataName(Enforcement + "AllocationFreeAttribute");
        Topology = compilation.GetTypeByMetadataName("Iopol.Runtime.Topology.HostTopology");
        BusAddress = compilation.GetTypeByMetadataName("Iopol.Runtime.Facts.BusAddress");
        Explanation = compilation.GetTypeByMetadataName("Iopol.Runtime.Decisions.Explanation");
        disposable = compilation.GetTypeByMetadataName("System.IDisposable");
    }

    public INamedTypeSymbol? AllocationFree { get; }

    public INamedTypeSymbol? Topology { get; }

    public INamedTypeSymbol? BusAddress { get; }

    public INamedTypeSymbol? Explanation { get; }

    /// <summary>The types a compilation sees, or null where it knows no policies.</summary>
    public static PolicyTypes? In(Compilation compilation) =>
        compilation.GetTypeByMetadataName(Enforcement + "CompiledPolicy") is { } policy
        && compilation.GetTypeByMetadataName("Iopol.Runtime.Decisions.Decision") is { } decision
        && compilation.GetTypeByMetadataName(Enforcement + "UserId") is { } user
            ? new PolicyTypes(compilation, policy, decision, user)
            : null;

    public bool IsDecision(ITypeSymbol? type) => Same(type, decision);

    public bool IsUser(ITypeSymbol? type) => Same(type, user);

    /// <summary>The base of policies or one of them.</summary>
    public bool IsPolicy(ITypeSymbol? type)
    {
        for (ITypeSymbol? at = type; at is not null; at = at.BaseType)
        {
            if (Same(at, policy)) return true;
        }

        return false;
    }

    /// <summary>An object of a policy's model, by its number: what its operations open, take and close.</summary>
    public bool IsObject(ITypeSymbol? type) => type is INamedTypeSymbol { TypeKind: TypeKind.Struct, ContainingType: { } outer } && IsPolicy(outer) && !IsHeld(type);

    /// <summary>An object held open: disposing it closes it.</summary>
    public bool IsHeld(ITypeSymbol? type) =>
        type is INamedTypeSymbol { TypeKind: TypeKind.Struct, ContainingType: { } outer } && IsPolicy(outer)
        && disposable is not null && type.AllInterfaces.Contains(disposable, SymbolEqualityComparer.Default);

    /// <summary>An operation that gives a decision, or a call by index.</summary>
    public bool Decides(IMethodSymbol method) => IsDecision(method.ReturnType) && !method.IsStatic && IsPolicy(method.ContainingType);

    /// <summary>The method is an operation; also one that hands out a handle, or resumes.</summary>
    public bool IsOperation(IMethodSymbol method) => Attribute(method, operation) is not null;

    /// <summary>Its decision may be another than ok though its arguments are alive; so may that of a method which does not say.</summary>
    public bool CanRefuse(IMethodSymbol method) =>
        Attribute(method, operation) is not { } attribute || attribute.NamedArguments.Any(a => a.Key == "CanRefuse" && a.Value.Value is true);

    /// <summary>The parameter an operation closes, or null.</summary>
    public IParameterSymbol? Closed(IMethodSymbol method) => closes is null ? null : method.Parameters.FirstOrDefault(p => Attribute(p, closes) is not null);

    /// <summary>The user who calls an operation, or null where it is not a user's.</summary>
    public IOperation? Caller(IInvocationOperation call)
    {
        // The last one: a model's own parameters of this type stand before it.
        IParameterSymbol? caller = IsOperation(call.TargetMethod) ? call.TargetMethod.Parameters.LastOrDefault(p => p.RefKind == RefKind.None && IsUser(p.Type)) : null;
        return caller is null || !IsByUser(call.TargetMethod) ? null : call.Arguments.FirstOrDefault(a => Same(a.Parameter, caller))?.Value;
    }

    /// <summary>The drivers a policy names; null where its class does not say.</summary>
    public IReadOnlyList<string>? DriversOf(ITypeSymbol? type) =>
        type is not null && Attribute(type, knowsDrivers) is { ConstructorArguments: { Length: 1 } arguments } && arguments[0].Kind == TypedConstantKind.Array
            ? [.. arguments[0].Values.Select(v => v.Value).OfType<string>()]
            : null;

    public static bool Same(ISymbol? one, ISymbol? other) => one is not null && SymbolEqualityComparer.Default.Equals(one, other);

    public static AttributeData? Attribute(ISymbol symbol, INamedTypeSymbol? type) =>
        type is null ? null : symbol.GetAttributes().FirstOrDefault(a => Same(a.AttributeClass, type));

    // The attribute holds a member of the runtime's enum Actor, by its number.
    private bool IsByUser(IMethodSymbol method) =>
        Attribute(method, operation) is { ConstructorArguments: { Length: 1 } arguments } && arguments[0].Type is INamedTypeSymbol actor
        && actor.GetMembers("User").OfType<IFieldSymbol>().FirstOrDefault() is { } byUser && Equals(byUser.ConstantValue, arguments[0].Value);
}
