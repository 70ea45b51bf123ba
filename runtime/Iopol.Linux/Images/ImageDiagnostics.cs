namespace Iopol.Linux.Images;

/// <summary>Everything that can be wrong with a memory image, with the device contexts in it, or with a list of mappings, by id.</summary>
public static class ImageDiagnostics
{
    /// <summary>A file of the image cannot be read.</summary>
    public static HostDiagnostic CannotRead { get; } = Error("IOPOL6201", "the image cannot be read",
        "'{0}' cannot be read: {1}",
        "check the path and its permissions");

    /// <summary>The file is neither raw memory nor the JSON half of a pair.</summary>
    public static HostDiagnostic UnknownKind { get; } = Error("IOPOL6202", "the image is of no known kind",
        "'{0}' {1}",
        "an image is raw memory, or NAME.json that lists pages with NAME.bin.gz or NAME.bin beside it");

    /// <summary>A limit of <see cref="ImageLimits"/> is passed.</summary>
    public static HostDiagnostic OverLimit { get; } = Error("IOPOL6203", "the image passes a limit",
        "{0}: the limit is {1}",
        "dump the pages that hold tables only, or give the memory as a raw image, which is mapped and not read");

    /// <summary>The packed half of a pair is cut off or damaged.</summary>
    public static HostDiagnostic DamagedBinary { get; } = Error("IOPOL6204", "the packed pages are damaged",
        "'{0}' is damaged: {1}",
        "copy the pair again; tables with a hole in them would be misleading, so none are shown");

    /// <summary>The pages do not have the size they must have.</summary>
    public static HostDiagnostic SizeMismatch { get; } = Error("IOPOL6205", "the image has the wrong size",
        "'{0}' {1}",
        "it was cut off, or belongs to another list of pages: copy the image again");

    /// <summary>Memory lies beyond the widest physical address.</summary>
    public static HostDiagnostic AddressOutOfRange { get; } = Error("IOPOL6206", "memory lies beyond physical addresses",
        "{0} ends at 0x{1:x}, but no IOMMU has physical addresses of more than 56 bits",
        "give the address of the first byte as the machine had it");

    /// <summary>A page does not begin at a multiple of its size.</summary>
    public static HostDiagnostic Misaligned { get; } = Error("IOPOL6207", "a page is misaligned",
        "{0} is 0x{1:x}, which is no multiple of 4096",
        "an image is made of pages of 4096 bytes, each at a multiple of that");

    /// <summary>A page is listed twice.</summary>
    public static HostDiagnostic PageTwice { get; } = Error("IOPOL6208", "a page is listed twice",
        "{0} is 0x{1:x}, as {2} is",
        "one address has one content: list each page once");

    /// <summary>Pages are not in ascending order.</summary>
    public static HostDiagnostic Unsorted { get; } = Warning("IOPOL6209", "the pages are not in order",
        "{0} is 0x{1:x}, below the page before it; the pages are read in the order of the list",
        "check that the binary was written in the same order: a list sorted afterwards mixes up the pages");

    /// <summary>There is no memory in the image.</summary>
    public static HostDiagnostic NoPages { get; } = Error("IOPOL6210", "the image holds no page",
        "'{0}' holds no page",
        "a dump needs the root table and what is reachable from it");

    /// <summary>Both forms of the binary half are there.</summary>
    public static HostDiagnostic BothBinaries { get; } = Warning("IOPOL6211", "the pages are there twice",
        "'{0}' and '{1}' are both there; the first is read",
        "remove the one that does not belong to the list of pages");

    /// <summary>The content is no JSON.</summary>
    public static HostDiagnostic BadJson { get; } = Error("IOPOL6220", "the image's list is not JSON",
        "this is not JSON: {0}",
        "the list of an image is one JSON object in UTF-8 with a member 'pages'");

    /// <summary>A member has a value of the wrong type.</summary>
    public static HostDiagnostic WrongType { get; } = Error("IOPOL6221", "a member of the image has the wrong type",
        "{0} must be {1}, not {2}",
        "numbers of registers and addresses are texts in hex such as \"0x262f000\"");

    /// <summary>A member's value is out of range or malformed.</summary>
    public static HostDiagnostic OutOfRange { get; } = Error("IOPOL6223", "a value of the image is out of range",
        "{0} is '{1}'; it must be {2}",
        "write the value as the registers or the context entry hold it");

    /// <summary>A member that must be there is absent.</summary>
    public static HostDiagnostic MissingMember { get; } = Error("IOPOL6224", "a member of the image is missing",
        "{0} has no member '{1}'",
        "'pages' must be given, and of a context its requester 'rid'");

    /// <summary>Something that must be unique comes twice.</summary>
    public static HostDiagnostic Duplicate { get; } = Error("IOPOL6225", "something in the image comes twice",
        "{0} comes twice",
        "keep one of them");

    /// <summary>A member is not part of the schema.</summary>
    public static HostDiagnostic UnknownMember { get; } = Warning("IOPOL6226", "a member is not part of an image",
        "member '{0}' is not part of an image and is ignored",
        "members are root, gsts, cap, ecap, contexts, table and pages");

    /// <summary>The VT-d root table is not in the image.</summary>
    public static HostDiagnostic NoRootTable { get; } = Error("IOPOL6230", "the root table is not in the image",
        "the VT-d root table at 0x{0:x} is not in the image",
        "the dump must begin at the root table (RTADDR_REG) of the unit");

