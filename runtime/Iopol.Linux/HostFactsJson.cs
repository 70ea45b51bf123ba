using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Iopol.Linux.Json;
using Iopol.Runtime.Facts;

namespace Iopol.Linux;

// The schema of host facts. A machine file is one JSON object in UTF-8:
//
//   machine, kernel, source_kind, iommu, cmdline, devices, expected_groups, notes
//   device: address, vendor, device, subsystem_vendor, subsystem_device, class, header_type, multifunction, pcie_type,
//           bridge {primary, secondary, subordinate}, acs {present, capability, control}, sriov {role, pf}, driver, group
//
// Null, or leaving a member out, means unknown, with two exceptions: pcie_type null with acs not null is a function without
// the PCI Express capability, and driver null is "none bound" where source_kind is sysfs, lspci+groups, facter or literal.
// What HostFacts has beyond that is in members that are written only where they say something:
//
//   host    isolated_msi, cache_coherent, default_is_identity   true, false
//           address_width                                       bits
//           groups   [{"number": 1, "type": "DMA", "reserved": [{"first": "0xfee00000", "last": "0xfeefffff", "kind": "msi"}]}]
//                    kind: direct, direct-relaxable, reserved, msi, software-msi; reserved null is unknown, [] is none
//   device  driver_known          true where driver null is "none bound", false where it is unknown, against the rule above
//           driver_override       text
//           aliases               addresses of further requester IDs
//           requires_direct_map, external, resettable           true, false
//           pcie_type             also "conventional" and "unknown", where null would say the other

