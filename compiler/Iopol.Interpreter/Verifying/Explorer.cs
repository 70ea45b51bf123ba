using System.Diagnostics;
using Iopol.Interpreter.Machines;

namespace Iopol.Interpreter.Verifying;

/// <summary>How an exploration ended.</summary>
public enum ExplorationEnd
{
    /// <summary>Every reachable state within the bounds was seen.</summary>
    Complete,

    /// <summary>As many states as were allowed.</summary>
    StateLimit,

    /// <summary>As much memory as was allowed.</summary>
    MemoryLimit,

    /// <summary>As long as was allowed.</summary>
    TimeLimit,

    /// <summary>Somebody stopped it.</summary>
    Interrupted,
}

/// <summary>How far an exploration is.</summary>
/// <param name="States">States found.</param>
/// <param name="Explored">States whose every move was made.</param>
/// <param name="Depth">Moves from the initial state to the one at hand.</param>
/// <param name="Elapsed">Since the beginning.</param>
public readonly record struct ExplorationProgress(long States, long Explored, int Depth, TimeSpan Elapsed);

/// <summary>The first place a property failed at.</summary>
/// <param name="Property">Name.</param>
/// <param name="Kind">Which part of a built-in property; null for one of the policy.</param>
/// <param name="State">The state, or where a move of it broke the property on its way, the state before.</param>
/// <param name="IsOnTheWay">Broken by a move from the state, on its way or at its end.</param>
internal sealed record Finding(string Property, BreachKind? Kind, long State, bool IsOnTheWay);

/// <summary>
/// Visits every reachable state, breadth first, so that what is found first is found by the fewest moves. One thread, a fixed order:
/// the same question has the same answer.
/// </summary>
internal sealed class Explorer : IDisposable
{
    private const int Between = 1024;

    private readonly VerificationModel model;
    private readonly VerificationLimits limits;
    private readonly PackedStates states;
    private readonly Observer observer;
    private readonly List<Finding> findings = [];
    private readonly List<(string Name, Func<byte[], bool> Holds)> open;
    private readonly byte[] current;
    private readonly byte[] next;
    private readonly bool[] effective;

    public Explorer(VerificationModel model, VerificationLimits limits, Func<string, bool> isAsked)
    {
        (this.model, this.limits) = (model, limits);
        states = new PackedStates(model.Layout, limits.Memory);
        observer = model.NewObserver();
        if (isAsked(VerificationResult.Isolation)) observer.Wanted |= (1 << (int)BreachKind.Outside) | (1 << (int)BreachKind.Stranger) | (1 << (int)BreachKind.Companion);
        if (isAsked(VerificationResult.Undisturbed)) observer.Wanted |= 1 << (int)BreachKind.Disturbed;
        open = [.. model.Properties.Where(p => isAsked(p.Property.Name)).Select(p => (p.Property.Name, p.Holds))];
        current = new byte[model.Layout.Length];
        next = new byte[model.Layout.Length];
        effective = new bool[model.Policy.Operations.Count];
    }

    public PackedStates States => states;

    public IReadOnlyList<Finding> Findings => findings;

    /// <summary>Moves that changed something, those to known states as well.</summary>
    public long Transitions { get; private set; }

    /// <summary>The longest shortest way to a state.</summary>
    public int Depth { get; private set; }

    /// <summary>A move would have led beyond the bounds.</summary>
    public bool IsBounded { get; private set; }

    /// <summary>Operations that changed nothing in any state, by name.</summary>
    public IEnumerable<string> WithoutEffect => model.Policy.Operations.Where(o => model.Relevance.Matters(o) && !effective[o.Index]).Select(o => o.Name);

