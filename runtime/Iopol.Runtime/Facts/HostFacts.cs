namespace Iopol.Runtime.Facts;

/// <summary>What a source says about one machine: its PCI functions, IOMMU groups and boot configuration.</summary>
public sealed record HostFacts
{
    /// <summary>What the machine is, for people; null where the source does not say.</summary>
    public string? Machine { get; init; }

    /// <summary>Kernel release, as <c>uname -r</c> prints it; null where unknown.</summary>
    public string? Kernel { get; init; }

    /// <summary>Where the facts come from: <c>sysfs</c>, <c>listing</c>, <c>lspci+groups</c>, <c>facter</c>, <c>dmesg</c>, <c>literal</c>.</summary>
    public string? SourceKind { get; init; }

    /// <summary>IOMMU family: <c>intel</c>, <c>amd</c>, <c>arm</c>; null where none or unknown.</summary>
    public string? Iommu { get; init; }

    /// <summary>Kernel command line, as far as the source has it.</summary>
    public string? CommandLine { get; init; }

    /// <summary>The functions, ordered by address.</summary>
    public IReadOnlyList<DeviceFacts> Devices { get; init; } = [];

    /// <summary>What is known of the groups beside their members, ordered by number.</summary>
    public IReadOnlyList<GroupFacts> Groups { get; init; } = [];

    /// <summary>Remarks of the source, for people.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Devices' interrupts are remapped (VT-d interrupt remapping, AMD-Vi, GIC ITS); null where unknown.</summary>
    public bool? IsolatedMsi { get; init; }

    /// <summary>
    /// DMA through the IOMMU is coherent with the CPU's caches, as the kernel's capability of that name answers; without it VFIO
    /// refuses a device. It does not say that no-snoop is enforced. Null where unknown.
    /// </summary>
    public bool? CacheCoherent { get; init; }

    /// <summary>Width of an IOVA in bits; null where unknown.</summary>
    public int? AddressWidth { get; init; }

    /// <summary>The kernel's default domain passes DMA through untranslated (<c>iommu=pt</c>); null where unknown.</summary>
    public bool? DefaultIsIdentity { get; init; }
}

/// <summary>What a source says about one IOMMU group beside its members.</summary>
/// <param name="Number">Number this kernel gave; meaningless across boots.</param>
/// <param name="Type">Default domain as sysfs names it (<c>DMA</c>, <c>DMA-FQ</c>, <c>identity</c>); null where unknown.</param>
/// <param name="Reserved">Reserved regions; null where the source cannot tell.</param>
public sealed record GroupFacts(int Number, string? Type, IReadOnlyList<ReservedRegion>? Reserved);

/// <summary>A range of IOVA a group may not map.</summary>
/// <param name="First">First byte.</param>
/// <param name="Last">Last byte.</param>
/// <param name="Kind">What it is for.</param>
public readonly record struct ReservedRegion(ulong First, ulong Last, ReservedKind Kind);

/// <summary>Kinds of reserved region, as Linux names them in <c>reserved_regions</c>.</summary>
public enum ReservedKind
{
    /// <summary>Must stay mapped 1:1 (RMRR, IVMD unity map).</summary>
    Direct,

    /// <summary>Mapped 1:1 for the kernel, may be dropped when a user is given the device.</summary>
    DirectRelaxable,

    /// <summary>Never mappable.</summary>
    Reserved,

    /// <summary>Interrupt window of the hardware, never translated.</summary>
    Msi,

    /// <summary>Interrupt window managed by software.</summary>
    SoftwareMsi,
}
