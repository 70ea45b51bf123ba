using Iopol.Compiler.IR;

namespace Iopol.Interpreter.Machines;

/// <summary>
/// What a model remembers: one number per state and key, the live objects of every pool, and for every state with an
/// inverse the keys in the order they were assigned. Plain lists, searched from end to end: this is the specification.
/// </summary>
/// <remarks>Pools, and the states of their objects, grow as objects are made, so that a copy costs what is alive.</remarks>
internal sealed class ModelState
{
    private readonly PolicyIR policy;
    private readonly Func<Sort, int> sizes;
    private readonly long[][] values;
    private readonly List<bool>[] live;
    private readonly List<int>?[] assigned;
    private readonly StateIR[][] statesOf;

    /// <summary>The initial state.</summary>
    /// <param name="policy">Whose states.</param>
    /// <param name="sizes">How many keys a sort has; not asked for objects.</param>
    public ModelState(PolicyIR policy, Func<Sort, int> sizes)
    {
        this.policy = policy;
        this.sizes = sizes;
        values = new long[policy.States.Count][];
        assigned = new List<int>?[policy.States.Count];
        statesOf = [.. policy.Objects.Select(pool => policy.States.Where(s => s.Key.Object?.Index == pool.Index).ToArray())];
        live = [.. policy.Objects.Select(_ => new List<bool>())];
        Reset();
    }

    /// <summary>Back to the initial state.</summary>
    public void Reset()
    {
        foreach (List<bool> pool in live) pool.Clear();
        foreach (StateIR state in policy.States)
        {
            int keys = state.Key.Sort == Sort.Object ? 0 : sizes(state.Key.Sort);
            values[state.Index] = new long[keys];
            Array.Fill(values[state.Index], state.Initial);
            assigned[state.Index] = state.Inverse is null ? null : state.Initial == Ir.None ? [] : [.. Enumerable.Range(0, keys)];
        }
    }

    /// <summary>Makes this state equal to another of the same policy and sizes.</summary>
    public void CopyFrom(ModelState other)
    {
        for (int pool = 0; pool < live.Length; pool++)
        {
            live[pool].Clear();
            live[pool].AddRange(other.live[pool]);
        }

        for (int state = 0; state < values.Length; state++)
        {
            values[state] = [.. other.values[state]];
            assigned[state] = other.assigned[state] is { } keys ? [.. keys] : null;
        }
    }

    /// <summary>The value at a key; the initial value where the key is none or an object that was never made.</summary>
    public long Read(StateIR state, long key) => Has(state, key) ? values[state.Index][key] : state.Initial;

    /// <summary>
    /// Assigns. A key that is none does nothing. A key that is assigned the value it has keeps its place in the inverse;
    /// any other assignment puts it at the end.
    /// </summary>
    public void Assign(StateIR state, long key, long value)
    {
        if (!Has(state, key) || values[state.Index][key] == value) return;
        values[state.Index][key] = value;
        if (assigned[state.Index] is not { } keys) return;
        keys.Remove((int)key);
        if (value != Ir.None) keys.Add((int)key);
    }

    /// <summary>Keys whose state has the value, in the order they were assigned; none where the value is none.</summary>
    public IEnumerable<int> Inverse(StateIR state, long value) =>
        value == Ir.None || assigned[state.Index] is not { } keys ? [] : keys.Where(key => values[state.Index][key] == value);

    /// <summary>Takes the lowest free object of a pool and makes its states initial; -1 where all are taken.</summary>
    public int New(ObjectIR pool)
    {
        List<bool> objects = live[pool.Index];
        int id = objects.IndexOf(false);
        if (id < 0)
        {
            if (objects.Count == pool.Limit) return -1;
            id = objects.Count;
            objects.Add(false);
            foreach (StateIR state in StatesOf(pool)) Array.Resize(ref values[state.Index], objects.Count);
        }

        objects[id] = true;
        foreach (StateIR state in StatesOf(pool))
        {
            // Something may have been assigned through a reference that outlived the object before.
            values[state.Index][id] = state.Initial;
            assigned[state.Index]?.Remove(id);
            if (state.Initial != Ir.None) assigned[state.Index]?.Add(id);
        }

        return id;
    }

    /// <summary>Gives an object back: its states become initial and no inverse holds it.</summary>
    public void Free(ObjectIR pool, long id)
    {
        if (!IsLive(pool, id)) return;
        live[pool.Index][(int)id] = false;
        foreach (StateIR state in StatesOf(pool))
        {
            values[state.Index][id] = state.Initial;
            assigned[state.Index]?.Remove((int)id);
        }
    }

    /// <summary>Makes the states of one space initial.</summary>
    public void ResetSpace(long space)
    {
        foreach (StateIR state in policy.States.Where(s => s.Key.Sort == Sort.Space)) Assign(state, space, state.Initial);
    }

    /// <summary>The object is in use.</summary>
    public bool IsLive(ObjectIR pool, long id) => id >= 0 && id < live[pool.Index].Count && live[pool.Index][(int)id];

    /// <summary>Live objects of a pool, by id.</summary>
    public IEnumerable<int> Live(ObjectIR pool) => Enumerable.Range(0, live[pool.Index].Count).Where(id => live[pool.Index][id]);

    /// <summary>Writes everything that tells this state from another, in a fixed order.</summary>
    public void WriteKey(BinaryWriter key)
    {
        foreach (ObjectIR pool in policy.Objects)
        {
            foreach (int id in Live(pool)) key.Write7BitEncodedInt(id + 1);
            key.Write7BitEncodedInt(0);
        }

        foreach (StateIR state in policy.States)
        {
            IEnumerable<int> keys = state.Key.Object is { } pool ? Live(pool) : Enumerable.Range(0, values[state.Index].Length);
            foreach (int at in keys) key.Write7BitEncodedInt64(values[state.Index][at] + 1);
            foreach (int at in assigned[state.Index] ?? []) key.Write7BitEncodedInt(at);
        }
    }

    private bool Has(StateIR state, long key) => key >= 0 && key < values[state.Index].Length;

    private StateIR[] StatesOf(ObjectIR pool) => statesOf[pool.Index];
}
