using Iopol.Interpreter.PageTables;
using Iopol.Oracle.Tests.Comparing;

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

    private static IEnumerable<(string Fault, int Code)> LegacyCodes =>
        [("beyond_width", 0x4), ("root_unreadable", 0x3), ("unreadable", 0x7), ("write_denied", 0x5), ("read_denied", 0x6), ("reserved_bit", 0xc)];

    private static bool Overlaps(WalkResult walk)
    {
        ulong size = 1ul << walk.SizeBits;
        ulong first = walk.Address & ~(size - 1);
        return first <= WindowLast && first + size - 1 >= WindowFirst;
    }
}
