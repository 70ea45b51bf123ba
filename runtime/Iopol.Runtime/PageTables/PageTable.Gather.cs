#if !IOPOL_SAFE_MEMORY
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Iopol.Runtime.PageTables;

public abstract partial class PageTable
{
    /// <summary>Tables of a memory up to this size stay in the caches; asking for them ahead only costs.</summary>
    private const ulong CachedBytes = 4 << 20;

    /// <summary>How many walks go on at the same time.</summary>
    private const int Lanes = 128;

    private const int AskedLines = 64;

    private bool CanGather => Avx2.IsSupported && !isNarrow && isSimple;

    /// <summary>
    /// By gathers, four IOVAs at a time. No branch depends on an entry: a lane that has ended gathers nothing and passes nowhere. The
    /// lowest level of a group is left for after the upper levels of the next one, so that its entries have the time to come.
    /// </summary>
    /// <returns>How many IOVAs were looked at: all but up to three at the end.</returns>
    [SkipLocalsInit]
    private unsafe int GatherMany(ReadOnlySpan<ulong> iovas, Access access, Span<ulong> addresses, ref int settled)
    {
        // Host addresses of the next entries; 0 for a lane that has ended.
        ulong* even = stackalloc ulong[Lanes], odd = stackalloc ulong[Lanes];
        int all = iovas.Length & ~3, previous = 0;
        fixed (ulong* asked = iovas, found = addresses)
        {
            for (int first = 0; first < all + Lanes; first += Lanes)
            {
                int count = Math.Min(Lanes, all - first);
                if (count > 0) GatherUpper(asked + first, access, found + first, even, count);
                if (previous > 0)
                {
                    int before = first - Lanes;
                    Pass<No, Yes>(0, EntryMask.Never, Masks(access)[1], asked + before, odd, found + before, previous);
                    settled += SettleAll(iovas.Slice(before, previous), access, addresses.Slice(before, previous));
                }

                previous = count;
                ulong* swap = even;
                even = odd;
                odd = swap;
            }
        }

        return all;
    }

    /// <summary>All levels but the lowest, of a group; asks for the entries of the lowest.</summary>
    private unsafe void GatherUpper(ulong* asked, Access access, ulong* found, ulong* places, int count)
    {
        int highest = levels.Length - 1;
        Vector256<ulong> biases = Vector256.Create(bias), outsides = Vector256.Create(outside), place = Vector256.Create(unchecked((ulong)entries.Origin + top));
        Vector256<ulong> index = Vector256.Create(levels[highest].IndexMask << 3);
        int shift = levels[highest].ItemBits - 3;
        for (int i = 0; i < count; i += 4)
        {
            Vector256<ulong> iova = Vector256.Load(asked + i);
            Vector256<ulong> isInside = Vector256.Equals((iova + biases) & outsides, Vector256<ulong>.Zero);
            ((place + (Vector256.ShiftRightLogical(iova, shift) & index)) & isInside).Store(places + i);
            Vector256<ulong>.AllBitsSet.Store(found + i);
        }

        bool asksAhead = memory.Size > CachedBytes;
        ref EntryMaskRow row = ref Masks(access);
        for (int position = highest; position > 0; position--)
        {
            EntryMask table = row[position * 2], leaf = row[(position * 2) + 1];
            if (leaf.IsEmpty) Pass<Yes, No>(position, table, leaf, asked, places, found, count);
            else Pass<Yes, Yes>(position, table, leaf, asked, places, found, count);
            // The tables of the two highest levels are few enough to be in the caches.
            if (!asksAhead || position >= highest) continue;
            for (int i = 0; i < count; i += 4)
            {
                Sse.Prefetch1((void*)places[i]);
                Sse.Prefetch1((void*)places[i + 1]);
                Sse.Prefetch1((void*)places[i + 2]);
                Sse.Prefetch1((void*)places[i + 3]);
            }
        }
    }

