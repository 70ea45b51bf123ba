using Iopol.Runtime.Facts;

namespace Iopol.Linux.Json;

/// <summary>The words of the host-facts schema, and what it means when they are left out; shared by reader and writer.</summary>
internal static class FactWords
{
    /// <summary>In place of a port type: the source cannot tell, although it can tell about ACS.</summary>
    public const string UnknownPort = "unknown";

    private const string ConventionalNote = "conventional PCI, no PCI Express capability";

    public static readonly string[] SourceKinds = ["sysfs", "listing", "lspci+groups", "facter", "dmesg", "literal"];

    public static readonly string[] Families = ["intel", "amd", "arm"];

    /// <summary>Ordered as <see cref="PciePort"/>.</summary>
    public static readonly string[] Ports =
    [
        "conventional", "endpoint", "legacy-endpoint", "root-port", "upstream-port", "downstream-port",
        "pcie-to-pci-bridge", "pci-to-pcie-bridge", "rc-integrated-endpoint", "rc-event-collector",
    ];

    /// <summary>Ordered by bit.</summary>
    public static readonly string[] AcsBits = ["SV", "TB", "RR", "CR", "UF", "EC", "DT"];

    /// <summary>Ordered as <see cref="ReservedKind"/>.</summary>
    public static readonly string[] ReservedKinds = ["direct", "direct-relaxable", "reserved", "msi", "software-msi"];

    public static readonly string[] Roles = ["pf", "vf"];

    /// <summary>A driver of null means that none is bound, and not that the source cannot tell.</summary>
    public static bool NullDriverIsKnown(string? sourceKind) => sourceKind is "sysfs" or "lspci+groups" or "facter" or "literal";

    /// <summary>What a port type of null means: who looked for ACS would have seen the capability; a kernel log lists such functions in a note.</summary>
    public static PciePort? NullPort(AcsFacts? acs, HashSet<BusAddress> listed, BusAddress address) =>
        acs is not null || listed.Contains(address) ? PciePort.Conventional : null;

    /// <summary>The functions that a note of a kernel log lists as conventional.</summary>
    public static HashSet<BusAddress> ListedAsConventional(IReadOnlyList<string> notes)
    {
        var listed = new HashSet<BusAddress>();
        foreach (string note in notes)
        {
            int colon = note.IndexOf(": ", StringComparison.Ordinal);
            if (colon < 0 || !note.StartsWith(ConventionalNote, StringComparison.Ordinal)) continue;
            foreach (string word in note[(colon + 2)..].Split(' '))
            {
                if (BusAddress.TryParse(word, out BusAddress address)) listed.Add(address);
            }
        }

        return listed;
    }
}
