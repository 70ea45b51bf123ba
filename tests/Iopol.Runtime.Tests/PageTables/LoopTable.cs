using System.Numerics;
using Iopol.Runtime.PageTables;

namespace Iopol.Runtime.Tests.PageTables;

/// <summary>A made-up format for what the second stage does not have: entries of 4 bytes, addresses in parts, and runs of both sorts.</summary>
internal sealed record LoopFormat(string Name, int EntryBytes, int[] IndexBits, AddressPart[] TableParts, AddressPart[] LeafParts)
{
    internal int ItemBits { get; init; } = 12;

    internal int ReplicatedBits { get; init; }

    internal int HintedBits { get; init; }

    internal bool IsSigned { get; init; }

    internal int TopLeaf { get; init; } = 2;

    internal int Width => ItemBits + IndexBits.Sum();

    internal static readonly LoopFormat[] All =
    [
        new("shifted, signed, replicated", 8, [9, 9, 9], [new(0x003f_ffff_ffff_fc00, 2)], [new(0x003f_ffff_ffff_fc00, 2)]) { ReplicatedBits = 4, IsSigned = true },
        new("in two parts, hinted", 8, [13, 13, 6], [new(0x0000_ffff_ffff_0000, 0), new(0xf000, 36)], [new(0x0000_ffff_ffff_0000, 0), new(0xf000, 36)]) { ItemBits = 16, HintedBits = 5 },
        new("narrow, replicated", 4, [8, 12], [new(0xffff_fc00, 0)], [new(0xffff_f000, 0)]) { ReplicatedBits = 4 },
        new("five levels, hinted", 8, [9, 9, 9, 9, 9], [new(0x000f_ffff_ffff_f000, 0)], [new(0x000f_ffff_ffff_f000, 0)]) { HintedBits = 4, TopLeaf = 3 },
        new("a level of 64 bits", 8, [9, 9, 9, 9, 9, 7], [new(0x000f_ffff_ffff_f000, 0)], [new(0x000f_ffff_ffff_f000, 0)]) { TopLeaf = 2 },
    ];

    public override string ToString() => Name;
}

internal sealed class LoopTable : PageTable
{
    internal const int Outside = 1, Unreadable = 2, Denied = 3, Reserved = 4;

    private const ulong ReadBit = 1, WriteBit = 2, LeafBit = 4, Replicated = 8, Hint = 16, DirtyBit = 32, ReservedBit = 64;

    private readonly LoopFormat format;

    internal LoopTable(LoopFormat format, PhysicalMemory memory, ulong root)
        : base(memory, root, Describe(format))
    {
        this.format = format;
        foreach (LevelLayout level in Layout.Levels)
        {
            for (int access = 0; access < 16; access++) SetMasks(level.Position, (Access)access, Mask(level, (Access)access, false), Mask(level, (Access)access, true));
        }
    }

    public override Translation Translate(ulong iova, Access access) => Walk(iova, access);

    public override DecodedEntry Decode(int position, ulong entry)
    {
        LevelLayout level = Layout.Levels[position];
        if ((entry & (ReadBit | WriteBit)) == 0 || (entry & ReservedBit) != 0) return default;
        if ((entry & LeafBit) == 0) return position == 0 ? default : new(EntrySort.Table, Sum(level.TableAddress, entry), (byte)(position - 1), 0);
        if (position > format.TopLeaf || ((entry & Replicated) != 0 && format.ReplicatedBits == 0)) return default;
        int bits = level.ItemBits + ((entry & Replicated) != 0 ? format.ReplicatedBits : 0);
        ulong address = Sum(level.LeafAddress, entry);
        return (address & ((1UL << bits) - 1)) != 0 ? default : new(EntrySort.Leaf, address, (byte)position, (byte)bits);
    }

    protected override Translation WalkSteps(ulong iova, Access access, bool updates)
    {
        int top = Layout.Levels.Count - 1;
        if (Layout.Input.IsOutside(iova)) return Translation.Faulted(Outside, top);
        ulong table = Root, every = ReadBit | WriteBit;
        for (int position = top; ; position--)
        {
            LevelLayout level = Layout.Levels[position];
            ulong place = table + (((iova >> level.ItemBits) & level.IndexMask) * (ulong)format.EntryBytes), entry;
            if (format.EntryBytes == 8)
            {
                if (!Memory.TryRead(place, out entry)) return Translation.Faulted(Unreadable, position);
            }
            else
            {
                if (!Memory.TryRead(place, out uint narrow)) return Translation.Faulted(Unreadable, position);
                entry = narrow;
            }

            ulong need = ((access & (Access.Read | Access.Execute)) != 0 ? ReadBit : 0) | ((access & Access.Write) != 0 ? WriteBit : 0);
            if ((entry & need) != need || (entry & (ReadBit | WriteBit)) == 0) return Translation.Faulted(Denied, position);
            every &= entry;
            DecodedEntry decoded = Decode(position, entry);
            if (decoded.Sort == EntrySort.None) return Translation.Faulted(Reserved, position);
            if (decoded.Sort == EntrySort.Table)
            {
                table = decoded.Address;
                continue;
            }

            Access allowed = ((every & ReadBit) != 0 ? Access.Read | Access.Execute : 0) | ((every & WriteBit) != 0 ? Access.Write : 0);
            return Translation.Leaf(decoded.Address | (iova & ((1UL << decoded.SizeBits) - 1)), decoded.SizeBits, position, allowed);
        }
    }