    /// <summary>Translates one by one what was not passed at once.</summary>
    /// <returns>How many have an address.</returns>
    private int SettleAll(ReadOnlySpan<ulong> iovas, Access access, Span<ulong> addresses)
    {
        int found = iovas.Length;
        int at = addresses.IndexOf(NoAddress);
        if (at < 0) return found;
        for (; at < iovas.Length; at++)
        {
            if (addresses[at] == NoAddress) addresses[at] = AddressOf(iovas[at], access);
            if (addresses[at] == NoAddress) found--;
        }

        return found;
    }

    /// <summary>Asks for the start of the lowest table an entry points to; the processor brings the rest by itself.</summary>
    private unsafe void AskAhead(ulong entry)
    {
        if (!Sse.IsSupported || !PlainMasks[2].Accepts(entry)) return;
        byte* start = (byte*)unchecked(entries.Origin + (nint)levels[1].TableAddress(entry));
        for (int line = 0; line < AskedLines; line++) Sse.Prefetch0(start + (line * 64));
    }

    /// <summary>One level: lanes at tables move on to the next, lanes at leaves are found, all others end.</summary>
    private unsafe void Pass<TTables, TLeaves>(int position, EntryMask table, EntryMask leaf, ulong* asked, ulong* places, ulong* found, int count)
        where TTables : struct, IFlag
        where TLeaves : struct, IFlag
    {
        ref readonly LevelFacts level = ref levels[position];
        ref readonly LevelFacts lower = ref levels[TTables.IsSet ? position - 1 : 0];
        Vector256<ulong> tableMask = Vector256.Create(table.Mask), tableWant = Vector256.Create(table.Want), host = Vector256.Create((ulong)entries.Origin);
        Vector256<ulong> leafMask = Vector256.Create(leaf.Mask), leafWant = Vector256.Create(leaf.Want), inside = Vector256.Create(level.ItemMask);
        Vector256<ulong> tableBits = Vector256.Create(level.Table.EntryBits), leafBits = Vector256.Create(level.Leaf.EntryBits);
        Vector256<ulong> refused = Vector256.Create(refusedFirst), refusedBytes = Vector256.Create(refusedCount);
        Vector256<ulong> lowerIndex = Vector256.Create(lower.IndexMask << 3);
        int tableShift = level.Table.Shift, leafShift = level.Leaf.Shift, lowerShift = lower.ItemBits - 3;
        for (int i = 0; i < count; i += 4)
        {
            Vector256<ulong> iova = Vector256.Load(asked + i), place = Vector256.Load(places + i);
            Vector256<ulong> isLive = ~Vector256.Equals(place, Vector256<ulong>.Zero);
            Vector256<ulong> entry = Avx2.GatherMaskVector256(Vector256<ulong>.Zero, (ulong*)null, place.AsInt64(), isLive, 1);
            if (TLeaves.IsSet)
            {
                Vector256<ulong> address = Shift(entry & leafBits, leafShift) | (iova & inside);
                Vector256<ulong> isFound = Vector256.AndNot(Vector256.Equals(entry & leafMask, leafWant), Vector256.LessThan(address - refused, refusedBytes));
                // A lane is found once; until then it holds all ones.
                Vector256.ConditionalSelect(isFound, address, Vector256.Load(found + i)).Store(found + i);
            }

            if (TTables.IsSet)
            {
                Vector256<ulong> next = host + Shift(entry & tableBits, tableShift) + (Vector256.ShiftRightLogical(iova, lowerShift) & lowerIndex);
                (next & Vector256.Equals(entry & tableMask, tableWant)).Store(places + i);
            }
        }
    }

    private interface IFlag
    {
        static abstract bool IsSet { get; }
    }

    private readonly struct Yes : IFlag
    {
        public static bool IsSet => true;
    }

    private readonly struct No : IFlag
    {
        public static bool IsSet => false;
    }
}
#endif
