#if !IOPOL_SAFE_MEMORY
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Iopol.Runtime.PageTables;

public abstract partial class PageTable
{
    /// <summary>Tables of a memory up to this size stay in the caches; asking for them ahead only costs.</summary>
    private const ulong CachedBytes = 4 << 20;

    private bool CanGather => Avx2.IsSupported && !isNarrow && isSimple;

    /// <summary>
    /// <see cref="WalkGroup"/> by gathers, four IOVAs at a time. No branch depends on an entry: a lane that has ended gathers nothing
    /// and passes nowhere. Leaves up to three IOVAs at the end to others.
    /// </summary>
    /// <returns>How many IOVAs were looked at.</returns>
    [SkipLocalsInit]
    private unsafe int GatherGroup(ReadOnlySpan<ulong> iovas, Access access, Span<ulong> addresses)
    {
        int count = iovas.Length & ~3;
        // Host addresses of the next entries; 0 for a lane that has ended.
        ulong* places = stackalloc ulong[Lanes];
        fixed (ulong* asked = iovas, found = addresses)
        {
            int position = levels.Length - 1;
            ulong host = (ulong)entries.Origin;
            Vector256<ulong> biases = Vector256.Create(bias), outsides = Vector256.Create(outside), none = Vector256<ulong>.AllBitsSet;
            Vector256<ulong> place = Vector256.Create(unchecked(host + top));
            for (int i = 0; i < count; i += 4)
            {
                Vector256<ulong> iova = Vector256.Load(asked + i);
                Vector256<ulong> isInside = Vector256.Equals((iova + biases) & outsides, Vector256<ulong>.Zero);
                ((place + Offset(in levels[position], iova)) & isInside).Store(places + i);
                none.Store(found + i);
            }

            bool asksAhead = memory.Size > CachedBytes;
            ref EntryMaskRow row = ref Masks(access);
            for (; position >= 0; position--)
            {
                if (asksAhead)
                {
                    for (int i = 0; i < count; i++) Sse.Prefetch0((void*)places[i]);
                }

                EntryMask table = row[position * 2], leaf = row[(position * 2) + 1];
                if (position == 0) Pass<No, Yes>(position, table, leaf, asked, places, found, count);
                else if (leaf.IsEmpty) Pass<Yes, No>(position, table, leaf, asked, places, found, count);
                else Pass<Yes, Yes>(position, table, leaf, asked, places, found, count);
            }
        }

        return count;
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

    /// <summary>The offset in its table of the entry an IOVA is looked up at.</summary>
    private static Vector256<ulong> Offset(in LevelFacts level, Vector256<ulong> iova) =>
        Vector256.ShiftRightLogical(iova, level.ItemBits - 3) & Vector256.Create(level.IndexMask << 3);

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
