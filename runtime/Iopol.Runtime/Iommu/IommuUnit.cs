using System.Runtime.CompilerServices;
using Iopol.Runtime.Enforcement;
using Iopol.Runtime.Facts;
using Iopol.Runtime.PageTables;
using Iopol.Runtime.Topology;

namespace Iopol.Runtime.Iommu;

/// <summary>
/// The IOMMU in front of a host's devices: context entries by requester ID, domains, an IOTLB that must be invalidated, a fault log,
/// and DMA that tries its luck. A request goes context entry, IOTLB, page table, frame; before that, it may meet the BAR of a
/// peer or the interrupt window.
/// </summary>
/// <remarks>
/// <para>DMA runs on any number of threads beside everything else, as hardware does. Context changes take effect one after the other.</para>
/// <para>
/// A context entry is one value of 8 bytes. A request reads the entry of its requester ID once and sees the old or the new. Nothing is
/// promised across requester IDs: while a device with aliases, or a group, is switched, some of its entries are new and others
/// still old, in any order. A switch that returned is seen by every request that begins later; those under way may use the old entry until
/// <see cref="Drain"/> has returned. There is no context cache: unlike on hardware, a new entry needs no invalidation.
/// </para>
/// <para>One unit stands for all of the host's. Requests with a PASID, and those a device translated itself (ATS), are not modelled.</para>
/// </remarks>
public sealed partial class IommuUnit
{
    private const int RequesterIds = 1 << 16;

    private readonly ulong[] contexts;
    private readonly int[] segments;
    private readonly int[][] entriesOfDevice;
    private readonly int[][] entriesOfGroup;
    private readonly IommuDomain?[] domains;
    private readonly PhysicalMemory memory;
    private readonly ulong memoryBase;
    private readonly ulong memorySize;
    private SequenceLock gate;

    /// <summary>An IOMMU whose devices have the initial context of the options. A device without a group is not behind an IOMMU: its requests pass.</summary>
    /// <param name="topology">The host.</param>
    /// <param name="memory">Its physical memory.</param>
    /// <param name="options">Null for <see cref="IommuOptions.For"/> the host.</param>
    /// <exception cref="ArgumentException">An option is out of its range, two BARs overlap, or one overlaps the memory.</exception>
    public IommuUnit(HostTopology topology, PhysicalMemory memory, IommuOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentNullException.ThrowIfNull(memory);
        options ??= IommuOptions.For(topology);
        if (options.Initial.Kind == ContextKind.Translated) throw new ArgumentException("no domain exists yet that a device could start in", nameof(options));
        if (options.FaultRecords < 1) throw new ArgumentException("there is room for no fault record", nameof(options));
        (Topology, this.memory, Options) = (topology, memory, options);
        (memoryBase, memorySize) = (memory.Base, memory.Size);
        Owners = new FrameOwners(memory);
        Iotlb = new Iotlb(options.IotlbCapacity, options.DomainIds);
        Faults = new FaultLog(options.FaultRecords);
        domains = new IommuDomain?[options.DomainIds];
        peers = new PeerRouting(topology, options.Bars);
        foreach (BarWindow bar in peers.Windows)
        {
            if (bar.First <= memoryBase + (memorySize - 1) && bar.Last >= memoryBase) throw new ArgumentException($"the BAR at {bar.First:x} overlaps the memory", nameof(options));
        }

        (specialLow, specialHighFirst, specialHighLast) = Specials(options, peers);
        BusAddress[] requesters = [.. Enumerable.Range(0, topology.RequesterCount).Select(topology.Requester)];
        segments = [.. requesters.Select(rid => rid.Domain).DefaultIfEmpty(0).Distinct().Order()];
        contexts = new ulong[segments.Length * RequesterIds];
        entriesOfDevice = [.. Enumerable.Range(0, topology.DeviceCount).Select(device => Entries(topology.RequestersOf(device)))];
        entriesOfGroup = [.. Enumerable.Range(0, topology.GroupCount).Select(group => Entries(topology.RequestersOfGroup(group)))];
        // Requester IDs of devices behind the IOMMU win over those of devices that are not.
        foreach (bool isBehind in (ReadOnlySpan<bool>)[false, true])
        {
            for (int device = 0; device < topology.DeviceCount; device++)
            {
                if (topology.GroupOf(device) >= 0 != isBehind) continue;
                foreach (int entry in entriesOfDevice[device]) contexts[entry] = (isBehind ? options.Initial : DeviceContext.Identity).Value;
            }
        }

        int[] Entries(ReadOnlySpan<int> ids)
        {
            int[] entries = new int[ids.Length];
            for (int i = 0; i < entries.Length; i++) entries[i] = EntryOf(requesters[ids[i]]);
            return entries;
        }
    }

