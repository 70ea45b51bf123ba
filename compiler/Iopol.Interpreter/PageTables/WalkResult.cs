using Iopol.Compiler.IR.PageTables;
using Iopol.Runtime.PageTables;

namespace Iopol.Interpreter.PageTables;

/// <summary>A field of the entry at a step of a walk, with its value.</summary>
public readonly record struct FieldValue(FieldIR Field, ulong Value);

/// <summary>An entry a walk came by.</summary>
/// <param name="Level">Its level.</param>
/// <param name="Address">Address of its first byte.</param>
/// <param name="Value">What was read; null where it lies outside the memory.</param>
/// <param name="Kind">What it was taken for; null where a step ended the walk before.</param>
/// <param name="Taken">The step that took it.</param>
public sealed record WalkedEntry(LevelIR Level, ulong Address, ulong? Value, KindIR? Kind, TakeStep? Taken)
{
    /// <summary>Address of the table it points to, or of the first byte of the leaf; null where there is no kind.</summary>
    public ulong? Target => Kind is not null && Value is { } value ? EntryBits.Address(Kind, Level, value) : null;

    /// <summary>Its fields, highest bits first: those of its kind, or none.</summary>
    public IEnumerable<FieldValue> Fields => Kind is null || Value is not { } value
        ? []
        : Kind.Rows.Where(row => row.Role == RowRole.Field).Select(row => new FieldValue(row.Field!, EntryBits.Get(value, row.Bits)));
}

/// <summary>A write the hardware makes to an entry during a walk.</summary>
/// <param name="Step">The step that asks for it.</param>
/// <param name="Address">Address of the entry.</param>
/// <param name="Before">Its value before.</param>
/// <param name="After">Its value after.</param>
public sealed record EntryUpdate(UpdateStep Step, ulong Address, ulong Before, ulong After);

/// <summary>What a walk did, entry by entry, and what came of it.</summary>
/// <param name="Iova">The IOVA asked for.</param>
/// <param name="Access">The access asked for.</param>
/// <param name="Path">The entries it came by, from the top.</param>
/// <param name="Updates">What it wrote, in order; in a dry run what it would have written.</param>
/// <param name="Fault">Why it ended early, or null.</param>
/// <param name="Answer">The step that gave the fault, or null.</param>
/// <param name="Position">Height above the lowest level of the level it ended at; that of the top for a fault before the first entry.</param>
/// <param name="Address">The IOVA's address; 0 for a fault.</param>
/// <param name="SizeBits">log2 of the bytes of the leaf; 0 for a fault.</param>
/// <param name="Allowed">Rights of the whole path for the privilege of the access; none for a fault.</param>
public sealed record WalkResult(
    ulong Iova,
    Access Access,
    IReadOnlyList<WalkedEntry> Path,
    IReadOnlyList<EntryUpdate> Updates,
    FaultIR? Fault,
    WalkStep? Answer,
    int Position,
    ulong Address,
    int SizeBits,
    Access Allowed)
{
    /// <summary>There is a mapping that allows the access.</summary>
    public bool IsOk => Fault is null;
}
