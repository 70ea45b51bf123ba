using Iopol.Compiler.IR.PageTables;

namespace Iopol.Interpreter.PageTables.Inspection;

/// <summary>Some bits of an entry and what they are.</summary>
/// <param name="Bits">Which.</param>
/// <param name="Role">What they are, with the options of the setup.</param>
/// <param name="Name">Name of the field, or null.</param>
/// <param name="Value">What they hold.</param>
public sealed record EntryPart(BitRange Bits, RowRole Role, string? Name, ulong Value)
{
    /// <summary>They must be 0 and are not.</summary>
    public bool IsViolated => Role == RowRole.Reserved && Value != 0;
}
