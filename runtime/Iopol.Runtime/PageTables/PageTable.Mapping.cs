using System.Numerics;
using System.Runtime.CompilerServices;

namespace Iopol.Runtime.PageTables;

public abstract partial class PageTable
{
    private readonly LeafSize[] sizes = new LeafSize[64];
    private ulong sizeMask;
    private ulong refusals;
    private bool knowsRefusals;

    /// <summary>Maps a range of IOVAs to as many addresses, by the largest leaves that fit. All of it or nothing.</summary>
    /// <remarks>
    /// Tables left empty by <see cref="Unmap"/> are replaced by large leaves; their frames go to the gather. Leaves appear one by
    /// one, in no promised order between tables, ascending within one; a new table is complete before anybody can reach it. Errors
    /// are looked for in the order EINVAL, ERANGE, EOPNOTSUPP, EADDRINUSE, ENOMEM.
    /// </remarks>
    /// <param name="iova">First IOVA, a multiple of the smallest leaf.</param>
    /// <param name="address">First address, likewise.</param>
    /// <param name="length">Bytes, likewise, not 0.</param>
    /// <param name="rights">What the mapping is to allow.</param>
    /// <param name="gather">Where frames of new tables come from and those of replaced tables go to.</param>
    public MapError TryMap(ulong iova, ulong address, ulong length, MapRights rights, IotlbGather gather)
    {
        ArgumentNullException.ThrowIfNull(gather);
        MapError error = isNarrow ? Map<Entries4>(iova, address, length, rights, gather) : Map<Entries8>(iova, address, length, rights, gather);
        GC.KeepAlive(this);
        return error;
    }

    private MapError Map<TWidth>(ulong iova, ulong address, ulong length, MapRights rights, IotlbGather gather)
        where TWidth : struct, IEntryWidth
    {
        ulong smallest = sizeMask & (ulong)-(long)sizeMask, last = unchecked(iova + length - 1);
        if (length == 0 || smallest == 0 || ((iova | address | length) & (smallest - 1)) != 0 || !IsWritable(gather)) return MapError.EINVAL;
        if (!IsInside(iova, last, length) || unchecked(address + length - 1) < address) return MapError.ERANGE;
        if (IsRefusedRight(rights)) return MapError.EOPNOTSUPP;
        LeafSize size = Choose(iova, address, length, out ulong run);
        ulong lastLeaf = address + run - (1UL << size.SizeBits), entry = LastEntry(size, lastLeaf, rights, out bool fits);
        if (!fits) return MapError.ERANGE;
        ref readonly LevelFacts level = ref levels[size.Position];
        // Most mappings are one run in a table that is there.
        if (run == length && (level.SpanBits >= 64 || iova >> level.SpanBits == last >> level.SpanBits) && !memory.IsSparse)
        {
            ulong table = Descend<TWidth>(iova, size.Position);
            int index = level.Index(iova), count = (int)(run >> level.ItemBits);
            ulong place = table + ((ulong)index << TWidth.Shift);
            if (table == NoAddress)
            {
                // Not so simple after all.
            }
            else if (count == 1)
            {
                if (TWidth.Load(entries, place) == 0)
                {
                    TWidth.Publish(memory, place, entry);
                    return MapError.None;
                }
            }
            else if (TWidth.CountZeros(memory, place, count) == count)
            {
                if (!size.IsReplicated && level.IsLeafSimple)
                {
                    ulong step = level.Leaf.ToEntry(1UL << level.ItemBits);
                    TWidth.Fill(memory, place, count, unchecked(entry - ((ulong)(count - 1 >> size.EntryBits << size.EntryBits) * step)), step);
                }
                else
                {
                    FillLeaves<TWidth>(size, place, count, address, rights);
                }

                return MapError.None;
            }
        }

        return MapRuns<TWidth>(iova, address, length, rights, gather);
    }