    /// <summary>A context table is not in the image.</summary>
    public static HostDiagnostic NoContextTable { get; } = Warning("IOPOL6231", "a context table is not in the image",
        "the context table of bus {0:x2} at 0x{1:x} is not in the image: what its devices may reach cannot be told",
        "dump everything that is reachable from the root table");

    /// <summary>A root or context entry has something no hardware accepts.</summary>
    public static HostDiagnostic BadContext { get; } = Warning("IOPOL6232", "a root or context entry is invalid",
        "the {0} at 0x{1:x} is invalid: {2}; hardware answers fault 0x{3:x}",
        "the driver wrote it wrongly or the memory was overwritten: every DMA of the requester faults");

    /// <summary>A decoded context of the list differs from the memory.</summary>
    public static HostDiagnostic ContextDiffers { get; } = Warning("IOPOL6233", "a listed context differs from the memory",
        "{0}: {1} is {2} in the list and {3} in memory; the memory counts",
        "the tables changed while they were dumped, or the list belongs to another dump");

    /// <summary>A requester has a context in the list or in memory only.</summary>
    public static HostDiagnostic ContextMissing { get; } = Warning("IOPOL6234", "a context is on one side only",
        "{0} has a context in {1} but not in {2}; the memory counts",
        "the tables changed while they were dumped, or the list belongs to another dump");

    /// <summary>The root table is of a mode without tables.</summary>
    public static HostDiagnostic UnknownMode { get; } = Error("IOPOL6235", "the root table is of an unknown mode",
        "the root table register 0x{0:x} is of mode {1}, in which there are no tables",
        "bits 11:10 of RTADDR_REG are 0 for legacy mode and 1 for scalable mode");

    /// <summary>A line of a list of mappings has too few or too many words.</summary>
    public static HostDiagnostic MappingLine { get; } = Error("IOPOL6240", "a line is no mapping",
        "a mapping is IOVA ADDRESS LENGTH RIGHTS, but {0}",
        "for example: 0x100000 0x7f000000 2M rw");

    /// <summary>A number of a mapping cannot be read.</summary>
    public static HostDiagnostic MappingNumber { get; } = Error("IOPOL6241", "a number of a mapping cannot be read",
        "{0} '{1}' is no number of 64 bits",
        "write hex as 0x1000, decimal as 4096, or with K, M, G or T behind it");

    /// <summary>The rights of a mapping cannot be read.</summary>
    public static HostDiagnostic MappingRights { get; } = Error("IOPOL6242", "the rights of a mapping cannot be read",
        "rights '{0}' {1}",
        "r reads, w writes, x fetches instructions, u is for unprivileged accesses too, d is device memory, c is coherent: rw, rwx, rwu");

    /// <summary>A mapping is no whole number of pages, is empty, or does not fit the IOVA's width.</summary>
    public static HostDiagnostic MappingRange { get; } = Error("IOPOL6243", "a mapping has no such range",
        "{0}: {1}",
        "IOVA, address and length must be multiples of the smallest page, and the range must fit the width of an IOVA and of an address");

    /// <summary>A mapping overlaps one that is there.</summary>
    public static HostDiagnostic MappingOverlaps { get; } = Error("IOPOL6244", "a mapping overlaps another",
        "EADDRINUSE: {0}",
        "map each IOVA once; to change a mapping, leave the old one out");

    /// <summary>The format cannot express the rights of a mapping.</summary>
    public static HostDiagnostic MappingRefused { get; } = Error("IOPOL6245", "the format has no such mapping",
        "EOPNOTSUPP: {0}",
        "iopol formats NAME shows what the format can say");

    /// <summary>There is no frame left for a table.</summary>
    public static HostDiagnostic MappingNoMemory { get; } = Error("IOPOL6246", "there is no frame left for a table",
        "ENOMEM: {0}",
        "give more room with --frames, or use larger pages: align IOVA and address alike");

    /// <summary>A limit of <see cref="ImageLimits"/> on lists of mappings is passed.</summary>
    public static HostDiagnostic MappingLimit { get; } = Error("IOPOL6247", "the list of mappings passes a limit",
        "{0}: the limit is {1}",
        "write a large range as one mapping; iopol map --memory adds a second list to an image");

    /// <summary>Only the first problems are listed.</summary>
    public static HostDiagnostic MoreProblems { get; } = Warning("IOPOL6299", "more problems with the image",
        "{0} more problems are not listed",
        "solve the first ones; the rest often goes with them");

    /// <summary>All of them, by id.</summary>
    public static IReadOnlyList<HostDiagnostic> All { get; } =
    [
        CannotRead, UnknownKind, OverLimit, DamagedBinary, SizeMismatch, AddressOutOfRange, Misaligned, PageTwice, Unsorted, NoPages, BothBinaries,
        BadJson, WrongType, OutOfRange, MissingMember, Duplicate, UnknownMember,
        NoRootTable, NoContextTable, BadContext, ContextDiffers, ContextMissing, UnknownMode,
        MappingLine, MappingNumber, MappingRights, MappingRange, MappingOverlaps, MappingRefused, MappingNoMemory, MappingLimit,
        MoreProblems,
    ];

    private static HostDiagnostic Error(string id, string title, string message, string help) =>
        new(id, HostSeverity.Error, title, message, help);

    private static HostDiagnostic Warning(string id, string title, string message, string help) =>
        new(id, HostSeverity.Warning, title, message, help);
}
