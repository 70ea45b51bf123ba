using Iopol.Compiler.IR;

namespace Iopol.Interpreter.Verifying;

/// <summary>A call that somebody may make in some state.</summary>
/// <param name="Index">Position among the moves.</param>
/// <param name="Operation">Operation.</param>
/// <param name="Arguments">One value per parameter, in the value encoding.</param>
/// <param name="Caller">The calling user; -1 where the operation has none.</param>
internal sealed record Move(int Index, OperationIR Operation, long[] Arguments, int Caller)
{
    /// <summary>The operation closes the one handle it is given: the caller holds it no more, even where the object lives on.</summary>
    public bool Closes => Caller >= 0 && Operation is { Parameters: [{ Type.Object: { } kind }] } && Operation.Name == $"close_{kind.Name}";
}
