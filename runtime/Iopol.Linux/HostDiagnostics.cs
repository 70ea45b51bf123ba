namespace Iopol.Linux;

/// <summary>Everything that can be wrong with a source of host facts, by id.</summary>
public static class HostDiagnostics
{
    /// <summary>The path or stream cannot be read.</summary>
    public static HostDiagnostic CannotRead { get; } = Error("IOPOL5101", "the source cannot be read",
        "'{0}' cannot be read: {1}",
        "check the path and its permissions; '-' reads standard input");

    /// <summary>The content is of no kind that holds host facts.</summary>
    public static HostDiagnostic UnknownKind { get; } = Error("IOPOL5102", "the source is of no known kind",
        "'{0}' {1}",
        "give a /sys tree (directory, .tar, .tar.gz), host facts in JSON, a listing such as 'IOMMU Group 1 00:01.0 PCI bridge ...', or the output of lspci -vvvnn");

    /// <summary>A limit of <see cref="HostLimits"/> is passed.</summary>
    public static HostDiagnostic OverLimit { get; } = Error("IOPOL5103", "the source passes a limit",
        "{0}: the limit is {1}",
        "no real machine comes near the limits; capture only sys/bus/pci, sys/devices/pci*, sys/kernel/iommu_groups and sys/class/iommu");

    /// <summary>The archive is cut off or damaged.</summary>
    public static HostDiagnostic DamagedArchive { get; } = Error("IOPOL5104", "the archive is damaged",
        "the archive is damaged: {0}",
        "make or copy the archive again; facts of half a machine would be misleading, so none are given");

    /// <summary>An archive entry has a name or kind that has no place in a /sys tree.</summary>
    public static HostDiagnostic EntrySkipped { get; } = Warning("IOPOL5105", "an archive entry is left out",
        "entry '{0}' is left out: {1}",
        "pack files, folders and links with plain relative names that start with sys/ or proc/");

    /// <summary>Two archive entries have one name.</summary>
    public static HostDiagnostic EntryTwice { get; } = Warning("IOPOL5106", "an archive holds a name twice",
        "entry '{0}' comes twice; the later one counts",
        "make the archive in one go instead of appending to it");

    /// <summary>There is no /sys tree in the directory or archive.</summary>
    public static HostDiagnostic NoSysfs { get; } = Error("IOPOL5107", "no /sys tree",
        "'{0}' holds no /sys tree",
        "the folder or archive must be a copy of /sys, or hold one under the name 'sys'");

    /// <summary>The tree has no PCI functions.</summary>
    public static HostDiagnostic NoDevices { get; } = Error("IOPOL5108", "no PCI function",
        "'{0}' shows no PCI function",
        "a tree needs sys/bus/pci/devices or sys/devices/pci*; links may be missing when the copy was made without them (use tar, or cp -a)");

    /// <summary>The machine has PCI functions but no IOMMU group.</summary>
    public static HostDiagnostic NoGroups { get; } = Warning("IOPOL5109", "no IOMMU group",
        "none of the {0} PCI functions is in an IOMMU group",
        "switch on VT-d or AMD-Vi in the firmware and boot with intel_iommu=on (Intel); a guest sees no IOMMU unless it is given one");

    /// <summary>A file of the tree does not hold what the kernel writes there.</summary>
    public static HostDiagnostic BadValue { get; } = Warning("IOPOL5110", "a file of the tree does not hold what it should",
        "'{0}' holds '{1}', which is no {2}; the fact stays unknown",
        "capture the file again; an edited or half-copied file gives wrong facts");

    /// <summary>A file or folder of the tree exists but cannot be read.</summary>
    public static HostDiagnostic UnreadableFile { get; } = Warning("IOPOL5111", "a file of the tree cannot be read",
        "'{0}' cannot be read: {1}; what it says stays unknown",
        "read the tree as root");

    /// <summary>Configuration space is cut at 64 bytes.</summary>
    public static HostDiagnostic ShortConfig { get; } = Warning("IOPOL5112", "configuration space is cut off",
        "the capabilities of {0} of {1} functions are not in the source, first {2}: PCI Express type, ACS or SR-IOV stay unknown there",
        "without root the kernel shows 64 bytes of configuration space: read or capture /sys as root");

    /// <summary>A link leads nowhere, out of the tree or in a circle.</summary>
    public static HostDiagnostic BadLink { get; } = Warning("IOPOL5113", "a link leads nowhere",
        "link '{0}' to '{1}' {2}",
        "capture the tree whole, with links kept as links (tar, or cp -a)");

    /// <summary>A group has a member that is not among the PCI functions.</summary>
    public static HostDiagnostic ForeignMember { get; } = Warning("IOPOL5114", "a group has a member that is no known PCI function",
        "group {0} also holds '{1}', which is not among the PCI functions",
        "verdicts look at PCI functions only: check the driver of that member yourself");

    /// <summary>Device and group tell different things about membership.</summary>
    public static HostDiagnostic GroupMismatch { get; } = Warning("IOPOL5115", "device and group disagree",
        "{0} says it is in {1}, but the list of groups says {2}; the device's word counts",
        "capture the tree in one go, while no device is plugged or unplugged");

    /// <summary>A listing shows no device.</summary>
    public static HostDiagnostic NoListedDevice { get; } = Error("IOPOL5120", "no device in the text",
        "'{0}' shows no PCI function in {1} lines",
        "a listing has lines such as 'IOMMU Group 1 00:01.0 PCI bridge [0604]: ... [8086:1901]', lspci -nnk output, or /sys/kernel/iommu_groups/1/devices/0000:00:01.0");

