using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Iopol.Interpreter.Verifying;

/// <summary>
/// The states found, each once, in the order they were found: packed to as few bits as their fields need, with the state each was
/// first reached from, and an open-addressing index. Outside the collected heap; the bytes are counted.
/// </summary>
internal sealed unsafe class PackedStates : IDisposable
{
    private readonly ulong[] masks;
    private readonly int[] bits;
    private readonly int words;
    private readonly long memoryLimit;
    private ulong* states;
    private uint* parents;
    private uint* index;
    private ulong* staged;
    private int stagedCapacity = 64;
    private long capacity;
    private long slots;

    public PackedStates(StateLayout layout, long memoryLimit)
    {
        this.memoryLimit = memoryLimit;
        int lanes = layout.Length / 8;
        masks = new ulong[lanes];
        bits = new int[lanes];
        foreach (StateField field in layout.Fields)
        {
            masks[field.Offset / 8] |= ((1UL << field.Bits) - 1) << (8 * (field.Offset % 8));
            bits[field.Offset / 8] += field.Bits;
            Bits += field.Bits;
        }

        words = (Bits + 63) / 64;
        capacity = 1 << 12;
        slots = 1 << 14;
        states = (ulong*)NativeMemory.Alloc((nuint)(capacity * words * sizeof(ulong)));
        parents = (uint*)NativeMemory.Alloc((nuint)(capacity * sizeof(uint)));
        index = (uint*)NativeMemory.AllocZeroed((nuint)(slots * sizeof(uint)));
        staged = (ulong*)NativeMemory.Alloc((nuint)(stagedCapacity * StagedWords * sizeof(ulong)));
    }

    /// <summary>No state.</summary>
    public const long None = -1;

    /// <summary>States kept.</summary>
    public long Count { get; private set; }

    /// <summary>Bits of a packed state.</summary>
    public int Bits { get; }

    /// <summary>Bytes of a state with the state it came from, without the index.</summary>
    public int StateBytes => (words * sizeof(ulong)) + sizeof(uint);

    /// <summary>Bytes taken.</summary>
    public long Bytes => (capacity * StateBytes) + (slots * sizeof(uint));

    /// <summary>States that are staged: packed, but not looked up yet.</summary>
    public int Staged { get; private set; }

    // A packed state, a word that packing may write beyond it, and the hash.
    private int StagedWords => words + 2;

    /// <summary>Packs a state and has its place in the index fetched from memory, while the next one is worked out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Stage(ReadOnlySpan<byte> state)
    {
        if (Staged == stagedCapacity)
        {
            stagedCapacity *= 2;
            staged = (ulong*)NativeMemory.Realloc(staged, (nuint)(stagedCapacity * StagedWords * sizeof(ulong)));
        }

        ulong* packed = staged + (Staged++ * (long)StagedWords);
        ulong hash = Pack(state, packed);
        packed[words + 1] = hash;
        if (Sse.IsSupported) Sse.Prefetch0(index + ((long)hash & (slots - 1)));
    }

    /// <summary>Has what the staged states will be compared with fetched from memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void FetchStaged()
    {
        if (!Sse.IsSupported) return;
        for (int i = 0; i < Staged; i++)
        {
            uint candidate = index[(long)staged[(i * (long)StagedWords) + words + 1] & (slots - 1)];
            if (candidate != 0) Sse.Prefetch0(states + ((candidate - 1) * (long)words));
        }
    }

    /// <summary>Forgets what is staged.</summary>
    public void ClearStaged() => Staged = 0;

    /// <summary>Adds a staged state unless it is there.</summary>
    /// <param name="which">Which one, in the order of staging.</param>
    /// <param name="parent">The state it was reached from, or <see cref="None"/>.</param>
    /// <param name="limit">Most states to keep.</param>
    /// <returns>True where it is new; null where there is no room for it.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool? Add(int which, long parent, long limit)
    {
        ulong* packed = staged + (which * (long)StagedWords);
        ulong hash = packed[words + 1];
        long mask = slots - 1;
        long at = (long)hash & mask;
        for (; index[at] != 0; at = (at + 1) & mask)
        {
            ulong* other = states + ((index[at] - 1) * (long)words);
            int w = 0;
            while (w < words && other[w] == packed[w]) w++;
            if (w == words) return false;
        }

        if (Count == limit || Count == uint.MaxValue - 1) return null;
        if (Count == capacity && !Grow()) return null;
        ulong* place = states + (Count * words);
        for (int w = 0; w < words; w++) place[w] = packed[w];
        parents[Count] = (uint)parent;
        index[at] = (uint)++Count;
        // Beyond this share of taken slots, looking for a free one takes long.
        if (Count * 5 > slots * 3 && !GrowIndex()) return null;
        return true;
    }

