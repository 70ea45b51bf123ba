using System.Numerics;

namespace Iopol.Runtime.PageTables;

/// <summary>Gathers what an entry must be for a walk to go on at once, without the steps in between. Emitted code only.</summary>
public ref struct MaskBuilder
{
    // A format whose choices take longer to settle is walked step by step.
    private const int MostTries = 4096;

    private ulong mask;
    private ulong want;
    private bool isNever;
    private List<EntryMask[]>? choices;

    /// <summary>The bits must have the value.</summary>
    public void Need(ulong bits, ulong value)
    {
        if (((want ^ value) & mask & bits) != 0 || (value & ~bits) != 0) isNever = true;
        mask |= bits;
        want |= value;
    }

    /// <summary>One of the sets must hold the entry; settled once everything else is known.</summary>
    public void NeedOneOf(params EntryMask[] sets) => (choices ??= []).Add(sets);

    /// <summary>There is no such entry.</summary>
    public void Never() => isNever = true;

    /// <summary>The set must hold the entry.</summary>
    public void Need(EntryMask set) => Need(set.Mask, set.Want);

    /// <summary>The address must be that of a whole table in the memory.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="tableBits">log2 of the table's bytes.</param>
    /// <param name="parts">Where the entry holds the address.</param>
    public void NeedTableIn(PhysicalMemory memory, int tableBits, params AddressPart[] parts)
    {
        // Only in an aligned power of two is lying inside the same thing as some bits having one value.
        ulong size = memory.WindowSize, start = memory.Base;
        if (size >> tableBits == 0) isNever = true;
        ulong fixedBits = ~(size - 1) | ((1UL << tableBits) - 1), held = 0;
        foreach (AddressPart part in parts)
        {
            Need(part.ToEntry(fixedBits), part.ToEntry(start));
            held |= part.AddressBits;
        }

        if ((start & ~held) != 0) isNever = true;
    }

    /// <summary>The set of entries; of several that would do, the largest, and of those the first by the order of the choices.</summary>
    public readonly EntryMask ToMask()
    {
        if (isNever) return EntryMask.Never;
        if (choices is null) return new(mask, want);
        EntryMask? best = null;
        int tries = MostTries;
        Settle(new(mask, want), 0, ref best, ref tries);
        return best ?? EntryMask.Never;
    }

    // The fewer bits count, the larger the set.
    private readonly void Settle(EntryMask chosen, int from, ref EntryMask? best, ref int tries)
    {
        while (from < choices!.Count && IsMet(chosen, choices[from])) from++;
        if (best is { } known && BitOperations.PopCount(chosen.Mask) >= BitOperations.PopCount(known.Mask)) return;
        if (from == choices.Count)
        {
            best = chosen;
            return;
        }

        foreach (EntryMask set in choices[from])
        {
            if (set.IsEmpty || ((set.Want ^ chosen.Want) & set.Mask & chosen.Mask) != 0 || --tries < 0) continue;
            Settle(new(chosen.Mask | set.Mask, chosen.Want | set.Want), from + 1, ref best, ref tries);
        }
    }

    private static bool IsMet(EntryMask chosen, EntryMask[] sets)
    {
        foreach (EntryMask set in sets)
        {
            if (!set.IsEmpty && (set.Mask & ~chosen.Mask) == 0 && ((set.Want ^ chosen.Want) & set.Mask) == 0) return true;
        }

        return false;
    }
}
