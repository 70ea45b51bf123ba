using Iopol.Compiler.IR.PageTables;
using Iopol.Runtime.PageTables;

namespace Iopol.Interpreter.PageTables;

/// <summary>
/// What an entry is, whoever asks: what the entry steps take it for when the access asks for nothing. An entry they answer with a
/// fault is nothing: not present, or malformed.
/// </summary>
internal sealed class EntryReader(TableSetup setup)
{
    private readonly ConditionEvaluator conditions = new(setup);

    /// <summary>The kind, or null.</summary>
    public KindIR? KindOf(LevelIR level, ulong entry)
    {
        WalkState state = At(level, entry);
        foreach (WalkStep step in setup.Format.EntrySteps)
        {
            if (step is FaultStep && conditions.Holds(step.When, state)) return null;
            if (step is TakeStep take && state.Kind is null && take.Kind.Levels.Contains(level.Number) && conditions.Holds(step.When, state)) state.Kind = take.Kind;
        }

        return state.Kind;
    }

    /// <summary>The level of the table that a table entry points to.</summary>
    public LevelIR NextLevel(KindIR kind, LevelIR level, ulong entry) => setup.LevelOf(ConditionEvaluator.NextLevel(kind, At(level, entry)))!;

    private WalkState At(LevelIR level, ulong entry) => new(setup, 0, Access.None) { Level = level, Entry = entry };
}