    /// <summary>Lines of a listing look as if they name a device or group but cannot be read.</summary>
    public static HostDiagnostic LinesNotUnderstood { get; } = Warning("IOPOL5121", "lines are not understood",
        "{0} of {1} lines name a device or a group in a way that is not understood, the first: '{2}'",
        "check that the listing was pasted whole, one device per line");

    /// <summary>A listing puts one device into two groups.</summary>
    public static HostDiagnostic ListedTwice { get; } = Error("IOPOL5122", "a device is listed in two groups",
        "{0} is in {1} here and in {2} on line {3}",
        "a function is in one group only: is this the listing of two machines or two boots?");

    /// <summary>A line of lspci's long form cannot be read.</summary>
    public static HostDiagnostic LspciLine { get; } = Warning("IOPOL5123", "a line of lspci is not understood",
        "a line about {0} is not what lspci writes: '{1}'; what it should say stays unknown",
        "paste the text whole and unchanged; the registers of a device must start at 00 and have no gap");

    /// <summary>A text of lspci has a function twice.</summary>
    public static HostDiagnostic LspciTwice { get; } = Error("IOPOL5124", "lspci's text has a function twice",
        "{0} comes again here, after line {1}",
        "give the output of one run: lspci -vvvnn -xxxx shows details and registers together");

    /// <summary>A text of lspci shows no group.</summary>
    public static HostDiagnostic LspciNoGroups { get; } = Warning("IOPOL5125", "lspci shows no IOMMU group",
        "the text names no IOMMU group for any of the {0} PCI functions",
        "lspci names groups with -v, from pciutils 3.6 on and where the kernel made any");

    /// <summary>A text of lspci hides capabilities.</summary>
    public static HostDiagnostic LspciHidden { get; } = Warning("IOPOL5126", "lspci does not show ACS",
        "ACS of {0} of {1} functions is not in the text, first {2}: it stays unknown there",
        "run lspci as root, with -vv or -xxxx: sudo lspci -vvvnn");

    /// <summary>The content is no JSON.</summary>
    public static HostDiagnostic BadJson { get; } = Error("IOPOL5130", "not JSON",
        "this is not JSON: {0}",
        "host facts are one JSON object in UTF-8; 'iopol host' writes them");

    /// <summary>A member has a value of the wrong type.</summary>
    public static HostDiagnostic WrongType { get; } = Error("IOPOL5131", "a member has the wrong type",
        "{0} must be {1}, not {2}",
        "see the host-facts schema in the README");

    /// <summary>A member holds a text outside its list.</summary>
    public static HostDiagnostic UnknownText { get; } = Error("IOPOL5132", "a member holds an unknown word",
        "{0} is '{1}'; it can be {2}",
        "write the word exactly as listed, in lower case; null means unknown");

    /// <summary>A member's value is out of range or malformed.</summary>
    public static HostDiagnostic OutOfRange { get; } = Error("IOPOL5133", "a value is out of range",
        "{0} is '{1}'; it must be {2}",
        "see the host-facts schema in the README");

    /// <summary>A member that must be there is absent.</summary>
    public static HostDiagnostic MissingMember { get; } = Error("IOPOL5134", "a member is missing",
        "{0} has no member '{1}'",
        "only 'devices', and 'address' in each device, must be given; what is unknown may be left out");

    /// <summary>Something that must be unique comes twice.</summary>
    public static HostDiagnostic Duplicate { get; } = Error("IOPOL5135", "something comes twice",
        "{0} comes twice",
        "keep one of them");

    /// <summary>A member is not part of the schema.</summary>
    public static HostDiagnostic UnknownMember { get; } = Warning("IOPOL5136", "a member is not part of the schema",
        "member '{0}' is not part of the schema and is ignored",
        "check the spelling; see the host-facts schema in the README");

    /// <summary>Two members contradict each other.</summary>
    public static HostDiagnostic Contradiction { get; } = Error("IOPOL5137", "two members contradict each other",
        "{0}: {1}",
        "correct one of the two");

    /// <summary>The list of groups and the devices' own numbers form different groups.</summary>
    public static HostDiagnostic GroupsDiffer { get; } = Warning("IOPOL5138", "expected_groups differs from the devices",
        "expected_groups and the devices' group numbers differ at {0}; the devices' numbers count",
        "leave expected_groups out, or write the file with 'iopol host'");

    /// <summary>Only the first problems are listed.</summary>
    public static HostDiagnostic MoreProblems { get; } = Warning("IOPOL5199", "more problems",
        "{0} more problems are not listed",
        "solve the first ones; the rest often goes with them");

    /// <summary>All of them, by id.</summary>
    public static IReadOnlyList<HostDiagnostic> All { get; } =
    [
        CannotRead, UnknownKind, OverLimit, DamagedArchive, EntrySkipped, EntryTwice, NoSysfs, NoDevices, NoGroups, BadValue,
        UnreadableFile, ShortConfig, BadLink, ForeignMember, GroupMismatch, NoListedDevice, LinesNotUnderstood, ListedTwice,
        LspciLine, LspciTwice, LspciNoGroups, LspciHidden,
        BadJson, WrongType, UnknownText, OutOfRange, MissingMember, Duplicate, UnknownMember, Contradiction, GroupsDiffer,
        MoreProblems,
    ];

    private static HostDiagnostic Error(string id, string title, string message, string help) =>
        new(id, HostSeverity.Error, title, message, help);

    private static HostDiagnostic Warning(string id, string title, string message, string help) =>
        new(id, HostSeverity.Warning, title, message, help);
}