    public ExplorationEnd Run(IProgress<ExplorationProgress>? progress, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        model.Layout.Read(model.Start()).CopyTo(next, 0);
        observer.Before = next;
        observer.Look(next);
        NoteBreaches(0, false);
        Keep(PackedStates.None);
        long levelEnd = states.Count;
        for (long s = 0; s < states.Count; s++)
        {
            if (s == levelEnd)
            {
                Depth++;
                levelEnd = states.Count;
            }

            if (s % Between == 0)
            {
                if (stop.IsCancellationRequested) return ExplorationEnd.Interrupted;
                if (watch.Elapsed > limits.Time) return ExplorationEnd.TimeLimit;
                progress?.Report(new ExplorationProgress(states.Count, s, Depth, watch.Elapsed));
            }

            if (!Expand(s)) return states.Count >= limits.States ? ExplorationEnd.StateLimit : ExplorationEnd.MemoryLimit;
        }

        return ExplorationEnd.Complete;
    }

    /// <inheritdoc/>
    public void Dispose() => states.Dispose();

    private bool Expand(long state)
    {
        states.Read(state, current);
        StateLayout layout = model.Layout;
        if (current[layout.Panicked] != 0) return true;
        observer.Before = current;
        current.CopyTo(next, 0);
        foreach (Move move in model.Moves.All)
        {
            int result = model.Step(move, 0)(next, observer);
            if (result != MoveCompiler.Unchanged && !Arrive(state, move, -1, 0, result)) return false;
        }

        for (int slot = 0; slot < model.Bounds.Waiting; slot++)
        {
            int code = layout.Call(current, slot);
            if (code == 0) continue;
            (Move move, int phase) = layout.Calls[code];
            int result = model.Step(move, phase)(next, observer);
            if (result != MoveCompiler.Waits + phase && !Arrive(state, move, slot, phase, result)) return false;
        }

        return true;
    }

    /// <summary>Takes note of where a move led.</summary>
    /// <returns>False where there is no room for another state.</returns>
    private bool Arrive(long from, Move move, int slot, int phase, int result)
    {
        bool isWithin = result != MoveCompiler.Beyond;
        if (slot >= 0) model.Layout.SetCall(next, slot, 0);
        if (result >= MoveCompiler.Waits) isWithin &= Wait(model.Layout.Calls.Code(move, result - MoveCompiler.Waits));
        else if (slot >= 0) SortCalls();
        foreach (int count in model.Counts) isWithin &= next[count] <= VerificationBounds.LargestCount;
        bool room = true;
        if (isWithin)
        {
            Transitions++;
            effective[move.Operation.Index] = true;
            if (observer.Found != 0) NoteBreaches(from, true);
            room = Keep(from);
        }

        IsBounded |= !isWithin;
        observer.Found = 0;
        current.CopyTo(next, 0);
        return room;
    }

    private bool Keep(long parent)
    {
        bool? isNew = states.Add(next, parent, limits.States);
        if (isNew == true)
        {
            for (int i = open.Count - 1; i >= 0; i--)
            {
                if (open[i].Holds(next)) continue;
                findings.Add(new Finding(open[i].Name, null, states.Count - 1, false));
                open.RemoveAt(i);
            }
        }

        return isNew is not null;
    }

    private void NoteBreaches(long state, bool isOnTheWay)
    {
        foreach (BreachKind kind in Enum.GetValues<BreachKind>())
        {
            if ((observer.Found >> (int)kind & 1) == 0) continue;
            findings.Add(new Finding(kind == BreachKind.Disturbed ? VerificationResult.Undisturbed : VerificationResult.Isolation, kind, state, isOnTheWay));
            observer.Wanted &= ~(1 << (int)kind);
        }

        observer.Found = 0;
    }

    /// <summary>Puts a call among those that wait; the largest code stands first, so that their order tells no states apart.</summary>
    private bool Wait(int code)
    {
        for (int slot = 0; slot < model.Bounds.Waiting; slot++)
        {
            if (model.Layout.Call(next, slot) != 0) continue;
            model.Layout.SetCall(next, slot, code);
            SortCalls();
            return true;
        }

        return false;
    }

    private void SortCalls()
    {
        StateLayout layout = model.Layout;
        for (int i = 1; i < model.Bounds.Waiting; i++)
        {
            for (int j = i; j > 0 && layout.Call(next, j) > layout.Call(next, j - 1); j--)
            {
                int code = layout.Call(next, j);
                layout.SetCall(next, j, layout.Call(next, j - 1));
                layout.SetCall(next, j - 1, code);
            }
        }
    }
}