    /// <summary>The table at a position on the way to an IOVA, or <see cref="NoAddress"/> where the way is not a plain one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Descend<TWidth>(ulong iova, int target)
        where TWidth : struct, IEntryWidth
    {
        ref EntryMaskRow plain = ref PlainMasks;
        ulong table = top;
        for (int position = levels.Length - 1; position > target; position--)
        {
            ref readonly LevelFacts level = ref levels[position];
            ulong entry = TWidth.Load(entries, table + ((ulong)level.Index(iova) << TWidth.Shift));
            if (!plain[position * 2].Accepts(entry)) return NoAddress;
            table = level.TableAddress(entry);
        }

        return table;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private MapError MapRuns<TWidth>(ulong iova, ulong address, ulong length, MapRights rights, IotlbGather gather)
        where TWidth : struct, IEntryWidth
    {
        var plan = new MapPlan(rights, gather);
        MapError error = MapError.None;
        for (ulong done = 0, run; error == MapError.None && done < length; done += run)
        {
            LeafSize size = plan.Size = Choose(iova + done, address + done, length - done, out run);
            LastEntry(size, address + done + run - (1UL << size.SizeBits), rights, out bool fits);
            error = fits ? Plan<TWidth>(ref plan, levels.Length - 1, top, iova + done, iova + done + run - 1) : MapError.ERANGE;
        }

        if (error == MapError.None && !plan.TakeFrames(levels)) error = MapError.ENOMEM;
        if (error != MapError.None) return error;
        for (ulong done = 0, run; done < length; done += run)
        {
            plan.Size = Choose(iova + done, address + done, length - done, out run);
            plan.Address = address + done;
            Commit<TWidth>(ref plan, levels.Length - 1, top, iova + done, iova + done + run - 1, isNew: false);
        }

        return MapError.None;
    }

    /// <summary>Whether a run can be mapped, and what tables it lacks. Changes nothing.</summary>
    private MapError Plan<TWidth>(ref MapPlan plan, int position, ulong table, ulong first, ulong last)
        where TWidth : struct, IEntryWidth
    {
        ref readonly LevelFacts level = ref levels[position];
        int index = level.Index(first), end = level.Index(last);
        bool isTarget = position == plan.Size.Position;
        if (isTarget)
        {
            index += TWidth.CountZeros(memory, table + ((ulong)index << TWidth.Shift), end - index + 1);
            if (index <= end && position == 0) return MapError.EADDRINUSE;
        }

        for (ulong from = first; index <= end; index++)
        {
            ulong to = index == end ? last : from | level.ItemMask;
            ulong entry = TWidth.Load(entries, table + ((ulong)index << TWidth.Shift));
            MapError error = MapError.None;
            if (entry == 0)
            {
                if (!isTarget) plan.Lack(levels, position - 1, from, to);
            }
            else if (!IsTable(position, entry, out ulong below))
            {
                error = MapError.EADDRINUSE;
            }
            else if (isTarget)
            {
                plan.Replaces = true;
                if (!IsEmpty<TWidth>(position - 1, below)) error = MapError.EADDRINUSE;
            }
            else
            {
                error = Plan<TWidth>(ref plan, position - 1, below, from, to);
            }

            if (error != MapError.None) return error;
            from = unchecked(to + 1);
        }

        return MapError.None;
    }

    /// <summary>Maps a run as planned; cannot fail.</summary>
    /// <param name="plan">The plan; its address moves on.</param>
    /// <param name="position">Height of the table's level.</param>
    /// <param name="table">The table.</param>
    /// <param name="first">First IOVA of the run in it.</param>
    /// <param name="last">Last.</param>
    /// <param name="isNew">Nobody can reach the table yet, and it holds whatever it held before.</param>
    private void Commit<TWidth>(ref MapPlan plan, int position, ulong table, ulong first, ulong last, bool isNew)
        where TWidth : struct, IEntryWidth
    {
        ref readonly LevelFacts level = ref levels[position];
        int index = level.Index(first), end = level.Index(last);
        ulong place = table + ((ulong)index << TWidth.Shift);
        if (isNew)
        {
            TWidth.Clear(memory, table, index);
            TWidth.Clear(memory, table + ((ulong)(end + 1) << TWidth.Shift), (1 << (level.TableBits - TWidth.Shift)) - end - 1);
        }

        if (position == plan.Size.Position)
        {
            if (plan.Replaces && !isNew) Replace<TWidth>(ref plan, position, table, first, last);
            FillLeaves<TWidth>(plan.Size, place, end - index + 1, plan.Address, plan.Rights);
            plan.Address = unchecked(plan.Address + (last - first) + 1);
            return;
        }

        for (ulong from = first; index <= end; index++, place += 1UL << TWidth.Shift)
        {
            ulong to = index == end ? last : from | level.ItemMask;
            if (!isNew && IsTable(position, TWidth.Load(entries, place), out ulong below))
            {
                Commit<TWidth>(ref plan, position - 1, below, from, to, isNew: false);
            }
            else
            {
                below = plan.Pop(position - 1);
                Commit<TWidth>(ref plan, position - 1, below, from, to, isNew: true);
                TWidth.Publish(memory, place, TableEntry(position, below));
            }

            from = unchecked(to + 1);
        }
    }

    /// <summary>Hands the empty tables that a run of large leaves takes the place of to the gather.</summary>
    private void Replace<TWidth>(ref MapPlan plan, int position, ulong table, ulong first, ulong last)
        where TWidth : struct, IEntryWidth
    {
        ref readonly LevelFacts level = ref levels[position];
        ulong from = first;
        for (int index = level.Index(first); index <= level.Index(last); index++)
        {
            ulong place = table + ((ulong)index << TWidth.Shift), entry = TWidth.Load(entries, place);
            if (entry != 0 && IsTable(position, entry, out ulong below)) Collect<TWidth>(position - 1, below, from, plan.Gather);
            from = unchecked(from + level.ItemMask + 1);
        }
    }

    /// <summary>No entry of a table, nor of the tables below it, is anything but empty.</summary>
    private bool IsEmpty<TWidth>(int position, ulong table)
        where TWidth : struct, IEntryWidth
    {
        int count = 1 << (levels[position].TableBits - TWidth.Shift);
        int index = TWidth.CountZeros(memory, table, count);
        if (position == 0) return index == count;
        for (; index < count; index++)
        {
            ulong entry = TWidth.Load(entries, table + ((ulong)index << TWidth.Shift));
            if (entry != 0 && !(IsTable(position, entry, out ulong below) && IsEmpty<TWidth>(position - 1, below))) return false;
        }

        return true;
    }

    /// <summary>Hands a table and all below it to the gather. Nobody must be able to reach it by a walk that begins from now on.</summary>
    private void Collect<TWidth>(int position, ulong table, ulong first, IotlbGather gather)
        where TWidth : struct, IEntryWidth
    {
        ref readonly LevelFacts level = ref levels[position];
        for (int index = 0; position > 0 && index < 1 << (level.TableBits - TWidth.Shift); index++)
        {
            ulong entry = TWidth.Load(entries, table + ((ulong)index << TWidth.Shift));
            if (entry != 0 && IsTable(position, entry, out ulong below)) Collect<TWidth>(position - 1, below, first + ((ulong)index << level.ItemBits), gather);
        }

        gather.AddTable(first, first | level.SpanMask, table);
    }

    /// <summary>Writes the entries of leaves at neighbouring addresses.</summary>
    private void FillLeaves<TWidth>(LeafSize size, ulong place, int count, ulong address, MapRights rights)
        where TWidth : struct, IEntryWidth
    {
        ref readonly LevelFacts level = ref levels[size.Position];
        if (!size.IsReplicated && level.IsLeafSimple)
        {
            TWidth.Fill(memory, place, count, LeafEntry(size, address, rights), level.Leaf.ToEntry(1UL << level.ItemBits));
            return;
        }

        int same = size.IsReplicated ? 1 << size.EntryBits : 1;
        for (int index = 0; index < count; index += same)
        {
            TWidth.Fill(memory, place + ((ulong)index << TWidth.Shift), same, LeafEntry(size, address, rights), 0);
            address += (ulong)same << level.ItemBits;
        }
    }

    /// <summary>The largest leaf that fits at the start of a range, and the bytes up to where a larger one fits, or to the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private LeafSize Choose(ulong iova, ulong address, ulong length, out ulong run)
    {
        int most = Math.Min(BitOperations.Log2(length), BitOperations.TrailingZeroCount(iova | address));
        int bits = BitOperations.Log2(sizeMask & (ulong.MaxValue >> (63 - most)));
        run = length & (ulong.MaxValue << bits);
        ulong larger = sizeMask & (ulong.MaxValue << bits << 1);
        if (larger == 0) return sizes[bits];
        ulong next = larger & (ulong)-(long)larger, offset = unchecked(0 - iova) & (next - 1);
        // A larger leaf fits only where both the IOVA and the address are multiples of it.
        if (((iova ^ address) & (next - 1)) == 0 && offset < length && length - offset >= next) run = offset;
        return sizes[bits];
    }

    /// <summary>The entry of the last leaf of a run, and whether it says what it was made from.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong LastEntry(LeafSize size, ulong address, MapRights rights, out bool fits)
    {
        ulong entry = LeafEntry(size, address, rights);
        fits = (size.EntryBits == 0 && PlainMasks[(size.Position * 2) + 1].Accepts(entry) && levels[size.Position].LeafAddress(entry) == address) || ReadsBack(size, entry, address);
        return entry;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool ReadsBack(LeafSize size, ulong entry, ulong address)
    {
        DecodedEntry decoded = Decode(size.Position, entry);
        return decoded.Sort == EntrySort.Leaf && decoded.Address == address;
    }

    /// <summary><see cref="Refuses"/>, asked once for each combination.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsRefusedRight(MapRights rights)
    {
        if (!knowsRefusals) LearnRefusals();
        return (int)rights > 63 || (refusals >> (int)rights & 1) != 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void LearnRefusals()
    {
        for (int rights = 0; rights < 64; rights++) refusals |= Refuses((MapRights)rights) is null ? 0 : 1UL << rights;
        Volatile.Write(ref knowsRefusals, true);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsWritable(IotlbGather gather) => HasTop && !memory.IsReadOnly && gather.Frames.Memory == memory;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsInside(ulong first, ulong last, ulong length) =>
        first <= last && !IsOutside(first) && !IsOutside(last) && (length - 1) >> (inputBits - 1) <= 1;
}
