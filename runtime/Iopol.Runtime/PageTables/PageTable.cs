using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Iopol.Runtime.PageTables;

/// <summary>
/// A page table of one format and shape in a memory. Emitted classes derive from it: they bring the walk, and say for each level
/// and access which entries a walk may pass at once; batches, ranges, mapping and audits are built on that here.
/// </summary>
/// <remarks>
/// Any number of threads may translate at any time. One thread at a time may map, unmap or release; the caller sees to that. An entry
/// is read and written in one piece: a translation that runs beside a change sees each entry as it was or as it will be. The
/// content of a table is written before the entry that points to it.
/// </remarks>
public abstract partial class PageTable
{
    /// <summary>What a batch stores for an IOVA that faults.</summary>
    public const ulong NoAddress = ulong.MaxValue;

    private const int PlainRow = 16;

    private readonly PhysicalMemory memory;
    private readonly EntryReader entries;
    private readonly ulong top;
    private readonly ulong bias;
    private readonly ulong outside;
    private readonly ulong refusedFirst;
    private readonly ulong refusedCount;
    private readonly ulong beyondOutput;
    private LevelFacts[] levels;
    private readonly bool isNarrow;
    private readonly bool isSimple;
    private readonly bool keepsDirty;
    private readonly int inputBits;
    private readonly long mostTables;
    private EntryMaskTable masks;

