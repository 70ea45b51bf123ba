using System.Globalization;
using System.Runtime.InteropServices;
using Iopol.Linux.Sysfs;
using Iopol.Runtime.Facts;

namespace Iopol.Linux.Lspci;

/// <summary>What a text says about one function while it is read.</summary>
internal sealed class LspciDevice(BusAddress address, int line)
{
    private static readonly (string Name, PciePort Port)[] Ports =
    [
        ("Endpoint", PciePort.Endpoint),
        ("Legacy Endpoint", PciePort.LegacyEndpoint),
        ("Root Port", PciePort.RootPort),
        ("Upstream Port", PciePort.UpstreamPort),
        ("Downstream Port", PciePort.DownstreamPort),
        ("PCI-Express to PCI/PCI-X Bridge", PciePort.PcieToPciBridge),
        ("PCI/PCI-X to PCI-Express Bridge", PciePort.PciToPcieBridge),
        ("Root Complex Integrated Endpoint", PciePort.RootComplexIntegratedEndpoint),
        ("Root Complex Event Collector", PciePort.RootComplexEventCollector),
    ];

    // As lspci shortens them, in order of the bits.
    private static readonly string[] AcsNames = ["SrcValid", "TransBlk", "ReqRedir", "CmpltRedir", "UpstreamFwd", "EgressCtrl", "DirectTrans"];

    /// <summary>How -v names the group; -vv has a line for it.</summary>
    private const string ShortGroup = "IOMMU group ";

    private readonly List<byte> registers = [];
    private PciePort? port;
    private bool hasExpress;
    private bool isDenied;
    private bool hasAcs;
    private AcsBits? acsCapability;
    private AcsBits? acsControl;
    private bool hasSriov;

    public BusAddress Address { get; } = address;

    /// <summary>Line of the text the function begins on.</summary>
    public int Line { get; } = line;

    public int? Class { get; set; }

    public (ushort Vendor, ushort Device)? Ids { get; set; }

    public (ushort Vendor, ushort Device)? Subsystem { get; set; }

    public BridgeFacts? Bridge { get; private set; }

    public int? Group { get; private set; }

    public string? Driver { get; private set; }

    /// <summary>The text has details of the function, not only its registers.</summary>
    public bool HasDetails { get; private set; }

    /// <summary>The text shows an extended capability of the function.</summary>
    public bool HasExtended { get; private set; }

    /// <summary>The text names drivers or modules of the function, so lspci looked for them.</summary>
    public bool HasModules { get; private set; }

    /// <summary>Virtual functions: how many, and where from the physical one on.</summary>
    public (int Count, int Offset, int Stride) Virtual { get; private set; }

    public bool TryRegisters(ReadOnlySpan<char> line) => HexLine.TryAppend(line, registers);

    /// <summary>Takes a line below the function's first; false where it begins as one that matters and goes on otherwise.</summary>
    public bool TryDetail(ReadOnlySpan<char> line)
    {
        HasDetails = true;
        if (After(line, "IOMMU group: ", out ReadOnlySpan<char> rest)) return TryLead(rest, out int group) && SetGroup(group);
        if (After(line, "Flags: ", out rest)) return !rest.Contains(ShortGroup, StringComparison.Ordinal) || (TryNumber(rest, ShortGroup, out int number) && SetGroup(number));
        if (After(line, "Bus: primary=", out rest)) return TryBuses(rest);
        if (After(line, "Capabilities: ", out rest)) return TryCapability(rest);
        if (After(line, "ACSCap:", out rest)) return TryBits(rest, out acsCapability);
        if (After(line, "ACSCtl:", out rest)) return TryBits(rest, out acsControl);
        if (After(line, "Initial VFs: ", out rest)) return TryNumber(rest, "Number of VFs: ", out int count) && Set(Virtual with { Count = count });
        if (After(line, "VF offset: ", out rest)) return TryLead(rest, out int offset) && TryNumber(rest, "stride: ", out int stride) && Set(Virtual with { Offset = offset, Stride = stride });
        if (After(line, "Subsystem: ", out rest)) Subsystem ??= Listings.ListingLine.IdsIn(rest);
        else if (After(line, "!!! Unknown header type", out _)) isDenied = true;
        else if (After(line, "Kernel modules:", out _)) HasModules = true;
        else if (After(line, "Kernel driver in use: ", out rest) && rest.Length > 0) (Driver, HasModules) = (rest.Trim().ToString(), true);
        return true;
    }

