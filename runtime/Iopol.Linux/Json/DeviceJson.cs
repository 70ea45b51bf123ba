using Iopol.Runtime.Facts;

namespace Iopol.Linux.Json;

/// <summary>A device as its JSON object says it; nulls get their meaning when the whole file is known.</summary>
internal readonly record struct DeviceDraft(DeviceFacts Facts, int? Port, string? Driver, bool? DriverKnown)
{
    public DeviceFacts Finish(HashSet<BusAddress> conventional, bool nullDriverIsKnown) => Facts with
    {
        Port = Port switch
        {
            null => FactWords.NullPort(Facts.Acs, conventional, Facts.Address),
            { } index when index < FactWords.Ports.Length => (PciePort)index,
            _ => null,
        },
        Driver = Driver is { } name ? DriverFact.Bound(name)
            : DriverKnown ?? nullDriverIsKnown ? DriverFact.None
            : DriverFact.Unknown,
    };
}

/// <summary>Reads the devices of a host.</summary>
internal static class DeviceJson
{
    private static readonly string[] Ports = [.. FactWords.Ports, FactWords.UnknownPort];

    public static List<DeviceDraft>? ReadAll(ref JsonCursor json)
    {
        if (!json.EnterArray()) return null;
        var devices = new List<DeviceDraft>();
        var addresses = new HashSet<BusAddress>();
        for (int i = 0; json.NextItem(i); i++)
        {
            if (i == HostLimits.Devices) json.Report(HostDiagnostics.OverLimit, "the host has too many PCI functions", $"{HostLimits.Devices} functions");
            if (Read(ref json) is { } device)
            {
                if (addresses.Add(device.Facts.Address)) devices.Add(device);
                else json.Report(HostDiagnostics.Duplicate, $"device {device.Facts.Address}");
            }

            json.Leave();
        }

        return devices;
    }

    private static DeviceDraft? Read(ref JsonCursor json)
    {
        if (!json.EnterObject()) return null;
        var facts = new DeviceFacts { Address = default };
        bool hasAddress = false;
        int? port = null;
        string? driver = null;
        bool? driverKnown = null;
        var seen = new HashSet<string>();
        while (json.NextMember(seen) is { } name)
        {
            switch (name)
            {
                case "address":
                    BusAddress? address = json.Address();
                    if (json.IsNull) json.RefuseNull("a PCI address");
                    hasAddress = address is not null;
                    facts = facts with { Address = address ?? default };
                    break;
                case "vendor": facts = facts with { Vendor = (ushort?)json.Hex(4) }; break;
                case "device": facts = facts with { Device = (ushort?)json.Hex(4) }; break;
                case "subsystem_vendor": facts = facts with { SubsystemVendor = (ushort?)json.Hex(4) }; break;
                case "subsystem_device": facts = facts with { SubsystemDevice = (ushort?)json.Hex(4) }; break;
                case "class": facts = facts with { Class = (int?)json.Hex(6) }; break;
                case "header_type": facts = facts with { HeaderType = json.Int(0, 2) }; break;
                case "multifunction": facts = facts with { Multifunction = json.Bool() }; break;
                case "pcie_type": port = json.Word(Ports); break;
                case "bridge": facts = facts with { Bridge = ReadBridge(ref json) }; break;
                case "acs": facts = facts with { Acs = ReadAcs(ref json) }; break;
                case "sriov": facts = facts with { Sriov = ReadSriov(ref json) }; break;
                case "driver": driver = ReadName(ref json); break;
                case "driver_known": driverKnown = json.Bool(); break;
                case "driver_override": facts = facts with { DriverOverride = ReadName(ref json) }; break;
                case "group": facts = facts with { Group = json.Int(0, int.MaxValue) }; break;
                case "aliases": facts = facts with { Aliases = ReadAddresses(ref json) }; break;
                case "requires_direct_map": facts = facts with { RequiresDirectMap = json.Bool() }; break;
                case "external": facts = facts with { External = json.Bool() }; break;
                case "resettable": facts = facts with { Resettable = json.Bool() }; break;
                default: json.SkipUnknown(name); break;
            }

            json.Leave();
        }

        if (!seen.Contains("address")) json.ReportHere(HostDiagnostics.MissingMember, "address");
        if (driver is not null && driverKnown == false) json.ReportHere(HostDiagnostics.Contradiction, "it names a driver, and says the driver is not known");
        return hasAddress ? new DeviceDraft(facts, port, driver, driverKnown) : null;
    }

