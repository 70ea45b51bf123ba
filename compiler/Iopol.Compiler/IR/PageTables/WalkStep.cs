namespace Iopol.Compiler.IR.PageTables;

/// <summary>One step of a walk's checks.</summary>
/// <param name="When">When it applies; steps are tried in order.</param>
/// <param name="Place">Where.</param>
public abstract record WalkStep(Condition When, SourcePlace Place);

/// <summary>The walk ends with a fault.</summary>
public sealed record FaultStep(FaultIR Fault, Condition When, SourcePlace Place) : WalkStep(When, Place);

/// <summary>The entry is of a kind. Applies only at the kind's levels, and only while no kind was taken; the steps behind it see the kind.</summary>
public sealed record TakeStep(KindIR Kind, Condition When, SourcePlace Place) : WalkStep(When, Place);

/// <summary>
/// The hardware writes a field of the entry, atomically against other writers: the entry is compared and exchanged, and where it
/// changed meanwhile it is read and checked again. A field that already has the value is not written.
/// </summary>
/// <param name="Field">Which, one bit.</param>
/// <param name="Set">To 1, else to 0.</param>
/// <param name="When">When it applies.</param>
/// <param name="Failure">The fault where the memory cannot be written.</param>
/// <param name="Place">Where.</param>
public sealed record UpdateStep(FieldIR Field, bool Set, Condition When, FaultIR Failure, SourcePlace Place) : WalkStep(When, Place);
