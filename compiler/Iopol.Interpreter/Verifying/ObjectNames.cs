using System.Runtime.CompilerServices;
using Iopol.Compiler.IR;

namespace Iopol.Interpreter.Verifying;

/// <summary>
/// Renames objects and spaces by the order in which a state comes upon them: first what devices, groups and requester IDs refer to,
/// then what those objects refer to, and last what nothing refers to, by what it is.
/// </summary>
internal sealed class ObjectNames
{
    private readonly int pools;
    private readonly int[] sizes;
    private readonly int[] holders;
    private readonly Slot[] roots;
    private readonly Slot[][] rows;
    private readonly Slot[][] references;
    private readonly int[][] renamed;
    private readonly int[] given;
    private readonly byte[] copy;
    private readonly int[] openPools;
    private readonly int[] openIds;
    private int opened;
    private int followed;
    private readonly bool isOff;

    /// <param name="layout">Where everything stands.</param>
    /// <param name="policy">Whose objects.</param>
    /// <param name="isOff">A waiting call names an object: names stay as they are.</param>
    public ObjectNames(StateLayout layout, PolicyIR policy, bool isOff)
    {
        this.isOff = isOff;
        // The spaces are one pool more.
        pools = policy.Objects.Count + 1;
        sizes = [.. policy.Objects.Select(layout.Size), layout.Keys(new IrType(Sort.Space))];
        holders = [.. policy.Objects.Select(layout.Objects), layout.Spaces];
        IEnumerable<StateField> other = layout.Fields.Where(f => f.Value is not (FieldValue.Holder or FieldValue.Call));
        roots = [.. other.Where(f => Pool(f.Key) < 0 && Target(f) >= 0).Select(SlotOf)];
        rows = [.. Enumerable.Range(0, pools).Select(p => other.Where(f => Pool(f.Key) == p && f.KeyId == 0).Select(SlotOf).ToArray())];
        references = [.. rows.Select(r => r.Where(s => s.Pool >= 0).ToArray())];
        renamed = [.. sizes.Select(s => new int[s])];
        given = new int[pools];
        copy = new byte[layout.Length];
        openPools = new int[sizes.Sum()];
        openIds = new int[sizes.Sum()];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Normalize(byte[] state)
    {
        if (isOff || IsPlain(state)) return;
        opened = followed = 0;
        for (int p = 0; p < pools; p++)
        {
            Array.Fill(renamed[p], -1);
            given[p] = 0;
        }

        foreach (Slot slot in roots) Meet(slot.Pool, state[slot.Offset] - slot.First);
        Follow(state);
        for (int p = 0; p < pools; p++)
        {
            for (int next = Unmet(state, p); next >= 0; next = Unmet(state, p))
            {
                Meet(p, next);
                Follow(state);
            }
        }

        if (IsSame()) return;
        Rewrite(state);
    }

    /// <summary>Of every kind there is at most one, and it has the first name.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool IsPlain(byte[] state)
    {
        for (int p = 0; p < pools; p++)
        {
            for (int id = 1; id < sizes[p]; id++)
            {
                if (state[holders[p] + id] != 0) return false;
            }
        }

        return true;
    }

    private int Pool(IrType? type) => type?.Sort switch
    {
        Sort.Object => type.Object!.Index,
        Sort.Space => pools - 1,
        _ => -1,
    };

    private int Target(StateField field) => field.Value switch
    {
        FieldValue.Reference => Pool(field.ValueType),
        FieldValue.Context => pools - 1,
        _ => -1,
    };

    private Slot SlotOf(StateField field) => new(field.Offset, Target(field), field.Value == FieldValue.Context ? StateLayout.FirstSpace + 1 : 1);

    private void Meet(int pool, int id)
    {
        if (id < 0 || pool < 0 || id >= sizes[pool] || renamed[pool][id] >= 0) return;
        renamed[pool][id] = given[pool]++;
        openPools[opened] = pool;
        openIds[opened++] = id;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Follow(byte[] state)
    {
        for (; followed < opened; followed++)
        {
            int id = openIds[followed];
            foreach (Slot slot in references[openPools[followed]]) Meet(slot.Pool, state[slot.Offset + id] - slot.First);
        }
    }

    /// <summary>Of the live objects not come upon, the one with the smallest holder and states; what is free comes last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Unmet(byte[] state, int pool)
    {
        int best = -1;
        for (int id = 0; id < sizes[pool]; id++)
        {
            if (renamed[pool][id] < 0 && (best < 0 || Compare(state, pool, id, best) < 0)) best = id;
        }

        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Compare(byte[] state, int pool, int id, int other)
    {
        int holder = holders[pool];
        int order = (state[holder + id] == 0).CompareTo(state[holder + other] == 0);
        if (order == 0) order = state[holder + id].CompareTo(state[holder + other]);
        for (int r = 0; order == 0 && r < rows[pool].Length; r++)
        {
            Slot slot = rows[pool][r];
            order = Known(state[slot.Offset + id], slot) - Known(state[slot.Offset + other], slot);
        }

        return order;
    }

    /// <summary>A value in the new names; what has none yet is larger than what has.</summary>
    private int Known(byte value, Slot slot)
    {
        if (slot.Pool < 0 || value < slot.First) return value;
        int name = renamed[slot.Pool][value - slot.First];
        return name < 0 ? byte.MaxValue : name + slot.First;
    }

    private bool IsSame()
    {
        foreach (int[] names in renamed)
        {
            for (int id = 0; id < names.Length; id++)
            {
                if (names[id] != id) return false;
            }
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Rewrite(byte[] state)
    {
        state.CopyTo(copy, 0);
        foreach (Slot slot in roots) state[slot.Offset] = Value(copy[slot.Offset], slot);
        for (int p = 0; p < pools; p++)
        {
            for (int id = 0; id < sizes[p]; id++)
            {
                int name = renamed[p][id];
                state[holders[p] + name] = copy[holders[p] + id];
                foreach (Slot slot in rows[p]) state[slot.Offset + name] = Value(copy[slot.Offset + id], slot);
            }
        }
    }

    private byte Value(byte value, Slot slot) =>
        slot.Pool < 0 || value < slot.First ? value : (byte)(renamed[slot.Pool][value - slot.First] + slot.First);

    /// <summary>A field, the pool its value names (-1 for none) and the value that names the pool's first.</summary>
    private readonly record struct Slot(int Offset, int Pool, int First);
}
