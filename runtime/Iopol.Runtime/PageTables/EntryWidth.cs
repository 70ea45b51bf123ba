using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Iopol.Runtime.PageTables;

/// <summary>What the kernels do with entries of one width. Every address and count was shown to lie in the memory.</summary>
internal interface IEntryWidth
{
    /// <summary>log2 of the bytes of an entry.</summary>
    static abstract int Shift { get; }

    /// <summary>An entry.</summary>
    static abstract ulong Load(EntryReader entries, ulong address);

    /// <summary>Writes an entry, after everything this thread wrote before.</summary>
    static abstract void Publish(PhysicalMemory memory, ulong address, ulong value);

    /// <summary>How many of the entries from an address on are 0, up to the first that is not.</summary>
    static abstract int CountZeros(PhysicalMemory memory, ulong address, int count);

    /// <summary>How many of them are not 0, up to the first that is.</summary>
    static abstract int CountOthers(PhysicalMemory memory, ulong address, int count);

    /// <summary>How many of them are in a set, up to the first that is not.</summary>
    static abstract int CountAccepted(PhysicalMemory memory, ulong address, int count, EntryMask set);

    /// <summary>How many of them are not in a set, up to the first that is.</summary>
    static abstract int CountNotAccepted(PhysicalMemory memory, ulong address, int count, EntryMask set);

    /// <summary>Exchanges an entry if it is what is expected.</summary>
    /// <returns>What it was.</returns>
    static abstract ulong Exchange(PhysicalMemory memory, ulong address, ulong expected, ulong value);

    /// <summary>Writes entries in ascending order, each a step more than the one before.</summary>
    static abstract void Fill(PhysicalMemory memory, ulong address, int count, ulong value, ulong step);

    /// <summary>Writes 0 to entries, in ascending order.</summary>
    static abstract void Clear(PhysicalMemory memory, ulong address, int count);
}

