using Iopol.Runtime.PageTables;

namespace Iopol.Interpreter.PageTables.Inspection;

/// <summary>Brings back where a walk was, from what it left.</summary>
internal static class WalkStates
{
    /// <summary>The state at the last entry of a path; that before the first entry where there is none.</summary>
    public static WalkState At(TableSetup setup, ulong iova, Access access, IReadOnlyList<WalkedEntry> path, ulong? output)
    {
        var state = new WalkState(setup, iova, access);
        if (path.Count == 0) return state;
        foreach (WalkedEntry above in path.SkipLast(1)) state.Above.Add((above.Kind!, above.Value!.Value));
        WalkedEntry last = path[^1];
        (state.Level, state.Entry, state.IsUnreadable, state.Kind, state.Output) = (last.Level, last.Value ?? 0, last.Value is null, last.Kind, output);
        return state;
    }
}
