using Iopol.Compiler.IR.PageTables;

namespace Iopol.Compiler.Emit.PageTables;

/// <summary>Entries that have certain bits: those with <c>(entry &amp; Mask) == Want</c>.</summary>
internal readonly record struct Cube(ulong Mask, ulong Want)
{
    /// <summary>The bits of a field with a value.</summary>
    public static Cube Of(BitRange bits, ulong value) => new(bits.Mask, value << bits.Low);

    /// <summary>The bits are all 1.</summary>
    public static Cube Ones(ulong bits) => new(bits, bits);

    /// <summary>A field from a number to another, both included, as few sets that together are it.</summary>
    public static IEnumerable<Cube> Range(BitRange bits, ulong first, ulong last)
    {
        ulong most = bits.Mask >> bits.Low;
        if (first > last || first > most) yield break;
        last = Math.Min(last, most);
        while (true)
        {
            // The largest aligned block that starts here and ends in the range; size - 1, so that 2^64 fits.
            ulong block = 0;
            while (block < most && (first & ((block << 1) | 1)) == 0 && last - first >= ((block << 1) | 1)) block = (block << 1) | 1;
            yield return new Cube((most & ~block) << bits.Low, first << bits.Low);
            if (last - first == block) yield break;
            first += block + 1;
        }
    }
}
