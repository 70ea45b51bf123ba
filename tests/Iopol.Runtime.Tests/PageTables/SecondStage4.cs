using Iopol.Runtime.PageTables;

namespace Iopol.Runtime.Tests.PageTables;

/// <summary>
/// A four-level VT-d second stage, written by hand the way one would without a generator: what the runtime's kernels are tested on,
/// and what emitted tables are measured against.
/// </summary>
internal sealed class SecondStage4 : PageTable
{
    internal const int BeyondWidth = 1, RootUnreadable = 2, Unreadable = 3, WriteDenied = 4, ReadDenied = 5, ReservedBit = 6, InterruptWindow = 7;

    private const ulong ReadBit = 1, WriteBit = 2, PageSize = 1 << 7, Accessed = 1 << 8, Dirty = 1 << 9, Snoop = 1 << 11, Transient = 1UL << 62;
    private const ulong AddressBits = 0x000f_ffff_ffff_f000;
    private const ulong WindowFirst = 0xfee0_0000, WindowBytes = 0x10_0000;

    private static readonly PageFault[] Reasons =
    [
        new("beyond_width", 0x4, "the IOVA has more bits than the domain's address width"),
        new("root_unreadable", 0x3, "the top table lies outside memory"),
        new("unreadable", 0x7, "a table lies outside memory"),
        new("write_denied", 0x5, "the path does not allow writing"),
        new("read_denied", 0x6, "the path does not allow reading"),
        new("reserved_bit", 0xC, "a reserved bit is set"),
        new("interrupt_window", 0xE, "the result lies in the interrupt window"),
    ];

    private readonly ulong tooHigh;
    private readonly bool snoopControl;
    private readonly bool accessDirty;

    internal SecondStage4(PhysicalMemory memory, ulong root, int hostWidth = 52, bool snoopControl = false, bool accessDirty = false)
        : base(memory, root, Describe(accessDirty))
    {
        tooHigh = AddressBits & (ulong.MaxValue << hostWidth);
        this.snoopControl = snoopControl;
        this.accessDirty = accessDirty;
        for (int position = 0; position < 4; position++)
        {
            for (int access = 0; access < 16; access++) SetMasks(position, (Access)access, TableMask(position, (Access)access), LeafMask(position, (Access)access, accessDirty));
            SetPlainMasks(position, TableMask(position, Access.None), LeafMask(position, Access.None, false));
        }
    }

    public override Translation Translate(ulong iova, Access access)
    {
        ref EntryMaskRow row = ref Masks(access);
        if (IsOutside(iova)) return Walk(iova, access);
        ulong entry = Top8((iova >> 36) & 0xff8);
        if (!Passes(entry, ref row, 6)) return Walk(iova, access);
        entry = Entry8(entry & AddressBits, (iova >> 27) & 0xff8);
        if (Passes(entry, ref row, 4))
        {
            entry = Entry8(entry & AddressBits, (iova >> 18) & 0xff8);
            if (Passes(entry, ref row, 2))
            {
                entry = Entry8(entry & AddressBits, (iova >> 9) & 0xff8);
                if (Passes(entry, ref row, 1)) return Finish((entry & AddressBits) | (iova & 0xfff), 12, 0, iova, access);
            }
            else if (Passes(entry, ref row, 3))
            {
                return Finish((entry & AddressBits) | (iova & 0x1f_ffff), 21, 1, iova, access);
            }
        }
        else if (Passes(entry, ref row, 5))
        {
            return Finish((entry & AddressBits) | (iova & 0x3fff_ffff), 30, 2, iova, access);
        }

        return Walk(iova, access);
    }

    public override DecodedEntry Decode(int position, ulong entry)
    {
        if ((entry & (ReadBit | WriteBit)) == 0) return default;
        bool isLeaf = IsLeaf(position, entry);
        if ((entry & Reserved(position, isLeaf)) != 0) return default;
        return isLeaf
            ? new(EntrySort.Leaf, entry & AddressBits, (byte)position, (byte)(12 + (9 * position)))
            : new(EntrySort.Table, entry & AddressBits, (byte)(position - 1), 0);
    }