/// <summary>
/// Entries of 8 bytes. Runs of them are read and written by vectors. No processor divides a vector elsewhere than between its aligned 8-byte
/// lanes, so that nobody sees half an entry; what vendors promise in writing is less: 16 aligned bytes on x86 with AVX, each lane on Arm.
/// Tables here are walked by threads of this process, so what processors do is enough.
/// </summary>
internal readonly struct Entries8 : IEntryWidth
{
    public static int Shift => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Load(EntryReader entries, ulong address) => entries.Read8(address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Publish(PhysicalMemory memory, ulong address, ulong value) => Volatile.Write(ref memory.Values<ulong>(address, 1)[0], value);

    public static int CountZeros(PhysicalMemory memory, ulong address, int count)
    {
        int found = memory.Values<ulong>(address, count).IndexOfAnyExcept(0UL);
        return found < 0 ? count : found;
    }

    public static int CountOthers(PhysicalMemory memory, ulong address, int count)
    {
        int found = memory.Values<ulong>(address, count).IndexOf(0UL);
        return found < 0 ? count : found;
    }

    public static int CountAccepted(PhysicalMemory memory, ulong address, int count, EntryMask set)
    {
        Span<ulong> slots = memory.Values<ulong>(address, count);
        Vector256<ulong> mask = Vector256.Create(set.Mask), want = Vector256.Create(set.Want);
        int index = 0;
        foreach (Vector256<ulong> four in MemoryMarshal.Cast<ulong, Vector256<ulong>>(slots))
        {
            if ((four & mask) != want) break;
            index += 4;
        }

        while (index < slots.Length && set.Accepts(slots[index])) index++;
        return index;
    }

    public static int CountNotAccepted(PhysicalMemory memory, ulong address, int count, EntryMask set)
    {
        Span<ulong> slots = memory.Values<ulong>(address, count);
        Vector256<ulong> mask = Vector256.Create(set.Mask), want = Vector256.Create(set.Want);
        int index = 0;
        foreach (Vector256<ulong> four in MemoryMarshal.Cast<ulong, Vector256<ulong>>(slots))
        {
            if (Vector256.EqualsAny(four & mask, want)) break;
            index += 4;
        }

        while (index < slots.Length && !set.Accepts(slots[index])) index++;
        return index;
    }

    public static ulong Exchange(PhysicalMemory memory, ulong address, ulong expected, ulong value) =>
        Interlocked.CompareExchange(ref memory.Values<ulong>(address, 1)[0], value, expected);

    public static void Fill(PhysicalMemory memory, ulong address, int count, ulong value, ulong step)
    {
        Span<ulong> slots = memory.Values<ulong>(address, count);
        int index = 0;
        if (count >= 8 && Vector512.IsHardwareAccelerated)
        {
            Vector256<ulong> four = Vector256.Create(value, value + step, value + (2 * step), value + (3 * step));
            Vector512<ulong> eight = Vector512.Create(four, four + Vector256.Create(step << 2)), onward = Vector512.Create(step << 3);
            Span<Vector512<ulong>> rest = MemoryMarshal.Cast<ulong, Vector512<ulong>>(slots);
            index = rest.Length * 8;
            for (; rest.Length >= 4; rest = rest[4..])
            {
                rest[0] = eight;
                eight += onward;
                rest[1] = eight;
                eight += onward;
                rest[2] = eight;
                eight += onward;
                rest[3] = eight;
                eight += onward;
            }

            for (int i = 0; i < rest.Length; i++)
            {
                rest[i] = eight;
                eight += onward;
            }
        }
        else if (count >= 4)
        {
            Vector256<ulong> four = Vector256.Create(value, value + step, value + (2 * step), value + (3 * step)), onward = Vector256.Create(step << 2);
            Span<Vector256<ulong>> rest = MemoryMarshal.Cast<ulong, Vector256<ulong>>(slots);
            index = rest.Length * 4;
            for (int i = 0; i < rest.Length; i++)
            {
                rest[i] = four;
                four += onward;
            }
        }

        for (; index < slots.Length; index++) slots[index] = value + ((ulong)index * step);
    }

    public static void Clear(PhysicalMemory memory, ulong address, int count)
    {
        Span<ulong> slots = memory.Values<ulong>(address, count);
        int index = 0;
        if (count >= 8 && Vector512.IsHardwareAccelerated)
        {
            Span<Vector512<ulong>> rest = MemoryMarshal.Cast<ulong, Vector512<ulong>>(slots);
            index = rest.Length * 8;
            for (; rest.Length >= 4; rest = rest[4..])
            {
                rest[0] = Vector512<ulong>.Zero;
                rest[1] = Vector512<ulong>.Zero;
                rest[2] = Vector512<ulong>.Zero;
                rest[3] = Vector512<ulong>.Zero;
            }

            for (int i = 0; i < rest.Length; i++) rest[i] = Vector512<ulong>.Zero;
        }
        else if (count >= 4)
        {
            Span<Vector256<ulong>> rest = MemoryMarshal.Cast<ulong, Vector256<ulong>>(slots);
            index = rest.Length * 4;
            for (int i = 0; i < rest.Length; i++) rest[i] = Vector256<ulong>.Zero;
        }

        for (; index < slots.Length; index++) slots[index] = 0;
    }
}

/// <summary>Entries of 4 bytes, written one by one.</summary>
internal readonly struct Entries4 : IEntryWidth
{
    public static int Shift => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Load(EntryReader entries, ulong address) => entries.Read4(address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Publish(PhysicalMemory memory, ulong address, ulong value) => Volatile.Write(ref memory.Values<uint>(address, 1)[0], (uint)value);

    public static int CountZeros(PhysicalMemory memory, ulong address, int count)
    {
        int found = memory.Values<uint>(address, count).IndexOfAnyExcept(0U);
        return found < 0 ? count : found;
    }

    public static int CountOthers(PhysicalMemory memory, ulong address, int count)
    {
        int found = memory.Values<uint>(address, count).IndexOf(0U);
        return found < 0 ? count : found;
    }

    public static int CountAccepted(PhysicalMemory memory, ulong address, int count, EntryMask set)
    {
        Span<uint> slots = memory.Values<uint>(address, count);
        int index = 0;
        while (index < slots.Length && set.Accepts(slots[index])) index++;
        return index;
    }

    public static int CountNotAccepted(PhysicalMemory memory, ulong address, int count, EntryMask set)
    {
        Span<uint> slots = memory.Values<uint>(address, count);
        int index = 0;
        while (index < slots.Length && !set.Accepts(slots[index])) index++;
        return index;
    }

    public static ulong Exchange(PhysicalMemory memory, ulong address, ulong expected, ulong value) =>
        Interlocked.CompareExchange(ref memory.Values<uint>(address, 1)[0], (uint)value, (uint)expected);

    public static void Fill(PhysicalMemory memory, ulong address, int count, ulong value, ulong step)
    {
        Span<uint> slots = memory.Values<uint>(address, count);
        for (int i = 0; i < slots.Length; i++)
        {
            Volatile.Write(ref slots[i], (uint)value);
            value += step;
        }
    }

    public static void Clear(PhysicalMemory memory, ulong address, int count)
    {
        foreach (ref uint slot in memory.Values<uint>(address, count)) Volatile.Write(ref slot, 0);
    }
}
