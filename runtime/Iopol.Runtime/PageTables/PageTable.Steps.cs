using System.Numerics;

namespace Iopol.Runtime.PageTables;

/// <content>What emitted walks are made of, step by step.</content>
public abstract partial class PageTable
{
    /// <summary>How often an entry that changes under the walk is read again before its update counts as failed.</summary>
    protected const int MostRestarts = 1000;

    /// <summary>Height of the top level above the lowest.</summary>
    protected int TopPosition => Layout.Levels.Count - 1;

    /// <summary>Address of the entry that an IOVA chooses in a table.</summary>
    protected ulong EntryAddress(ulong table, int position, ulong iova)
    {
        LevelLayout level = Layout.Levels[position];
        return unchecked(table + (((iova >> level.ItemBits) & level.IndexMask) * (ulong)Layout.EntryBytes));
    }

    /// <summary>Reads an entry.</summary>
    /// <returns>False where some of its bytes lie outside the memory; the entry is 0 then.</returns>
    protected bool TryReadEntry(ulong address, out ulong entry)
    {
        if (Layout.EntryBytes == 8) return memory.TryRead(address, out entry);
        bool isThere = memory.TryRead(address, out uint half);
        entry = half;
        return isThere;
    }

    /// <summary>Writes an entry if it still is what was read.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="entry">What was read.</param>
    /// <param name="updated">What it becomes.</param>
    /// <param name="isUpdated">It still was what was read.</param>
    /// <returns>False where nobody may write.</returns>
    protected bool TryUpdateEntry(ulong address, ulong entry, ulong updated, out bool isUpdated)
    {
        bool canWrite;
        if (Layout.EntryBytes == 8)
        {
            canWrite = memory.TryExchange(address, entry, updated, out ulong found);
            isUpdated = found == entry;
        }
        else
        {
            canWrite = memory.TryExchange(address, (uint)entry, (uint)updated, out uint found);
            isUpdated = found == (uint)entry;
        }

        return canWrite;
    }

    /// <summary>The address needs more bits than there are.</summary>
    protected static bool Exceeds(ulong address, int width) => width < 64 && address >> width != 0;

    /// <summary>A 1 stands in an index of the IOVA between a level and a lower one.</summary>
    protected bool IsSkipped(ulong iova, int position, int next) =>
        next >= 0 && next < position && ((iova >> Layout.Levels[next + 1].ItemBits) & ~(ulong.MaxValue << (Layout.Levels[position].ItemBits - Layout.Levels[next + 1].ItemBits))) != 0;

    /// <summary>The address with everything below a leaf's size taken from the IOVA.</summary>
    protected static ulong Output(ulong address, ulong iova, int sizeBits) => (address & ~Below(sizeBits)) | (iova & Below(sizeBits));

    /// <summary>log2 of the bytes of a leaf whose address codes its size.</summary>
    /// <param name="address">The address as the entry holds it.</param>
    /// <param name="lowest">Lowest bit of the address in the entry.</param>
    protected static int CodedSizeBits(ulong address, int lowest) => lowest + 1 + BitOperations.TrailingZeroCount(~(address >> lowest));

    /// <summary>The address, with the ones that code its size, of a leaf that maps so many bytes.</summary>
    protected static ulong CodedAddress(ulong address, int sizeBits) => address | Below(sizeBits - 1);

    /// <summary>The bits below one.</summary>
    protected static ulong Below(int bit) => bit >= 64 ? ulong.MaxValue : (1UL << bit) - 1;

    /// <summary>An address as an entry holds it.</summary>
    protected static ulong Encoded(AddressPart[] parts, ulong address)
    {
        ulong entry = 0;
        foreach (AddressPart part in parts) entry |= part.ToEntry(address);
        return entry;
    }

    /// <summary>
    /// Settles the sizes of leaves. Out of those given the ones go that with these options nobody may write (whatever the rights, the
    /// entry is not read back as what it was to be), and of several ways to map as much all but the one with the fewest entries. Only
    /// the emitted constructor calls it, after <see cref="SetPlainMasks"/>.
    /// </summary>
    protected void SettleLeafSizes()
    {
        LeafSize[] readable = [.. Layout.LeafSizes.Where(IsReadable)];
        IReadOnlyList<LeafSize> left = LeafSize.Of(readable, Layout.Levels, Layout.InputBits);
        Layout = Layout with { LeafSizes = left };
        UseLeafSizes();
    }

    private bool IsReadable(LeafSize size)
    {
        for (int rights = 0; rights < 64; rights++)
        {
            if (Refuses((MapRights)rights) is not null) continue;
            DecodedEntry decoded = Decode(size.Position, LeafEntry(size, 0, (MapRights)rights));
            bool isRun = size.EntryBits > 0 && !size.IsReplicated;
            int bits = isRun ? size.SizeBits - size.EntryBits : size.SizeBits;
            if (decoded.Sort == EntrySort.Leaf && decoded.Address == 0 && decoded.SizeBits == bits) return true;
        }

        return false;
    }
}
