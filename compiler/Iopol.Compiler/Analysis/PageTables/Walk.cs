using Iopol.Compiler.IR.PageTables;

namespace Iopol.Compiler.Analysis.PageTables;

/// <summary>What a walk comes to at one entry.</summary>
internal enum WalkEnd
{
    /// <summary>A fault.</summary>
    Fault,

    /// <summary>The entry is of a kind, and nothing is against it.</summary>
    Taken,

    /// <summary>The steps ended with no kind and no fault.</summary>
    Open,
}

/// <summary>Goes through the steps of a check as a walk does.</summary>
internal static class Walk
{
    /// <summary>The checks of an entry.</summary>
    /// <param name="model">The format.</param>
    /// <param name="situation">The case.</param>
    /// <param name="applied">Told the number of each step that applies; may be null.</param>
    /// <returns>What it comes to, with the step that faulted.</returns>
    public static (WalkEnd End, FaultStep? Fault) Entry(WalkModel model, Situation situation, Action<int>? applied)
    {
        FaultStep? fault = Steps(model.EntrySteps, situation, applied);
        return fault is not null ? (WalkEnd.Fault, fault) : (situation.Kind is null ? WalkEnd.Open : WalkEnd.Taken, null);
    }

    /// <summary>Steps in order; the fault they end with, or null.</summary>
    public static FaultStep? Steps(IReadOnlyList<ModelStep> steps, Situation situation, Action<int>? applied)
    {
        for (int i = 0; i < steps.Count; i++)
        {
            (WalkStep step, Func<Situation, bool> when) = steps[i];
            if (step is TakeStep take && (situation.Kind is not null || !take.Kind.Levels.Contains(situation.Level.Number))) continue;
            if (!when(situation)) continue;
            applied?.Invoke(i);
            switch (step)
            {
                case FaultStep fault: return fault;
                case TakeStep taken: situation.Kind = taken.Kind; break;
                case UpdateStep update: situation.Write(update.Field, update.Set); break;
            }
        }

        return null;
    }
}
