using System.Text.Json.Nodes;
using Iopol.Oracle.Tests.Qemu;
using Xunit.Abstractions;

namespace Iopol.Conformance.Tests.Recorder;

/// <summary>Boots a Debian kernel under QEMU, asks it the steps of traces, and holds the recordings, or the model, to its answers.</summary>
public sealed class RecorderTests(ITestOutputHelper output)
{
    /// <summary>Environment variable that names a folder: every <c>NAME.steps</c> in it is recorded to <c>NAME.linux-SERIES.jsonl</c> beside it.</summary>
    public const string FolderVariable = "IOPOL_RECORD";

    // What the recordings hold and this recorder does not answer, or answers anew each time.
    private static readonly HashSet<string> NotCompared = ["dmesg", "uptime"];

    [RecorderTheory]
    [InlineData("scenario-1.rp-mf")]
    [InlineData("bridge.pcie2pci")]
    [InlineData("no-acs.rp-noacs")]
    [InlineData("light")]
    public void The_kernel_answers_as_recorded_and_another_kernel_as_the_model(string name)
    {
        GuestKernel kernel = GuestKernel.Get();
        var recording = new Recording(name, kernel.Series);
        IReadOnlyList<string> lines = GuestMachine.Record(kernel, recording.Topology, recording.Steps());
        output.WriteLine(lines[0]);
        JsonObject[] answers = Parse(lines);
        bool isRecorded = recording.IsOf(kernel.Release);
        output.WriteLine($"compared with {(isRecorded ? $"the recording of {kernel.Release}" : "the model")}");

        var comparison = new TraceComparison();
        comparison.Run(answers, isRecorded ? recording.Answers() : Parse(Shipped.GroupApiAnswers(recording.Topology, kernel.Series, recording.Steps())));
        List<string> differences = [.. comparison.Differences];
        if (isRecorded) differences.AddRange(Unequal(recording.Answers(), answers));
        Assert.True(differences.Count == 0, $"{differences.Count} differences in {comparison.Compared} steps\n{string.Join('\n', differences.Take(40))}");
        Assert.True(comparison.Compared >= recording.Steps().Count / 2, $"only {comparison.Compared} steps compared");
    }

    [RecorderFact(FolderVariable)]
    public void Records_the_steps_of_a_folder()
    {
        string folder = Environment.GetEnvironmentVariable(FolderVariable)!;
        GuestKernel kernel = GuestKernel.Get();
        string[] files = Directory.GetFiles(folder, "*.steps");
        Assert.True(files.Length > 0, $"no .steps in {folder}");
        foreach (string file in files)
        {
            string topology = Path.GetFileNameWithoutExtension(file).Split('.')[^1];
            Assert.True(GuestMachine.Has(topology), $"{file}: no topology '{topology}'");
            File.WriteAllLines(Path.ChangeExtension(file, $".linux-{kernel.Series}.jsonl"), GuestMachine.Record(kernel, topology, File.ReadAllLines(file)));
        }
    }

    private static JsonObject[] Parse(IEnumerable<string> lines) =>
        [.. lines.Select(line => JsonNode.Parse(line)!.AsObject()).Where(o => o.ContainsKey("n") || o.ContainsKey("async"))];

    /// <summary>Every field of every numbered answer, but the running number of calls that wait.</summary>
    private static IEnumerable<string> Unequal(IReadOnlyList<JsonObject> recorded, IReadOnlyList<JsonObject> answered)
    {
        foreach ((JsonObject theirs, JsonObject ours) in recorded.Where(o => o.ContainsKey("n")).Zip(answered.Where(o => o.ContainsKey("n"))))
        {
            if (NotCompared.Contains(((string)theirs["step"]!).Split(' ')[0])) continue;
            if (theirs.ContainsKey("blocked") && ours.ContainsKey("blocked")) ours["pending"] = theirs["pending"]!.DeepClone();
            if (!JsonNode.DeepEquals(theirs, ours)) yield return $"recorded {theirs.ToJsonString()}\nanswered {ours.ToJsonString()}";
        }
    }
}