    /// <summary>The facts; registers count where both tell.</summary>
    /// <param name="showsExtended">The text shows extended capabilities somewhere: without, ACS may be there unseen.</param>
    /// <param name="showsDrivers">The text names drivers somewhere: without, nobody looked.</param>
    public DeviceFacts ToFacts(bool showsExtended, bool showsDrivers)
    {
        var config = new ConfigSpace(CollectionsMarshal.AsSpan(registers));
        PciePort? known = config.Port ?? (!HasDetails || isDenied ? null : hasExpress ? port : PciePort.Conventional);
        DeviceFacts facts = new()
        {
            Address = Address,
            Vendor = Ids?.Vendor ?? (HasIds(config) ? config.Vendor : null),
            Device = Ids?.Device ?? (HasIds(config) ? config.Device : null),
            SubsystemVendor = Subsystem?.Vendor,
            SubsystemDevice = Subsystem?.Device,
            Class = config.HasHeader ? config.Class : Class,
            HeaderType = config.HasHeader && config.HeaderType <= 2 ? config.HeaderType : HasDetails && !isDenied ? HeaderByText() : null,
            Multifunction = Address.Function != 0 ? true : config.HasHeader ? config.MultifunctionBit : null,
            Port = known,
            Bridge = config is { HasHeader: true, IsBridge: true } ? new BridgeFacts(config.PrimaryBus, config.SecondaryBus, config.SubordinateBus) : Bridge,
            Acs = config.Acs ?? AcsByText(known, showsExtended),
            Sriov = hasSriov || config.HasSriov ? new SriovFacts(false, null) : null,
            Driver = Driver is { } name ? DriverFact.Bound(name) : HasDetails && showsDrivers ? DriverFact.None : DriverFact.Unknown,
            Group = Group,
        };
        if (config.VirtualFunctions is { Count: > 0 } functions) Virtual = functions;
        bool hasSubsystem = facts.SubsystemVendor is null && config is { HasHeader: true, HeaderType: 0, SubsystemVendor: not 0 };
        return hasSubsystem ? facts with { SubsystemVendor = config.SubsystemVendor, SubsystemDevice = config.SubsystemDevice } : facts;
    }

    /// <summary>A virtual function has all ones in place of ids.</summary>
    private static bool HasIds(ConfigSpace config) => config.HasHeader && config.Vendor != 0xffff;

    private int HeaderByText() => Bridge is null ? 0 : Class >> 8 == 0x0607 ? 2 : 1;

    private AcsFacts? AcsByText(PciePort? known, bool showsExtended)
    {
        if (!HasDetails || known is null) return null;
        if (hasAcs) return acsCapability is { } capability && acsControl is { } control ? new AcsFacts(true, capability, control) : null;
        return known == PciePort.Conventional || showsExtended ? new AcsFacts(false, AcsBits.None, AcsBits.None) : null;
    }

    private bool TryCapability(ReadOnlySpan<char> text)
    {
        if (text.StartsWith("<access denied>", StringComparison.Ordinal))
        {
            isDenied = true;
            return true;
        }

        int end = text.IndexOf(']');
        if (text[0] != '[' || end < 0) return false;
        HasExtended |= text[..end].IndexOf(" v") > 0;
        ReadOnlySpan<char> name = text[(end + 1)..].TrimStart();
        if (After(name, "Express ", out ReadOnlySpan<char> type)) return TryPort(type);
        hasAcs |= name.StartsWith("Access Control Services", StringComparison.Ordinal);
        hasSriov |= name.StartsWith("Single Root I/O Virtualization", StringComparison.Ordinal);
        return true;
    }

    private bool TryPort(ReadOnlySpan<char> text)
    {
        hasExpress = true;
        if (text.StartsWith("(v", StringComparison.Ordinal) && text.IndexOf(' ') is > 0 and var blank) text = text[(blank + 1)..];
        foreach ((string name, PciePort value) in Ports)
        {
            if (!text.StartsWith(name, StringComparison.Ordinal)) continue;
            port = value;
            return true;
        }

        return false;
    }

    private bool TryBuses(ReadOnlySpan<char> text)
    {
        Span<Range> parts = stackalloc Range[5];
        int count = text.Split(parts, ',');
        if (count < 3 || !Hex(text[parts[0]], out int primary)) return false;
        if (!After(text[parts[1]].Trim(), "secondary=", out ReadOnlySpan<char> second) || !Hex(second, out int secondary)) return false;
        if (!After(text[parts[2]].Trim(), "subordinate=", out ReadOnlySpan<char> last) || !Hex(last, out int subordinate)) return false;
        Bridge = new BridgeFacts(primary, secondary, subordinate);
        return true;
    }

    private static bool TryBits(ReadOnlySpan<char> text, out AcsBits? bits)
    {
        bits = null;
        AcsBits found = AcsBits.None;
        int seen = 0;
        Span<Range> words = stackalloc Range[AcsNames.Length + 1];
        int count = text.SplitAny(words, " \t", StringSplitOptions.RemoveEmptyEntries);
        foreach (Range range in words[..count])
        {
            ReadOnlySpan<char> word = text[range];
            if (word.Length < 2) return false;
            int bit = -1;
            for (int i = 0; i < AcsNames.Length; i++)
            {
                if (word[..^1].SequenceEqual(AcsNames[i])) bit = i;
            }

            if (bit < 0 || word[^1] is not ('+' or '-')) return false;
            seen++;
            if (word[^1] == '+') found |= (AcsBits)(1 << bit);
        }

        if (seen != AcsNames.Length) return false;
        bits = found;
        return true;
    }

    private bool SetGroup(int number)
    {
        Group = number;
        return true;
    }

    private bool Set((int Count, int Offset, int Stride) value)
    {
        Virtual = value;
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, string name, out int number)
    {
        number = 0;
        int at = text.IndexOf(name);
        return at >= 0 && TryLead(text[(at + name.Length)..], out number);
    }

    /// <summary>The digits a text starts with.</summary>
    private static bool TryLead(ReadOnlySpan<char> text, out int number)
    {
        int end = text.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(end < 0 ? text : text[..end], NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private static bool Hex(ReadOnlySpan<char> text, out int bus) =>
        int.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bus) && bus is >= 0 and <= 255;

    private static bool After(ReadOnlySpan<char> text, string start, out ReadOnlySpan<char> rest)
    {
        bool found = text.StartsWith(start, StringComparison.Ordinal);
        rest = found ? text[start.Length..] : default;
        return found;
    }
}