    /// <summary>The host.</summary>
    public HostTopology Topology { get; }

    /// <summary>The host's physical memory.</summary>
    public PhysicalMemory Memory => memory;

    /// <summary>Whose the memory's frames are.</summary>
    public FrameOwners Owners { get; }

    /// <summary>What the unit was made with.</summary>
    public IommuOptions Options { get; }

    /// <summary>Remembered translations. Its own invalidations return at once; those of <see cref="IommuDomain"/> wait for DMA under way.</summary>
    public Iotlb Iotlb { get; }

    /// <summary>Refused requests.</summary>
    public FaultLog Faults { get; }

    /// <summary>The context entry of a requester ID.</summary>
    public DeviceContext ContextOf(BusAddress requester) =>
        EntryOf(requester) is >= 0 and int entry ? DeviceContext.Of(Volatile.Read(ref contexts[entry])) : DeviceContext.None;

    /// <summary>The context in effect for a device: the entry of the requester ID its DMA carries.</summary>
    /// <param name="device">Dense ID.</param>
    public DeviceContext ContextOf(int device) => ContextOf(Topology.Requester(Topology.RequesterOf(device)));

    /// <summary>The live domain with an ID, or null.</summary>
    public IommuDomain? FindDomain(int id) => (uint)id < (uint)domains.Length ? Volatile.Read(ref domains[id]) : null;

    /// <summary>
    /// Programs every requester ID of a device with a domain: its own, aliases that no device has, and what bridges impose.
    /// Devices that share one of these are moved with it: the last switch counts.
    /// </summary>
    /// <param name="device">Dense ID.</param>
    /// <param name="domain">The domain.</param>
    /// <returns>What stood in the way; no entry was changed then.</returns>
    public SwitchError Attach(int device, IommuDomain domain)
    {
        ArgumentNullException.ThrowIfNull(domain);
        return Switch(device, DeviceContext.Translated(domain.Id), domain);
    }

    /// <summary>Detaches a device from whatever it is in: every requester ID of it is blocked.</summary>
    /// <inheritdoc cref="Attach" path="/returns"/>
    /// <param name="device">Dense ID.</param>
    public SwitchError Block(int device) => Switch(device, DeviceContext.Blocked, null);

    /// <summary>Lets every requester ID of a device through untranslated.</summary>
    /// <inheritdoc cref="Attach" path="/returns"/>
    /// <param name="device">Dense ID.</param>
    public SwitchError PassThrough(int device) => Switch(device, DeviceContext.Identity, null);

    /// <summary>Programs every requester ID of a group's devices with a domain, in the order of the devices.</summary>
    /// <param name="group">Dense ID.</param>
    /// <param name="domain">The domain.</param>
    /// <returns>What stood in the way; no entry was changed then.</returns>
    public SwitchError AttachGroup(int group, IommuDomain domain)
    {
        ArgumentNullException.ThrowIfNull(domain);
        return Program(entriesOfGroup[group], DeviceContext.Translated(domain.Id), domain);
    }

    /// <summary>Blocks every requester ID of a group's devices, in the order of the devices.</summary>
    /// <inheritdoc cref="AttachGroup" path="/returns"/>
    /// <param name="group">Dense ID.</param>
    public SwitchError BlockGroup(int group) => Program(entriesOfGroup[group], DeviceContext.Blocked, null);

    /// <summary>Lets every requester ID of a group's devices through untranslated.</summary>
    /// <inheritdoc cref="AttachGroup" path="/returns"/>
    /// <param name="group">Dense ID.</param>
    public SwitchError PassThroughGroup(int group) => Program(entriesOfGroup[group], DeviceContext.Identity, null);

