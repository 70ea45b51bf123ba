using Iopol.Runtime.Facts;
using Iopol.Runtime.Topology;

namespace Iopol.Runtime.Iommu;

/// <summary>What a unit is made with.</summary>
public sealed record IommuOptions
{
    /// <summary>The window x86 keeps for interrupts.</summary>
    public static ReservedRegion X86Interrupts { get; } = new(0xfee0_0000, 0xfeef_ffff, ReservedKind.Msi);

    /// <summary>Entries of the IOTLB: a power of two.</summary>
    public int IotlbCapacity { get; init; } = 1024;

    /// <summary>Domain IDs there are, 0 included, which is not given out; 65536 at most.</summary>
    public int DomainIds { get; init; } = 4096;

    /// <summary>Fault records.</summary>
    public int FaultRecords { get; init; } = 256;

    /// <summary>Addresses that are never translated because a write to them is an interrupt; null where interrupts are translated like memory (Arm).</summary>
    public ReservedRegion? InterruptWindow { get; init; } = X86Interrupts;

    /// <summary>What every requester ID of a device with a group starts with: none, blocked or identity.</summary>
    public DeviceContext Initial { get; init; } = DeviceContext.Blocked;

    /// <summary>Where devices answer. Host facts do not show it.</summary>
    public IReadOnlyList<BarWindow> Bars { get; init; } = [];

    /// <summary>
    /// The defaults for a host: identity where its kernel boots with <c>iommu=pt</c>, and the interrupt window its groups reserve; where
    /// they name none, that of x86 unless the IOMMU is Arm's.
    /// </summary>
    public static IommuOptions For(HostTopology topology)
    {
        ArgumentNullException.ThrowIfNull(topology);
        ReservedRegion? window = topology.Facts.Iommu == "arm" ? null : X86Interrupts;
        foreach (GroupFacts group in topology.Facts.Groups)
        {
            foreach (ReservedRegion region in group.Reserved ?? [])
            {
                if (region.Kind == ReservedKind.Msi) window = region;
            }
        }

        return new() { InterruptWindow = window, Initial = topology.Facts.DefaultIsIdentity == true ? DeviceContext.Identity : DeviceContext.Blocked };
    }
}
