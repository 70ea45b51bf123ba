using System.Runtime.CompilerServices;

namespace Iopol.Runtime.Enforcement;

/// <summary>
/// For every value of a state, the keys that have it, in the order they were assigned: a doubly linked list through
/// an array, so that an assignment and the step to the next key take constant time and allocate nothing.
/// </summary>
public sealed class InverseRelation
{
    private readonly Ends[] ends;
    private readonly Link[] links;

    /// <summary>Makes a relation in which no value has a key.</summary>
    /// <param name="keys">Keys are 0 to this, exclusive; a key has one value at most.</param>
    /// <param name="values">Values are 0 to this, exclusive.</param>
    public InverseRelation(int keys, int values)
    {
        ends = new Ends[values];
        links = new Link[keys];
        Clear();
    }

    /// <summary>First key of a value, or -1, also for a value that is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int First(int value) => (uint)value < (uint)ends.Length ? ends[value].First : -1;

    /// <summary>The key after this one, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next(int key) => links[key].Next;

    /// <summary>The value has a key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Any(int value) => First(value) >= 0;

    /// <summary>The key has the value; either may be none.</summary>
    public bool Contains(int key, int value) => value >= 0 && (uint)key < (uint)links.Length && links[key].Value == value;

    /// <summary>Gives a key another value, at the end of that value's keys; the same value changes nothing, -1 takes the key out.</summary>
    public void Assign(int key, int value)
    {
        ref Link link = ref links[key];
        int old = link.Value;
        if (old == value) return;
        if (old >= 0) Remove(ref link, ref ends[old]);
        link.Value = value;
        if (value >= 0) Add(key, ref link, ref ends[value]);
    }

    /// <summary>Leaves every value without keys.</summary>
    public void Clear()
    {
        Array.Fill(ends, new Ends { First = -1, Last = -1 });
        Array.Fill(links, new Link { Value = -1, Next = -1, Previous = -1 });
    }

    private void Add(int key, ref Link link, ref Ends of)
    {
        int before = of.Last;
        link.Previous = before;
        link.Next = -1;
        of.Last = key;
        if (before >= 0) links[before].Next = key;
        else of.First = key;
    }

    private void Remove(ref Link link, ref Ends of)
    {
        int before = link.Previous;
        int after = link.Next;
        if (before >= 0) links[before].Next = after;
        else of.First = after;
        if (after >= 0) links[after].Previous = before;
        else of.Last = before;
    }

    // Side by side, because they are read and written together.
    private struct Ends
    {
        public int First;
        public int Last;
    }

    private struct Link
    {
        public int Value;
        public int Next;
        public int Previous;
    }
}
