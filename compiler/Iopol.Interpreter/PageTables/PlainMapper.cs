using Iopol.Compiler.IR.PageTables;
using Iopol.Runtime.PageTables;

namespace Iopol.Interpreter.PageTables;

/// <summary>
/// Maps and unmaps, the simplest way that is right: at each position the largest leaf that fits; all or nothing. An entry is free
/// when it is 0; a table is free where the entries that are asked for are.
/// </summary>
public sealed class PlainMapper
{
    private readonly TableSetup setup;
    private readonly IEntryMemory memory;
    private readonly ITableFrames frames;
    private readonly PlainTable table;
    private readonly EntryReader reader;
    private readonly EntryWriter writer;
    private readonly ulong root;

    /// <summary>Maps below a root.</summary>
    public PlainMapper(TableSetup setup, IEntryMemory memory, ITableFrames frames, ulong root)
    {
        ArgumentNullException.ThrowIfNull(setup);
        (this.setup, this.memory, this.frames, this.root) = (setup, memory, frames, root);
        (table, reader, writer) = (new(setup, memory), new(setup), new(setup));
        Forms = LeafForm.Of(setup);
    }

    /// <summary>The leaves it may write, largest first.</summary>
    public IReadOnlyList<LeafForm> Forms { get; }

    /// <summary>
    /// Maps a range. Of several errors the first of: EINVAL for a length of 0, for what is no multiple of the smallest leaf and for a
    /// memory nobody may write to; ERANGE for an IOVA outside the input or an address that a leaf cannot hold; EOPNOTSUPP; EADDRINUSE;
    /// ENOMEM. A table that is free is replaced by a larger leaf.
    /// </summary>
    public MapError TryMap(ulong iova, ulong address, ulong length, MapRights rights)
    {
        if (!IsWhole(iova | address, length) || memory.IsReadOnly) return MapError.EINVAL;
        if (!IsInside(iova, length) || unchecked(address + (length - 1)) < address) return MapError.ERANGE;
        if (writer.Refuses(rights) is not null) return MapError.EOPNOTSUPP;
        (ulong first, ulong last) = Positions(iova, length);
        if (Plan(first, address, length, rights) is not { } plan) return MapError.ERANGE;
        if (!IsFree(root, setup.Top, 0, first, last)) return MapError.EADDRINUSE;
        var change = new TableChange(table, frames);
        foreach ((ulong at, ulong to, LeafForm form) in plan)
        {
            MapError error = Write(change, at, to, form, rights);
            if (error == MapError.None) continue;
            change.Undo();
            return error;
        }

        change.Keep();
        return MapError.None;
    }

    /// <summary>
    /// Unmaps a range and gives back the tables it covers whole. Ends at the first position where nothing is mapped or where no leaf
    /// starts; a leaf that starts in the range goes whole.
    /// </summary>
    /// <returns>Bytes unmapped; more than the length where the last leaf goes beyond it.</returns>
    public ulong Unmap(ulong iova, ulong length)
    {
        if (!IsWhole(iova, length) || memory.IsReadOnly || !IsInside(iova, length)) return 0;
        (ulong first, ulong last) = Positions(iova, length);
        return Unmap(root, setup.Top, 0, first, last).Bytes;
    }

    /// <summary>Why the format cannot express rights; null where it can.</summary>
    public MapRefusalIR? Refuses(MapRights rights) => writer.Refuses(rights);

    private bool IsWhole(ulong position, ulong length) => length != 0 && ((position | length) & EntryBits.SizeMask(setup.SmallestBits)) == 0;

    /// <summary>Both ends are inside the input, and on the same side of what is outside.</summary>
    private bool IsInside(ulong iova, ulong length)
    {
        ulong last = unchecked(iova + (length - 1));
        return last >= iova && !setup.IsOutside(iova) && !setup.IsOutside(last) && ((iova ^ last) & ~EntryBits.SizeMask(setup.InputBits)) == 0;
    }

    /// <summary>First and last byte as the tables count them: without the bits above the width.</summary>
    private (ulong First, ulong Last) Positions(ulong iova, ulong length)
    {
        ulong first = iova & EntryBits.SizeMask(setup.InputBits);
        return (first, first + (length - 1));
    }

    /// <summary>Which leaves go where; null where an entry cannot hold its address.</summary>
    private List<(ulong At, ulong Address, LeafForm Form)>? Plan(ulong at, ulong address, ulong length, MapRights rights)
    {
        var plan = new List<(ulong, ulong, LeafForm)>();
        while (length != 0)
        {
            LeafForm form = Forms.First(f => ((at | address) & EntryBits.SizeMask(f.SizeBits)) == 0 && length > EntryBits.SizeMask(f.SizeBits));
            ulong entry = writer.Leaf(form, address, rights);
            if (!reader.IsLeafOf(form, entry, address)) return null;
            plan.Add((at, address, form));
            ulong bytes = 1UL << form.SizeBits;
            (at, address, length) = (unchecked(at + bytes), unchecked(address + bytes), length - bytes);
        }

        return plan;
    }

