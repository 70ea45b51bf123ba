namespace Iopol.Runtime.Enforcement;

// What a compiled policy says about itself to the analyzers, so that they read no text and know policies of other assemblies too.

/// <summary>The method is an operation of the model.</summary>
/// <param name="by">Who calls it.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OperationAttribute(Actor by) : Attribute
{
    /// <summary>Who calls it.</summary>
    public Actor By { get; } = by;

    /// <summary>It can be refused, block or panic though its arguments are alive, so its decision says something.</summary>
    public bool CanRefuse { get; set; }
}

/// <summary>The operation is how a caller lets go of what is passed here; nobody may use it afterwards.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ClosesAttribute : Attribute;

/// <summary>The drivers a policy or its model names.</summary>
/// <param name="names">The names.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class KnowsDriversAttribute(params string[] names) : Attribute
{
    /// <summary>The names.</summary>
    public IReadOnlyList<string> Names { get; } = names;
}

/// <summary>
/// Whoever wrote the method means it to allocate nothing and to wait for nobody: the analyzers say where its own body does. They do not look into
/// what it calls.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property | AttributeTargets.Constructor)]
public sealed class AllocationFreeAttribute : Attribute;
