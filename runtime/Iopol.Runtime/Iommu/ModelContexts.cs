using Iopol.Runtime.Facts;
using Iopol.Runtime.PageTables;
using Iopol.Runtime.State;
using Iopol.Runtime.Topology;

namespace Iopol.Runtime.Iommu;

/// <summary>
/// Programs an IOMMU with what a model has in effect: the context of every requester ID, and the mappings of every space, each in a
/// domain of its own. So a model's claim that somebody is isolated can be put to the test by DMA. Not synchronised; DMA may run beside it.
/// </summary>
public sealed class ModelContexts
{
    /// <summary>Contexts of <see cref="HostState.ContextOfRequester"/>: 0 default, 1 blocked, 2 identity, 16+s the page table of space s.</summary>
    private const int Default = 0, Blocked = 1, Identity = 2, FirstSpace = 16;

    private readonly IommuUnit unit;
    private readonly DefaultDomains defaults;
    private readonly TableFrames frames;
    private readonly Func<PageTable> makeTable;
    private readonly Func<int, ulong, ulong> addressOf;
    private readonly int[] groups;
    private readonly Dictionary<int, (IommuDomain Domain, Dictionary<ulong, (ulong Last, int Access)> Mapped)> spaces = [];

    /// <summary>Nothing is programmed yet.</summary>
    /// <param name="unit">The IOMMU, over the model's topology.</param>
    /// <param name="frames">Where the frames of tables come from.</param>
    /// <param name="makeTable">Makes an empty page table in the unit's memory.</param>
    /// <param name="addressOf">Where a mapping of a space leads: space and first IOVA to the address of its first byte. A model keeps no addresses.</param>
    public ModelContexts(IommuUnit unit, TableFrames frames, Func<PageTable> makeTable, Func<int, ulong, ulong> addressOf)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(addressOf);
        (this.unit, this.frames, this.makeTable, this.addressOf) = (unit, frames, makeTable, addressOf);
        defaults = new DefaultDomains(unit, frames, makeTable);
        HostTopology topology = unit.Topology;
        groups = new int[topology.RequesterCount];
        Array.Fill(groups, -1);
        for (int device = topology.DeviceCount - 1; device >= 0; device--)
        {
            if (topology.GroupOf(device) is not (>= 0 and int group)) continue;
            foreach (int requester in topology.RequestersOf(device)) groups[requester] = group;
        }
    }

    /// <summary>The kernel's own domain of each group, which is what the default context of a model stands for.</summary>
    public DefaultDomains Defaults => defaults;

    /// <summary>The domain of a space that was live at the last update, or null.</summary>
    public IommuDomain? DomainOf(int space) => spaces.TryGetValue(space, out var found) ? found.Domain : null;

    /// <summary>
    /// Makes the IOMMU agree with a state: removes what is mapped no more, maps what is new, switches requester IDs, and ends the
    /// domains of spaces that are gone. Each step is visible to DMA by itself.
    /// </summary>
    /// <param name="state">A state over the unit's topology.</param>
    /// <exception cref="ArgumentException">The state is over another topology.</exception>
    /// <exception cref="InvalidOperationException">A mapping does not fit the page table, or memory or domain IDs ran out; what was done before that stays.</exception>
    public void Update(HostState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Topology != unit.Topology) throw new ArgumentException("the state is of another host", nameof(state));
        for (int space = 0; space < state.Limits.Spaces; space++)
        {
            if (state.IsLive(space)) UpdateMappings(space, state.Space(space));
        }

        for (int requester = 0; requester < groups.Length; requester++)
        {
            BusAddress rid = unit.Topology.Requester(requester);
            DeviceContext context = Wanted(state.ContextOfRequester(requester), groups[requester]);
            if (unit.ContextOf(rid) != context) unit.Program(rid, context);
        }

        foreach (int space in spaces.Keys.Where(space => !state.IsLive(space)).ToArray())
        {
            if (!spaces[space].Domain.TryRelease()) throw new InvalidOperationException($"a requester ID still has the context of space {space}, which is gone");
            spaces.Remove(space);
        }
    }

    private DeviceContext Wanted(int context, int group) => context switch
    {
        Blocked => DeviceContext.Blocked,
        Identity => DeviceContext.Identity,
        // No IOMMU is in front of a device without a group.
        Default => group >= 0 && defaults.Of(group) is { } domain ? DeviceContext.Translated(domain.Id) : DeviceContext.Identity,
        >= FirstSpace when spaces.TryGetValue(context - FirstSpace, out var space) => DeviceContext.Translated(space.Domain.Id),
        _ => throw new InvalidOperationException($"the context {context} is that of no live space"),
    };

    private void UpdateMappings(int space, IovaSpace wanted)
    {
        if (!spaces.TryGetValue(space, out var known)) spaces.Add(space, known = (unit.CreateDomain(makeTable(), frames), []));
        var next = new Dictionary<ulong, (ulong Last, int Access)>(wanted.Count);
        for (int i = 0; i < wanted.Count; i++) next.Add(wanted[i].First, (wanted[i].Last, wanted[i].Access));
        foreach ((ulong first, (ulong last, int access)) in known.Mapped.ToArray())
        {
            if (next.TryGetValue(first, out var same) && same == (last, access)) continue;
            known.Domain.Unmap(first, last - first + 1);
            known.Mapped.Remove(first);
        }

        foreach ((ulong first, (ulong last, int access)) in next)
        {
            if (known.Mapped.ContainsKey(first)) continue;
            // The rights of a space are read 1 and write 2, as in a mapping.
            MapError error = known.Domain.TryMap(first, addressOf(space, first), last - first + 1, (MapRights)access);
            if (error != MapError.None) throw new InvalidOperationException($"{first:x} to {last:x} of space {space} cannot be mapped: {error}");
            known.Mapped.Add(first, (last, access));
        }
    }
}
