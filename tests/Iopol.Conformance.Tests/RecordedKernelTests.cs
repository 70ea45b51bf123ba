using System.Text.Json.Nodes;
using Iopol.Interpreter.Replaying;
using Iopol.Linux;
using Iopol.Runtime.Topology;
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
        string host = RepositoryPaths.InRepository("samples", "hosts", $"{recording.Topology}.tar.gz");
        HostReadResult read = HostReader.Read(host);
        Assert.True(read.Facts is not null, string.Join('\n', read.Problems));
        string[] version = kernel.Split('.');
        var settings = new Dictionary<string, long> { ["kernel"] = (long.Parse(version[0]) << 16) | (long.Parse(version[1]) << 8) };
        var replay = new Replay(Shipped.Policy("linux-6-vfio"), new HostTopology(read.Facts), settings);
        JsonObject[] answers = [.. recording.Steps().SelectMany(replay.Step).Select(a => JsonNode.Parse(a)!.AsObject())];

        var comparison = new TraceComparison();
        comparison.Run(recording.Answers(), answers);
        Assert.True(comparison.Differences.Count == 0, $"{comparison.Differences.Count} differences in {comparison.Compared} steps\n{string.Join('\n', comparison.Differences.Take(40))}");
        Assert.True(comparison.Compared >= least, $"only {comparison.Compared} steps compared");
    }
}
