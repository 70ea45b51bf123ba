using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Iopol.Runtime.PageTables;

/// <summary>What becomes of leaves that were written to.</summary>
[Flags]
public enum DirtyFlags : byte
{
    /// <summary>They are made clean.</summary>
    None = 0,

    /// <summary>They stay as they are.</summary>
    KeepDirty = 1,
}

public abstract partial class PageTable
{
    /// <summary>
    /// Marks the pages of a range that were written to, and makes them clean. A run of entries was written to where one of them was. A
    /// leaf that reaches out of the range is marked as far as it lies in it, and stays dirty.
    /// </summary>
    /// <remarks>
    /// An entry is made clean in one piece against hardware that notes writes in it; a write is either in this bitmap or in the next one,
    /// provided the gather is completed in between.
    /// </remarks>
    /// <param name="iova">First IOVA, a multiple of the smallest leaf.</param>
    /// <param name="length">Bytes, likewise.</param>
    /// <param name="bitmap">One bit per page of the smallest leaf's size, the lowest bit first; bits are set, never cleared.</param>
    /// <param name="gather">Learns what must be invalidated so that later writes are noted again; null where entries are kept as they are.</param>
    /// <param name="flags">What becomes of the leaves.</param>
    /// <returns>How many pages were written to; -1 where the format or its options keep no dirty state, the range is no IOVA's, or nobody may write the table.</returns>
    /// <exception cref="ArgumentException"><paramref name="bitmap"/> is too short.</exception>
    public long ReadAndClearDirty(ulong iova, ulong length, Span<ulong> bitmap, IotlbGather? gather, DirtyFlags flags = DirtyFlags.None)
    {
        ulong smallest = levels[0].ItemMask + 1, last = unchecked(iova + length - 1);
        if (length == 0 || ((iova | length) & (smallest - 1)) != 0 || !HasTop || !IsInside(iova, last, length)) return -1;
        bool clears = (flags & DirtyFlags.KeepDirty) == 0;
        if ((clears && memory.IsReadOnly) || !keepsDirty) return -1;
        if (((ulong)bitmap.Length * 64) < length / smallest) throw new ArgumentException($"{bitmap.Length} words have no room for {length / smallest} pages", nameof(bitmap));
        if (clears) ArgumentNullException.ThrowIfNull(gather);
        var state = new DirtyState(bitmap, gather, clears, iova & SpaceMask, last & SpaceMask, levels[0].ItemBits);
        if (isNarrow) ReadDirty<Entries4>(ref state, levels.Length - 1, top, iova & SpaceMask, last & SpaceMask);
        else ReadDirty<Entries8>(ref state, levels.Length - 1, top, iova & SpaceMask, last & SpaceMask);
        GC.KeepAlive(this);
        return state.Pages;
    }

    private void ReadDirty<TWidth>(ref DirtyState state, int position, ulong table, ulong first, ulong last)
        where TWidth : struct, IEntryWidth
    {
        ref readonly LevelFacts level = ref levels[position];
        int end = level.Index(last);
        ulong from = first;
        for (int index = level.Index(first); index <= end;)
        {
            if (position == 0)
            {
                // Most pages are clean.
                int clean = TWidth.CountNotAccepted(memory, table + ((ulong)index << TWidth.Shift), end - index + 1, level.Dirty);
                index += clean;
                if (index > end) return;
                if (clean > 0) from = (from & ~level.ItemMask) + ((ulong)clean << level.ItemBits);
            }

            ulong place = table + ((ulong)index << TWidth.Shift), entry = TWidth.Load(entries, place);
            int run = 0;
            ulong to = from | level.ItemMask;
            if (entry != 0)
            {
                DecodedEntry decoded = DecodeAt(position, entry);
                if (decoded.Sort == EntrySort.Table && CanEnter(position, decoded, from))
                {
                    ulong through = Math.Min(last, decoded.Position == position - 1 ? to : from | levels[decoded.Position].SpanMask);
                    ReadDirty<TWidth>(ref state, decoded.Position, decoded.Address, from, through);
                }
                else if (decoded.Sort == EntrySort.Leaf)
                {
                    if (level.HasRuns) run = WholeRun(position, table, index, entry, decoded);
                    int start = index & -(1 << run), entriesInRun = 1 << run;
                    ulong within = (1UL << (level.ItemBits + run)) - 1, leaf = from & ~within;
                    to = leaf | within;
                    bool clears = state.Clears && leaf >= state.First && to <= state.Last;
                    if (TakeDirty<TWidth>(in level, table + ((ulong)start << TWidth.Shift), entriesInRun, clears))
                    {
                        state.Mark(Math.Max(leaf, state.First), Math.Min(to, last));
                        if (clears) state.Gather!.Add(Extend(leaf), Extend(to), level.ItemBits + run);
                    }

                    index = start + entriesInRun - 1;
                }
            }

            index++;
            from = unchecked(to + 1);
        }
    }

    /// <summary>Whether some entry of a leaf was written to; makes them clean if asked to.</summary>
    private bool TakeDirty<TWidth>(in LevelFacts level, ulong place, int count, bool clears)
        where TWidth : struct, IEntryWidth
    {
        bool isDirty = false;
        for (int i = 0; i < count; i++, place += 1UL << TWidth.Shift)
        {
            ulong entry = TWidth.Load(entries, place);
            while (level.Dirty.Accepts(entry))
            {
                isDirty = true;
                if (!clears) return true;
                ulong found = TWidth.Exchange(memory, place, entry, entry ^ level.DirtyBits);
                if (found == entry) break;
                entry = found;
            }
        }

        return isDirty;
    }

    private ref struct DirtyState(Span<ulong> bitmap, IotlbGather? gather, bool clears, ulong first, ulong last, int pageBits)
    {
        private readonly Span<ulong> bitmap = bitmap;

        internal IotlbGather? Gather { get; } = gather;

        internal bool Clears { get; } = clears;

        internal ulong First { get; } = first;

        internal ulong Last { get; } = last;

        internal long Pages { get; private set; }

        internal void Mark(ulong from, ulong to)
        {
            ulong page = (from - First) >> pageBits, end = (to - First) >> pageBits;
            Pages += (long)(end - page + 1);
            for (; page <= end && (page & 63) != 0; page++) bitmap[(int)(page >> 6)] |= 1UL << (int)(page & 63);
            for (; page + 63 <= end; page += 64) bitmap[(int)(page >> 6)] = ulong.MaxValue;
            for (; page <= end; page++) bitmap[(int)(page >> 6)] |= 1UL << (int)(page & 63);
        }
    }
}
