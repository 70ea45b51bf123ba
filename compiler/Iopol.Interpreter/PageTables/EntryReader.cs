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

    /// <summary>A written entry is read back as it was meant, and no step finds its address too wide.</summary>
    public bool IsLeafOf(LeafForm form, ulong entry, ulong address)
    {
        if (KindOf(form.Level, entry) != form.Kind || EntryBits.Address(form.Kind, form.Level, entry) != address) return false;
        WalkState state = At(form.Level, entry);
        state.Kind = form.Kind;
        return !setup.Format.LeafSteps.SelectMany(step => Parts(step.When)).Any(part => part is ExceedsCondition && conditions.Holds(part, state));
    }

    private static IEnumerable<Condition> Parts(Condition condition) => condition switch
    {
        NotCondition not => Parts(not.Operand),
        AndCondition and => and.Operands.SelectMany(Parts),
        OrCondition or => or.Operands.SelectMany(Parts),
        _ => [condition],
    };

    private WalkState At(LevelIR level, ulong entry) => new(setup, 0, Access.None) { Level = level, Entry = entry };
}
