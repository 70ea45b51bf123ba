using Iopol.Runtime.Facts;
using Iopol.Runtime.Grouping.Quirks;

namespace Iopol.Runtime.Topology;

/// <summary>What a bridge does to the requester IDs of DMA from behind it.</summary>
internal enum Takeover
{
    /// <summary>Leaves them: the ports of PCI Express.</summary>
    None,

    /// <summary>Replaces them by its own.</summary>
    Own,

    /// <summary>Replaces them by (secondary bus, 00.0).</summary>
    SecondaryBus,

    /// <summary>The source does not show what kind of bridge it is.</summary>
    Unknown,
}

/// <summary>
/// The requester IDs DMA may carry beside that of its function, as Linux 6.19 walks them (pci_for_each_dma_alias in
/// drivers/pci/search.c): the function whose requester ID a VMD's domain uses, quirks, and the bridges above.
/// </summary>
internal sealed class DmaAliases
{
    /// <summary>Domains that Linux numbers itself, such as those of a VMD, start here.</summary>
    private const int FirstChildDomain = 0x10000;

    private const AliasEffects AddIn = AliasEffects.SameBus | AliasEffects.InRegisters;

    private readonly PciTree tree;
    private readonly AliasQuirk?[] quirks;
    private readonly AliasEffects[] possible;
    private readonly List<int> domainOwners = [];
    private readonly bool isOwnerKnown;
    private readonly bool hasChildDomains;

    public DmaAliases(PciTree tree)
    {
        this.tree = tree;
        quirks = new AliasQuirk?[tree.Count];
        possible = new AliasEffects[tree.Count];
        foreach (int index in tree.ByAddress)
        {
            DeviceFacts device = tree.Device(index);
            hasChildDomains |= device.Address.Domain >= FirstChildDomain;
            foreach (AliasQuirk quirk in AliasQuirk.For(device))
            {
                bool? fits = quirk.Fits(device);
                // The rows with further requester IDs are about add-in devices, and none of those is on a root bus.
                if (fits == true) quirks[index] = quirk;
                else if (fits is null && !((quirk.Effect & AddIn) != 0 && tree.IsOnRootBus(index) == true)) possible[index] |= quirk.Effect;
            }

            if (May(index, AliasEffects.ChildDomain) != false && device.Address.Domain < FirstChildDomain) domainOwners.Add(index);
        }

        isOwnerKnown = domainOwners.Count == 0 || (domainOwners.Count == 1 && quirks[domainOwners[0]] is not null);
    }

    /// <summary>The row that says which requester IDs a function's DMA carries, or null.</summary>
    public AliasQuirk? Quirk(int index) => quirks[index];

    /// <summary>The function's DMA may carry any requester ID of its bus: registers or missing ids would tell which.</summary>
    public bool MayAliasBus(int index) =>
        quirks[index]?.Effect == AliasEffects.InRegisters ? tree.Device(index).Aliases.Count == 0
        : May(index, AddIn) is null;

    /// <summary>Every requester ID on its own bus, beside its own, that the function's DMA carries.</summary>
    public void AddSameBus(int index, List<BusAddress> found)
    {
        DeviceFacts device = tree.Device(index);
        foreach (BusAddress alias in device.Aliases)
        {
            if (alias.Packed >> 8 == device.Address.Packed >> 8 && alias != device.Address) found.Add(alias);
        }

        if (quirks[index] is not { Effect: AliasEffects.SameBus } quirk) return;
        BusAddress own = device.Address;
        foreach (byte alias in quirk.AliasesOf(own))
        {
            var address = new BusAddress(own.Domain, own.Bus, alias >> 3, alias & 7);
            if (address != own) found.Add(address);
        }
    }

    /// <summary>
    /// The function whose requester ID the DMA carries (Linux: the real DMA device); the function itself but in a VMD's
    /// domain. Null where the host has several VMDs and nothing tells which.
    /// </summary>
    public int? RealDevice(int index)
    {
        DeviceFacts device = tree.Device(index);
        if (!hasChildDomains || device.Address.Domain < FirstChildDomain) return index;
        foreach (BusAddress alias in device.Aliases)
        {
            if (alias.Domain < FirstChildDomain && tree.Find(alias) is not PciTree.None and int owner) return owner;
        }

        return !isOwnerKnown ? null : domainOwners.Count == 0 ? index : domainOwners[0];
    }

    /// <summary>The VMDs of the host, and what may be one.</summary>
    public IReadOnlyList<int> DomainOwners => domainOwners;

    /// <summary>What a bridge does to requester IDs from behind it.</summary>
    public Takeover TakeoverBy(int bridge)
    {
        DeviceFacts device = tree.Device(bridge);
        return device.Port switch
        {
            null => Takeover.Unknown,
            PciePort.PcieToPciBridge => Takeover.SecondaryBus,
            PciePort.PciToPcieBridge => Takeover.Own,
            PciePort.Conventional => IsDisguisedPcieBridge(bridge) ? Takeover.SecondaryBus : Takeover.Own,
            _ => Takeover.None,
        };
    }

    /// <summary>No bridge from this one on takes over; null where the source does not show its ids.</summary>
    public bool? EndsWalk(int bridge) => May(bridge, AliasEffects.WalkEnds);

    /// <summary>The requester ID a bridge that is above something puts on DMA from behind it, where it is known to take over.</summary>
    public BusAddress? Imposed(int bridge)
    {
        BusAddress own = tree.Device(bridge).Address;
        return TakeoverBy(bridge) switch
        {
            Takeover.Own => own,
            Takeover.SecondaryBus => new BusAddress(own.Domain, tree.Device(bridge).Bridge!.Secondary, 0, 0),
            _ => null,
        };
    }

    /// <summary>The function has a row of one of these effects; null where the source does not show its ids.</summary>
    private bool? May(int index, AliasEffects effects) =>
        quirks[index] is { } quirk ? (quirk.Effect & effects) != 0 : (possible[index] & effects) != 0 ? null : false;

    private bool IsDisguisedPcieBridge(int bridge) =>
        quirks[bridge]?.Effect == AliasEffects.AsPcieBridge
        && tree.Device(bridge).HeaderTypeOrImplied == 1
        && tree.BridgeAbove(bridge) is not PciTree.None and int above
        && tree.Device(above).Port is not (null or PciePort.Conventional or PciePort.PcieToPciBridge);
}
