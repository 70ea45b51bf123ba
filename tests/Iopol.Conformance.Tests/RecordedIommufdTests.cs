using System.Text.Json.Nodes;
using Iopol.Interpreter.Replaying;
using Iopol.Runtime.Facts;
using Iopol.Runtime.Topology;

namespace Iopol.Conformance.Tests;

/// <summary>The model of device nodes and iommufd, held to what Linux 6.12 answered, and to the contexts it had put into the IOMMU.</summary>
public sealed class RecordedIommufdTests
{
    public static TheoryData<string, int, int> Recordings => new()
    {
        { "iommufd-scenario-1.rp-mf", 70, 18 },
        { "iommufd-scenario-2.rp-mf", 120, 40 },
        { "iommufd-scenario-3.pcie2pci", 70, 40 },
        { "iommufd-dma.light", 70, 100 },
        { "iommufd.rp-mf", 5000, 1000 },
        { "iommufd.light", 5000, 3000 },
    };

    [Theory]
    [MemberData(nameof(Recordings))]
    public void Every_step_and_every_context_agrees(string name, int least, int entries)
    {
        var recording = new Recording(name, "6.12-iommufd");
        var replay = new Replay(Shipped.Policy("linux-6-iommufd"), new HostTopology(Host(recording.Topology)));
        JsonObject[] answers = [.. recording.Steps().SelectMany(replay.Step).Select(a => JsonNode.Parse(a)!.AsObject())];

        var comparison = new TraceComparison(withNodes: true);
        comparison.Run(recording.Answers(), answers);
        Assert.True(comparison.Differences.Count == 0, $"{comparison.Differences.Count} differences in {comparison.Compared} steps\n{string.Join('\n', comparison.Differences.Take(60))}");
        Assert.True(comparison.Compared >= least, $"only {comparison.Compared} steps compared");
        Assert.True(comparison.EntriesCompared >= entries, $"only {comparison.EntriesCompared} context entries compared");
    }

    [Fact]
    public void Dma_lands_where_it_landed()
    {
        var recording = new Recording("iommufd-dma.light", "6.12-iommufd");
        var replay = new Replay(Shipped.Policy("linux-6-iommufd"), new HostTopology(Host(recording.Topology)));
        var devices = new EduDevices(replay);
        Queue<JsonObject> recorded = new(recording.Answers());
        int read = 0;
        foreach (string step in recording.Steps().Where(s => s.Length > 0 && s[0] != '#'))
        {
            JsonObject answer = recorded.Dequeue();
            Assert.Equal(step, (string?)answer["step"]);
            if (devices.Step(step) is not { } shown)
            {
                replay.Step(step);
                continue;
            }

            if ((string?)answer["hex"] is not { } hex) continue;
            Assert.True(hex == shown, $"{answer["trace"]} {answer["n"]} {step}: {hex} on the machine, {shown} here");
            read++;
        }

        Assert.Equal(21, read);
    }

    /// <summary>The captured host as the recorded kernel had it: without drivers for the chipset.</summary>
    private static HostFacts Host(string topology)
    {
        HostFacts facts = Shipped.Host(topology);
        return facts with { Devices = [.. facts.Devices.Select(d => d.Address.ToString().StartsWith("0000:00:1f.", StringComparison.Ordinal) ? d with { Driver = DriverFact.None } : d)] };
    }
}