    protected override Translation WalkSteps(ulong iova, Access access, bool updates)
    {
        if (iova >> 48 != 0) return Translation.Faulted(BeyondWidth, 3);
        ulong table = Root, every = ReadBit | WriteBit;
        for (int position = 3; ; position--)
        {
            int shift = 12 + (9 * position);
            ulong place = table + (((iova >> shift) & 0x1ff) * 8);
        again:
            if (!Memory.TryRead(place, out ulong entry)) return Translation.Faulted(position == 3 ? RootUnreadable : Unreadable, position);
            if ((access & Access.Write) != 0 && (entry & WriteBit) == 0) return Translation.Faulted(WriteDenied, position);
            if ((access & (Access.Read | Access.Execute)) != 0 && (entry & ReadBit) == 0) return Translation.Faulted(ReadDenied, position);
            if ((entry & (ReadBit | WriteBit)) == 0) return Translation.Faulted(ReadDenied, position);
            bool isLeaf = IsLeaf(position, entry);
            if ((entry & Reserved(position, isLeaf)) != 0) return Translation.Faulted(ReservedBit, position);
            if (!isLeaf)
            {
                every &= entry;
                table = entry & AddressBits;
                continue;
            }

            ulong inside = (1UL << shift) - 1, address = (entry & AddressBits) | (iova & inside);
            if (address - WindowFirst < WindowBytes) return Translation.Faulted(InterruptWindow, position);
            ulong notes = !accessDirty || !updates ? 0 : Accessed | ((access & Access.Write) != 0 ? Dirty : 0);
            if ((entry & notes) != notes)
            {
                if (!Memory.TryExchange(place, entry, entry | notes, out ulong found)) return Translation.Faulted(Unreadable, position);
                if (found != entry) goto again;
            }

            every &= entry;
            Access allowed = ((every & ReadBit) != 0 ? Access.Read | Access.Execute : 0) | ((every & WriteBit) != 0 ? Access.Write : 0);
            return Translation.Leaf(address, shift, position, allowed);
        }
    }

    protected override ulong TableEntry(int position, ulong address) => address | ReadBit | WriteBit;

    protected override ulong LeafEntry(LeafSize size, ulong address, MapRights rights) =>
        (address & AddressBits)
        | ((rights & MapRights.Read) != 0 ? ReadBit : 0)
        | ((rights & MapRights.Write) != 0 ? WriteBit : 0)
        | ((rights & MapRights.Coherent) != 0 && snoopControl ? Snoop : 0)
        | (size.Position > 0 ? PageSize : 0);

    protected override string? Refuses(MapRights rights) =>
        (rights & (MapRights.Read | MapRights.Write)) == 0 ? "a leaf without rights is not present" : null;

    private static bool IsLeaf(int position, ulong entry) => position == 0 || (position <= 2 && (entry & PageSize) != 0);

    private static PageTableLayout Describe(bool accessDirty)
    {
        AddressPart[] address = [new(AddressBits, 0)];
        LevelLayout Level(int position) => new(
            position, position, 12 + (9 * position), 9, 12, position > 0 ? address : [], position < 3 ? address : [],
            accessDirty && position < 3 ? new(Dirty, Dirty) : EntryMask.Never, Dirty)
        {
            RightsBits = ReadBit | WriteBit,
        };
        return new(
            "SecondStage", 8, [Level(0), Level(1), Level(2), Level(3)], 48, InputRule.Zeros(48), Reasons,
            [new(0, 12, 0, false), new(1, 21, 0, false), new(2, 30, 0, false)], WindowFirst, WindowBytes);
    }

    private Translation Finish(ulong address, int sizeBits, int position, ulong iova, Access access) =>
        IsRefused(address) ? Walk(iova, access) : Translation.Leaf(address, sizeBits, position);

    private ulong Reserved(int position, bool isLeaf) => tooHigh | Transient
        | (isLeaf ? (snoopControl ? 0 : Snoop) | (((1UL << (12 + (9 * position))) - 1) & AddressBits) : Snoop | (position == 3 ? PageSize : 0));

    private EntryMask TableMask(int position, Access access)
    {
        var mask = new MaskBuilder();
        if (position == 0) return EntryMask.Never;
        NeedRights(ref mask, access);
        mask.Need(PageSize | Snoop | Transient | tooHigh, 0);
        mask.NeedTableIn(Memory, 12, new AddressPart(AddressBits, 0));
        return mask.ToMask();
    }

    private EntryMask LeafMask(int position, Access access, bool notes)
    {
        var mask = new MaskBuilder();
        if (position == 3) return EntryMask.Never;
        NeedRights(ref mask, access);
        mask.Need(Reserved(position, true), 0);
        if (position > 0) mask.Need(PageSize, PageSize);
        if (notes) mask.Need(Accessed, Accessed);
        if (notes && (access & Access.Write) != 0) mask.Need(Dirty, Dirty);
        return mask.ToMask();
    }

    private static void NeedRights(ref MaskBuilder mask, Access access)
    {
        if ((access & (Access.Read | Access.Execute)) != 0) mask.Need(ReadBit, ReadBit);
        if ((access & Access.Write) != 0) mask.Need(WriteBit, WriteBit);
        if ((access & (Access.Read | Access.Execute | Access.Write)) == 0) mask.NeedOneOf(new EntryMask(ReadBit, ReadBit), new EntryMask(WriteBit, WriteBit));
    }
}