    private bool IsFree(ulong at, LevelIR level, ulong origin, ulong first, ulong last)
    {
        for (ulong index = (first - origin) >> level.ItemBits; index <= (last - origin) >> level.ItemBits; index++)
        {
            if (table.Read(at, level, index) is not { } entry) return false;
            if (entry.Value == 0) continue;
            if (entry.Kind is null or { IsLeaf: true }) return false;
            (ulong below, LevelIR next) = table.Below(level, entry);
            (ulong start, ulong end) = Item(level, origin, index);
            ulong to = Math.Min(last, end);
            if (to > Reach(next, start) || !IsFree(below, next, start, Math.Max(first, start), to)) return false;
        }

        return true;
    }

    /// <summary>First and last position that an entry stands for.</summary>
    private static (ulong Start, ulong End) Item(LevelIR level, ulong origin, ulong index)
    {
        ulong start = origin + (index << level.ItemBits);
        return (start, start | EntryBits.SizeMask(level.ItemBits));
    }

    /// <summary>Last position of the table of a level; one that skips levels does not reach the end of its entry.</summary>
    private ulong Reach(LevelIR level, ulong origin) => origin | EntryBits.SizeMask(level.ItemBits + setup.IndexBits(level));

    private MapError Write(TableChange change, ulong position, ulong address, LeafForm form, MapRights rights)
    {
        (ulong at, LevelIR level, ulong origin) = (root, setup.Top, 0);
        while (level.Position > form.Level.Position)
        {
            ulong index = (position - origin) >> level.ItemBits;
            if (table.Read(at, level, index) is not { } entry) return MapError.EADDRINUSE;
            if (entry.Value == 0)
            {
                LevelIR lower = setup.Levels.First(l => l.Position == level.Position - 1);
                if (!change.TryTake(lower, out ulong taken)) return MapError.ENOMEM;
                ulong pointer = writer.Table(level, taken);
                // Memory that an entry cannot point to is as good as none.
                if (reader.KindOf(level, pointer) is not { IsLeaf: false } kind || EntryBits.Address(kind, level, pointer) != taken) return MapError.ENOMEM;
                if (!change.TryWrite(at, index, 0, pointer)) return MapError.EADDRINUSE;
                entry = new(kind, pointer);
            }

            origin = Item(level, origin, index).Start;
            (at, level) = table.Below(level, entry);
        }

        // A table that skips the leaf's level is in its way.
        return level == form.Level ? WriteEntries(change, at, (position - origin) >> level.ItemBits, address, form, rights) : MapError.EADDRINUSE;
    }

    private MapError WriteEntries(TableChange change, ulong at, ulong first, ulong address, LeafForm form, MapRights rights)
    {
        for (ulong i = 0; i < 1UL << form.EntryBits; i++)
        {
            if (table.Read(at, form.Level, first + i) is not { } entry) return MapError.EADDRINUSE;
            if (entry.Kind is { IsLeaf: false })
            {
                (ulong below, LevelIR next) = table.Below(form.Level, entry);
                change.Replace(below, next);
            }

            ulong own = form.IsReplicated ? address : address + (i << form.Level.ItemBits);
            if (!change.TryWrite(at, first + i, entry.Value, writer.Leaf(form, own, rights))) return MapError.EADDRINUSE;
        }

        return MapError.None;
    }

    private (ulong Bytes, bool GoOn) Unmap(ulong at, LevelIR level, ulong origin, ulong first, ulong last)
    {
        ulong bytes = 0, position = first;
        while (true)
        {
            ulong index = (position - origin) >> level.ItemBits, end;
            if (table.Read(at, level, index) is not { Kind: { } kind } entry) return (bytes, false);
            if (kind.IsLeaf)
            {
                LeafExtent leaf = table.Extent(at, level, index, entry);
                ulong start = origin + (leaf.First << level.ItemBits);
                if (position != start) return (bytes, false);
                for (ulong i = 0; i < leaf.Count; i++) Clear(at, level, leaf.First + i);
                bytes += 1UL << leaf.SizeBits;
                end = start + EntryBits.SizeMask(leaf.SizeBits);
            }
            else
            {
                (ulong start, ulong itemEnd) = Item(level, origin, index);
                end = itemEnd;
                (ulong below, LevelIR next) = table.Below(level, entry);
                ulong to = Math.Min(Math.Min(last, end), Reach(next, start));
                if (position > to) return (bytes, false);
                (ulong part, bool goOn) = Unmap(below, next, start, position, to);
                bytes += part;
                if (!goOn || to < Math.Min(last, end)) return (bytes, false);
                if (position == start && last >= end)
                {
                    Clear(at, level, index);
                    frames.Give(below, setup.TableBytes(next));
                }
            }

            if (end >= last) return (bytes, true);
            position = end + 1;
        }
    }

    /// <summary>Writes 0; the hardware may be setting bits in the entry meanwhile.</summary>
    private void Clear(ulong at, LevelIR level, ulong index)
    {
        for (int i = 0; i < TableWalk.MostRestarts && table.Read(at, level, index) is { } entry; i++)
        {
            if (table.TryWrite(at, index, entry.Value, 0)) return;
        }
    }
}
