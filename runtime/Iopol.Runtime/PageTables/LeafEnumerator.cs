using System.Runtime.CompilerServices;

namespace Iopol.Runtime.PageTables;

/// <summary>Goes through the leaves of a table, in the order of their entries. Malformed entries are passed over. Allocates nothing.</summary>
/// <remarks>Beside a mapper it sees each entry as it was or as it will be. It ends on any content: it never goes back.</remarks>
public struct LeafEnumerator
{
    private readonly PageTable table;
    private readonly ulong last;
    private readonly int highest;
    private Tables tables;
    private Paths paths;
    private PathRights rights;
    private ulong next;
    private int position;
    private bool isDone;

    internal LeafEnumerator(PageTable table, ulong first, ulong last)
    {
        this.table = table;
        (next, this.last) = (first, last);
        position = highest = table.Layout.Levels.Count - 1;
        isDone = first > last;
        ((Span<ulong>)tables).Fill(PageTable.NoAddress);
        tables[position] = table.Top;
    }

    /// <summary>The leaf.</summary>
    public Leaf Current { get; private set; }

    /// <summary>For <c>foreach</c>.</summary>
    public readonly LeafEnumerator GetEnumerator() => this;

    /// <summary>Goes to the next leaf.</summary>
    /// <returns>False where there is none.</returns>
    public bool MoveNext()
    {
        while (!isDone)
        {
            ref readonly LevelFacts level = ref table.LevelAt(position);
            int index = level.Index(next);
            ulong entry = table.EntryAt(tables[position], index);
            if (entry == 0)
            {
                int empty = Math.Max(1, table.CountZeros(tables[position], index, PlacesLeft(in level, index)));
                Advance(in level, (next & ~level.ItemMask) + ((ulong)(empty - 1) << level.ItemBits) + level.ItemMask);
                continue;
            }

            DecodedEntry decoded = table.DecodeAt(position, entry);
            if (decoded.Sort == EntrySort.Leaf)
            {
                int run = !level.HasRuns ? 0 : table.WholeRun(position, tables[position], index, entry, decoded);
                ulong within = (1UL << (level.ItemBits + run)) - 1, start = next & ~within;
                ulong iova = table.Extend(start), address = decoded.SizeBits > level.ItemBits
                    ? decoded.Address | (start & ((1UL << decoded.SizeBits) - 1))
                    : decoded.Address - ((next & ~level.ItemMask) - start);
                Access allowed = table.AllowedAt(ref rights, paths[position], position, entry, iova, address, within);
                Current = new(iova, address, (byte)(level.ItemBits + run), (byte)position, allowed);
                Advance(in level, start | within);
                return true;
            }

            if (decoded.Sort == EntrySort.Table && table.CanEnter(position, decoded, next)) Enter(entry, decoded);
            else Advance(in level, next | level.ItemMask);
        }

        return false;
    }

    private void Enter(ulong entry, DecodedEntry decoded)
    {
        int path = rights.Descend(position, paths[position], table.WithoutAddress(position, entry));
        // A level that is passed over has no table to come back to.
        for (int between = decoded.Position + 1; between < position; between++) tables[between] = PageTable.NoAddress;
        position = decoded.Position;
        (tables[position], paths[position]) = (decoded.Address, path);
    }

    private void Advance(in LevelFacts level, ulong through)
    {
        next = unchecked(through + 1);
        isDone = through >= last;
        ulong span = level.SpanMask;
        while (position < highest && (next & span) == 0)
        {
            do position++;
            while (tables[position] == PageTable.NoAddress);
            span = table.LevelAt(position).SpanMask;
        }
    }

    private readonly int PlacesLeft(in LevelFacts level, int index)
    {
        ulong here = next & level.SpanMask, end = last - next > level.SpanMask - here ? level.SpanMask : here + (last - next);
        return (int)(end >> level.ItemBits) - index + 1;
    }

    [InlineArray(8)]
    private struct Tables
    {
        private ulong first;
    }

    [InlineArray(8)]
    private struct Paths
    {
        private int first;
    }
}