    /// <summary>Addresses in an array.</summary>
    public static IReadOnlyList<BusAddress> ReadAddresses(ref JsonCursor json)
    {
        if (json.IsNull || !json.EnterArray()) return [];
        var addresses = new List<BusAddress>();
        for (int i = 0; json.NextItem(i); i++)
        {
            if (json.Address() is { } address) addresses.Add(address);
            else if (json.IsNull) json.RefuseNull("a PCI address");
            json.Leave();
        }

        return addresses;
    }

    private static string? ReadName(ref JsonCursor json)
    {
        string? name = json.Text();
        if (name is not "") return name;
        json.ReportHere(HostDiagnostics.OutOfRange, "", "a driver's name or null");
        return null;
    }

    private static BridgeFacts? ReadBridge(ref JsonCursor json)
    {
        if (json.IsNull || !json.EnterObject()) return null;
        int? primary = null, secondary = null, subordinate = null;
        var seen = new HashSet<string>();
        while (json.NextMember(seen) is { } name)
        {
            switch (name)
            {
                case "primary": primary = json.Int(0, 255); break;
                case "secondary":
                    secondary = json.Int(0, 255);
                    if (json.IsNull) json.RefuseNull("a bus number");
                    break;
                case "subordinate": subordinate = json.Int(0, 255); break;
                default: json.SkipUnknown(name); break;
            }

            json.Leave();
        }

        if (!seen.Contains("secondary")) json.ReportHere(HostDiagnostics.MissingMember, "secondary");
        return secondary is { } bus ? new BridgeFacts(primary, bus, subordinate) : null;
    }

    private static AcsFacts? ReadAcs(ref JsonCursor json)
    {
        if (json.IsNull || !json.EnterObject()) return null;
        bool? present = null;
        AcsBits capability = AcsBits.None, control = AcsBits.None;
        var seen = new HashSet<string>();
        while (json.NextMember(seen) is { } name)
        {
            switch (name)
            {
                case "present":
                    present = json.Bool();
                    if (json.IsNull) json.RefuseNull("true or false");
                    break;
                case "capability": capability = ReadBits(ref json); break;
                case "control": control = ReadBits(ref json); break;
                default: json.SkipUnknown(name); break;
            }

            json.Leave();
        }

        if (!seen.Contains("present")) json.ReportHere(HostDiagnostics.MissingMember, "present");
        if (present == false && (capability | control) != AcsBits.None)
            json.ReportHere(HostDiagnostics.Contradiction, "the capability is not present, and has bits");
        return present is { } known ? new AcsFacts(known, capability, control) : null;
    }

    private static AcsBits ReadBits(ref JsonCursor json)
    {
        AcsBits bits = AcsBits.None;
        if (!json.EnterArray()) return bits;
        for (int i = 0; json.NextItem(i); i++)
        {
            if (json.Word(FactWords.AcsBits) is { } bit) bits |= (AcsBits)(1 << bit);
            else if (json.IsNull) json.RefuseNull("the name of an ACS bit");
            json.Leave();
        }

        return bits;
    }

    private static SriovFacts? ReadSriov(ref JsonCursor json)
    {
        if (json.IsNull || !json.EnterObject()) return null;
        int? role = null;
        BusAddress? physical = null;
        var seen = new HashSet<string>();
        while (json.NextMember(seen) is { } name)
        {
            switch (name)
            {
                case "role":
                    role = json.Word(FactWords.Roles);
                    if (json.IsNull) json.RefuseNull("pf or vf");
                    break;
                case "pf": physical = json.Address(); break;
                default: json.SkipUnknown(name); break;
            }

            json.Leave();
        }

        if (!seen.Contains("role")) json.ReportHere(HostDiagnostics.MissingMember, "role");
        return role is { } known ? new SriovFacts(known == 1, physical) : null;
    }
}
