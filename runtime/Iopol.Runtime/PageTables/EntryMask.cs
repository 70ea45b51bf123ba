namespace Iopol.Runtime.PageTables;

/// <summary>A set of entries that differ only in bits nobody looks at: those with <c>(entry &amp; Mask) == Want</c>.</summary>
/// <param name="Mask">The bits that count.</param>
/// <param name="Want">What they must be; a bit outside <paramref name="Mask"/> makes the set empty.</param>
public readonly record struct EntryMask(ulong Mask, ulong Want)
{
    /// <summary>No entry at all.</summary>
    public static EntryMask Never => new(0, 1);

    /// <summary>Entries whose address has no bit from one on.</summary>
    /// <param name="width">The lowest bit that must be 0.</param>
    /// <param name="parts">Where they hold the address.</param>
    public static EntryMask AddressBelow(int width, params AddressPart[] parts)
    {
        ulong above = 0;
        foreach (AddressPart part in parts) above |= part.ToEntry(width >= 64 ? 0 : ulong.MaxValue << width);
        return new(above, 0);
    }

    /// <summary>The entry is in the set.</summary>
    public bool Accepts(ulong entry) => (entry & Mask) == Want;

    /// <summary>No entry is in the set.</summary>
    public bool IsEmpty => (Want & ~Mask) != 0;
}
