using System.Runtime.CompilerServices;

namespace Iopol.Runtime.Enforcement;

/// <summary>
/// For every value of a state, the keys that have it, in the order they were assigned: a doubly linked list through
/// arrays, so that an assignment and the step to the next key take constant time and allocate nothing.
/// </summary>
public sealed class InverseRelation
{
    private readonly int[] first;
    private readonly int[] last;
    private readonly int[] next;
    private readonly int[] previous;
    private readonly int[] valueOf;

    /// <summary>Makes a relation in which no value has a key.</summary>
    /// <param name="keys">Keys are 0 to this, exclusive; a key has one value at most.</param>
    /// <param name="values">Values are 0 to this, exclusive.</param>
    public InverseRelation(int keys, int values)
    {
        first = new int[values];
        last = new int[values];
        next = new int[keys];
        previous = new int[keys];
        valueOf = new int[keys];
        Clear();
    }

    /// <summary>First key of a value, or -1, also for a value that is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int First(int value) => (uint)value < (uint)first.Length ? first[value] : -1;

    /// <summary>The key after this one, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next(int key) => next[key];

    /// <summary>The value has a key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Any(int value) => First(value) >= 0;

    /// <summary>The key has the value; either may be none.</summary>
    public bool Contains(int key, int value) => value >= 0 && (uint)key < (uint)valueOf.Length && valueOf[key] == value;

    /// <summary>Gives a key another value, at the end of that value's keys; the same value changes nothing, -1 takes the key out.</summary>
    public void Assign(int key, int value)
    {
        int old = valueOf[key];
        if (old == value) return;
        if (old >= 0) Remove(key, old);
        if (value >= 0) Add(key, value);
        valueOf[key] = value;
    }

    /// <summary>Leaves every value without keys.</summary>
    public void Clear()
    {
        Array.Fill(first, -1);
        Array.Fill(last, -1);
        Array.Fill(next, -1);
        Array.Fill(previous, -1);
        Array.Fill(valueOf, -1);
    }

    private void Add(int key, int value)
    {
        int before = last[value];
        previous[key] = before;
        next[key] = -1;
        last[value] = key;
        if (before >= 0) next[before] = key;
        else first[value] = key;
    }

    private void Remove(int key, int value)
    {
        int before = previous[key];
        int after = next[key];
        if (before >= 0) next[before] = after;
        else first[value] = after;
        if (after >= 0) previous[after] = before;
        else last[value] = before;
        next[key] = -1;
        previous[key] = -1;
    }
}