    protected override ulong TableEntry(int position, ulong address) => ToEntry(Layout.Levels[position].TableAddress, address) | ReadBit | WriteBit;

    protected override ulong LeafEntry(LeafSize size, ulong address, MapRights rights) =>
        ToEntry(Layout.Levels[size.Position].LeafAddress, address) | LeafBit
        | ((rights & MapRights.Read) != 0 ? ReadBit : 0)
        | ((rights & MapRights.Write) != 0 ? WriteBit : 0)
        | (size.EntryBits == 0 ? 0 : size.IsReplicated ? Replicated : Hint);

    protected override string? Refuses(MapRights rights) => (rights & (MapRights.Read | MapRights.Write)) == 0 ? "a leaf without rights is not present" : null;

    private static PageTableLayout Describe(LoopFormat format)
    {
        var levels = new List<LevelLayout>();
        var sizes = new List<LeafSize>();
        int item = format.ItemBits;
        for (int position = 0; position < format.IndexBits.Length; position++)
        {
            int index = format.IndexBits[position];
            bool hasLeaf = position <= format.TopLeaf;
            levels.Add(new(position, position, item, index, index + BitOperations.Log2((uint)format.EntryBytes),
                position == 0 ? [] : format.TableParts, hasLeaf ? format.LeafParts : [], hasLeaf ? new(DirtyBit, DirtyBit) : EntryMask.Never, DirtyBit)
            {
                Hinted = hasLeaf && format.HintedBits > 0 ? new(Hint, Hint) : EntryMask.Never,
                HintedBits = format.HintedBits,
                RightsBits = ReadBit | WriteBit,
            });
            if (hasLeaf)
            {
                sizes.Add(new(position, item, 0, false));
                if (format.ReplicatedBits > 0) sizes.Add(new(position, item + format.ReplicatedBits, format.ReplicatedBits, true));
                if (format.HintedBits > 0) sizes.Add(new(position, item + format.HintedBits, format.HintedBits, false));
            }

            item += index;
        }

        return new(format.Name, format.EntryBytes, levels, format.Width, format.IsSigned ? InputRule.Sign(format.Width) : InputRule.Zeros(format.Width),
            [new("outside", 1, ""), new("unreadable", 2, ""), new("denied", 3, ""), new("reserved", 4, "")], sizes, 0, 0);
    }

    private static ulong Sum(IReadOnlyList<AddressPart> parts, ulong entry)
    {
        ulong sum = 0;
        for (int i = 0; i < parts.Count; i++) sum |= parts[i].ToAddress(entry);
        return sum;
    }

    private static ulong ToEntry(IReadOnlyList<AddressPart> parts, ulong address)
    {
        ulong sum = 0;
        for (int i = 0; i < parts.Count; i++) sum |= parts[i].ToEntry(address);
        return sum;
    }

    private EntryMask Mask(LevelLayout level, Access access, bool isLeaf)
    {
        if (isLeaf ? level.Position > format.TopLeaf : level.Position == 0) return EntryMask.Never;
        var mask = new MaskBuilder();
        if ((access & (Access.Read | Access.Execute)) != 0) mask.Need(ReadBit, ReadBit);
        if ((access & Access.Write) != 0) mask.Need(WriteBit, WriteBit);
        if ((access & (Access.Read | Access.Execute | Access.Write)) == 0) mask.NeedOneOf(new EntryMask(ReadBit, ReadBit), new EntryMask(WriteBit, WriteBit));
        mask.Need(LeafBit | ReservedBit, isLeaf ? LeafBit : 0);
        if (isLeaf)
        {
            mask.Need(Replicated, 0);
            mask.Need(ToEntry(level.LeafAddress, (1UL << level.ItemBits) - 1), 0);
        }
        else
        {
            mask.NeedTableIn(Memory, Layout.Levels[level.Position - 1].TableBits, [.. level.TableAddress]);
        }

        return mask.ToMask();
    }
}
