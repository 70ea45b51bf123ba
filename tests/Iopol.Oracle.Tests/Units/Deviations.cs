using Iopol.Interpreter.PageTables;
using Iopol.Oracle.Tests.Comparing;
using Iopol.Runtime.PageTables;

namespace Iopol.Oracle.Tests.Units;

/// <summary>Where QEMU 7.2 is known to answer other than the specification asks. Each was met by a random probe and judged.</summary>
internal static class Deviations
{
    private const ulong WindowFirst = 0xfee0_0000;
    private const ulong WindowLast = 0xfeef_ffff;

    public static IReadOnlyList<Deviation> VtdLegacy { get; } =
    [
        new(
            "an entry of all ones counts as unreadable",
            "The specification knows no such value; its reserved bits are set (0xC). QEMU uses it inside to say that the entry could not be read.",
            walk => walk.Fault?.Name == "reserved_bit" && walk.Path[^1].Value == ulong.MaxValue,
            walk => new(null, walk.Path.Count == 1 ? 0x3 : 0x7)),
        new(
            "a large leaf that overlaps the interrupt window is refused as a whole",
            "The specification (3.14) blocks a request whose result is in the window; QEMU compares the whole leaf with it.",
            walk => walk.IsOk && walk.Address is < WindowFirst or > WindowLast && Overlaps(walk),
            _ => new(null, 0xe)),
    ];

    public static IReadOnlyList<Deviation> VtdScalable { get; } =
    [
        new(
            "an entry of all ones counts as unreadable",
            "As in legacy mode, with the code of legacy mode.",
            VtdLegacy[0].Applies,
            VtdLegacy[0].Answer),
        new(
            VtdLegacy[1].Name,
            VtdLegacy[1].Reason,
            VtdLegacy[1].Applies,
            _ => new(null, 0x87)),
        .. LegacyCodes.Select(code => new Deviation(
            "a fault has its code of legacy mode",
            "The specification gives second-stage faults of scalable mode codes of their own (7.1.3); QEMU 7.2 has only the one of the interrupt window.",
            walk => walk.Fault?.Name == code.Fault,
            _ => new(null, code.Code))),
    ];

    /// <summary>
    /// QEMU's AMD-Vi is a loose model: it translates much that the specification refuses, and writes no event for what it refuses.
    /// What it must refuse all the same is compared; where it goes its own way it is not asked, for it may walk in circles for ever.
    /// </summary>
    public static IReadOnlyList<Deviation> Amd { get; } =
    [
        new("the bits above the mode's width are ignored", "The specification asks for a page fault (2.2.3); QEMU does not look at them.", walk => walk.Fault?.Name == "beyond_width", null),
        new("reserved bits are ignored", "The specification asks for a page fault with RZ=1; QEMU does not look at them.", walk => walk.Fault?.Name == "reserved_bit", null),
        new("skipped index bits are ignored", "The specification asks for 0 in them; QEMU does not look at them.", walk => walk.Fault?.Name == "skipped_index", null),
        new("any NextLevel is followed", "The specification asks for one below the entry's level; QEMU follows it upwards too, until an entry is a leaf.", walk => walk.Fault?.Name == "bad_level", null),
        new("any coded size is taken", "The specification gives each level its sizes; QEMU takes them all.", walk => walk.Fault?.Name == "bad_size", null),
        new(
            "a leaf is taken without its present bit",
            "The specification asks for PR=1 in every entry; QEMU asks only before it goes down a level, and takes an entry of 0 for absent.",
            walk => walk.Fault?.Name == "not_present" && walk.Path[^1].Value is { } entry && entry != 0 && ((entry >> 9) & 7) is 0 or 7,
            null),
    ];

    /// <summary>QEMU's SMMUv3, stage 1. A device's access is always privileged there.</summary>
    /// <param name="isHierarchical">Table entries restrict what is below them.</param>
    public static IReadOnlyList<Deviation> Smmu(bool isHierarchical) => isHierarchical ? [BeyondFortyEight, ReadOnlyTable, .. SmmuEntries] : [BeyondFortyEight, .. SmmuEntries];

    private static Deviation BeyondFortyEight { get; } = new(
        "an IOVA of more than 48 bits never reaches the unit",
        "The architecture reports a translation fault (0x10) for what no region holds; QEMU's device address space ends at 48 bits, and nothing is recorded.",
        walk => walk.Iova >> 48 != 0,
        _ => new(null, null));

    private static Deviation ReadOnlyTable { get; } = new(
        "a table that forbids writing is found before what is below it",
        "The architecture looks at permissions once the leaf is known; QEMU ends the walk at the first table entry whose APTable forbids the access.",
        walk => IsWriteBelowReadOnly(walk) && walk.Fault is { Name: not "permission_denied" },
        _ => new(null, 0x13));

    private static IReadOnlyList<Deviation> SmmuEntries { get; } =
    [
        new(
            "a table address beyond the output width is read",
            "The architecture reports an address size fault (0x11); QEMU reads where nothing is, and reports the abort (0x0B).",
            walk => walk.Fault?.Name == "address_size" && !walk.Path[^1].Kind!.IsLeaf,
            _ => new(null, 0x0b)),
        new(
            "a leaf address beyond the output width is used",
            "The architecture reports an address size fault (0x11); QEMU does not look.",
            walk => walk.Fault?.Name == "address_size",
            Leaf),
        new(
            "a leaf without access flag is taken",
            "The architecture reports an access flag fault (0x12) where the hardware does not set the flag; QEMU does not look at it.",
            walk => walk.Fault?.Name == "access_flag_clear",
            Leaf),
        new(
            "a block is taken at any level above the last",
            "The architecture has blocks at some levels only and reports a translation fault (0x10) at others; QEMU takes them all.",
            walk => walk.Fault?.Name == "translation" && walk.Path.Count > 0 && walk.Path[^1] is { Level.Position: > 0, Value: { } entry } && (entry & 3) == 1,
            Leaf),
    ];

    // Permission, then the address: the bits that the level's leaf has, and the IOVA below.
    private static Expectation Leaf(WalkResult walk)
    {
        ulong entry = walk.Path[^1].Value!.Value;
        if ((walk.Access & Access.Write) != 0 && (entry & (1 << 7)) != 0) return new(null, 0x13);
        ulong offset = (1ul << walk.Path[^1].Level.ItemBits) - 1;
        return new((entry & 0xffff_ffff_ffff & ~offset) | (walk.Iova & offset), null);
    }

    private static bool IsWriteBelowReadOnly(WalkResult walk) =>
        (walk.Access & Access.Write) != 0 && walk.Path.Any(e => e.Kind is { IsLeaf: false } && (e.Value & (1ul << 62)) != 0);

    private static IEnumerable<(string Fault, int Code)> LegacyCodes =>
        [("beyond_width", 0x4), ("root_unreadable", 0x3), ("unreadable", 0x7), ("write_denied", 0x5), ("read_denied", 0x6), ("reserved_bit", 0xc)];

    private static bool Overlaps(WalkResult walk)
    {
        ulong size = 1ul << walk.SizeBits;
        ulong first = walk.Address & ~(size - 1);
        return first <= WindowLast && first + size - 1 >= WindowFirst;
    }
}
