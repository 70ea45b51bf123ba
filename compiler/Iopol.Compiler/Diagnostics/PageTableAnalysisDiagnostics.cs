namespace Iopol.Compiler.Diagnostics;

/// <summary>Page tables nobody could walk, and those that probably do not say what was meant: 61xx.</summary>
public static class PageTableAnalysisDiagnostics
{
    /// <summary>A level above the one before it.</summary>
    public static DiagnosticDescriptor LevelsOutOfOrder { get; } = Error(6101, "Levels out of order",
        "level {0} stands behind level {1} and decodes higher bits", "levels are listed from the top down");

    /// <summary>Bits two levels decode.</summary>
    public static DiagnosticDescriptor DecodedTwice { get; } = Error(6102, "Bits of the IOVA decoded twice",
        "levels {0} and {1} both decode bits {2}", "each bit of the IOVA chooses an entry at one level");

    /// <summary>Bits no level decodes.</summary>
    public static DiagnosticDescriptor NeverDecoded { get; } = Error(6103, "Bits of the IOVA never decoded",
        "no level decodes bits {0} of the IOVA, between level {1} and level {2}", "the lowest index bit of a level is one above the highest of the next");

    /// <summary>More bits than an IOVA has.</summary>
    public static DiagnosticDescriptor TooWide { get; } = Error(6104, "IOVA wider than 64 bits",
        "with {0} levels an IOVA has {1} bits", "an IOVA has at most 64");

    /// <summary>A shape no width fits.</summary>
    public static DiagnosticDescriptor NoWidth { get; } = Error(6105, "Shape without a width",
        "with {0} levels an IOVA has {1} to {2} bits, and 'input width' allows {3} to {4}", "take the shape out of 'levels', or allow a width that fits");

    /// <summary>Bits of the IOVA that are ignored and decoded.</summary>
    public static DiagnosticDescriptor IgnoredAndDecoded { get; } = Error(6106, "Bits of the IOVA ignored and decoded",
        "bits {0} are ignored, and an IOVA can have bits {1}", "only bits above every IOVA can be ignored");

    /// <summary>A kind without an address.</summary>
    public static DiagnosticDescriptor NoAddress { get; } = Error(6107, "Kind without an address",
        "'{0}' holds no address", "say which bits hold it, as in '51:12 address;'");

    /// <summary>An address bit in two rows.</summary>
    public static DiagnosticDescriptor AddressTwice { get; } = Error(6108, "Address bit held twice",
        "bits {0} of the address stand in two rows of '{1}'", "each bit of the address stands once");

    /// <summary>Address bits between others that no row holds.</summary>
    public static DiagnosticDescriptor AddressHole { get; } = Error(6109, "Hole in an address",
        "no row of '{0}' holds bits {1} of the address", "hold them, or hold no higher ones");

    /// <summary>A leaf whose address is coarser than its size.</summary>
    public static DiagnosticDescriptor AddressTooCoarse { get; } = Error(6110, "Leaf address too coarse",
        "'{0}' at level {1} holds its address from bit {2} up, and its size is 2^{3} bytes", "hold every bit from the leaf's size up, or say how many entries it covers");

    /// <summary>A table address coarser than the table.</summary>
    public static DiagnosticDescriptor TableAddressTooCoarse { get; } = Error(6111, "Table address too coarse",
        "'{0}' holds its address from bit {1} up, and a table of level {2} has {3}", "hold it from bit {4} up");

    /// <summary>A table address finer than the table.</summary>
    public static DiagnosticDescriptor TableAddressTooFine { get; } = Error(6112, "Table address not aligned",
        "'{0}' holds its address from bit {1} up, and a table of level {2} is aligned to its size, {3}", "hold it from bit {4} up, and say what the bits below are");

    /// <summary>A table kind at the lowest level.</summary>
    public static DiagnosticDescriptor TableAtBottom { get; } = Error(6113, "Table below the lowest level",
        "'{0}' stands at level {1}, and there is no level below", "leave that level out of 'at'");

