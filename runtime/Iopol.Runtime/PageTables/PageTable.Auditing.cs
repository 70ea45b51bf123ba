using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Iopol.Runtime.PageTables;

public abstract partial class PageTable
{
    /// <summary>Looks at every entry of every table: how much is mapped, in which sizes, to what, with which rights, and what is malformed.</summary>
    /// <remarks>Beside a mapper each entry is seen as it was or as it will be. Nothing is written, not even what a walk would note.</remarks>
    /// <param name="audit">Takes what is found.</param>
    public void Audit(TableAudit audit)
    {
        ArgumentNullException.ThrowIfNull(audit);
        audit.Clear();
        if (!HasTop) return;
        var state = new AuditState(audit, mostTables);
        Audit(ref state, levels.Length - 1, top, 0, 0);
        GC.KeepAlive(this);
    }

    private void Audit(ref AuditState state, int position, ulong table, int path, ulong start)
    {
        if (++state.Audit.Tables > state.Most)
        {
            state.Audit.IsComplete = false;
            return;
        }

        ref readonly LevelFacts level = ref levels[position];
        int count = (int)level.IndexMask + 1;
        if (position == 0 && !isNarrow && level.IsLeafSimple && AuditLeaves(ref state, in level, table, path, start)) return;
        for (int index = 0; index < count && state.Audit.IsComplete; index++)
        {
            ulong entry = EntryAt(table, index);
            if (entry == 0) continue;
            ulong iova = start | ((ulong)index << level.ItemBits);
            DecodedEntry decoded = DecodeAt(position, entry);
            if (decoded.Sort == EntrySort.Leaf)
            {
                int run = level.HasRuns ? WholeRun(position, table, index, entry, decoded) : 0;
                AuditLeaf(ref state, in level, position, path, iova, entry, decoded, run);
                // The first entry of a run that is one leaf is the first to be seen.
                index += (1 << run) - 1;
            }
            else if (decoded.Sort == EntrySort.None || decoded.Position >= position)
            {
                state.Audit.Malformed++;
            }
            else if (!CanEnter(position, decoded, iova))
            {
                state.Audit.Unreadable++;
            }
            else
            {
                Audit(ref state, decoded.Position, decoded.Address, state.Rights.Descend(position, path, WithoutAddress(position, entry)), iova);
            }
        }
    }

    private void AuditLeaf(ref AuditState state, in LevelFacts level, int position, int path, ulong iova, ulong entry, DecodedEntry decoded, int run)
    {
        int sizeBits = level.ItemBits + run;
        ulong within = (1UL << sizeBits) - 1, address = decoded.Address | (iova & ((1UL << decoded.SizeBits) - 1));
        state.Audit.LeafBits |= entry;
        Access allowed = AllowedAt(ref state.Rights, path, position, entry, Extend(iova), address, within);
        if (IsNearRefused(address, address | within) && !Peek(Extend(iova), Access.None).IsOk) state.Audit.AddRefused();
        else state.Audit.Add(sizeBits, allowed, 1, address, address | within);
    }

    /// <summary>A table of nothing but empty entries and leaves that are passed at once and allow the same.</summary>
    /// <returns>False where it is not; nothing is counted then.</returns>
    private bool AuditLeaves(ref AuditState state, in LevelFacts level, ulong table, int path, ulong start)
    {
        EntryMask plain = PlainMasks[1];
        Vector512<ulong> mask = Vector512.Create(plain.Mask), want = Vector512.Create(plain.Want), bits = Vector512.Create(level.Leaf.EntryBits);
        Vector512<ulong> set = default, same = Vector512<ulong>.AllBitsSet, highest = default, lowest = Vector512<ulong>.AllBitsSet, count = default, odd = default;
        Span<ulong> slots = memory.Values<ulong>(table, (int)level.IndexMask + 1);
        if (slots.Length < Vector512<ulong>.Count) return false;
        foreach (Vector512<ulong> entry in MemoryMarshal.Cast<ulong, Vector512<ulong>>(slots))
        {
            Vector512<ulong> isLeaf = Vector512.Equals(entry & mask, want), others = ~isLeaf;
            odd |= entry & others;
            set |= entry;
            same &= entry | others;
            Vector512<ulong> address = entry & bits;
            highest = Vector512.Max(highest, address);
            lowest = Vector512.Min(lowest, address | others);
            count -= isLeaf;
        }

        if (odd != Vector512<ulong>.Zero) return false;
        int leaves = (int)Vector512.Sum(count);
        if (leaves == 0) return true;
        ulong any = FoldOr(set), all = ~FoldOr(~same);
        ulong first = ~FoldMax(~lowest), last = FoldMax(highest);
        (first, last) = (level.LeafAddress(first), level.LeafAddress(last) | level.ItemMask);
        if (((any ^ all) & level.RightsBits) != 0 || (level.HintedBits > 0 && (any & level.Hinted.Mask & level.Hinted.Want) != 0) || IsNearRefused(first, last)) return false;
        if (!state.Rights.Knows(path, any & level.RightsBits, out Access allowed))
        {
            int index = slots.IndexOfAnyExcept(0UL);
            ulong iova = start | ((ulong)index << level.ItemBits);
            allowed = AllowedAt(ref state.Rights, path, 0, slots[index], Extend(iova), level.LeafAddress(slots[index]), level.ItemMask);
        }

        state.Audit.LeafBits |= any;
        state.Audit.Add(level.ItemBits, allowed, leaves, first, last);
        return true;
    }

    private static ulong FoldOr(Vector512<ulong> vector)
    {
        Vector256<ulong> half = vector.GetLower() | vector.GetUpper();
        Vector128<ulong> quarter = half.GetLower() | half.GetUpper();
        return quarter.ToScalar() | quarter.GetElement(1);
    }

    private static ulong FoldMax(Vector512<ulong> vector)
    {
        Vector256<ulong> half = Vector256.Max(vector.GetLower(), vector.GetUpper());
        Vector128<ulong> quarter = Vector128.Max(half.GetLower(), half.GetUpper());
        return Math.Max(quarter.ToScalar(), quarter.GetElement(1));
    }

    private ref struct AuditState(TableAudit audit, long most)
    {
        internal PathRights Rights;

        internal TableAudit Audit { get; } = audit;

        internal long Most { get; } = most;
    }
}
