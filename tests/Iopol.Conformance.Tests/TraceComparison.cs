using System.Text.Json.Nodes;

namespace Iopol.Conformance.Tests;

/// <summary>Compares a model's answers with a recording, step by step.</summary>
internal sealed class TraceComparison
{
    /// <summary>Steps the models are held to; the others ask for what no model has.</summary>
    private static readonly HashSet<string> Core =
    [
        "trace", "bind", "unbind", "driver", "open-group", "group-status", "open-container", "set-container", "unset-container",
        "set-iommu", "map", "unmap", "get-device-fd", "close", "close-all", "state", "wait",
    ];

    private static readonly string[] Fields = ["ret", "errno", "err", "blocked", "bad", "viable", "container_set", "driver", "unmapped", "group", "handle", "closed"];

    /// <summary>Differences, each with trace, number and step.</summary>
    public List<string> Differences { get; } = [];

    /// <summary>Core steps compared.</summary>
    public int Compared { get; private set; }

    public void Run(IReadOnlyList<JsonObject> recorded, IReadOnlyList<JsonObject> answered)
    {
        JsonObject[] theirs = [.. recorded.Where(o => o.ContainsKey("n"))];
        JsonObject[] ours = [.. answered.Where(o => o.ContainsKey("n"))];
        if (theirs.Length != ours.Length) Differences.Add($"{theirs.Length} answers recorded, {ours.Length} given");
        for (int i = 0; i < Math.Min(theirs.Length, ours.Length); i++) Compare(theirs[i], ours[i]);
        Ended(recorded, answered);
    }

    private void Compare(JsonObject recorded, JsonObject answered)
    {
        string step = (string)recorded["step"]!;
        if (step != (string)answered["step"]! || Number(recorded) != Number(answered))
        {
            Differences.Add($"{Number(recorded)} {step}: answered {Number(answered)} {answered["step"]}");
            return;
        }

        if (!Core.Contains(step.Split(' ')[0])) return;
        Compared++;
        foreach (string field in Fields) Compare(field, recorded, answered, step);
        if (recorded["devices"] is not JsonArray devices) return;
        for (int d = 0; d < devices.Count; d++)
        {
            foreach (string field in (string[])["bdf", "group", "driver", "override"]) Compare(field, devices[d]!.AsObject(), answered["devices"]![d]!.AsObject(), $"{Number(recorded)} {step}");
        }
    }

    private void Compare(string field, JsonObject recorded, JsonObject answered, string step)
    {
        string theirs = Text(recorded[field]);
        string ours = Text(answered[field]);
        // 6.1 could not read driver_override while a remove held the device lock.
        if (theirs == "\"?locked\"") return;
        if (theirs != ours) Differences.Add($"{Number(recorded)} {step}: {field} is {theirs} on the kernel, {ours} here; rule {Text(answered["rule"])}, {Text(answered["because"])}{Text(answered["why"])}");
    }

    /// <summary>
    /// Calls that waited, by the answer they came before. Their order among themselves is that of the recorder's polling.
    /// A bind that waited at writing driver_override (6.1) is compared by its end only: the recorder went no further.
    /// </summary>
    private void Ended(IReadOnlyList<JsonObject> recorded, IReadOnlyList<JsonObject> answered)
    {
        HashSet<string> cut = [.. recorded.Where(a => (string?)a["at"] == "override").Select(a => (string)a["step"]!)];
        string[] theirs = [.. Waited(recorded, cut)];
        string[] ours = [.. Waited(answered, cut)];
        foreach (string end in theirs.Except(ours)) Differences.Add($"{end} on the kernel only");
        foreach (string end in ours.Except(theirs)) Differences.Add($"{end} here only");
    }

    private static IEnumerable<string> Waited(IReadOnlyList<JsonObject> answers, HashSet<string> cut)
    {
        for (int i = 0; i < answers.Count; i++)
        {
            if (!answers[i].ContainsKey("async")) continue;
            JsonObject next = answers.Skip(i).First(a => a.ContainsKey("n"));
            string step = (string)answers[i]["step"]!;
            string end = cut.Contains(step) ? "" : $" {Text(answers[i]["err"])}";
            yield return $"{Number(next)} {next["step"]}: {step} ended{end}";
        }
    }

    private static string Number(JsonObject answer) => $"{answer["trace"]} {answer["n"]}";

    private static string Text(JsonNode? node) => node is null ? "-" : node.ToJsonString();
}
