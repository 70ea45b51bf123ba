namespace Iopol.Runtime.PageTables;

public abstract partial class PageTable
{
    /// <summary>Finds the addresses of many IOVAs at once: while one walk waits for memory, others go on.</summary>
    /// <remarks>Each one is what <see cref="Translate"/> finds; beside a mapper they may be from different moments.</remarks>
    /// <param name="iovas">What to look up, in any order.</param>
    /// <param name="access">What each asks for.</param>
    /// <param name="addresses">Takes the address of each, <see cref="NoAddress"/> where it faults; <see cref="Walk"/> says why.</param>
    /// <returns>How many did not fault.</returns>
    /// <exception cref="ArgumentException"><paramref name="addresses"/> is shorter than <paramref name="iovas"/>, or they overlap.</exception>
    public int TranslateMany(ReadOnlySpan<ulong> iovas, Access access, Span<ulong> addresses)
    {
        if (addresses.Length < iovas.Length) throw new ArgumentException($"there is room for {addresses.Length} addresses of {iovas.Length}", nameof(addresses));
        addresses = addresses[..iovas.Length];
        if (iovas.Overlaps(addresses)) throw new ArgumentException("the addresses overlap the IOVAs", nameof(addresses));
        int found = 0, done = 0;
#if !IOPOL_SAFE_MEMORY
        if (CanGather) done = GatherMany(iovas, access, addresses, ref found);
#endif
        for (; done < iovas.Length; done++)
        {
            addresses[done] = AddressOf(iovas[done], access);
            if (addresses[done] != NoAddress) found++;
        }

        GC.KeepAlive(this);
        return found;
    }

    private ulong AddressOf(ulong iova, Access access)
    {
        Translation translation = Translate(iova, access);
        return translation.IsOk ? translation.Address : NoAddress;
    }
}
