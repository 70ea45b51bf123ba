using Iopol.Compiler.IR;

namespace Iopol.Interpreter.Machines;

/// <summary>A call that waits. It holds nothing of the host: resume it whenever the host has changed.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Caller">The calling user.</param>
/// <param name="Phase">The <see cref="BlockStatement"/> it waits at, from 1.</param>
public sealed record PendingCall(OperationIR Operation, IReadOnlyList<long> Arguments, int Caller, int Phase);
