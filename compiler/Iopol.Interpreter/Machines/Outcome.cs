using Iopol.Compiler.IR;
using Iopol.Interpreter.Values;
using Iopol.Runtime.Decisions;

namespace Iopol.Interpreter.Machines;

/// <summary>How a call ended, or that it cannot be told because a fact of the host is unknown.</summary>
public sealed record Outcome
{
    internal Outcome(OperationIR operation, IReadOnlyList<long> arguments, int caller, Frame frame)
    {
        Operation = operation;
        Arguments = arguments;
        Caller = caller;
        Frame = frame;
    }

    /// <summary>The operation called.</summary>
    public OperationIR Operation { get; }

    /// <summary>Its arguments.</summary>
    public IReadOnlyList<long> Arguments { get; }

    /// <summary>The calling user.</summary>
    public int Caller { get; }

    /// <summary>The decision; it says nothing where <see cref="IsUnknown"/>.</summary>
    public Decision Decision { get; internal init; }

    /// <summary>The call that waits; null unless blocked.</summary>
    public PendingCall? Pending { get; internal init; }

    /// <summary>The facts of the host that would have to be known to decide, such as <c>driver of 0000:01:00.0</c>; empty where it could be decided.</summary>
    public IReadOnlyList<string> Missing { get; internal init; } = [];

    /// <summary>The host's facts do not tell how the call ends. What was done before the statement that could not be decided stays done.</summary>
    public bool IsUnknown { get; internal init; }

    /// <summary>Done.</summary>
    public bool IsOk => !IsUnknown && Decision.IsOk;

    /// <summary>Where the decision was made: the variables, and the quantifier that found the witness.</summary>
    internal Frame Frame { get; }

    internal Witness? Witness { get; init; }
}