    /// <summary>The state another one was first reached from, or <see cref="None"/>.</summary>
    public long Parent(long state) => parents[state] == unchecked((uint)None) ? None : parents[state];

    /// <summary>Unpacks a state.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Read(long state, Span<byte> into)
    {
        ulong* packed = states + (state * words);
        ref byte first = ref MemoryMarshal.GetReference(into);
        int at = 0;
        for (int lane = 0; lane < masks.Length; lane++)
        {
            int shift = at & 63;
            ulong value = packed[at >> 6] >> shift;
            if (shift + bits[lane] > 64) value |= packed[(at >> 6) + 1] << (64 - shift);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref first, lane * 8), Deposit(value, masks[lane]));
            at += bits[lane];
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.Free(states);
        NativeMemory.Free(parents);
        NativeMemory.Free(index);
        NativeMemory.Free(staged);
        states = staged = null;
        parents = index = null;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ulong Pack(ReadOnlySpan<byte> state, ulong* packed)
    {
        for (int w = 0; w <= words; w++) packed[w] = 0;
        ref byte first = ref MemoryMarshal.GetReference(state);
        int at = 0;
        for (int lane = 0; lane < masks.Length; lane++)
        {
            ulong value = Extract(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, lane * 8)), masks[lane]);
            int shift = at & 63;
            packed[at >> 6] |= value << shift;
            if (shift + bits[lane] > 64) packed[(at >> 6) + 1] |= value >> (64 - shift);
            at += bits[lane];
        }

        return Hash(packed);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ulong Hash(ulong* packed)
    {
        ulong hash = 0;
        for (int w = 0; w < words; w++)
        {
            hash = (hash ^ packed[w]) * 0x9E3779B97F4A7C15;
            hash ^= hash >> 29;
        }

        hash *= 0xBF58476D1CE4E5B9;
        return hash ^ (hash >> 32);
    }

    private static ulong Extract(ulong value, ulong mask)
    {
        if (Bmi2.X64.IsSupported) return Bmi2.X64.ParallelBitExtract(value, mask);
        ulong result = 0;
        for (int bit = 0; mask != 0; mask &= mask - 1, bit++) result |= ((value & mask & (0 - mask)) != 0 ? 1UL : 0) << bit;
        return result;
    }

    private static ulong Deposit(ulong value, ulong mask)
    {
        if (Bmi2.X64.IsSupported) return Bmi2.X64.ParallelBitDeposit(value, mask);
        ulong result = 0;
        for (; mask != 0; mask &= mask - 1, value >>= 1) result |= (value & 1) != 0 ? mask & (0 - mask) : 0;
        return result;
    }

    private bool Grow()
    {
        long larger = capacity * 2;
        if ((larger * StateBytes) + (slots * sizeof(uint)) > memoryLimit) return false;
        states = (ulong*)NativeMemory.Realloc(states, (nuint)(larger * words * sizeof(ulong)));
        parents = (uint*)NativeMemory.Realloc(parents, (nuint)(larger * sizeof(uint)));
        capacity = larger;
        return true;
    }

    private bool GrowIndex()
    {
        long larger = slots * 2;
        if ((capacity * StateBytes) + ((larger + slots) * sizeof(uint)) > memoryLimit) return false;
        NativeMemory.Free(index);
        index = (uint*)NativeMemory.AllocZeroed((nuint)(larger * sizeof(uint)));
        slots = larger;
        for (long s = 0; s < Count; s++)
        {
            long at = (long)Hash(states + (s * words)) & (slots - 1);
            while (index[at] != 0) at = (at + 1) & (slots - 1);
            index[at] = (uint)(s + 1);
        }

        return true;
    }
}
