using System.Runtime.CompilerServices;

namespace Iopol.Runtime.PageTables;

public abstract partial class PageTable
{
    internal ulong Top => top;

    /// <summary>All leaves of the table, in the order of their entries.</summary>
    public LeafEnumerator Leaves() => HasTop ? new(this, 0, SpaceMask) : new(this, 1, 0);

    /// <summary>The leaves that a range of IOVAs touches, in the order of their entries; the first and the last may reach out of it.</summary>
    /// <param name="iova">First IOVA.</param>
    /// <param name="length">Bytes. None are found for a range that is no IOVA's as a whole.</param>
    public LeafEnumerator Leaves(ulong iova, ulong length)
    {
        ulong last = unchecked(iova + length - 1);
        return length > 0 && HasTop && IsInside(iova, last, length) ? new(this, iova & SpaceMask, last & SpaceMask) : new(this, 1, 0);
    }

    /// <summary>Bits of an IOVA that indices and offsets are made of.</summary>
    private ulong SpaceMask => inputBits >= 64 ? ulong.MaxValue : (1UL << inputBits) - 1;

    internal ref readonly LevelFacts LevelAt(int position) => ref levels[position];

    /// <summary>The IOVA whose bits up to the width are given.</summary>
    internal ulong Extend(ulong bits) => unchecked(((bits + bias) & SpaceMask) - bias);

    internal ulong EntryAt(ulong table, int index)
    {
        ulong entry = isNarrow ? Entries4.Load(entries, table + ((ulong)index << 2)) : Entries8.Load(entries, table + ((ulong)index << 3));
        GC.KeepAlive(this);
        return entry;
    }

    internal int CountZeros(ulong table, int index, int count)
    {
        int zeros = isNarrow ? Entries4.CountZeros(memory, table + ((ulong)index << 2), count) : Entries8.CountZeros(memory, table + ((ulong)index << 3), count);
        GC.KeepAlive(this);
        return zeros;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal DecodedEntry DecodeAt(int position, ulong entry)
    {
        ref readonly LevelFacts level = ref levels[position];
        ref EntryMaskRow plain = ref PlainMasks;
        if (plain[position * 2].Accepts(entry)) return new(EntrySort.Table, level.TableAddress(entry), (byte)(position - 1), 0);
        if (plain[(position * 2) + 1].Accepts(entry)) return new(EntrySort.Leaf, level.LeafAddress(entry), (byte)position, (byte)level.ItemBits);
        return Decode(position, entry);
    }

    /// <summary>The table can be read, and an IOVA has nothing but 0 in the indices that are passed over.</summary>
    internal bool CanEnter(int position, DecodedEntry table, ulong iova) =>
        table.Position < position
        && (table.Position == position - 1 || (iova & levels[position].ItemMask) >> levels[table.Position].SpanBits == 0)
        && memory.IsPresent(table.Address, 1UL << levels[table.Position].TableBits);

    /// <summary>An entry that points to a table, but for where.</summary>
    internal ulong WithoutAddress(int position, ulong entry) => entry & ~levels[position].TableAddressBits;

    /// <summary>log2 of the entries that are one leaf with an entry; 0 also where the others of its run do not agree with it.</summary>
    internal int WholeRun(int position, ulong table, int index, ulong entry, DecodedEntry decoded)
    {
        ref readonly LevelFacts level = ref levels[position];
        bool isHinted = level.HintedBits > 0 && level.Hinted.Accepts(entry);
        int bits = isHinted ? level.HintedBits : Math.Clamp(decoded.SizeBits - level.ItemBits, 0, level.SpanBits - level.ItemBits);
        if (bits == 0) return 0;
        int first = index & -(1 << bits);
        ulong noted = level.NotedBits, address = decoded.Address - ((ulong)(index - first) << level.ItemBits);
        for (int i = first; i < first + (1 << bits); i++)
        {
            ulong other = EntryAt(table, i);
            if (!isHinted)
            {
                if (((other ^ entry) & ~noted) != 0) return 0;
                continue;
            }

            DecodedEntry one = DecodeAt(position, other);
            if (one.Sort != EntrySort.Leaf || one.Address != unchecked(address + ((ulong)(i - first) << level.ItemBits))) return 0;
            if (((other ^ entry) & ~noted & level.RightsBits) != 0 || !level.Hinted.Accepts(other)) return 0;
        }

        // A run that is one leaf starts at a multiple of its size.
        return isHinted && (address & ((1UL << (level.ItemBits + bits)) - 1)) != 0 ? 0 : bits;
    }

    /// <summary>What the path to a leaf allows.</summary>
    internal Access AllowedAt(ref PathRights rights, int path, int position, ulong entry, ulong iova, ulong address, ulong within)
    {
        // Where the leaf steps look at the output, one leaf's answer is no other's.
        bool isOwn = IsNearRefused(address, address | within);
        ulong bits = entry & levels[position].RightsBits;
        if (!isOwn && rights.Knows(path, bits, out Access allowed)) return allowed;
        allowed = Peek(iova, Access.None).Allowed;
        if (!isOwn) rights.Learn(path, bits, allowed);
        return allowed;
    }
}
