using System.Runtime.CompilerServices;
using Iopol.Runtime.PageTables;

namespace Iopol.Benchmarks.PageTables;

/// <summary>
/// What a systems programmer writes by hand in C# for a VT-d second stage of four levels: straight-line code over a pointer, with
/// presence, permission, reserved bits and the bound of the memory fused into one test per level. <see cref="Translate"/> is asked and
/// answers as the generated class does; <see cref="AddressForReading"/> knows that all is about reading, and is copied into its caller.
/// </summary>
internal sealed unsafe class HandWrittenWalker
{
    private const ulong Address = 0x000f_ffff_ffff_f000;
    private const ulong Large = 0x80;
    // Snoop control and device TLBs off, a host of 46 bits.
    private const ulong Reserved = (1UL << 11) | (1UL << 62) | (0x3FUL << 46);

    private readonly nint memory;
    private readonly ulong root;
    private readonly Tests[] tests = new Tests[4];
    private readonly Tests reading;

    public HandWrittenWalker(nint memory, ulong size, ulong root)
    {
        (this.memory, this.root) = (memory, root);
        for (ulong rights = 1; rights < 4; rights++) tests[rights] = new Tests(rights, size);
        reading = tests[1];
    }

    /// <summary>The address, the size and the level of the leaf, or a fault.</summary>
    public Translation Translate(ulong iova, Access access)
    {
        if (iova >> 48 != 0) return Translation.Faulted(1, 3);
        ref Tests test = ref tests[(int)access & 3];
        byte* origin = (byte*)memory;
        ulong e = *(ulong*)(origin + root + ((iova >> 39) << 3));
        if ((e & test.TableMask) != test.TableWant) return Translation.Faulted(1, 3);

        e = *(ulong*)(origin + (e & Address) + (((iova >> 30) & 511) << 3));
        if ((e & test.TableMask) != test.TableWant) return Leaf(e, iova, test.Mask1G, test.LargeWant, 30, 2);

        e = *(ulong*)(origin + (e & Address) + (((iova >> 21) & 511) << 3));
        if ((e & test.TableMask) != test.TableWant) return Leaf(e, iova, test.Mask2M, test.LargeWant, 21, 1);

        e = *(ulong*)(origin + (e & Address) + (((iova >> 12) & 511) << 3));
        return Leaf(e, iova, test.Mask4K, test.TableWant, 12, 0);
    }

    /// <summary>The address, or all ones for a fault.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong AddressForReading(ulong iova)
    {
        if (iova >> 48 != 0) return ulong.MaxValue;
        byte* origin = (byte*)memory;
        ulong e = *(ulong*)(origin + root + ((iova >> 39) << 3));
        if ((e & reading.TableMask) != 1) return ulong.MaxValue;

        e = *(ulong*)(origin + (e & Address) + (((iova >> 30) & 511) << 3));
        if ((e & reading.TableMask) != 1) return LeafAddress(e, iova, reading.Mask1G, 1 | Large, 0x3fff_ffff);

        e = *(ulong*)(origin + (e & Address) + (((iova >> 21) & 511) << 3));
        if ((e & reading.TableMask) != 1) return LeafAddress(e, iova, reading.Mask2M, 1 | Large, 0x1f_ffff);

        e = *(ulong*)(origin + (e & Address) + (((iova >> 12) & 511) << 3));
        return LeafAddress(e, iova, reading.Mask4K, 1, 0xfff);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Translation Leaf(ulong entry, ulong iova, ulong mask, ulong want, int bits, int position)
    {
        ulong address = LeafAddress(entry, iova, mask, want, (1UL << bits) - 1);
        return address == ulong.MaxValue ? Translation.Faulted(1, position) : Translation.Leaf(address, bits, position);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong LeafAddress(ulong entry, ulong iova, ulong mask, ulong want, ulong low)
    {
        if ((entry & mask) != want) return ulong.MaxValue;
        ulong address = (entry & Address) | (iova & low);
        return address - 0xfee0_0000 < 0x10_0000 ? ulong.MaxValue : address;
    }

    /// <summary>What an access asks of entries.</summary>
    private readonly struct Tests(ulong rights, ulong size)
    {
        public readonly ulong TableMask = rights | Large | Reserved | (Address & ~(size - 1));
        public readonly ulong TableWant = rights;
        public readonly ulong LargeWant = rights | Large;
        public readonly ulong Mask1G = rights | Large | Reserved | (0x3fff_ffffUL & Address);
        public readonly ulong Mask2M = rights | Large | Reserved | (0x1f_ffffUL & Address);
        public readonly ulong Mask4K = rights | Reserved;
    }
}
