using System.Numerics;
using System.Runtime.CompilerServices;

namespace Iopol.Runtime.PageTables;

/// <summary>A level as the kernels want it.</summary>
internal readonly struct LevelFacts
{
    private readonly AddressPart[]? tableParts;
    private readonly AddressPart[]? leafParts;

    internal LevelFacts(LevelLayout level, IReadOnlyList<LeafSize> sizes)
    {
        ItemBits = level.ItemBits;
        SpanBits = level.ItemBits + level.IndexBits;
        SpanMask = SpanBits >= 64 ? ulong.MaxValue : (1UL << SpanBits) - 1;
        TableBits = level.TableBits;
        IndexMask = level.IndexMask;
        ItemMask = (1UL << level.ItemBits) - 1;
        ulong whole = ~ItemMask;
        // What a large leaf may hold below its size is no part of its address.
        AddressPart[] leaf = [.. level.LeafAddress.Select(part => part with { EntryBits = part.ToEntry(whole) }).Where(part => part.EntryBits != 0)];
        Table = level.TableAddress.Count > 0 ? level.TableAddress[0] : default;
        Leaf = leaf.Length > 0 ? leaf[0] : default;
        if (level.TableAddress.Count > 1) tableParts = [.. level.TableAddress];
        if (leaf.Length > 1) leafParts = leaf;
        TableAddressBits = level.TableAddress.Aggregate(0UL, static (bits, part) => bits | part.EntryBits);
        HintedBits = level.Hinted.IsEmpty ? 0 : level.HintedBits;
        Hinted = level.Hinted;
        (Dirty, DirtyBits, RightsBits, NotedBits) = (level.Dirty, level.DirtyBits, level.RightsBits, level.NotedBits);
        HasRuns = HintedBits > 0 || sizes.Any(size => size.Position == level.Position && size.EntryBits > 0);
    }

    /// <summary>log2 of the bytes of IOVA an entry stands for.</summary>
    internal int ItemBits { get; }

    /// <summary>log2 of the bytes of IOVA a table stands for.</summary>
    internal int SpanBits { get; }

    /// <summary>Bits of an IOVA that its place in a table is made of.</summary>
    internal ulong SpanMask { get; }

    /// <summary>log2 of the bytes of a table.</summary>
    internal int TableBits { get; }

    internal ulong IndexMask { get; }

    /// <summary>Bits of an IOVA below the index.</summary>
    internal ulong ItemMask { get; }

    /// <summary>Where an entry that points to a table holds the address, if in one part.</summary>
    internal AddressPart Table { get; }

    /// <summary>Where a leaf holds the address, if in one part.</summary>
    internal AddressPart Leaf { get; }

    /// <summary>No address is in several parts.</summary>
    internal bool IsSimple => tableParts is null && leafParts is null;

    /// <summary>A leaf's entries rise by the same step as its addresses.</summary>
    internal bool IsLeafSimple => leafParts is null;

    /// <summary>A leaf may take several entries.</summary>
    internal bool HasRuns { get; }

    internal EntryMask Hinted { get; }

    internal int HintedBits { get; }

    /// <summary>Leaves that were written to.</summary>
    internal EntryMask Dirty { get; }

    /// <summary>Bits to flip in such a leaf to make it clean.</summary>
    internal ulong DirtyBits { get; }

    /// <summary>Bits of a leaf that the hardware may write.</summary>
    internal ulong NotedBits { get; }

    /// <summary>Bits of a leaf that decide what the path allows.</summary>
    internal ulong RightsBits { get; }

    /// <summary>Bits of an entry that hold the address of a table.</summary>
    internal ulong TableAddressBits { get; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Index(ulong iova) => (int)((iova >> ItemBits) & IndexMask);

    /// <summary>The address in an entry that points to a table.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong TableAddress(ulong entry) => tableParts is null ? BitOperations.RotateLeft(entry & Table.EntryBits, Table.Shift) : Sum(tableParts, entry);

    /// <summary>The address in a leaf of the level's own size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong LeafAddress(ulong entry) => leafParts is null ? BitOperations.RotateLeft(entry & Leaf.EntryBits, Leaf.Shift) : Sum(leafParts, entry);

    private static ulong Sum(AddressPart[] parts, ulong entry)
    {
        ulong address = 0;
        foreach (AddressPart part in parts) address |= part.ToAddress(entry);
        return address;
    }
}
