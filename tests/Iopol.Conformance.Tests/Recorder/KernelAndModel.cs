using System.Text.Json.Nodes;

namespace Iopol.Conformance.Tests.Recorder;

/// <summary>Asks a kernel and the model the same traces and tells the traces in which they differ.</summary>
/// <param name="kernel">The kernel to boot.</param>
/// <param name="topology">Name of the topology.</param>
internal sealed class KernelAndModel(GuestKernel kernel, string topology)
{
    /// <summary>Core steps compared so far.</summary>
    public int Compared { get; private set; }

    /// <summary>What the kernel answered last, one JSON object a line.</summary>
    public IReadOnlyList<string> Lines { get; private set; } = [];

    /// <summary>Boots the kernel once and asks it all of the traces.</summary>
    /// <param name="traces">Traces, each beginning with a step <c>trace</c>.</param>
    /// <returns>For every trace the differences, none where the two agree.</returns>
    public IReadOnlyList<IReadOnlyList<string>> Differences(IReadOnlyList<IReadOnlyList<string>> traces)
    {
        string[] steps = [.. traces.SelectMany(trace => trace)];
        Lines = GuestMachine.Record(kernel, topology, steps);
        List<List<JsonObject>> theirs = Split(Lines);
        List<List<JsonObject>> ours = Split(Shipped.GroupApiAnswers(topology, kernel.Series, steps));
        Assert.Equal((traces.Count, traces.Count), (theirs.Count, ours.Count));
        return [.. theirs.Zip(ours).Select(pair => Compare(pair.First, pair.Second))];
    }

    private List<string> Compare(List<JsonObject> theirs, List<JsonObject> ours)
    {
        var comparison = new TraceComparison();
        comparison.Run(theirs, ours);
        Compared += comparison.Compared;
        return comparison.Differences;
    }

    /// <summary>The answers of each trace.</summary>
    private static List<List<JsonObject>> Split(IEnumerable<string> lines)
    {
        var traces = new List<List<JsonObject>>();
        foreach (JsonObject answer in lines.Select(line => JsonNode.Parse(line)!.AsObject()).Where(o => o.ContainsKey("n") || o.ContainsKey("async")))
        {
            if (answer.ContainsKey("begin")) traces.Add([]);
            traces[^1].Add(answer);
        }

        return traces;
    }
}
