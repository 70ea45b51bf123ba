using Iopol.Compiler.IR.PageTables;

namespace Iopol.Interpreter.PageTables.Inspection;

/// <summary>A leaf and where it stands.</summary>
/// <param name="Iova">First byte of IOVA it maps, with the bits above the width as they must be.</param>
/// <param name="Address">Where that leads.</param>
/// <param name="SizeBits">log2 of its bytes.</param>
/// <param name="Entry">Its value.</param>
public sealed record FoundLeaf(ulong Iova, ulong Address, int SizeBits, ulong Entry);

/// <summary>Finds the leaf before and behind an IOVA that is not mapped.</summary>
public sealed class LeafSearch
{
    /// <summary>Entries looked at before the search gives up: tables full of pointers to empty tables could keep it busy for days.</summary>
    public const int MostEntries = 1 << 22;

    private readonly TableSetup setup;
    private readonly IEntryMemory memory;
    private readonly EntryReader reader;
    private readonly ulong root;
    private int left;

    /// <summary>Searches below a root.</summary>
    public LeafSearch(TableSetup setup, IEntryMemory memory, ulong root)
    {
        ArgumentNullException.ThrowIfNull(setup);
        (this.setup, this.memory, this.root, reader) = (setup, memory, root, new(setup));
    }

    /// <summary>The leaf nearest to an IOVA on one side of it, not the one it is in. Null where there is none, or none was found in time.</summary>
    /// <param name="iova">From where.</param>
    /// <param name="upwards">To higher IOVAs.</param>
    public FoundLeaf? Nearest(ulong iova, bool upwards)
    {
        left = MostEntries;
        return In(root, setup.Top, 0, iova & EntryBits.SizeMask(setup.InputBits), upwards);
    }

    private FoundLeaf? In(ulong table, LevelIR level, ulong start, ulong from, bool upwards)
    {
        ulong count = 1UL << setup.IndexBits(level);
        bool inside = from >= start && (level.ItemBits + setup.IndexBits(level) >= 64 || from - start < count << level.ItemBits);
        ulong first = inside ? (from - start) >> level.ItemBits : upwards ? 0 : count - 1;
        for (ulong index = first; index < count && left > 0; index = unchecked(upwards ? index + 1 : index - 1))
        {
            left--;
            ulong at = start + (index << level.ItemBits);
            if (!memory.TryRead(unchecked(table + (index * (ulong)setup.Format.EntryBytes)), setup.Format.EntryBytes, out ulong entry)) continue;
            if (entry == 0 || reader.KindOf(level, entry) is not { } kind) continue;
            FoundLeaf? found = kind.IsLeaf
                ? Leaf(kind, level, entry, at)
                : In(EntryBits.Address(kind, level, entry), reader.NextLevel(kind, level, entry), at, from, upwards);
            if (found is not null && Is(found, from, upwards)) return found;
        }

        return null;
    }

    /// <summary>On the right side, and not the one that holds the IOVA.</summary>
    private bool Is(FoundLeaf leaf, ulong from, bool upwards)
    {
        ulong first = leaf.Iova & EntryBits.SizeMask(setup.InputBits);
        return upwards ? first > from : first + EntryBits.SizeMask(leaf.SizeBits) < from;
    }

    private FoundLeaf Leaf(KindIR kind, LevelIR level, ulong entry, ulong at)
    {
        int size = EntryBits.SizeBits(kind, level, entry);
        return new(Extended.Iova(setup, at & ~EntryBits.SizeMask(size)), EntryBits.Address(kind, level, entry), size, entry);
    }
}