    /// <summary>A leaf or a run that takes a whole table.</summary>
    public static DiagnosticDescriptor CoversTable { get; } = Error(6114, "As large as its table",
        "'{0}' covers {1} entries, and a table of level {2} has {3}", "a leaf of that size stands one level up");

    /// <summary>A coded size below the granule.</summary>
    public static DiagnosticDescriptor CodedTooSmall { get; } = Error(6115, "Coded size too small",
        "'{0}' codes its size from bit {1} up: its smallest leaf has {2}, and the lowest level's entries stand for {3}", "the lowest coded bit is at least that of the lowest level's entries");

    /// <summary>A coded address with bits below it.</summary>
    public static DiagnosticDescriptor CodedNotLowest { get; } = Error(6116, "Coded bits are not the lowest",
        "'{0}' codes its size from bit {1} up, and holds its address from bit {2} up", "the row with 'coded' holds the lowest bits of the address");

    /// <summary>An IOVA beyond its width that is translated.</summary>
    public static DiagnosticDescriptor OutsideAllowed { get; } = Error(6117, "IOVA beyond its width translated",
        "page table '{0}' walks an IOVA with bits above its width ({1})", "write: check input {{ fault … when outside; }}");

    /// <summary>Options under which no rule extends the IOVA.</summary>
    public static DiagnosticDescriptor NoExtension { get; } = Error(6118, "IOVA extended in no way",
        "page table '{0}' does not say how an IOVA is extended above its width ({1})", "let the last 'input' line have no 'when'");

    /// <summary>An entry outside the memory whose bits are looked at.</summary>
    public static DiagnosticDescriptor ReadsUnreadable { get; } = Error(6119, "Entry read that cannot be",
        "this step looks at an entry of level {0} that may lie outside the memory", "write 'fault … when unreadable;' before it");

    /// <summary>An entry of zeros that is taken.</summary>
    public static DiagnosticDescriptor ZeroIsTaken { get; } = Error(6120, "Empty entry taken",
        "an entry of zeros at level {1} is taken as '{0}' ({2})", "unmapped memory is zeros: such an entry faults whatever is asked for, also when nothing is");

    /// <summary>An entry that is neither taken nor a fault.</summary>
    public static DiagnosticDescriptor NeitherTakenNorFault { get; } = Error(6121, "Entry neither taken nor a fault",
        "the steps end with an entry of level {0} that is no kind and no fault ({1})", "let the last 'take' or 'fault' have no 'when'");

    /// <summary>A table that does not lead down.</summary>
    public static DiagnosticDescriptor DoesNotLeadDown { get; } = Error(6122, "Table that does not lead down",
        "'{0}' at level {1} can lead to {3}, which is no level below ({4})", "write a step: fault … when {2} >= level or …");

    /// <summary>A value of a table entry that depends on rights.</summary>
    public static DiagnosticDescriptor TableWithRights { get; } = Error(6123, "Table entry with rights",
        "'{0}' is written with a '{1}' that depends on the rights of a mapping", "a table serves every mapping below it: write a number");

    /// <summary>A written entry that faults.</summary>
    public static DiagnosticDescriptor WrittenFaults { get; } = Error(6124, "Written entry faults",
        "what the mapper writes for '{0}' at level {1} ends in the fault '{2}' ({3})", "give its fields the values the steps ask for, or refuse such a mapping");

    /// <summary>A written entry that is taken as another kind.</summary>
    public static DiagnosticDescriptor WrittenTakenAs { get; } = Error(6125, "Written entry taken as another kind",
        "what the mapper writes for '{0}' at level {1} is taken as '{2}' ({3})", "give its fields the values its 'take' asks for, or refuse such a mapping");

    /// <summary>A mapping that allows less than was asked for.</summary>
    public static DiagnosticDescriptor MapsTooLittle { get; } = Error(6126, "Mapping that allows too little",
        "'{0}' at level {1}, mapped {2}, does not allow {3} (fault '{4}')", "write the field that allows it, or refuse such a mapping");

    /// <summary>A mapping that allows more than was asked for.</summary>
    public static DiagnosticDescriptor MapsTooMuch { get; } = Error(6127, "Mapping that allows too much",
        "'{0}' at level {1}, mapped {2}, allows {3} too", "write the field that forbids it, or refuse such a mapping");

