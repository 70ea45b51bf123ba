using System.Numerics;
using System.Runtime.CompilerServices;
using Iopol.Compiler.IR;

namespace Iopol.Interpreter.Verifying;

/// <summary>
/// A number for each device and user of a state that does not change when things are given other names: equal for what is alike, and
/// mostly different for what is not. It spares most of the renamings that would have to be tried.
/// </summary>
internal sealed class Signatures
{
    private readonly int devices;
    private readonly int users;
    private readonly int length;
    private readonly int[] plain;
    private readonly int[] references;
    private readonly int reach;
    private readonly (int Offset, int Weight)[] holders;
    private readonly int[] ofUsers;
    private readonly ulong[] signatures;
    private readonly int[][] sources;

    /// <param name="layout">Where everything stands.</param>
    /// <param name="renamings">The renamings but for that of changing nothing.</param>
    public Signatures(StateLayout layout, IReadOnlyList<NameChange> renamings)
    {
        devices = layout.Keys(new IrType(Sort.Device));
        users = layout.Keys(new IrType(Sort.User));
        length = devices + users;
        reach = layout.Reach;
        StateField[] first = [.. layout.Fields.Where(f => f.KeyId == 0)];
        plain = [.. first.Where(f => f is { Value: FieldValue.Plain, Key.Sort: Sort.Device }).Select(f => f.Offset)];
        references = [.. first.Where(f => f is { Value: FieldValue.Reference, Key.Sort: Sort.Device }).Select(f => f.Offset)];
        ofUsers = [.. first.Where(f => f is { Value: FieldValue.Plain, Key.Sort: Sort.User }).Select(f => f.Offset)];
        string[] rows = [.. layout.Fields.Where(f => f.Value == FieldValue.Holder).Select(f => f.Row).Distinct()];
        holders = [.. layout.Fields.Where(f => f.Value == FieldValue.Holder).Select(f => (f.Offset, 4 * Array.IndexOf(rows, f.Row)))];
        signatures = new ulong[length];
        sources = [.. renamings.Select(Sources).Prepend([.. Enumerable.Range(0, length)])];
    }

    /// <summary>Finds the renamings after which the signatures stand in the smallest order.</summary>
    /// <param name="state">The state.</param>
    /// <param name="chosen">Gets their indices; 0 is that of changing nothing.</param>
    /// <returns>How many they are.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Smallest(byte[] state, int[] chosen)
    {
        Sign(state);
        int count = 1;
        chosen[0] = 0;
        for (int r = 1; r < sources.Length; r++)
        {
            int order = Compare(sources[r], sources[chosen[0]]);
            if (order > 0) continue;
            if (order < 0) count = 0;
            chosen[count++] = r;
        }

        return count;
    }

    private int[] Sources(NameChange names)
    {
        int[] sources = new int[length];
        for (int d = 0; d < devices; d++) sources[names.Devices[d]] = d;
        for (int u = 0; u < users; u++) sources[devices + names.Users[u]] = devices + u;
        return sources;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Compare(int[] one, int[] other)
    {
        for (int i = 0; i < one.Length; i++)
        {
            int order = signatures[one[i]].CompareTo(signatures[other[i]]);
            if (order != 0) return order;
        }

        return 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Sign(byte[] state)
    {
        for (int u = 0; u < users; u++)
        {
            ulong signature = 0;
            foreach (int row in ofUsers) signature = Mix(signature, state[row + u]);
            signatures[devices + u] = signature;
        }

        // A sum over the objects of a kind, which have no order.
        foreach ((int offset, int weight) in holders)
        {
            if (state[offset] >= 2) signatures[devices + state[offset] - 2] += 1UL << (weight & 63);
        }

        for (int d = 0; d < devices; d++)
        {
            ulong signature = (ulong)BitOperations.PopCount(state[reach + d]);
            foreach (int row in plain) signature = Mix(signature, state[row + d]);
            foreach (int row in references) signature = (signature * 3) + (state[row + d] != 0 ? 1UL : 0);
            signatures[d] = signature;
            for (int reaching = state[reach + d]; reaching != 0; reaching &= reaching - 1)
            {
                signatures[devices + BitOperations.TrailingZeroCount(reaching)] += signature * 0x9E3779B97F4A7C15;
            }
        }
    }

    private static ulong Mix(ulong signature, byte value) => ((signature ^ value) * 0x9E3779B97F4A7C15) ^ (signature >> 29);
}
