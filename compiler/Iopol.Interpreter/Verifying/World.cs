using Iopol.Compiler.IR;
using Iopol.Interpreter.Machines;
using Iopol.Runtime.Decisions;

namespace Iopol.Interpreter.Verifying;

/// <summary>
/// A state of everything a verification looks at, in the reference semantics: the machine, who holds which handle, and the
/// calls that wait. Slow and plain; it tells the stories and is what the fast engine is compared with.
/// </summary>
internal sealed class World
{
    /// <summary>In use, but in nobody's hands.</summary>
    public const int Unheld = -1;

    private readonly Moves moves;
    private readonly VerificationBounds bounds;
    private readonly Relevance relevance;
    private readonly Dictionary<(int Pool, int Id), int> holders = [];
    private readonly List<(Move Move, int Phase)> waiting = [];

    public World(Machine machine, Moves moves, VerificationBounds bounds, Relevance relevance) =>
        (Machine, this.moves, this.bounds, this.relevance) = (machine, moves, bounds, relevance);

    public Machine Machine { get; }

    /// <summary>The calls that wait, by move and phase.</summary>
    public IReadOnlyList<(Move Move, int Phase)> Waiting => waiting;

    /// <summary>The user who holds a live object; <see cref="Unheld"/> where nobody does.</summary>
    public int Holder(ObjectIR pool, int id) => holders.GetValueOrDefault((pool.Index, id), Unheld);

    /// <summary>What the move would set driver_override to is what it is.</summary>
    public bool IsOverride(Move move) => Machine.Host.Override((int)move.Arguments[0]) == move.Arguments[1];

    public World Clone()
    {
        var clone = new World(Machine.Clone(), moves, bounds, relevance);
        foreach (((int Pool, int Id) handle, int holder) in holders) clone.holders.Add(handle, holder);
        clone.waiting.AddRange(waiting);
        return clone;
    }

    /// <summary>The caller has what the move names: live objects, a user's handles in that user's hands.</summary>
    public bool IsPossible(Move move)
    {
        for (int i = 0; i < move.Arguments.Length; i++)
        {
            IrType type = move.Operation.Parameters[i].Type;
            int value = (int)move.Arguments[i];
            if (value == Ir.None) continue;
            if (type.Object is { } pool && (!Machine.Live(pool).Contains(value) || (move.Caller >= 0 && Holder(pool, value) != move.Caller))) return false;
            if (type.Sort == Sort.Space && (!Machine.Host.IsLive(value) || (move.Caller >= 0 && Machine.OwnerOfSpace(value) != move.Caller))) return false;
        }

        return !Machine.Host.Panicked;
    }

    /// <summary>Every possible move, the new calls first, with the waiting call it takes further or -1.</summary>
    public IEnumerable<(Move Move, int Slot)> Possible() => Machine.Host.Panicked ? []
        : moves.All.Where(IsPossible).Select(m => (m, -1)).Concat(waiting.Select((w, slot) => (w.Move, slot)));

    /// <summary>Makes a possible move, or takes a waiting call further.</summary>
    /// <param name="move">The call.</param>
    /// <param name="slot">Which waiting call; -1 for a new one.</param>
    /// <returns>The outcome; null where the move leads beyond the bounds, and this world is of no use any more.</returns>
    public Outcome? Make(Move move, int slot = -1)
    {
        HashSet<(int, int)> before = [.. Live()];
        Outcome outcome = slot < 0
            ? Machine.Call(move.Operation, move.Arguments, Math.Max(0, move.Caller))
            : Machine.Resume(new PendingCall(move.Operation, move.Arguments, Math.Max(0, move.Caller), waiting[slot].Phase));
        if (outcome.IsUnknown) throw new UnknownFactsException(outcome.Missing);
        if (slot >= 0) waiting.RemoveAt(slot);
        if (outcome.Pending is { } pending)
        {
            if (waiting.Count == bounds.Waiting) return null;
            waiting.Add((move, pending.Phase));
        }

        foreach ((int Pool, int Id) live in Live())
        {
            if (live.Id >= bounds.Of(Machine.Policy.Objects[live.Pool])) return null;
            if (!before.Contains(live)) holders[live] = move.Caller;
        }

        foreach ((int, int) gone in holders.Keys.Except([.. Live()]).ToArray()) holders.Remove(gone);
        if (move.Closes && outcome.IsOk && holders.ContainsKey((move.Operation.Parameters[0].Type.Object!.Index, (int)move.Arguments[0])))
        {
            holders[(move.Operation.Parameters[0].Type.Object!.Index, (int)move.Arguments[0])] = Unheld;
        }

        bool isWithin = !Machine.Host.IsLive(bounds.Spaces(Machine.Policy)) && Machine.Policy.States.Where(s => s.Type.Sort == Sort.Count && relevance.Matters(s))
            .All(s => Keys(s).All(key => Machine.Read(s, key) <= VerificationBounds.LargestCount));
        return isWithin ? outcome : null;
    }

    private IEnumerable<(int Pool, int Id)> Live() => Machine.Policy.Objects.SelectMany(pool => Machine.Live(pool).Select(id => (pool.Index, id)));

    private IEnumerable<int> Keys(StateIR state) => Enumerable.Range(0, state.Key.Sort switch
    {
        Sort.Device => Machine.Topology.DeviceCount,
        Sort.Group => Machine.Topology.GroupCount,
        Sort.User => bounds.Users,
        Sort.Object => bounds.Of(state.Key.Object!),
        Sort.Space => bounds.Spaces(Machine.Policy),
        _ => 1,
    });
}
