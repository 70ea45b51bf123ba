using Iopol.Compiler.IR;

namespace Iopol.Compiler.Binding;

/// <summary>A policy bound without errors, with what tests need to refer into it.</summary>
/// <param name="Closure">The model closed by the policy.</param>
/// <param name="Operations">Its operations.</param>
/// <param name="IR">The result.</param>
internal sealed record ClosedPolicy(Closure Closure, OperationBinder Operations, PolicyIR IR)
{
    /// <summary>The policy with the names of the drivers tests brought in since.</summary>
    public PolicyIR WithAllDriverNames() =>
        Closure.DriverNames.Count == IR.DriverNames.Count ? IR : IR with { DriverNames = [.. Closure.DriverNames] };

    /// <inheritdoc/>
    public bool Equals(ClosedPolicy? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
