using Iopol.Runtime.Facts;
using Iopol.Runtime.Grouping.Quirks;
using Iopol.Runtime.Topology;

namespace Iopol.Runtime.Grouping;

/// <summary>
/// Linux's way to form IOMMU groups of PCI functions (pci_device_group in drivers/iommu/iommu.c, the same text from 5.12
/// to 6.19), with "cannot tell" where the source does not show what Linux looks at. A device joins the first device with a
/// group among: the one whose requester ID it uses, bridges that take its requester ID over, bridges above on a way that
/// does not keep peers apart, devices of its bus it shares a requester ID with, functions of its slot.
/// <para>
/// Linux asks for one device at a time, parents first. As every one of these relations either points upwards or goes both
/// ways, the groups are the connected devices, whatever the order; each relation is true, false or unknown here.
/// </para>
/// </summary>
public sealed class LinuxGrouping
{
    private const int IommuSubclass = 0x0806;

    private readonly HostFacts facts;
    private readonly PciTree tree;
    private readonly DmaAliases aliases;
    private readonly AcsJudgement[] acs;
    private readonly bool?[] isolatedPath;
    private readonly bool[] grouped;
    private readonly bool?[] strayed;
    private readonly DisjointSets certain;
    private readonly DisjointSets possible;
    private readonly List<Merge> merges = [];
    private readonly List<Doubt> doubts = [];
    private readonly List<(int Device, int From, bool IsCertain)> strays = [];

    private LinuxGrouping(HostFacts facts)
    {
        this.facts = facts;
        tree = new PciTree([.. facts.Devices]);
        aliases = new DmaAliases(tree);
        acs = new AcsJudgement[tree.Count];
        isolatedPath = new bool?[tree.Count];
        grouped = new bool[tree.Count];
        strayed = new bool?[tree.Count];
        Array.Fill(strayed, false);
        certain = new DisjointSets(tree.Count);
        possible = new DisjointSets(tree.Count);
    }

    /// <summary>Computes the groups of a host. The groups its kernel made only tell which devices have one at all.</summary>
    /// <exception cref="ArgumentException">Two devices have one address.</exception>
    public static HostGrouping Compute(HostFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return new LinuxGrouping(facts).Run();
    }

    private HostGrouping Run()
    {
        var test = new AcsTest(tree, facts);
        bool known = false;
        foreach (DeviceFacts device in facts.Devices) known |= device.Group is not null;
        foreach (int index in tree.Downward)
        {
            DeviceFacts device = tree.Device(index);
            // An IOMMU that is a PCI function does not translate its own DMA.
            grouped[index] = known ? device.Group is not null : device.Class >> 8 != IommuSubclass;
            acs[index] = test.Judge(index);
            int bridge = tree.BridgeAbove(index);
            bool? above = bridge != PciTree.None ? isolatedPath[bridge] : tree.IsBridgeUnknown(index) ? null : true;
            isolatedPath[index] = acs[index].Isolated & above;
        }

        foreach (int index in tree.Downward)
        {
            if (grouped[index]) JoinUpwards(index);
        }

        JoinUnknownBridges();
        foreach ((int device, _, bool isCertain) in strays) strayed[device] = isCertain ? true : null;
        JoinOnBuses(JoinSiblings);
        if (strays.Count > 0) JoinStrays();
        return new GroupingResult(tree, acs, grouped, certain, possible, merges, doubts).Make();
    }

    /// <summary>The walks from a device to the root: for requester IDs first, then for ACS.</summary>
    private void JoinUpwards(int device)
    {
        int? real = aliases.RealDevice(device);
        int start = real ?? device;
        if (real is null)
        {
            foreach (int owner in aliases.DomainOwners) Doubtful(device, owner, device, LackingFacts.Aliases);
        }

        if (start != device && grouped[start])
        {
            Join(true, new Merge(GroupRule.RealDevice, device, start));
            return;
        }

        int last = start;
        bool lastIsCertain = real is not null;
        bool walking = lastIsCertain;
        for (int bridge = tree.BridgeAbove(start); bridge != PciTree.None; bridge = tree.BridgeAbove(bridge))
        {
            bool? ends = aliases.EndsWalk(bridge);
            if (ends == true) break;
            walking &= ends == false;
            Takeover takeover = aliases.TakeoverBy(bridge);
            if (takeover == Takeover.None) continue;
            bool sure = takeover != Takeover.Unknown && walking;
            if (grouped[bridge])
            {
                Join(sure, new Merge(GroupRule.BridgeTakeover, device, bridge), bridge, LackingFacts.PortType);
                if (sure) return;
            }
            else
            {
                lastIsCertain &= sure;
                if (sure) last = bridge;
            }
        }

        JoinPath(device, last, lastIsCertain);
    }

    /// <summary>From the bus of the last bridge that takes over upwards, to the first bridge from which on peers are kept apart.</summary>
    private void JoinPath(int device, int last, bool lastIsCertain)
    {
        int from = last;
        bool isCertain = lastIsCertain;
        for (int bridge = tree.BridgeAbove(last); bridge != PciTree.None; bridge = tree.BridgeAbove(bridge))
        {
            if (isolatedPath[bridge] == true) break;
            from = bridge;
            isCertain &= isolatedPath[bridge] == false;
            if (!grouped[bridge]) continue;
            Join(isCertain, new Merge(GroupRule.AcsPath, device, bridge));
            if (lastIsCertain) return;
        }

        if (from != device) strays.Add((device, from, isCertain));
    }

