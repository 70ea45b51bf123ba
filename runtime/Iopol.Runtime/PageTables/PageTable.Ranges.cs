using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Iopol.Runtime.PageTables;

public abstract partial class PageTable
{
    /// <summary>Finds the addresses of pages that follow each other, up to the first that faults.</summary>
    /// <remarks>Each one is what <see cref="Translate"/> finds; beside a mapper they may be from different moments.</remarks>
    /// <param name="iova">In the first page; the others are as far into theirs.</param>
    /// <param name="pages">How many pages of the smallest leaf's size.</param>
    /// <param name="access">What each asks for.</param>
    /// <param name="addresses">Takes the address of each.</param>
    /// <returns>How many were found; fewer than <paramref name="pages"/> where the next one faults.</returns>
    /// <exception cref="ArgumentException"><paramref name="addresses"/> is shorter than that.</exception>
    public ulong TranslateRange(ulong iova, ulong pages, Access access, Span<ulong> addresses)
    {
        if ((ulong)addresses.Length < pages) throw new ArgumentException($"there is room for {addresses.Length} addresses of {pages}", nameof(addresses));
        ulong done = 0, step = levels[0].ItemMask + 1;
        while (done < pages)
        {
            ulong at = unchecked(iova + (done * step));
            // An overflow would begin again at 0.
            if (at < iova) break;
            int found = IsOutside(at) ? 0 : TranslateRun(at, access, addresses[(int)done..(int)pages]);
            if (found == 0)
            {
                ulong address = AddressOf(at, access);
                if (address == NoAddress) break;
                addresses[(int)done] = address;
                found = 1;
            }

            done += (ulong)found;
        }

        GC.KeepAlive(this);
        return done;
    }

    /// <summary>Pages from one table, or from one leaf, that are passed at once.</summary>
    private int TranslateRun(ulong iova, Access access, Span<ulong> addresses)
    {
        ref EntryMaskRow row = ref Masks(access);
        ulong table = top;
        for (int position = levels.Length - 1; ; position--)
        {
            ref readonly LevelFacts level = ref levels[position];
            int index = level.Index(iova);
            if (position == 0) return TranslateTable(row[1], in level, table, index, iova & level.ItemMask, addresses);
            ulong entry = isNarrow ? Entries4.Load(entries, table + ((ulong)index << 2)) : Entries8.Load(entries, table + ((ulong)index << 3));
            if (row[position * 2].Accepts(entry))
            {
                table = level.TableAddress(entry);
                continue;
            }

            if (!row[(position * 2) + 1].Accepts(entry)) return 0;
            ulong inside = iova & level.ItemMask, first = level.LeafAddress(entry) | inside, step = levels[0].ItemMask + 1;
            int count = (int)Math.Min((ulong)addresses.Length, ((level.ItemMask - inside) / step) + 1);
            if (IsNearRefused(first, first + ((ulong)(count - 1) * step))) count = IsRefused(first) ? 0 : 1;
            for (int i = 0; i < count; i++) addresses[i] = first + ((ulong)i * step);
            return count;
        }
    }

    private int TranslateTable(EntryMask leaf, in LevelFacts level, ulong table, int index, ulong inside, Span<ulong> addresses)
    {
        int count = Math.Min(addresses.Length, (int)level.IndexMask + 1 - index), done = 0;
        if (!isNarrow && level.IsLeafSimple)
        {
            Span<ulong> source = memory.Values<ulong>(table + ((ulong)index << 3), count);
            done = TranslateLeaves(leaf, in level, inside, source, addresses[..count]);
        }

        for (; done < count; done++)
        {
            ulong entry = isNarrow ? Entries4.Load(entries, table + ((ulong)(index + done) << 2)) : Entries8.Load(entries, table + ((ulong)(index + done) << 3));
            ulong address = level.LeafAddress(entry) | inside;
            if (!leaf.Accepts(entry) || IsRefused(address)) break;
            addresses[done] = address;
        }

        return done;
    }

    /// <summary>Entries that follow each other, in eights, up to eight of which one is not passed at once.</summary>
    /// <returns>How many were passed.</returns>
    private int TranslateLeaves(EntryMask leaf, in LevelFacts level, ulong inside, ReadOnlySpan<ulong> entries, Span<ulong> addresses)
    {
        Vector512<ulong> mask = Vector512.Create(leaf.Mask), want = Vector512.Create(leaf.Want), bits = Vector512.Create(level.Leaf.EntryBits);
        Vector512<ulong> offset = Vector512.Create(inside), refused = Vector512.Create(refusedFirst), refusedBytes = Vector512.Create(refusedCount);
        int shift = level.Leaf.Shift;
        ReadOnlySpan<Vector512<ulong>> source = MemoryMarshal.Cast<ulong, Vector512<ulong>>(entries);
        Span<Vector512<ulong>> target = MemoryMarshal.Cast<ulong, Vector512<ulong>>(addresses)[..source.Length];
        int done = 0;
        // Four at once, with one test for all of them.
        for (; done <= source.Length - 4; done += 4)
        {
            ReadOnlySpan<Vector512<ulong>> four = source.Slice(done, 4);
            Vector512<ulong> a = four[0], b = four[1], c = four[2], d = four[3];
            Vector512<ulong> odd = ((a & mask) ^ want) | ((b & mask) ^ want) | ((c & mask) ^ want) | ((d & mask) ^ want);
            (a, b, c, d) = (Shift(a & bits, shift) | offset, Shift(b & bits, shift) | offset, Shift(c & bits, shift) | offset, Shift(d & bits, shift) | offset);
            Vector512<ulong> near = Vector512.Min(Vector512.Min(a - refused, b - refused), Vector512.Min(c - refused, d - refused));
            if (odd != Vector512<ulong>.Zero || Vector512.LessThanAny(near, refusedBytes)) break;
            Span<Vector512<ulong>> found = target.Slice(done, 4);
            (found[0], found[1], found[2], found[3]) = (a, b, c, d);
        }

        for (; done < source.Length; done++)
        {
            Vector512<ulong> entry = source[done], address = Shift(entry & bits, shift) | offset;
            if ((entry & mask) != want || Vector512.LessThanAny(address - refused, refusedBytes)) break;
            target[done] = address;
        }

        return done * Vector512<ulong>.Count;
    }

    /// <summary>Something from one address to another may be an output the leaf steps look at.</summary>
    private bool IsNearRefused(ulong first, ulong last) => refusedCount != 0 && first <= refusedFirst + (refusedCount - 1) && refusedFirst <= last;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Shift(Vector512<ulong> bits, int shift) =>
        shift == 0 ? bits : shift > 0 ? Vector512.ShiftLeft(bits, shift) : Vector512.ShiftRightLogical(bits, -shift);

#if !IOPOL_SAFE_MEMORY
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Shift(Vector256<ulong> bits, int shift) =>
        shift == 0 ? bits : shift > 0 ? Vector256.ShiftLeft(bits, shift) : Vector256.ShiftRightLogical(bits, -shift);
#endif
}