    /// <summary>
    /// Programs one requester ID alone: what software does wrong when it forgets an alias, or right when it knows better.
    /// </summary>
    /// <param name="requester">The requester ID.</param>
    /// <param name="context">The new content; a translated one names a live domain of this unit.</param>
    /// <returns>What stood in the way: ENODEV for a segment without devices.</returns>
    public SwitchError Program(BusAddress requester, DeviceContext context)
    {
        int entry = EntryOf(requester);
        if (entry < 0) return SwitchError.ENODEV;
        IommuDomain? domain = context.Kind == ContextKind.Translated ? FindDomain(context.DomainId) : null;
        if (context.Kind == ContextKind.Translated && domain is null) return SwitchError.EINVAL;
        return Program(new ReadOnlySpan<int>(in entry), context, domain);
    }

    /// <summary>Waits until every request of the process's units that began before has ended. One that begins later sees all that was done before.</summary>
    public static void Drain() => InFlight.Drain();

    /// <summary>Makes a domain of a page table. No device is in it.</summary>
    /// <param name="table">The table, in this unit's memory.</param>
    /// <param name="frames">Where the frames of further tables come from.</param>
    /// <param name="use">Whose domain it is.</param>
    /// <exception cref="ArgumentException">The table or the frames are of another memory.</exception>
    /// <exception cref="InvalidOperationException">All domain IDs are taken.</exception>
    public IommuDomain CreateDomain(PageTable table, TableFrames frames, DomainUse use = DomainUse.User)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(frames);
        if (table.Memory != memory || frames.Memory != memory) throw new ArgumentException("the table is not in the memory of the unit", nameof(table));
        gate.Enter();
        int id = 1;
        while (id < domains.Length && domains[id] is not null) id++;
        IommuDomain? domain = id < domains.Length ? new IommuDomain(this, id, table, frames, use) : null;
        if (domain is not null) Volatile.Write(ref domains[id], domain);
        gate.Leave();
        return domain ?? throw new InvalidOperationException($"all {domains.Length} domain IDs are taken");
    }

    /// <summary>Takes a domain out of service: nothing may point to it. Its ID may be given out again at once.</summary>
    /// <returns>False where a context entry points to it, or it is gone already.</returns>
    internal bool TryRemove(IommuDomain domain)
    {
        gate.Enter();
        bool isFree = domain.Entries == 0 && domains[domain.Id] == domain;
        if (isFree)
        {
            // Requests that read the entry before it was switched may still look for the domain.
            InFlight.Drain();
            Iotlb.Invalidate(domain.Id);
            Volatile.Write(ref domains[domain.Id], null);
        }

        gate.Leave();
        return isFree;
    }

    private SwitchError Switch(int device, DeviceContext context, IommuDomain? domain) =>
        Topology.GroupOf(device) < 0 ? SwitchError.ENODEV : Program(entriesOfDevice[device], context, domain);

    private SwitchError Program(ReadOnlySpan<int> entries, DeviceContext context, IommuDomain? domain)
    {
        gate.Enter();
        if (domain is not null && domains[domain.Id] != domain)
        {
            gate.Leave();
            return SwitchError.EINVAL;
        }

        foreach (int entry in entries)
        {
            ulong old = contexts[entry];
            if (DeviceContext.KindOf(old) == ContextKind.Translated) domains[DeviceContext.DomainOf(old)]!.Entries--;
            Volatile.Write(ref contexts[entry], context.Value);
        }

        if (domain is not null) domain.Entries += entries.Length;
        gate.Leave();
        return SwitchError.None;
    }

    /// <summary>Index of the context entry of a requester ID, or -1 where its segment has no table.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int EntryOf(BusAddress requester)
    {
        int segment = (int)(requester.Packed >> 16);
        return segment == segments[0] ? requester.RequesterId : EntryInOther(segment, requester.RequesterId);
    }

    private int EntryInOther(int segment, ushort requester)
    {
        int index = Array.BinarySearch(segments, segment);
        return index < 0 ? -1 : (index * RequesterIds) + requester;
    }
}
