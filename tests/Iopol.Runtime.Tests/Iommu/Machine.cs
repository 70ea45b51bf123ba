using Iopol.Runtime.Facts;
using Iopol.Runtime.Iommu;
using Iopol.Runtime.PageTables;
using Iopol.Runtime.Tests.PageTables;
using Iopol.Runtime.Topology;

namespace Iopol.Runtime.Tests.Iommu;

/// <summary>A host with 16 MiB of memory, of which the last 4 are kept for page tables, behind an IOMMU.</summary>
internal sealed class Machine : IDisposable
{
    public const ulong Page = 4096, TableStart = 12 << 20, TableBytes = 4 << 20;
    public const MapRights Both = MapRights.Read | MapRights.Write;

    public Machine(HostFacts facts, Func<HostTopology, IommuOptions>? options = null)
    {
        Topology = new HostTopology(facts);
        Memory = PhysicalMemory.Allocate(16 << 20);
        Frames = new TableFrames(Memory, TableStart, TableBytes);
        Unit = new IommuUnit(Topology, Memory, options?.Invoke(Topology));
        Unit.Owners.Set(0, TableStart, FrameOwner.Kernel);
        Unit.Owners.Set(TableStart, TableBytes, FrameOwner.Tables);
    }

    /// <summary>One group of single functions with requester IDs of their own, blocked at first.</summary>
    public Machine(int devices = 1)
        : this(Enforcement.Hosts.Facts(1, devices))
    {
    }

    public HostTopology Topology { get; }

    public PhysicalMemory Memory { get; }

    /// <summary>A buffer of a device.</summary>
    public byte[] Scratch { get; } = new byte[64];

    public TableFrames Frames { get; }

    public IommuUnit Unit { get; }

    public BusAddress Rid(int device = 0) => Topology.Requester(Topology.RequesterOf(device));

    public PageTable Table()
    {
        Assert.True(Frames.TryAllocate(12, out ulong root));
        return new SecondStage4(Memory, root);
    }

    public IommuDomain Domain() => Unit.CreateDomain(Table(), Frames);

    /// <summary>A domain with one page mapped.</summary>
    public IommuDomain Domain(ulong iova, ulong address, MapRights rights = Both)
    {
        IommuDomain domain = Domain();
        Assert.Equal(MapError.None, domain.TryMap(iova, address, Page, rights));
        return domain;
    }

    /// <summary>Eight equal bytes at the start of a frame and everywhere in it.</summary>
    public void Fill(ulong frame, byte value)
    {
        byte[] bytes = new byte[Page];
        Array.Fill(bytes, value);
        Assert.True(Memory.TryCopyFrom(frame, bytes));
    }

    public byte ByteAt(ulong address)
    {
        byte[] one = new byte[1];
        Assert.True(Memory.TryCopyTo(address, one));
        return one[0];
    }

    public List<DmaFault> TakeFaults()
    {
        var faults = new List<DmaFault>();
        while (Unit.Faults.TryTake(out DmaFault fault)) faults.Add(fault);
        return faults;
    }

    public void Dispose() => Memory.Dispose();
}
