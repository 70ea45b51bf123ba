using BenchmarkDotNet.Attributes;
using Iopol.PageTables;
using Iopol.Runtime.Facts;
using Iopol.Runtime.Iommu;
using Iopol.Runtime.PageTables;
using Iopol.Runtime.Topology;

namespace Iopol.Benchmarks;

/// <summary>
/// What the IOMMU model costs a test: requests of devices in a VT-d second stage of four levels, and context switches of a group of
/// eight devices. Figures are per request or switch.
/// </summary>
[MemoryDiagnoser]
[MedianColumn]
[MinColumn]
public class IommuBenchmarks
{
    private const int Devices = 8;
    private const ulong Page = 4096, Iova = 1UL << 32, TableStart = 48 << 20, MemorySize = 64 << 20;
    private const int HitPages = 256, WalkPages = 4096;

    private readonly byte[] word = new byte[8];
    private readonly byte[] page = new byte[Page];
    private BusAddress rid;
    private IommuUnit unit = null!;
    private IommuDomain first = null!;
    private IommuDomain second = null!;

    [GlobalSetup]
    public void Setup()
    {
        var facts = new HostFacts
        {
            Devices = [.. Enumerable.Range(0, Devices).Select(i => new DeviceFacts { Address = new BusAddress(0, 1, 0, i), Group = 1, HeaderType = 0, Port = PciePort.Endpoint })],
        };
        var topology = new HostTopology(facts);
        PhysicalMemory memory = PhysicalMemory.Allocate(MemorySize);
        var frames = new TableFrames(memory, TableStart, MemorySize - TableStart);
        unit = new IommuUnit(topology, memory);
        (first, second) = (Domain(), Domain());
        rid = topology.Requester(topology.RequesterOf(0));
        unit.AttachGroup(0, first);
        if (RequestHit() == 0 || RequestWalk() == 0) throw new InvalidOperationException("not mapped");

        IommuDomain Domain()
        {
            if (!frames.TryAllocate(12, out ulong root)) throw new InvalidOperationException("no frame");
            IommuDomain domain = unit.CreateDomain(new VtdSecondStageLevels4(memory, root), frames);
            // Addresses are never congruent to IOVAs, so that no large leaf fits.
            if (domain.TryMap(Iova, Page, WalkPages * Page, MapRights.Read | MapRights.Write) != MapError.None) throw new InvalidOperationException("not mapped");
            return domain;
        }
    }

    /// <summary>Every translation in the IOTLB.</summary>
    [Benchmark(OperationsPerInvoke = HitPages)]
    public ulong RequestHit() => RequestEach(HitPages);

    /// <summary>None of them there: sixteen times more pages than entries, one after the other.</summary>
    [Benchmark(OperationsPerInvoke = WalkPages)]
    public ulong RequestWalk() => RequestEach(WalkPages);

    /// <summary>Eight bytes a transfer, every translation in the IOTLB.</summary>
    [Benchmark(OperationsPerInvoke = HitPages)]
    public int ReadHit() => ReadEach(HitPages, word);

    /// <summary>Eight bytes a transfer, none of them there.</summary>
    [Benchmark(OperationsPerInvoke = WalkPages)]
    public int ReadWalk() => ReadEach(WalkPages, word);

    /// <summary>4 KiB a transfer, every translation in the IOTLB.</summary>
    [Benchmark(OperationsPerInvoke = HitPages)]
    public int ReadPageHit() => ReadEach(HitPages, page);

    /// <summary>Attaches a device, with what undoes it: two switches.</summary>
    [Benchmark]
    public SwitchError AttachAndDetach() => unit.Block(7) | unit.Attach(7, first);

    /// <summary>A group of eight devices from one domain to another and back: two switches of eight.</summary>
    [Benchmark]
    public SwitchError SwitchGroupTwice() => unit.AttachGroup(0, second) | unit.AttachGroup(0, first);

    /// <summary>One page unmapped, invalidated, nobody's DMA under way, and mapped again.</summary>
    [Benchmark]
    public MapError UnmapAndMap()
    {
        second.Unmap(Iova, Page);
        return second.TryMap(Iova, Page, Page, MapRights.Read | MapRights.Write);
    }

    private ulong RequestEach(int pages)
    {
        ulong sum = 0;
        for (int i = 0; i < pages; i++) sum += unit.Request(rid, Iova + ((ulong)i * Page), Access.Read).Address;
        return sum;
    }

    private int ReadEach(int pages, Span<byte> into)
    {
        int frames = 0;
        for (int i = 0; i < pages; i++)
        {
            DmaResult result = unit.Read(rid, Iova + ((ulong)i * Page), into);
            if (result.IsOk && result.Owners.IsWithin(FrameOwner.Free)) frames++;
        }

        return frames;
    }
}
