using System.Diagnostics;
using System.Runtime.CompilerServices;
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
internal sealed class Explorer : IArrivals, IDisposable
{
    private const int Between = 1024;

    private readonly VerificationModel model;
    private readonly VerificationLimits limits;
    private readonly PackedStates states;
    private readonly Successors successors;
    private readonly List<Finding> findings = [];
    private readonly List<(string Name, Func<byte[], bool> Holds)> open;
    private readonly byte[] current;
    private readonly bool[] effective;
    private readonly LatelySeen? seen;
    private long at;

    public Explorer(VerificationModel model, VerificationLimits limits, Func<string, bool> isAsked)
    {
        (this.model, this.limits) = (model, limits);
        states = new PackedStates(model.Layout, limits.Memory);
        int wanted = 0;
        if (isAsked(VerificationResult.Isolation)) wanted |= (1 << (int)BreachKind.Outside) | (1 << (int)BreachKind.Stranger) | (1 << (int)BreachKind.Companion);
        if (isAsked(VerificationResult.Undisturbed)) wanted |= 1 << (int)BreachKind.Disturbed;
        successors = new Successors(model) { Wanted = wanted };
        open = [.. model.Properties.Where(p => isAsked(p.Property.Name)).Select(p => (p.Property.Name, p.Holds))];
        // Without other names to look for, looking a state up costs no more than this would.
        seen = model.Bounds.WithSymmetry ? new LatelySeen(model.Layout.Length) : null;
        current = new byte[model.Layout.Length];
        effective = new bool[model.Policy.Operations.Count];
    }

    public PackedStates States => states;

    public IReadOnlyList<Finding> Findings => findings;

    /// <summary>Moves that changed something, those to known states as well.</summary>
    public long Transitions { get; private set; }

    /// <summary>The longest shortest way to a state.</summary>
    public int Depth { get; private set; }

    /// <summary>A move would have led beyond the bounds.</summary>
    public bool IsBounded => successors.IsBounded;

    /// <summary>Operations that changed nothing in any state, by name.</summary>
    public IEnumerable<string> WithoutEffect => model.Policy.Operations.Where(o => model.Relevance.Matters(o) && !effective[o.Index]).Select(o => o.Name);

    public ExplorationEnd Run(IProgress<ExplorationProgress>? progress, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        byte[] start = model.Layout.Read(model.Start());
        model.Liveness.Clear(start);
        NoteBreaches(0, successors.BreachesIn(start), false);
        Stage(start);
        Keep(PackedStates.None);
        long levelEnd = states.Count;
        for (at = 0; at < states.Count; at++)
        {
            if (at == levelEnd)
            {
                Depth++;
                levelEnd = states.Count;
            }

            if (at % Between == 0)
            {
                if (stop.IsCancellationRequested) return ExplorationEnd.Interrupted;
                if (watch.Elapsed > limits.Time) return ExplorationEnd.TimeLimit;
                progress?.Report(new ExplorationProgress(states.Count, at, Depth, watch.Elapsed));
            }

            states.Read(at, current);
            successors.Visit(current, this);
            if (!Keep(at)) return states.Count >= limits.States ? ExplorationEnd.StateLimit : ExplorationEnd.MemoryLimit;
        }

        return ExplorationEnd.Complete;
    }

    /// <inheritdoc/>
    public void Dispose() => states.Dispose();

    /// <inheritdoc/>
    public bool Arrive(Move move, Move[] before, int slot, byte[] next, int breaches)
    {
        Transitions++;
        effective[move.Operation.Index] = true;
        foreach (Move first in before) effective[first.Operation.Index] = true;
        if (breaches != 0) NoteBreaches(at, breaches, true);
        Stage(next);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Stage(byte[] state)
    {
        if (seen?.Contains(state) == true) return;
        model.Symmetry.Normalize(state);
        states.Stage(state);
    }

    /// <summary>Keeps what is staged and new; false where there is no room.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Keep(long parent)
    {
        states.FetchStaged();
        for (int i = 0; i < states.Staged; i++)
        {
            bool? isNew = states.Add(i, parent, limits.States);
            if (isNew is null) return false;
            if (isNew.Value && open.Count > 0) CheckLast();
        }

        states.ClearStaged();
        return true;
    }

    private void CheckLast()
    {
        states.Read(states.Count - 1, current);
        for (int i = open.Count - 1; i >= 0; i--)
        {
            if (open[i].Holds(current)) continue;
            findings.Add(new Finding(open[i].Name, null, states.Count - 1, false));
            open.RemoveAt(i);
        }
    }

    private void NoteBreaches(long state, int breaches, bool isOnTheWay)
    {
        foreach (BreachKind kind in Enum.GetValues<BreachKind>())
        {
            if ((breaches >> (int)kind & 1) == 0) continue;
            findings.Add(new Finding(kind == BreachKind.Disturbed ? VerificationResult.Undisturbed : VerificationResult.Isolation, kind, state, isOnTheWay));
            successors.Wanted &= ~(1 << (int)kind);
        }
    }
}