    /// <summary>A walk that goes through without the right that allow states.</summary>
    public static DiagnosticDescriptor AllowDiffers { get; } = Error(6128, "Rights and checks differ",
        "a walk for {0} goes through a '{1}' of level {2} mapped {3}, and 'allow' says that it has no such right", "'allow' says what the checks let through");

    /// <summary>A step that writes a field its entry has not.</summary>
    public static DiagnosticDescriptor WritesNoField { get; } = Error(6129, "Field written that the entry has not",
        "'{0}' also applies to '{1}', which has no such field", "name the bits in '{1}' too, or say when the step applies");

    /// <summary>A level without tables.</summary>
    public static DiagnosticDescriptor NoWayDown { get; } = Error(6130, "No way down",
        "no table stands at level {0}, so that no level below it is reached from there", "let a table stand at every level but the lowest");

    /// <summary>A format with more cases than are looked at.</summary>
    public static DiagnosticDescriptor TooManyCases { get; } = Warning(6151, "Too many cases to check",
        "page table '{0}' has more than {1} cases; not all of them were checked", "simplify its conditions, or ask for a field as a whole");

    /// <summary>A step that never applies.</summary>
    public static DiagnosticDescriptor NeverApplies { get; } = Warning(6152, "Step that never applies",
        "'{0}' never applies here: the steps before it take every such entry", "take it out, or put it first");

    /// <summary>A kind that is never taken.</summary>
    public static DiagnosticDescriptor KindNeverTaken { get; } = Warning(6153, "Kind never taken",
        "no entry is ever taken as the {0} '{1}'", "write 'take {1} when …;', or take the kind out");

    /// <summary>A fault, field or option nothing asks for.</summary>
    public static DiagnosticDescriptor Unused { get; } = Warning(6154, "Never used in a page table",
        "{0} '{1}' is never used", "use it, or take it out; bits nobody looks at are 'ignored'");

    /// <summary>A run at a level without its leaf.</summary>
    public static DiagnosticDescriptor RunOfNothing { get; } = Warning(6155, "Run of no leaf",
        "there is no leaf with the field '{0}' at level {1}", "leave the level out of 'run'");

    /// <summary>A size to avoid that no leaf has.</summary>
    public static DiagnosticDescriptor NothingToAvoid { get; } = Warning(6156, "Size of no leaf",
        "no leaf has the size {0} that 'map avoids'", "take it out");

    /// <summary>A width beyond what the address can say.</summary>
    public static DiagnosticDescriptor AddressTooNarrow { get; } = Warning(6157, "Width beyond the address",
        "'{0}' holds addresses of {1} bits, and {2} {3} or more", "hold more bits of the address, or take the 'exceeds' out");

    /// <summary>All of them, in the order of their ids.</summary>
    public static IReadOnlyList<DiagnosticDescriptor> All { get; } =
    [
        LevelsOutOfOrder, DecodedTwice, NeverDecoded, TooWide, NoWidth, IgnoredAndDecoded, NoAddress, AddressTwice, AddressHole, AddressTooCoarse,
        TableAddressTooCoarse, TableAddressTooFine, TableAtBottom, CoversTable, CodedTooSmall, CodedNotLowest, OutsideAllowed, NoExtension, ReadsUnreadable, ZeroIsTaken,
        NeitherTakenNorFault, DoesNotLeadDown, TableWithRights, WrittenFaults, WrittenTakenAs, MapsTooLittle, MapsTooMuch, AllowDiffers, WritesNoField, NoWayDown,
        TooManyCases, NeverApplies, KindNeverTaken, Unused, RunOfNothing, NothingToAvoid, AddressTooNarrow,
    ];

    private static DiagnosticDescriptor Error(int number, string title, string message, string help) =>
        new($"IOPOL{number}", DiagnosticSeverity.Error, "Page tables", title, message, help);

    private static DiagnosticDescriptor Warning(int number, string title, string message, string help) =>
        new($"IOPOL{number}", DiagnosticSeverity.Warning, "Page tables", title, message, help);
}
