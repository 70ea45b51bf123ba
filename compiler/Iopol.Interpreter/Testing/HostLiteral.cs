using System.Globalization;
using Iopol.Compiler.IR;
using Iopol.Interpreter.Values;
using Iopol.Runtime.Facts;

namespace Iopol.Interpreter.Testing;

/// <summary>Turns a literal topology into facts. A literal knows everything: what it does not say is that of an ordinary endpoint.</summary>
public static class HostLiteral
{
    /// <summary>The facts of a literal.</summary>
    /// <param name="host">A host without a file.</param>
    public static HostFacts ToFacts(HostIR host)
    {
        ArgumentNullException.ThrowIfNull(host);
        bool identity = host.Options.GetValueOrDefault("default") == "identity";
        return new HostFacts
        {
            Machine = host.Name,
            SourceKind = "literal",
            Devices = [.. host.Devices.Select(Device).OrderBy(d => d.Address)],
            Groups =
            [
                .. host.Devices.Where(d => d.Group is not null).GroupBy(d => d.Group!.Value).OrderBy(g => g.Key)
                    .Select(g => new GroupFacts(g.Key, identity ? "identity" : "DMA", [.. g.SelectMany(d => d.Reserved).Select(Region).Distinct().OrderBy(r => r.First)])),
            ],
            IsolatedMsi = Flag(host, "isolated_msi", absent: true),
            CacheCoherent = Flag(host, "cache_coherent", absent: true),
            AddressWidth = host.Options.TryGetValue("address_width", out string? width) ? int.Parse(width, CultureInfo.InvariantCulture) : 48,
            DefaultIsIdentity = identity,
        };
    }

    private static bool Flag(HostIR host, string option, bool absent) =>
        host.Options.TryGetValue(option, out string? value) ? value == "true" : absent;

    private static DeviceFacts Device(DeviceLiteralIR device) => new()
    {
        Address = PackedAddress.Unpack(device.Address),
        Vendor = (ushort)(device.Vendor ?? 0),
        Device = (ushort)(device.DeviceId ?? 0),
        SubsystemVendor = (ushort?)device.SubsystemVendor,
        SubsystemDevice = (ushort?)device.SubsystemDevice,
        Class = device.Class ?? device.HeaderType switch { 1 => 0x060400, 2 => 0x060700, _ => 0 },
        HeaderType = device.HeaderType,
        Multifunction = device.Multifunction,
        Port = (PciePort)device.Port,
        Bridge = device.Secondary is { } secondary ? new BridgeFacts(null, secondary, device.Subordinate) : null,
        Acs = new AcsFacts(device.AcsPresent, (AcsBits)device.AcsBits, (AcsBits)device.AcsBits),
        Sriov = device.VirtualFunction ? new SriovFacts(true, null) : null,
        Driver = device.Driver is { } name ? DriverFact.Bound(name) : DriverFact.None,
        Group = device.Group,
        Aliases = [.. device.Aliases.Select(PackedAddress.Unpack)],
        RequiresDirectMap = device.DirectMap || device.Reserved.Any(r => r.Kind == "direct"),
        External = device.External,
        Resettable = device.Resettable,
    };

    private static ReservedRegion Region(ReservedLiteralIR region) => new(region.First, region.Last, region.Kind switch
    {
        "direct" => ReservedKind.Direct,
        "direct-relaxable" => ReservedKind.DirectRelaxable,
        "msi" => ReservedKind.Msi,
        _ => ReservedKind.Reserved,
    });
}
