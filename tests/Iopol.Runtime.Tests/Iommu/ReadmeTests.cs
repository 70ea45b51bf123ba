using Iopol.PageTables;
using Iopol.Runtime.Facts;
using Iopol.Runtime.Iommu;
using Iopol.Runtime.PageTables;
using Iopol.Runtime.Topology;
using Iopol.Tests;

namespace Iopol.Runtime.Tests.Iommu;

/// <summary>The example of the README is what compiles and runs here.</summary>
public sealed class ReadmeTests
{
    private const string Folder = "Iommu";

    [Fact]
    public void The_example_says_what_it_shows()
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
    public void The_readme_has_this_example()
    {
        string[] lines = File.ReadAllLines(RepositoryPaths.InRepository("tests", "Iopol.Runtime.Tests", Folder, "ReadmeTests.cs"));
        int first = Array.FindIndex(lines, line => line.Trim() == "// README") + 1, end = Array.FindIndex(lines, line => line.Trim() == "// END");
        string example = string.Join('\n', lines[first..end].Select(line => line.Length > 8 ? line[8..] : ""));
        Assert.Contains($"```csharp\n{example}\n```", File.ReadAllText(RepositoryPaths.InRepository("README.md")), StringComparison.Ordinal);
    }
}
