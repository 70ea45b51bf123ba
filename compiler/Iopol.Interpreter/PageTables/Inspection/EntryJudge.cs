using Iopol.Compiler.IR.PageTables;
using Iopol.Runtime.PageTables;

namespace Iopol.Interpreter.PageTables.Inspection;

/// <summary>What an entry is for an access that asks for nothing.</summary>
/// <param name="Kind">What it was taken for; null where a fault came before.</param>
/// <param name="Fault">The step that refused it, or null.</param>
internal readonly record struct Judgement(KindIR? Kind, FaultStep? Fault);

/// <summary>Tries the steps of a format on entries that were read on their own.</summary>
internal sealed class EntryJudge(TableSetup setup)
{
    private readonly ConditionEvaluator conditions = new(setup);
    private readonly FaultReasons reasons = new(setup);

    /// <summary>Tries the entry steps.</summary>
    public Judgement Enter(WalkState state)
    {
        foreach (WalkStep step in setup.Format.EntrySteps)
        {
            if (step is TakeStep take)
            {
                if (state.Kind is null && take.Kind.Levels.Contains(state.Level.Number) && conditions.Holds(step.When, state)) state.Kind = take.Kind;
            }
            else if (step is FaultStep fault && conditions.Holds(step.When, state))
            {
                return new(state.Kind, fault);
            }
        }

        return new(state.Kind, null);
    }

    /// <summary>Tries the leaf steps; the fault, or null. The state has a leaf and an output.</summary>
    public FaultStep? Leave(WalkState state) =>
        setup.Format.LeafSteps.OfType<FaultStep>().FirstOrDefault(step => conditions.Holds(step.When, state));

    /// <summary>The facts behind a fault.</summary>
    public string Because(FaultStep fault, WalkState state) => string.Join("; ", reasons.Of(fault.When, state));

    /// <summary>The rights of the whole path.</summary>
    public Access Allowed(WalkState state)
    {
        Access allowed = Access.None;
        if (conditions.Holds(setup.Format.Allowed.Read, state)) allowed |= Access.Read;
        if (conditions.Holds(setup.Format.Allowed.Write, state)) allowed |= Access.Write;
        if (conditions.Holds(setup.Format.Allowed.Execute, state)) allowed |= Access.Execute;
        return allowed;
    }
}
