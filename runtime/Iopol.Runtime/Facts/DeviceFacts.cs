namespace Iopol.Runtime.Facts;

/// <summary>
/// What a source says about one PCI function. A null means the source cannot tell, never "no":
/// unknown is not absent. The fields are those of the host-facts schema (see the README, "Host facts").
/// </summary>
public sealed record DeviceFacts
{
    /// <summary>Bus address; the only fact every source has.</summary>
    public required BusAddress Address { get; init; }

    /// <summary>Vendor id.</summary>
    public ushort? Vendor { get; init; }

    /// <summary>Device id.</summary>
    public ushort? Device { get; init; }

    /// <summary>Subsystem vendor id; null also where the function has none.</summary>
    public ushort? SubsystemVendor { get; init; }

    /// <summary>Subsystem id; null also where the function has none.</summary>
    public ushort? SubsystemDevice { get; init; }

    /// <summary>24-bit class code: base class, subclass, programming interface.</summary>
    public int? Class { get; init; }

    /// <summary>Configuration header type without the multifunction bit: 0 endpoint, 1 PCI bridge, 2 CardBus bridge.</summary>
    public int? HeaderType { get; init; }

    /// <summary>
    /// Header type; where the source does not show it, the one PCI demands of the class code (PCI Local Bus 3.0, 6.1:
    /// 06.04 has type 1, 06.07 type 2, 06.09 either, all others 0). Null where neither tells.
    /// </summary>
    public int? HeaderTypeOrImplied => HeaderType ?? (Class >> 8) switch
    {
        null or 0x0609 => null,
        0x0604 => 1,
        0x0607 => 2,
        _ => 0,
    };

    /// <summary>Linux's view of "multifunction": header bit 7 of function 0, or another function of the slot is visible; false for a VF.</summary>
    public bool? Multifunction { get; init; }

    /// <summary>Port or endpoint type of the PCI Express capability; <see cref="PciePort.Conventional"/> where there is none.</summary>
    public PciePort? Port { get; init; }

    /// <summary>Bus numbers of a bridge; null where the function is no bridge or the source does not show them.</summary>
    public BridgeFacts? Bridge { get; init; }

    /// <summary>Access Control Services; null where the source cannot see capabilities.</summary>
    public AcsFacts? Acs { get; init; }

    /// <summary>SR-IOV role; null where there is none or the source cannot tell.</summary>
    public SriovFacts? Sriov { get; init; }

    /// <summary>The bound driver; by default unknown.</summary>
    public DriverFact Driver { get; init; }

    /// <summary>Content of <c>driver_override</c>; null when unset or unknown.</summary>
    public string? DriverOverride { get; init; }

    /// <summary>Number of the IOMMU group this kernel gave; null where the function is in none.</summary>
    public int? Group { get; init; }

    /// <summary>Further requester IDs the function's DMA may carry, beside its own and what bridges impose.</summary>
    public IReadOnlyList<BusAddress> Aliases { get; init; } = [];

    /// <summary>The device has firmware regions that must stay mapped 1:1 (not the relaxable ones); null where unknown.</summary>
    public bool? RequiresDirectMap { get; init; }

    /// <summary>Firmware marks the port, or a port above, as external (hot-pluggable by a stranger); null where unknown.</summary>
    public bool? External { get; init; }

    /// <summary>The kernel knows a way to reset the function by itself; null where unknown.</summary>
    public bool? Resettable { get; init; }
}

/// <summary>Bus numbers behind a bridge.</summary>
/// <param name="Primary">Bus the bridge sits on, as its register says.</param>
/// <param name="Secondary">First bus behind it.</param>
/// <param name="Subordinate">Last bus behind it; null where the source does not show it.</param>
public sealed record BridgeFacts(int? Primary, int Secondary, int? Subordinate);

/// <summary>The ACS capability of a function. Present with no bits is not the same as absent: Linux treats the two in opposite ways.</summary>
/// <param name="Present">The function has the capability.</param>
/// <param name="Capability">Bits implemented.</param>
/// <param name="Control">Bits enabled.</param>
public sealed record AcsFacts(bool Present, AcsBits Capability, AcsBits Control);

/// <summary>ACS register bits, at their register positions (PCIe 6.0, 7.7.11).</summary>
[Flags]
public enum AcsBits
{
    /// <summary>No bit.</summary>
    None = 0,

    /// <summary>Source Validation.</summary>
    SV = 1 << 0,

    /// <summary>Translation Blocking.</summary>
    TB = 1 << 1,

    /// <summary>P2P Request Redirect.</summary>
    RR = 1 << 2,

    /// <summary>P2P Completion Redirect.</summary>
    CR = 1 << 3,

    /// <summary>Upstream Forwarding.</summary>
    UF = 1 << 4,

    /// <summary>P2P Egress Control.</summary>
    EC = 1 << 5,

    /// <summary>Direct Translated P2P.</summary>
    DT = 1 << 6,
}

/// <summary>SR-IOV role of a function.</summary>
/// <param name="Virtual">True for a virtual function, false for a physical one with the capability.</param>
/// <param name="PhysicalFunction">The physical function of a virtual one, where known.</param>
public sealed record SriovFacts(bool Virtual, BusAddress? PhysicalFunction);

/// <summary>What is known of a device's driver: unknown (the default), none, or a name.</summary>
public readonly record struct DriverFact
{
    private DriverFact(bool isKnown, string? name) => (IsKnown, Name) = (isKnown, name);

    /// <summary>The source says whether a driver is bound.</summary>
    public bool IsKnown { get; }

    /// <summary>Name of the bound driver; null when none is bound or the source cannot tell.</summary>
    public string? Name { get; }

    /// <summary>The source cannot tell.</summary>
    public static DriverFact Unknown => default;

    /// <summary>No driver is bound.</summary>
    public static DriverFact None => new(true, null);

    /// <summary>The named driver is bound.</summary>
    public static DriverFact Bound(string name) => new(true, name);
}

/// <summary>Device/port type of the PCI Express capability (PCIe 6.0, 7.5.3.2), or none.</summary>
public enum PciePort
{
    /// <summary>No PCI Express capability: conventional PCI, or a chipset function that shows none.</summary>
    Conventional,

    /// <summary>PCI Express endpoint.</summary>
    Endpoint,

    /// <summary>Legacy PCI Express endpoint.</summary>
    LegacyEndpoint,

    /// <summary>Root port.</summary>
    RootPort,

    /// <summary>Upstream port of a switch.</summary>
    UpstreamPort,

    /// <summary>Downstream port of a switch.</summary>
    DownstreamPort,

    /// <summary>PCI Express to PCI/PCI-X bridge.</summary>
    PcieToPciBridge,

    /// <summary>PCI/PCI-X to PCI Express bridge.</summary>
    PciToPcieBridge,

    /// <summary>Root-complex integrated endpoint.</summary>
    RootComplexIntegratedEndpoint,

    /// <summary>Root-complex event collector.</summary>
    RootComplexEventCollector,
}
