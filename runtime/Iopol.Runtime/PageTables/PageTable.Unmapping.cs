using System.Runtime.CompilerServices;

namespace Iopol.Runtime.PageTables;

public abstract partial class PageTable
{
    /// <summary>Unmaps a range of IOVAs, up to its end or the first IOVA of it that is not mapped.</summary>
    /// <remarks>
    /// A leaf that starts in the range goes as a whole, even where it ends behind it; one that starts before the range stays and
    /// ends the unmapping. Tables whose IOVAs all lie in the range go too. Entries are emptied before their tables' frames go to the
    /// gather; a lowest table that goes as a whole keeps its entries until its frame is used again. At the lowest level every
    /// entry but 0 counts as a leaf.
    /// </remarks>
    /// <param name="iova">First IOVA, a multiple of the smallest leaf.</param>
    /// <param name="length">Bytes, likewise.</param>
    /// <param name="gather">Learns what must be invalidated, and holds back the frames of tables until then.</param>
    /// <returns>Bytes unmapped from <paramref name="iova"/> on, perhaps more than <paramref name="length"/>; 0 also for a range that is not of such multiples, is no IOVA's, or that nobody may write.</returns>
    public ulong Unmap(ulong iova, ulong length, IotlbGather gather)
    {
        ArgumentNullException.ThrowIfNull(gather);
        ulong bytes = isNarrow ? Unmap<Entries4>(iova, length, gather) : Unmap<Entries8>(iova, length, gather);
        GC.KeepAlive(this);
        return bytes;
    }

    /// <summary>
    /// Gives up the whole table: all its tables' frames, the top one's too, go to the gather. Nothing may be mapped in it any more, and
    /// nothing translated once the gather is complete.
    /// </summary>
    public void Release(IotlbGather gather)
    {
        ArgumentNullException.ThrowIfNull(gather);
        if (!IsWritable(gather)) throw new ArgumentException("nobody may write to the table, or the frames are of another memory", nameof(gather));
        if (isNarrow) Collect<Entries4>(levels.Length - 1, top, 0, gather);
        else Collect<Entries8>(levels.Length - 1, top, 0, gather);
        GC.KeepAlive(this);
    }

    private ulong Unmap<TWidth>(ulong iova, ulong length, IotlbGather gather)
        where TWidth : struct, IEntryWidth
    {
        ulong smallest = sizeMask & (ulong)-(long)sizeMask, last = unchecked(iova + length - 1);
        if (length == 0 || smallest == 0 || ((iova | length) & (smallest - 1)) != 0 || !IsWritable(gather) || !IsInside(iova, last, length)) return 0;
        if (!memory.IsSparse && UnmapLeaves<TWidth>(iova, last, gather)) return length;
        var state = new UnmapState(gather);
        Unmap<TWidth>(ref state, levels.Length - 1, top, iova, last, isCovered: false);
        if (state.Bytes > 0) gather.Add(iova, unchecked(iova + state.Bytes - 1), state.LeafBits);
        return state.Bytes;
    }

    /// <summary>What most unmappings are: whole leaves of one entry each, in one table that stays.</summary>
    /// <returns>False where it is anything else; nothing is changed then.</returns>
    private bool UnmapLeaves<TWidth>(ulong iova, ulong last, IotlbGather gather)
        where TWidth : struct, IEntryWidth
    {
        ref EntryMaskRow plain = ref PlainMasks;
        ulong table = top;
        for (int position = levels.Length - 1; ; position--)
        {
            ref readonly LevelFacts level = ref levels[position];
            int index = level.Index(iova), end = level.Index(last);
            ulong place = table + ((ulong)index << TWidth.Shift), entry = TWidth.Load(entries, place), outside = (iova | ~last) & level.ItemMask;
            if (plain[position * 2].Accepts(entry))
            {
                // A table whose IOVAs all lie in the range goes too.
                if (index != end || outside == 0) return false;
                table = level.TableAddress(entry);
                continue;
            }

            int count = end - index + 1;
            if (outside != 0) return false;
            if (position == 0 && !level.HasRuns ? TWidth.CountOthers(memory, place, count) != count : TWidth.CountAccepted(memory, place, count, Single(position)) != count) return false;
            if (position < levels.Length - 1 && count == 1 << (level.SpanBits - level.ItemBits)) return false;
            if (count == 1) TWidth.Publish(memory, place, 0);
            else TWidth.Clear(memory, place, count);
            gather.Add(iova, last, level.ItemBits);
            return true;
        }
    }

