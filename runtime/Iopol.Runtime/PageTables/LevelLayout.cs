using System.Numerics;

namespace Iopol.Runtime.PageTables;

/// <summary>A level of a table of one shape.</summary>
/// <param name="Position">Height above the lowest level, 0 for the lowest.</param>
/// <param name="Number">The format's own number for it.</param>
/// <param name="ItemBits">log2 of the bytes of IOVA an entry stands for; its index starts at this bit of the IOVA.</param>
/// <param name="IndexBits">Number of bits of the index; a table has 2^this entries.</param>
/// <param name="TableBits">log2 of the bytes of a table, which is its alignment too; more than the entries need only for a top table.</param>
/// <param name="TableAddress">Where an entry that points to a table holds the address; the kind <see cref="PageTable.MasksAt"/> is about. Empty where there is none.</param>
/// <param name="LeafAddress">Where a leaf holds the address; the kind <see cref="PageTable.MasksAt"/> is about. Empty where there is none.</param>
/// <param name="Dirty">Leaves that were written to. <see cref="EntryMask.Never"/> where the format, or these options, keep no dirty state.</param>
/// <param name="DirtyBits">Bits to flip in such a leaf to make it clean.</param>
public sealed record LevelLayout(
    int Position,
    int Number,
    int ItemBits,
    int IndexBits,
    int TableBits,
    IReadOnlyList<AddressPart> TableAddress,
    IReadOnlyList<AddressPart> LeafAddress,
    EntryMask Dirty,
    ulong DirtyBits)
{
    /// <summary>The level as the top of a table.</summary>
    /// <param name="width">Bits of an IOVA; the top index takes what the levels below leave.</param>
    /// <param name="leastBits">log2 of the bytes a top table has at least.</param>
    /// <param name="entryBytes">Size of an entry.</param>
    public LevelLayout AsTop(int width, int leastBits, int entryBytes) => this with
    {
        IndexBits = width - ItemBits,
        TableBits = Math.Max(leastBits, width - ItemBits + BitOperations.Log2((uint)entryBytes)),
    };

    /// <summary>Bits of the index, before it is shifted to its place.</summary>
    public ulong IndexMask => (1UL << IndexBits) - 1;

    /// <summary>Leaves that carry the hint that makes aligned runs of them one; <see cref="EntryMask.Never"/> where the level has none.</summary>
    public EntryMask Hinted { get; init; } = EntryMask.Never;

    /// <summary>log2 of the entries of a hinted run; each has its own address.</summary>
    public int HintedBits { get; init; }

    /// <summary>Bits of a leaf that decide, with the tables above it, what the path allows. By default all but the address.</summary>
    public ulong RightsBits { get; init; } = ~LeafAddress.Aggregate(0UL, static (bits, part) => bits | part.EntryBits);

    /// <summary>Bits of a leaf that the hardware may write: the entries of a run may differ in them.</summary>
    public ulong NotedBits { get; init; } = DirtyBits;
}
