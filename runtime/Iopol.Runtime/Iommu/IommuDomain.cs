using Iopol.Runtime.Enforcement;
using Iopol.Runtime.PageTables;

namespace Iopol.Runtime.Iommu;

/// <summary>Whose a domain is.</summary>
public enum DomainUse : byte
{
    /// <summary>A user's: a container's or an I/O address space's.</summary>
    User,

    /// <summary>The kernel's own domain of a group.</summary>
    Default,
}

/// <summary>
/// A page table with the ID that tags its translations in the IOTLB. Mapping and unmapping take effect one after the other; DMA runs
/// beside them.
/// </summary>
public sealed class IommuDomain
{
    private readonly IommuUnit unit;
    private readonly IotlbGather gather;
    private SequenceLock gate;

    internal IommuDomain(IommuUnit unit, int id, PageTable table, TableFrames frames, DomainUse use)
    {
        (this.unit, Id, Table, Use) = (unit, id, table, use);
        gather = new IotlbGather(frames);
    }

    /// <summary>The domain ID, from 1 on.</summary>
    public int Id { get; }

    /// <summary>Whose it is.</summary>
    public DomainUse Use { get; }

    /// <summary>The page table. Who changes it past this object sees to invalidations himself.</summary>
    public PageTable Table { get; }

    /// <summary>Something was unmapped that the IOTLB may still hold, and frames of tables wait: <see cref="Flush"/> is due.</summary>
    public bool IsFlushDue => !gather.IsEmpty || gather.HasFrames;

    /// <summary>Context entries that point here. Kept under the unit's lock.</summary>
    internal int Entries { get; set; }

    /// <inheritdoc cref="PageTable.TryMap"/>
    /// <param name="iova">First IOVA, a multiple of the smallest leaf.</param>
    /// <param name="address">First address, likewise.</param>
    /// <param name="length">Bytes, likewise, not 0.</param>
    /// <param name="rights">What the mapping is to allow.</param>
    public MapError TryMap(ulong iova, ulong address, ulong length, MapRights rights)
    {
        gate.Enter();
        MapError error = Table.TryMap(iova, address, length, rights, gather);
        gate.Leave();
        return error;
    }

    /// <summary>
    /// Unmaps a range and waits for the invalidation (Linux: strict mode): once it returns, no DMA reaches what was mapped, and the
    /// frames may be given to somebody else.
    /// </summary>
    /// <returns>Bytes unmapped, as <see cref="PageTable.Unmap(ulong, ulong, IotlbGather)"/> counts them.</returns>
    public ulong Unmap(ulong iova, ulong length)
    {
        gate.Enter();
        ulong bytes = Table.Unmap(iova, length, gather);
        Complete();
        gate.Leave();
        return bytes;
    }

    /// <summary>
    /// Unmaps a range and leaves the invalidation to the next <see cref="Flush"/> (Linux: a flush queue). Until that has returned DMA
    /// may reach what was mapped, and the frames must not be given to anybody.
    /// </summary>
    /// <inheritdoc cref="Unmap" path="/returns"/>
    public ulong UnmapLazily(ulong iova, ulong length)
    {
        gate.Enter();
        ulong bytes = Table.Unmap(iova, length, gather);
        gate.Leave();
        return bytes;
    }

    /// <summary>Invalidates what was unmapped, waits for DMA that is under way, and gives back the frames of tables.</summary>
    public void Flush()
    {
        gate.Enter();
        if (IsFlushDue) Complete();
        gate.Leave();
    }

    /// <summary>Invalidates everything of the domain and waits for DMA that is under way.</summary>
    public void Invalidate()
    {
        unit.Iotlb.Invalidate(Id);
        InFlight.Drain();
    }

    /// <summary>Invalidates a range of IOVAs and waits for DMA that is under way.</summary>
    /// <param name="first">First IOVA.</param>
    /// <param name="last">Last IOVA.</param>
    public void Invalidate(ulong first, ulong last)
    {
        unit.Iotlb.Invalidate(Id, first, last);
        InFlight.Drain();
    }

    /// <summary>Ends the domain: its ID and the frames of its page table, the top one's too, are free again.</summary>
    /// <returns>False where a requester ID is still in it; nothing is changed then.</returns>
    public bool TryRelease()
    {
        if (!unit.TryRemove(this)) return false;
        gate.Enter();
        Table.Release(gather);
        gather.Complete();
        gate.Leave();
        return true;
    }

    private void Complete()
    {
        unit.Iotlb.Invalidate(Id, gather.First, gather.Last);
        InFlight.Drain();
        gather.Complete();
    }
}
