using Iopol.Compiler.IR.PageTables;
using Iopol.Runtime.PageTables;

namespace Iopol.Interpreter.PageTables;

/// <summary>Where a walk is: what the conditions of its steps are about.</summary>
internal sealed class WalkState(TableSetup setup, ulong iova, Access access)
{
    public TableSetup Setup { get; } = setup;

    public ulong Iova { get; } = iova;

    public Access Access { get; set; } = access;

    public LevelIR Level { get; set; } = setup.Top;

    public ulong Entry { get; set; }

    public bool IsUnreadable { get; set; }

    /// <summary>The kind taken; null before.</summary>
    public KindIR? Kind { get; set; }

    /// <summary>Set once the leaf is known.</summary>
    public ulong? Output { get; set; }

    /// <summary>The entries above the current one.</summary>
    public List<(KindIR Kind, ulong Entry)> Above { get; } = [];
}
