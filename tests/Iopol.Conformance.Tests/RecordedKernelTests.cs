using System.Text.Json.Nodes;
using Iopol.Tests;

namespace Iopol.Conformance.Tests;

/// <summary>The model of the modern group API, held to what Linux 6.1 and 6.12 answered.</summary>
public sealed class RecordedKernelTests
{
    public static TheoryData<string, string, int> Recordings => new()
    {
        { "scenario-1.rp-mf", "6.1", 80 },
        { "scenario-1.rp-mf", "6.12", 80 },
        { "bridge.pcie2pci", "6.1", 25 },
        { "bridge.pcie2pci", "6.12", 25 },
        { "no-acs.rp-noacs", "6.1", 15 },
        { "no-acs.rp-noacs", "6.12", 15 },
        { "rp-mf", "6.1", 2000 },
        { "rp-mf", "6.12", 2000 },
        { "light", "6.1", 5000 },
        { "light", "6.12", 5000 },
        { "probe.rp-mf", "6.1", 45 },
        { "probe.rp-mf", "6.12", 45 },
        { "random.light", "6.1", 1300 },
        { "random.rp-mf", "6.1", 1300 },
        { "random.rp-noacs", "6.1", 1300 },
        { "random.pcie2pci", "6.1", 1300 },
    };

    [SharedFact("data/traces")]
    public void The_copies_are_the_recordings_and_none_is_missing()
    {
        foreach (string path in Directory.GetFiles(RepositoryPaths.InShared("data", "traces")))
        {
            string file = Path.GetFileName(path);
            Assert.Equal(File.ReadAllLines(path), Recording.Lines(file));
        }
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public void Every_core_step_agrees(string name, string kernel, int least)
    {
        var recording = new Recording(name, kernel);
        JsonObject[] answers = [.. Shipped.GroupApiAnswers(recording.Topology, kernel, recording.Steps()).Select(a => JsonNode.Parse(a)!.AsObject())];

        var comparison = new TraceComparison();
        comparison.Run(recording.Answers(), answers);
        Assert.True(comparison.Differences.Count == 0, $"{comparison.Differences.Count} differences in {comparison.Compared} steps\n{string.Join('\n', comparison.Differences.Take(40))}");
        Assert.True(comparison.Compared >= least, $"only {comparison.Compared} steps compared");
    }
}
