using System.Runtime.CompilerServices;

namespace Iopol.Runtime.PageTables;

public abstract partial class PageTable
{
    /// <summary>How many walks of a batch go on at the same time.</summary>
    private const int Lanes = 128;

    /// <summary>Finds the addresses of many IOVAs at once: while one walk waits for memory, others go on.</summary>
    /// <remarks>Each one is what <see cref="Translate"/> finds; beside a mapper they may be from different moments.</remarks>
    /// <param name="iovas">What to look up, in any order.</param>
    /// <param name="access">What each asks for.</param>
    /// <param name="addresses">Takes the address of each, <see cref="NoAddress"/> where it faults; <see cref="Walk"/> says why.</param>
    /// <returns>How many did not fault.</returns>
    /// <exception cref="ArgumentException"><paramref name="addresses"/> is shorter than <paramref name="iovas"/>.</exception>
    public int TranslateMany(ReadOnlySpan<ulong> iovas, Access access, Span<ulong> addresses)
    {
        if (addresses.Length < iovas.Length) throw new ArgumentException($"there is room for {addresses.Length} addresses of {iovas.Length}", nameof(addresses));
        addresses = addresses[..iovas.Length];
        int found = 0, done = 0;
#if !IOPOL_SAFE_MEMORY
        if (CanGather) done = GatherMany(iovas, access, addresses, ref found);
#endif
        for (; done < iovas.Length; done += Lanes)
        {
            int count = Math.Min(Lanes, iovas.Length - done);
            WalkGroup(iovas.Slice(done, count), access, addresses.Slice(done, count));
            found += SettleAll(iovas.Slice(done, count), access, addresses.Slice(done, count));
        }

        GC.KeepAlive(this);
        return found;
    }

    /// <summary>Walks step by step what was not passed at once.</summary>
    /// <returns>How many have an address.</returns>
    private int SettleAll(ReadOnlySpan<ulong> iovas, Access access, Span<ulong> addresses)
    {
        int found = iovas.Length;
        int at = addresses.IndexOf(NoAddress);
        if (at < 0) return found;
        for (; at < iovas.Length; at++)
        {
            if (addresses[at] == NoAddress) addresses[at] = Settle(iovas[at], access);
            if (addresses[at] == NoAddress) found--;
        }

        return found;
    }

    /// <summary>What is not passed at once is walked step by step.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong Settle(ulong iova, Access access)
    {
        Translation translation = Walk(iova, access);
        return translation.IsOk ? translation.Address : NoAddress;
    }

    /// <summary>Level by level, for all IOVAs. Stores <see cref="NoAddress"/> for what is not passed at once.</summary>
#if !IOPOL_SAFE_MEMORY
    [SkipLocalsInit]
#endif
    private void WalkGroup(ReadOnlySpan<ulong> iovas, Access access, Span<ulong> addresses)
    {
        Span<ulong> tables = stackalloc ulong[Lanes];
        Span<byte> lanes = stackalloc byte[Lanes];
        int live = 0;
        for (int i = 0; i < iovas.Length; i++)
        {
            addresses[i] = NoAddress;
            tables[i] = top;
            if (!IsOutside(iovas[i])) lanes[live++] = (byte)i;
        }

        ref EntryMaskRow row = ref Masks(access);
        for (int position = levels.Length - 1; position >= 0 && live > 0; position--)
        {
            ref readonly LevelFacts level = ref levels[position];
            EntryMask table = row[position * 2], leaf = row[(position * 2) + 1];
            int kept = 0;
            for (int k = 0; k < live; k++)
            {
                int i = lanes[k];
                ulong entry = isNarrow ? Entries4.Load(entries, tables[i] + ((ulong)level.Index(iovas[i]) << 2)) : Entries8.Load(entries, tables[i] + ((ulong)level.Index(iovas[i]) << 3));
                if (table.Accepts(entry))
                {
                    tables[i] = level.TableAddress(entry);
                    lanes[kept++] = (byte)i;
                }
                else if (leaf.Accepts(entry))
                {
                    ulong address = level.LeafAddress(entry) | (iovas[i] & level.ItemMask);
                    if (!IsRefused(address)) addresses[i] = address;
                }
            }

            live = kept;
        }
    }
}