/// <summary>Writes host facts as JSON, one device per line, ordered by address; <see cref="HostReader"/> reads it back as it was.</summary>
public static class HostFactsJson
{
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <summary>Writes the facts. The same facts give the same bytes.</summary>
    /// <exception cref="ArgumentException">A text holds half a surrogate pair.</exception>
    public static void Write(HostFacts facts, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(stream);
        var text = new StringBuilder(256 + (facts.Devices.Count * 420));
        text.Append("{\n");
        Top(text, "machine", Quote(facts.Machine));
        Top(text, "kernel", Quote(facts.Kernel));
        Top(text, "source_kind", Quote(facts.SourceKind));
        Top(text, "iommu", Quote(facts.Iommu));
        Top(text, "cmdline", Quote(facts.CommandLine));
        if (facts.IsolatedMsi is { } isolated) Top(text, "isolated_msi", Word(isolated));
        if (facts.CacheCoherent is { } coherent) Top(text, "cache_coherent", Word(coherent));
        if (facts.AddressWidth is { } width) Top(text, "address_width", width.ToString(CultureInfo.InvariantCulture));
        if (facts.DefaultIsIdentity is { } identity) Top(text, "default_is_identity", Word(identity));
        HashSet<BusAddress> conventional = FactWords.ListedAsConventional(facts.Notes);
        IEnumerable<DeviceFacts> devices = facts.Devices.OrderBy(d => d.Address);
        Lines(text, "devices", devices.Select(d => Device(d, facts.SourceKind, conventional)));
        if (facts.Groups.Count > 0) Lines(text, "groups", facts.Groups.OrderBy(g => g.Number).Select(Group));
        Lines(text, "expected_groups", Members(devices));
        Lines(text, "notes", facts.Notes.Select(Quote));
        text.Length -= 2;
        text.Append("\n}\n");
        stream.Write(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static string Device(DeviceFacts device, string? sourceKind, HashSet<BusAddress> conventional)
    {
        var text = new StringBuilder(420);
        text.Append('{');
        Member(text, "address", Quote(device.Address.ToString()));
        Member(text, "vendor", Hex(device.Vendor, 4));
        Member(text, "device", Hex(device.Device, 4));
        Member(text, "subsystem_vendor", Hex(device.SubsystemVendor, 4));
        Member(text, "subsystem_device", Hex(device.SubsystemDevice, 4));
        Member(text, "class", Hex((ulong?)device.Class, 6));
        Member(text, "header_type", Number(device.HeaderType));
        Member(text, "multifunction", device.Multifunction is { } multifunction ? Word(multifunction) : "null");
        Member(text, "pcie_type", Port(device, conventional));
        Member(text, "bridge", device.Bridge is { } bridge
            ? $$"""{"primary": {{Number(bridge.Primary)}}, "secondary": {{Number(bridge.Secondary)}}, "subordinate": {{Number(bridge.Subordinate)}}}"""
            : "null");
        Member(text, "acs", device.Acs is { } acs
            ? $$"""{"present": {{Word(acs.Present)}}, "capability": {{Bits(acs.Capability)}}, "control": {{Bits(acs.Control)}}}"""
            : "null");
        Member(text, "sriov", device.Sriov is { } sriov
            ? $$"""{"role": {{(sriov.Virtual ? "\"vf\"" : "\"pf\"")}}, "pf": {{Quote(sriov.PhysicalFunction?.ToString())}}}"""
            : "null");
        Member(text, "driver", Quote(device.Driver.Name));
        if (device.Driver.Name is null && device.Driver.IsKnown != FactWords.NullDriverIsKnown(sourceKind))
            Member(text, "driver_known", Word(device.Driver.IsKnown));
        if (device.DriverOverride is { } name) Member(text, "driver_override", Quote(name));
        Member(text, "group", Number(device.Group));
        if (device.Aliases.Count > 0) Member(text, "aliases", List(device.Aliases.Select(a => Quote(a.ToString()))));
        if (device.RequiresDirectMap is { } direct) Member(text, "requires_direct_map", Word(direct));
        if (device.External is { } external) Member(text, "external", Word(external));
        if (device.Resettable is { } resettable) Member(text, "resettable", Word(resettable));
        text.Length -= 2;
        return text.Append('}').ToString();
    }

    private static string Port(DeviceFacts device, HashSet<BusAddress> conventional)
    {
        if (device.Port == FactWords.NullPort(device.Acs, conventional, device.Address)) return "null";
        return Quote(device.Port is { } port ? FactWords.Ports[(int)port] : FactWords.UnknownPort);
    }

    private static string Group(GroupFacts group)
    {
        string reserved = group.Reserved is { } regions
            ? List(regions.Select(r => $$"""{"first": {{Hex(r.First, 16)}}, "last": {{Hex(r.Last, 16)}}, "kind": "{{FactWords.ReservedKinds[(int)r.Kind]}}"}"""))
            : "null";
        return $$"""{"number": {{Number(group.Number)}}, "type": {{Quote(group.Type)}}, "reserved": {{reserved}}}""";
    }

    /// <summary>The groups as lists of members, ordered by number.</summary>
    private static IEnumerable<string> Members(IEnumerable<DeviceFacts> devices) => devices
        .Where(d => d.Group is not null)
        .GroupBy(d => d.Group)
        .OrderBy(g => g.Key)
        .Select(g => List(g.Select(d => Quote(d.Address.ToString()))));

    private static void Top(StringBuilder text, string name, string value) => text.Append(CultureInfo.InvariantCulture, $" \"{name}\": {value},\n");

    private static void Lines(StringBuilder text, string name, IEnumerable<string> items)
    {
        text.Append(CultureInfo.InvariantCulture, $" \"{name}\": [");
        string separator = "\n  ";
        foreach (string item in items)
        {
            text.Append(separator).Append(item);
            separator = ",\n  ";
        }

        text.Append(separator[0] == ',' ? "\n ],\n" : "],\n");
    }

    private static void Member(StringBuilder text, string name, string value) => text.Append(CultureInfo.InvariantCulture, $"\"{name}\": {value}, ");

    private static string List(IEnumerable<string> items) => $"[{string.Join(", ", items)}]";

    private static string Bits(AcsBits bits) =>
        List(FactWords.AcsBits.Where((_, i) => ((int)bits & (1 << i)) != 0).Select(Quote));

    private static string Hex(ulong? value, int digits) =>
        value is { } known ? $"\"0x{known.ToString("x" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)}\"" : "null";

    private static string Number(int? value) => value is { } known ? known.ToString(CultureInfo.InvariantCulture) : "null";

    private static string Word(bool value) => value ? "true" : "false";

    private static string Quote(string? value) => value is null ? "null" : $"\"{JsonEncodedText.Encode(value, Encoder)}\"";
}
