using Iopol.PageTables;
using Iopol.Runtime.Facts;
using Iopol.Runtime.Iommu;
using Iopol.Runtime.PageTables;
using Iopol.Runtime.Topology;
using Iopol.Tests;

namespace Iopol.Runtime.Tests;

/// <summary>The examples of the README are what compiles and runs here.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void A_page_table_maps_and_unmaps()
    {
        // README
        using PhysicalMemory memory = PhysicalMemory.Allocate(64 << 20);
        var frames = new TableFrames(memory, 0, memory.Size);
        var gather = new IotlbGather(frames);
        frames.TryAllocate(12, out ulong root);
        var table = VtdSecondStage.Create(memory, root, levels: 4);

        MapError error = table.TryMap(iova: 0x20_0000, address: 0x7f00_0000, length: 2 << 20, MapRights.Read | MapRights.Write, gather);
        Translation found = table.Translate(0x20_0abc, Access.Read);
        ulong bytes = table.Unmap(0x20_0000, 2 << 20, gather);
        // Invalidate gather.First to gather.Last in every IOTLB; only then may the frames be used again.
        gather.Complete();
        // END
        Assert.Equal((MapError.None, 0x7f00_0abcUL, 21, 2UL << 20), (error, found.Address, found.SizeBits, bytes));
    }

    [Fact]
    public void Devices_meet_the_IOMMU()
    {
        HostFacts facts = Enforcement.Hosts.Facts(1, 1);
        // README
        var topology = new HostTopology(facts);
        using PhysicalMemory memory = PhysicalMemory.Allocate(64 << 20);
        var frames = new TableFrames(memory, start: 48 << 20, length: 16 << 20);
        var unit = new IommuUnit(topology, memory);
        unit.Owners.Set(0x10_0000, 4096, FrameOwner.User(0));

        frames.TryAllocate(12, out ulong root);
        IommuDomain domain = unit.CreateDomain(new VtdSecondStageLevels4(memory, root), frames);
        domain.TryMap(0x40_0000, 0x10_0000, 4096, MapRights.Read | MapRights.Write);
        unit.Attach(0, domain);

        BusAddress rid = topology.Requester(topology.RequesterOf(0));
        DmaResult write = unit.Write(rid, 0x40_0ffc, [1, 2, 3, 4, 5, 6, 7, 8]);
        // 4 bytes went to user 0's frame, then the page table refused.
        Console.WriteLine($"{write.Bytes} bytes, {write.Owners}; {write.Last}");
        while (unit.Faults.TryTake(out DmaFault fault)) Console.WriteLine(fault);
        // END
        Assert.Equal((4, "user 0", FaultKind.Translation), (write.Bytes, write.Owners.ToString(), write.Last.Fault));
    }

    [Fact]
    public void The_readme_has_these_examples()
    {
        string[] lines = File.ReadAllLines(RepositoryPaths.InRepository("tests", "Iopol.Runtime.Tests", "ReadmeTests.cs"));
        string readme = File.ReadAllText(RepositoryPaths.InRepository("README.md"));
        int examples = 0;
        for (int first = Next(lines, "// README", 0); first > 0; first = Next(lines, "// README", first), examples++)
        {
            string example = string.Join('\n', lines[first..(Next(lines, "// END", first) - 1)].Select(line => line.Length > 8 ? line[8..] : ""));
            Assert.Contains($"```csharp\n{example}\n```", readme, StringComparison.Ordinal);
        }

        Assert.Equal(2, examples);
    }

    private static int Next(string[] lines, string mark, int from) => Array.FindIndex(lines, from, line => line.Trim() == mark) + 1;
}
