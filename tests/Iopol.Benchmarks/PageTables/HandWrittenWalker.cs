using System.Runtime.CompilerServices;

namespace Iopol.Benchmarks.PageTables;

/// <summary>
/// What a systems programmer writes by hand in C# for a VT-d second stage of four levels: straight-line code over a pointer,
/// with presence, permission, reserved bits and the bound of the memory fused into one test per level.
/// </summary>
internal sealed unsafe class HandWrittenWalker(nint memory, ulong size, ulong root)
{
    private const ulong Address = 0x000f_ffff_ffff_f000;
    private const ulong Read = 1;
    private const ulong Large = 0x80;
    // Snoop control and device TLBs off, a host of 46 bits.
    private const ulong Reserved = (1UL << 11) | (1UL << 62) | (0x3FUL << 46);

    private readonly ulong tableMask = Read | Large | Reserved | (Address & ~(size - 1));
    private readonly ulong leafMask1G = Read | Large | Reserved | (0x3fff_ffffUL & Address);
    private readonly ulong leafMask2M = Read | Large | Reserved | (0x1f_ffffUL & Address);
    private readonly ulong leafMask4K = Read | Reserved;

    /// <summary>The address, or all ones for a fault.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Translate(ulong iova)
    {
        if (iova >> 48 != 0) return ulong.MaxValue;
        byte* origin = (byte*)memory;
        ulong e = *(ulong*)(origin + root + ((iova >> 39) << 3));
        if ((e & tableMask) != Read) return ulong.MaxValue;

        e = *(ulong*)(origin + (e & Address) + (((iova >> 30) & 511) << 3));
        if ((e & tableMask) != Read) return Leaf(e, iova, leafMask1G, Read | Large, 0x3fff_ffff);

        e = *(ulong*)(origin + (e & Address) + (((iova >> 21) & 511) << 3));
        if ((e & tableMask) != Read) return Leaf(e, iova, leafMask2M, Read | Large, 0x1f_ffff);

        e = *(ulong*)(origin + (e & Address) + (((iova >> 12) & 511) << 3));
        return Leaf(e, iova, leafMask4K, Read, 0xfff);
    }

    /// <summary>Sum of the translations; a fault counts 1.</summary>
    public ulong TranslateEach(ReadOnlySpan<ulong> iovas)
    {
        ulong sum = 0;
        foreach (ulong iova in iovas)
        {
            ulong address = Translate(iova);
            sum += address == ulong.MaxValue ? 1 : address;
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Leaf(ulong entry, ulong iova, ulong mask, ulong want, ulong low)
    {
        if ((entry & mask) != want) return ulong.MaxValue;
        ulong address = (entry & Address) | (iova & low);
        return address - 0xfee0_0000 < 0x10_0000 ? ulong.MaxValue : address;
    }
}
