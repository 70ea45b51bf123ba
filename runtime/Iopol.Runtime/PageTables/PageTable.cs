using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Iopol.Runtime.PageTables;

/// <summary>
/// A page table of one format and shape in a memory. Emitted classes derive from it: they bring the walk, and say for each level
/// and access which entries a walk may pass at once; batches, ranges, mapping and audits are built on that here.
/// </summary>
public abstract class PageTable
{
    /// <summary>Entries of a row of <see cref="Masks"/>: a table's and a leaf's for each of up to 8 levels.</summary>
    protected const int MaskRow = 16;

    private readonly PhysicalMemory memory;
    private readonly nint origin;
    private readonly nint top;
    private readonly ulong bias;
    private readonly ulong outside;
    private readonly ulong refusedFirst;
    private readonly ulong refusedCount;
    private readonly EntryMask[] masks = new EntryMask[16 * MaskRow];

    /// <summary>A table in a memory; the masks are set by the emitted constructor.</summary>
    /// <exception cref="ArgumentException">The root is not aligned as the format asks.</exception>
    protected PageTable(PhysicalMemory memory, ulong root, PageTableLayout layout)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(layout);
        this.memory = memory;
        Layout = layout;
        Root = root;
        Array.Fill(masks, EntryMask.Never);
        origin = memory.Origin;
        (refusedFirst, refusedCount) = (layout.RefusedFirst, layout.RefusedCount);
        ulong bytes = 1UL << layout.Levels[^1].TableBits;
        if ((root & (bytes - 1)) != 0) throw new ArgumentException($"the root {root:x} is not aligned to {bytes} bytes", nameof(root));
        HasTop = bytes <= memory.Size && unchecked(root - memory.Base) <= memory.Size - bytes;
        // Without a top table every IOVA but 0 is outside, and 0 reads the memory's first entry, which no mask accepts.
        (bias, outside) = HasTop ? (layout.Input.Bias, layout.Input.Outside) : (0, ulong.MaxValue);
        top = unchecked(origin + (nint)(HasTop ? root : memory.Base));
    }

    /// <summary>Reasons for a fault; number n of a <see cref="Translation"/> is at n - 1.</summary>
    public IReadOnlyList<PageFault> Faults => Layout.Faults;

    /// <summary>What the format, the shape and the options fix.</summary>
    public PageTableLayout Layout { get; }

    /// <summary>Address of the top table.</summary>
    public ulong Root { get; }

    /// <summary>The memory.</summary>
    public PhysicalMemory Memory => memory;

    /// <summary>The top table lies in the memory.</summary>
    protected bool HasTop { get; }

    /// <summary>Finds the address of an IOVA. Address, size and fault are those of <see cref="Walk"/>; the rights of the path are left out.</summary>
    public abstract Translation Translate(ulong iova, Access access);

    /// <summary>The format's walk, step by step: its order of faults, and the rights of the path.</summary>
    public abstract Translation Walk(ulong iova, Access access);

    /// <summary>What an entry is.</summary>
    /// <param name="position">Height of its level above the lowest.</param>
    /// <param name="entry">Its value.</param>
    public abstract DecodedEntry Decode(int position, ulong entry);

    /// <summary>An entry that points to a table of the level below.</summary>
    /// <param name="position">Height of the entry's level above the lowest.</param>
    /// <param name="address">Address of the table.</param>
    protected internal abstract ulong TableEntry(int position, ulong address);

    /// <summary>The entry of a leaf, one of those of its run where it has several.</summary>
    /// <param name="size">One of <see cref="PageTableLayout.LeafSizes"/>.</param>
    /// <param name="address">Address of the entry's first byte; of the leaf's where its entries are replicated.</param>
    /// <param name="rights">What it allows; not <see cref="Refuses"/>.</param>
    protected internal abstract ulong LeafEntry(LeafSize size, ulong address, MapRights rights);

    /// <summary>The format cannot express the rights, in plain words; null where it can.</summary>
    protected internal abstract string? Refuses(MapRights rights);

    /// <summary>The entries a walk passes at once at a level: one that points to the level below, and a leaf of the level's own size.</summary>
    public (EntryMask Table, EntryMask Leaf) MasksAt(int position, Access access)
    {
        ref EntryMask row = ref Masks(access);
        return (Unsafe.Add(ref row, position * 2), Unsafe.Add(ref row, (position * 2) + 1));
    }

    /// <summary>Sets what a walk passes at once. Only the emitted constructor calls it.</summary>
    protected void SetMasks(int position, Access access, EntryMask table, EntryMask leaf)
    {
        masks[((int)access * MaskRow) + (position * 2)] = HasTop ? table : EntryMask.Never;
        masks[((int)access * MaskRow) + (position * 2) + 1] = HasTop ? leaf : EntryMask.Never;
    }

    /// <summary>The masks of an access: at 2p those of a table at position p, at 2p + 1 those of a leaf.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected ref EntryMask Masks(Access access) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(masks), (nint)(((uint)access & 15) * MaskRow));

    /// <summary>The entry is one of the set at an index of a row of <see cref="Masks"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static bool Passes(ulong entry, ref EntryMask row, int index) => Unsafe.Add(ref row, index).Accepts(entry);

    /// <summary>The IOVA can mean nothing, or there is no top table.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected bool IsOutside(ulong iova) => unchecked((iova + bias) & outside) != 0;

    /// <summary>The output is one the leaf steps look at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected bool IsRefused(ulong address) => unchecked(address - refusedFirst) < refusedCount;

    /// <summary>An entry of the top table. The offset must lie in it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected unsafe ulong Top8(ulong offset) => *(ulong*)(top + (nint)offset);

    /// <summary>An entry at an address that a mask has shown to lie in the memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected unsafe ulong Entry8(ulong table, ulong offset) => *(ulong*)(origin + (nint)table + (nint)offset);

    /// <summary>A 4-byte entry of the top table. The offset must lie in it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected unsafe ulong Top4(ulong offset) => *(uint*)(top + (nint)offset);

    /// <summary>A 4-byte entry at an address that a mask has shown to lie in the memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected unsafe ulong Entry4(ulong table, ulong offset) => *(uint*)(origin + (nint)table + (nint)offset);
}
