using Iopol.Interpreter.PageTables;

namespace Iopol.Oracle.Tests.Comparing;

/// <summary>What the unit must answer.</summary>
/// <param name="Address">Physical address of the access; null where there must be none.</param>
/// <param name="Code">Reason in the fault record; null where there must be no record, or where the unit keeps none.</param>
internal readonly record struct Expectation(ulong? Address, int? Code)
{
    /// <summary>As our walk says.</summary>
    public static Expectation Of(WalkResult walk) => walk.Fault is { } fault ? new(null, fault.Code) : new(walk.Address, null);
}

/// <summary>A place where QEMU answers other than the specification asks.</summary>
/// <param name="Name">What it is about, in a few words.</param>
/// <param name="Reason">What the specification says, what QEMU does, and who is right.</param>
/// <param name="Applies">It is about this walk.</param>
/// <param name="Answer">What QEMU answers then; null where it is not asked: it may answer anything, or never.</param>
internal sealed record Deviation(string Name, string Reason, Func<WalkResult, bool> Applies, Func<WalkResult, Expectation>? Answer);