    /// <returns>False where the unmapping ended within the range.</returns>
    private bool Unmap<TWidth>(ref UnmapState state, int position, ulong table, ulong first, ulong last, bool isCovered)
        where TWidth : struct, IEntryWidth
    {
        ref readonly LevelFacts level = ref levels[position];
        EntryMask single = Single(position);
        int index = level.Index(first), end = level.Index(last);
        ulong from = first;
        while (index <= end)
        {
            ulong place = table + ((ulong)index << TWidth.Shift), entry = TWidth.Load(entries, place);
            if (entry == 0) return false;
            if (position > 0 && IsTable(position, entry, out ulong below))
            {
                ulong to = index == end ? last : from | level.ItemMask;
                bool covers = (from & level.ItemMask) == 0 && (to & level.ItemMask) == level.ItemMask;
                if (!Unmap<TWidth>(ref state, position - 1, below, from, to, covers)) return false;
                if (covers)
                {
                    TWidth.Publish(memory, place, 0);
                    state.Gather.AddTable(from, to, below);
                }

                index++;
                from = unchecked(to + 1);
                continue;
            }

            int count = position == 0 && !level.HasRuns
                ? TWidth.CountOthers(memory, place, end - index + 1)
                : TWidth.CountAccepted(memory, place, end - index + 1, single);
            int bits = level.ItemBits;
            if (count == 0)
            {
                int run = RunBits(position, entry);
                if (run < 0) return false;
                bits += run;
                count = 1 << run;
            }

            if ((from & ((1UL << bits) - 1)) != 0) return false;
            // Nobody reaches a table that goes as a whole, once it is gone.
            bool stays = !(isCovered && position == 0 && count == 1 << (level.SpanBits - level.ItemBits));
            if (stays) TWidth.Clear(memory, place, count);
            state.Add((ulong)count << level.ItemBits, bits);
            index += count;
            from = unchecked(from + ((ulong)count << level.ItemBits));
        }

        return true;
    }

    /// <summary>Leaves that take one entry and are no part of a run.</summary>
    private EntryMask Single(int position)
    {
        EntryMask leaf = PlainMasks[(position * 2) + 1], hinted = levels[position].Hinted;
        return levels[position].HintedBits == 0 || leaf.IsEmpty ? leaf : new(leaf.Mask | hinted.Mask, leaf.Want);
    }

    /// <summary>log2 of the entries of the leaf that an entry is one of, or -1 where it is no leaf.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int RunBits(int position, ulong entry)
    {
        ref readonly LevelFacts level = ref levels[position];
        DecodedEntry decoded = Decode(position, entry);
        if (decoded.Sort != EntrySort.Leaf) return position == 0 && !level.HasRuns ? 0 : -1;
        if (level.HintedBits > 0 && level.Hinted.Accepts(entry)) return level.HintedBits;
        return Math.Clamp(decoded.SizeBits - level.ItemBits, 0, level.SpanBits - level.ItemBits);
    }

    private ref struct UnmapState(IotlbGather gather)
    {
        internal IotlbGather Gather { get; } = gather;

        internal ulong Bytes { get; private set; }

        internal int LeafBits { get; private set; } = 64;

        internal void Add(ulong bytes, int leafBits)
        {
            Bytes += bytes;
            if (leafBits < LeafBits) LeafBits = leafBits;
        }
    }
}