    /// <summary>Where bus numbers are missing, any bridge without them may be above a device.</summary>
    private void JoinUnknownBridges()
    {
        // One device below a missing bridge stands for all of its domain.
        var hubs = new Dictionary<int, int>();
        foreach (int index in tree.ByAddress)
        {
            if (!grouped[index] || !tree.IsBridgeUnknown(index) || hubs.TryAdd(tree.Device(index).Address.Domain, index)) continue;
            Doubtful(index, hubs[tree.Device(index).Address.Domain], index, LackingFacts.BridgeAbove);
        }

        if (hubs.Count == 0) return;
        foreach (int index in tree.ByAddress)
        {
            if (grouped[index] && tree.MayHaveUnknownBuses(index) && hubs.TryGetValue(tree.Device(index).Address.Domain, out int hub) && hub != index)
                Doubtful(index, hub, hub, LackingFacts.BridgeAbove);
        }
    }

    /// <summary>Relations between devices of one bus: shared requester IDs, and functions of one slot.</summary>
    private void JoinOnBuses(Action<bool, Merge> join)
    {
        var carried = new List<BusAddress>();
        foreach (int index in tree.ByAddress)
        {
            carried.Clear();
            aliases.AddSameBus(index, carried);
            foreach (BusAddress alias in carried)
            {
                if (tree.Find(alias) is not PciTree.None and int other) join(true, new Merge(GroupRule.Alias, index, other));
            }

            if (aliases.MayAliasBus(index))
            {
                foreach (int other in tree.OnBus(index))
                {
                    if (other != index) join(false, new Merge(GroupRule.Alias, index, other));
                }
            }

            if (acs[index].Isolated == true) continue;
            foreach (int other in tree.InSlot(index))
            {
                if (other == index) break;
                if (acs[other].Isolated == true) continue;
                bool? several = tree.IsMultifunction(index) | tree.IsMultifunction(other);
                if (several == false) continue;
                join(several == true && acs[index].Isolated == false && acs[other].Isolated == false, new Merge(GroupRule.SameSlot, index, other));
            }
        }
    }

    /// <summary>Linux looks for siblings on the bus where its walk ended: not on a device's own bus where that went further up.</summary>
    private void JoinSiblings(bool isCertain, Merge merge)
    {
        bool? apart = strayed[merge.Device] | strayed[merge.With];
        if (apart != true) Join(isCertain && apart == false, merge);
    }

    /// <summary>
    /// Devices whose walk ended at a bridge without a group: Linux goes on from that bridge, and the device joins whom the
    /// bridge would have joined on its bus.
    /// </summary>
    private void JoinStrays()
    {
        var sure = new DisjointSets(tree.Count);
        var maybe = new DisjointSets(tree.Count);
        JoinOnBuses((isSure, merge) =>
        {
            maybe.Union(merge.Device, merge.With);
            if (isSure) sure.Union(merge.Device, merge.With);
        });
        foreach ((int device, int from, bool isCertain) in strays)
        {
            foreach (int other in tree.OnBus(from))
            {
                if (!grouped[other] || other == device || maybe.Find(other) != maybe.Find(from)) continue;
                Join(isCertain && sure.Find(other) == sure.Find(from), new Merge(GroupRule.SameSlot, device, other));
            }
        }
    }

    private void Join(bool isCertain, Merge merge) => Join(isCertain, merge, merge.Device, LackingFacts.Aliases);

    /// <summary>Two devices are in one group, for certain or perhaps.</summary>
    /// <param name="isCertain">For certain.</param>
    /// <param name="merge">Why.</param>
    /// <param name="about">The device whose facts are lacking, where it is not a matter of ACS.</param>
    /// <param name="lacking">Which facts.</param>
    private void Join(bool isCertain, Merge merge, int about, LackingFacts lacking)
    {
        if (!isCertain)
        {
            if (merge.Rule is not (GroupRule.AcsPath or GroupRule.SameSlot))
            {
                Doubtful(merge.Device, merge.With, about, lacking);
                return;
            }

            possible.Union(merge.Device, merge.With);
            doubts.Add(new Doubt(merge.Device, merge.With, merge.Rule, PciTree.None, LackingFacts.None));
            return;
        }

        if (!certain.Union(merge.Device, merge.With)) return;
        possible.Union(merge.Device, merge.With);
        merges.Add(merge with { Requester = Shared(merge), Quirk = merge.Rule == GroupRule.Alias ? aliases.Quirk(merge.Device)?.Row : null });
    }

    private void Doubtful(int device, int with, int about, LackingFacts lacking)
    {
        possible.Union(device, with);
        doubts.Add(new Doubt(device, with, null, about, lacking));
    }

    private BusAddress? Shared(Merge merge) => merge.Rule switch
    {
        GroupRule.RealDevice or GroupRule.Alias => tree.Device(merge.With).Address,
        GroupRule.BridgeTakeover => aliases.Imposed(merge.With),
        _ => null,
    };

    /// <summary>Two devices that are in one group for certain.</summary>
    internal readonly record struct Merge(GroupRule Rule, int Device, int With)
    {
        public BusAddress? Requester { get; init; }

        public QuirkRow? Quirk { get; init; }
    }

    /// <summary>Two devices that may be in one group.</summary>
    /// <param name="Device">One.</param>
    /// <param name="With">The other.</param>
    /// <param name="Rule">The rule whose ACS judgements are unknown, or null.</param>
    /// <param name="About">The device whose facts are lacking where there is no such rule.</param>
    /// <param name="Lacking">Those facts.</param>
    internal readonly record struct Doubt(int Device, int With, GroupRule? Rule, int About, LackingFacts Lacking);
}