    /// <summary>A table in a memory; the masks are set by the emitted constructor.</summary>
    /// <param name="memory">Where it lies.</param>
    /// <param name="root">Address of the top table. It may lie outside the memory: then every walk faults.</param>
    /// <param name="layout">What the format, the shape and the options fix.</param>
    /// <exception cref="ArgumentException">The root is not aligned as the format asks.</exception>
    protected PageTable(PhysicalMemory memory, ulong root, PageTableLayout layout)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(layout);
        this.memory = memory;
        Layout = layout;
        Root = root;
        entries = new(memory);
        UseLeafSizes();
        isSimple = levels.All(level => level.IsSimple);
        keepsDirty = layout.Levels.Any(level => !level.Dirty.IsEmpty);
        mostTables = (long)(memory.Size >> layout.Levels.Min(level => level.TableBits)) + 1;
        inputBits = layout.InputBits;
        isNarrow = layout.EntryBytes == 4;
        for (int access = 0; access <= PlainRow; access++) ((Span<EntryMask>)masks[access]).Fill(EntryMask.Never);
        (refusedFirst, refusedCount) = (layout.RefusedFirst, layout.RefusedCount);
        beyondOutput = layout.OutputBits < 64 ? ulong.MaxValue << layout.OutputBits : 0;
        ulong bytes = 1UL << layout.Levels[^1].TableBits;
        if ((root & (bytes - 1)) != 0) throw new ArgumentException($"the root {root:x} is not aligned to {bytes} bytes", nameof(root));
        HasTop = bytes <= memory.Size && unchecked(root - memory.Base) <= memory.Size - bytes;
        // Without a top table every IOVA but 0 is outside, and 0 reads the memory's first entry, which no mask accepts.
        (bias, outside) = HasTop ? (layout.Input.Bias, layout.Input.Outside) : (0, ulong.MaxValue);
        top = HasTop ? root : memory.Base;
        TopOffsets = layout.Levels[^1].IndexMask * (ulong)layout.EntryBytes;
    }

    /// <summary>Takes the sizes of leaves over from the layout.</summary>
    [MemberNotNull(nameof(levels))]
    private void UseLeafSizes()
    {
        levels = [.. Layout.Levels.Select(level => new LevelFacts(level, Layout.LeafSizes))];
        sizeMask = 0;
        foreach (LeafSize size in Layout.LeafSizes) (sizes[size.SizeBits], sizeMask) = (size, sizeMask | (1UL << size.SizeBits));
    }

    /// <summary>Reasons for a fault; number n of a <see cref="Translation"/> is at n - 1.</summary>
    public IReadOnlyList<PageFault> Faults => Layout.Faults;

    /// <summary>What the format, the shape and the options fix.</summary>
    public PageTableLayout Layout { get; private set; }

    /// <summary>Address of the top table.</summary>
    public ulong Root { get; }

    /// <summary>The memory.</summary>
    public PhysicalMemory Memory => memory;

    /// <summary>Where the entries of the top table start, all their offsets together: an index, shifted by the bytes of an entry, has no other bits.</summary>
    protected ulong TopOffsets { get; }

    /// <summary>The top table lies in the memory.</summary>
    protected bool HasTop { get; }

    /// <summary>Finds the address of an IOVA. Address, size and fault are those of <see cref="Walk"/>; the rights of the path are left out.</summary>
    public abstract Translation Translate(ulong iova, Access access);

    /// <summary>The format's walk, step by step: its order of faults, and the rights of the path.</summary>
    public Translation Walk(ulong iova, Access access) => WalkSteps(iova, access, updates: true);

    /// <summary>What <see cref="Walk"/> would find; writes nothing, so that what the hardware would note in an entry cannot fail either.</summary>
    public Translation Peek(ulong iova, Access access) => WalkSteps(iova, access, updates: false);

    /// <summary>What an entry is.</summary>
    /// <param name="position">Height of its level above the lowest.</param>
    /// <param name="entry">Its value.</param>
    public abstract DecodedEntry Decode(int position, ulong entry);

    /// <summary>The format's walk, step by step.</summary>
    /// <param name="iova">What to look up.</param>
    /// <param name="access">What is asked for.</param>
    /// <param name="updates">The steps that write to an entry write; otherwise they only count as done, and never fail.</param>
    protected abstract Translation WalkSteps(ulong iova, Access access, bool updates);

    /// <summary>An entry that points to a table of the level below.</summary>
    /// <param name="position">Height of the entry's level above the lowest.</param>
    /// <param name="address">Address of the table.</param>
    protected abstract ulong TableEntry(int position, ulong address);

    /// <summary>The entry of a leaf, one of those of its run where it has several.</summary>
    /// <param name="size">One of <see cref="PageTableLayout.LeafSizes"/>.</param>
    /// <param name="address">Address of the entry's first byte; of the leaf's where its entries are replicated.</param>
    /// <param name="rights">What it allows; not <see cref="Refuses"/>.</param>
    protected abstract ulong LeafEntry(LeafSize size, ulong address, MapRights rights);

    /// <summary>The format cannot express the rights, in plain words; null where it can.</summary>
    protected abstract string? Refuses(MapRights rights);

    /// <summary>The entries a walk passes at once at a level: one that points to the level below, and a leaf of the level's own size.</summary>
    public (EntryMask Table, EntryMask Leaf) MasksAt(int position, Access access)
    {
        ref EntryMaskRow row = ref Masks(access);
        return (row[position * 2], row[(position * 2) + 1]);
    }

    /// <summary>Sets what a walk passes at once. Only the emitted constructor calls it.</summary>
    protected void SetMasks(int position, Access access, EntryMask table, EntryMask leaf)
    {
        SetRow((int)access & 15, position, table, leaf);
        if (access == Access.None) SetRow(PlainRow, position, table, leaf);
    }

    /// <summary>
    /// Sets what an entry is whoever asks, where the masks of <see cref="Access.None"/> also ask for what the hardware notes in it
    /// (accessed, dirty). Only the emitted constructor calls it, after <see cref="SetMasks"/>.
    /// </summary>
    protected void SetPlainMasks(int position, EntryMask table, EntryMask leaf) => SetRow(PlainRow, position, table, leaf);

    /// <summary>The masks of an access.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected ref EntryMaskRow Masks(Access access) => ref masks[(int)access & 15];

    /// <summary>The entry is one of the set at an index of a row of <see cref="Masks"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static bool Passes(ulong entry, ref EntryMaskRow row, int index) => row[index].Accepts(entry);

    /// <summary>The IOVA can mean nothing, or there is no top table.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected bool IsOutside(ulong iova) => unchecked((iova + bias) & outside) != 0;

    /// <summary>The output is one the leaf steps look at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected bool IsRefused(ulong address) => unchecked(address - refusedFirst) < refusedCount;

    /// <summary>An entry of the top table. The offset must lie in it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected ulong Top8(ulong offset) => Entry8(top, offset);

    /// <summary>An entry at an address that a mask has shown to lie in the memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected ulong Entry8(ulong table, ulong offset)
    {
        ulong entry = entries.Read8(unchecked(table + offset));
        GC.KeepAlive(this);
        return entry;
    }

    /// <summary>A 4-byte entry of the top table. The offset must lie in it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected ulong Top4(ulong offset) => Entry4(top, offset);

    /// <summary>A 4-byte entry at an address that a mask has shown to lie in the memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected ulong Entry4(ulong table, ulong offset)
    {
        ulong entry = entries.Read4(unchecked(table + offset));
        GC.KeepAlive(this);
        return entry;
    }

    /// <summary>The masks of what an entry is whoever asks.</summary>
    private ref EntryMaskRow PlainMasks
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref masks[PlainRow];
    }

    /// <summary>The entry points to a table of the level below that lies in the memory as a whole.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsTable(int position, ulong entry, out ulong table)
    {
        if (!PlainMasks[position * 2].Accepts(entry)) return IsOddTable(position, entry, out table);
        table = levels[position].TableAddress(entry);
        return !memory.IsSparse || memory.IsPresent(table, 1UL << levels[position - 1].TableBits);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool IsOddTable(int position, ulong entry, out ulong table)
    {
        DecodedEntry decoded = Decode(position, entry);
        table = decoded.Address;
        return decoded.Sort == EntrySort.Table && decoded.Position == position - 1 && memory.IsPresent(table, 1UL << levels[position - 1].TableBits);
    }

    private void SetRow(int row, int position, EntryMask table, EntryMask leaf)
    {
        // The kernels take an entry of 0 for an empty one, at every level.
        if (table.Accepts(0) || leaf.Accepts(0)) throw new ArgumentException($"an entry of 0 at position {position} must fault");
        masks[row][position * 2] = HasTop ? table : EntryMask.Never;
        masks[row][(position * 2) + 1] = HasTop ? leaf : EntryMask.Never;
    }
}
