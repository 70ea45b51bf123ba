using Iopol.Runtime.Facts;
using Iopol.Runtime.PageTables;

namespace Iopol.Runtime.Iommu;

/// <summary>
/// The kernel's own domain of each group: identity or a page table. Linux puts a group's devices into it at boot, once all devices of
/// the bus are grouped (<see cref="InstallAll"/>); a device whose IOMMU was found translating already (kdump), and every device under the
/// proposal of June 2021, gets there by its first DMA-API call (<see cref="UseDmaApi"/>) and has until then what it had.
/// </summary>
/// <remarks>
/// The type is that of the group's facts (<c>identity</c>, <c>DMA</c>, <c>DMA-FQ</c>); where they tell none, identity if the kernel
/// boots with <c>iommu=pt</c>. In a domain with a page table the direct regions of the group, the relaxable ones too, are mapped 1:1
/// before any device is in it; under identity they need no mapping. Calls exclude each other.
/// </remarks>
public sealed class DefaultDomains
{
    private readonly object gate = new();
    private readonly IommuUnit unit;
    private readonly TableFrames frames;
    private readonly Func<PageTable> makeTable;
    private readonly IommuDomain?[] domains;
    private readonly GroupFacts?[] facts;

    /// <summary>No group has its domain yet.</summary>
    /// <param name="unit">The IOMMU.</param>
    /// <param name="frames">Where the frames of tables come from.</param>
    /// <param name="makeTable">Makes an empty page table in the unit's memory.</param>
    public DefaultDomains(IommuUnit unit, TableFrames frames, Func<PageTable> makeTable)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentNullException.ThrowIfNull(makeTable);
        (this.unit, this.frames, this.makeTable) = (unit, frames, makeTable);
        domains = new IommuDomain?[unit.Topology.GroupCount];
        facts = [.. Enumerable.Range(0, domains.Length).Select(g => unit.Topology.Facts.Groups.FirstOrDefault(one => one.Number == unit.Topology.GroupNumber(g)))];
    }

    /// <summary>The default domain of a group passes DMA through.</summary>
    /// <param name="group">Dense ID.</param>
    public bool IsIdentity(int group) => facts[group]?.Type is { } type ? type == "identity" : unit.Topology.Facts.DefaultIsIdentity == true;

    /// <summary>The domain of a group, made now if need be; null where it passes DMA through.</summary>
    /// <param name="group">Dense ID.</param>
    /// <exception cref="InvalidOperationException">No domain ID is left, or a direct region cannot be mapped; the message says why.</exception>
    public IommuDomain? Of(int group)
    {
        lock (gate) return IsIdentity(group) ? null : domains[group] ??= Make(group);
    }

    /// <summary>Switches every group to its default domain.</summary>
    /// <exception cref="InvalidOperationException">As <see cref="Of"/>; groups before that one have been switched.</exception>
    public void InstallAll()
    {
        for (int group = 0; group < domains.Length; group++) Install(group);
    }

    /// <summary>Switches the devices of a group to its default domain.</summary>
    /// <param name="group">Dense ID.</param>
    /// <returns>What stood in the way.</returns>
    /// <exception cref="InvalidOperationException">As <see cref="Of"/>; nothing was switched.</exception>
    public SwitchError Install(int group) => Of(group) is { } domain ? unit.AttachGroup(group, domain) : unit.PassThroughGroup(group);

    /// <summary>The kernel's driver of a device makes a DMA-API call: the device is put into the default domain unless it is there.</summary>
    /// <param name="device">Dense ID.</param>
    /// <returns>What stood in the way.</returns>
    /// <exception cref="InvalidOperationException">As <see cref="Of"/>; nothing was switched.</exception>
    public SwitchError UseDmaApi(int device)
    {
        int group = unit.Topology.GroupOf(device);
        if (group < 0) return SwitchError.ENODEV;
        DeviceContext found = unit.ContextOf(device);
        if (Of(group) is not { } domain) return found == DeviceContext.Identity ? SwitchError.None : unit.PassThrough(device);
        return found == DeviceContext.Translated(domain.Id) ? SwitchError.None : unit.Attach(device, domain);
    }

    private IommuDomain Make(int group)
    {
        IommuDomain domain = unit.CreateDomain(makeTable(), frames, DomainUse.Default);
        ulong page = 1UL << domain.Table.Layout.LeafSizes[0].SizeBits;
        foreach (ReservedRegion region in facts[group]?.Reserved ?? [])
        {
            if (region.Kind is not (ReservedKind.Direct or ReservedKind.DirectRelaxable)) continue;
            // Page by page where regions share pages: what is mapped 1:1 already stays.
            for (ulong at = region.First & ~(page - 1); at <= region.Last; at += page)
            {
                if (domain.Table.Peek(at, Access.None).IsOk) continue;
                MapError error = domain.TryMap(at, at, page, MapRights.Read | MapRights.Write);
                if (error == MapError.None) continue;
                domain.TryRelease();
                throw new InvalidOperationException($"the direct region {region.First:x} to {region.Last:x} of group {unit.Topology.GroupNumber(group)} cannot be mapped: {error}");
            }
        }

        return domain;
    }
}
