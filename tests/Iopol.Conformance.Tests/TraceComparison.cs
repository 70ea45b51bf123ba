using System.Text.Json.Nodes;

namespace Iopol.Conformance.Tests;

/// <summary>Compares a model's answers with a recording, step by step.</summary>
internal sealed class TraceComparison(bool withNodes = false)
{
    /// <summary>Steps the models are held to; the others ask for what no model has.</summary>
    private static readonly HashSet<string> Core =
    [
        "trace", "bind", "unbind", "driver", "open-group", "group-status", "open-container", "set-container", "unset-container",
        "set-iommu", "map", "unmap", "unmap-all", "get-device-fd", "close", "close-all", "state", "wait", "override", "probe",
    ];

    /// <summary>Further steps the model of device nodes is held to.</summary>
    private static readonly HashSet<string> Nodes =
    [
        "open-iommufd", "open-cdev", "bind-iommufd", "device-info", "attach", "detach", "ioas-alloc", "ioas-map", "ioas-unmap", "ioas-ranges",
        "hwpt-alloc", "iommufd-destroy", "host-contexts",
    ];

    private static readonly string[] Fields = ["ret", "errno", "err", "blocked", "bad", "viable", "container_set", "driver", "unmapped", "group", "handle", "closed", "id", "devid", "pt"];

    private static readonly string[] Chipset = ["00:00.0", "00:1f.0", "00:1f.2", "00:1f.3"];

    /// <summary>Context entries compared.</summary>
    public int EntriesCompared { get; private set; }

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

        string verb = step.Split(' ')[0];
        if (!Core.Contains(verb) && !(withNodes && Nodes.Contains(verb))) return;
        Compared++;
        foreach (string field in Fields) Compare(field, recorded, answered, step);
        if (recorded["rids"] is JsonObject) CompareContexts(recorded, answered);
        if (recorded["devices"] is not JsonArray devices) return;
        for (int d = 0; d < devices.Count; d++)
        {
            foreach (string field in (string[])["bdf", "group", "driver", "override"]) Compare(field, devices[d]!.AsObject(), answered["devices"]![d]!.AsObject(), $"{Number(recorded)} {step}");
        }
    }

    /// <summary>
    /// The same requester IDs are let through, the same ones share a table, and each table maps the same.
    /// Of the chipset's functions the recorder lists nothing; that nothing touches them is looked at all the same.
    /// </summary>
    private void CompareContexts(JsonObject recorded, JsonObject answered)
    {
        string[] ours = [.. Contexts(answered).Where(c => !IsChipset(c)).Order()];
        string[] theirs = [.. Contexts(recorded).Order()];
        string step = $"{Number(recorded)} {recorded["step"]}";
        foreach (string entry in theirs.Except(ours)) Differences.Add($"{step}: {entry} on the kernel only");
        foreach (string entry in ours.Except(theirs)) Differences.Add($"{step}: {entry} here only");
        int untouched = Contexts(answered).Count(IsChipset);
        if (untouched != Chipset.Length) Differences.Add($"{step}: a chipset function is blocked");
        EntriesCompared += theirs.Length;
    }

    /// <summary>Each listed requester ID with all that have its table, and what the table maps.</summary>
    private static IEnumerable<string> Contexts(JsonObject answer)
    {
        JsonObject rids = answer["rids"]!.AsObject();
        foreach ((string rid, JsonNode? table) in rids)
        {
            string name = (string)table!;
            string sharers = string.Join(' ', rids.Where(r => (string)r.Value! == name).Select(r => r.Key).Order());
            yield return $"{rid} shares with [{sharers}] mapping [{string.Join(' ', Leaves(answer["tables"]![name]!.AsArray()))}]";
        }
    }

    /// <summary>What the recorder reads out of VT-d's leaves: mappings side by side are one, and one for writing only is readable too.</summary>
    private static IEnumerable<string> Leaves(JsonArray mappings)
    {
        var leaves = new List<(ulong First, ulong Size, string Access)>();
        foreach (JsonArray mapping in mappings.Select(m => m!.AsArray()))
        {
            (ulong first, ulong size) = (Convert.ToUInt64((string)mapping[0]!, 16), Convert.ToUInt64((string)mapping[1]!, 16));
            string access = (string)mapping[2]! == "r" ? "r" : "rw";
            if (leaves.Count > 0 && leaves[^1] is var last && last.First + last.Size == first && last.Access == access) leaves[^1] = (last.First, last.Size + size, access);
            else leaves.Add((first, size, access));
        }

        return leaves.Select(l => $"{l.First:x}+{l.Size:x} {l.Access}");
    }

    private static bool IsChipset(string entry) => Chipset.Contains(entry.Split(' ')[0]);

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
    /// So is one that a close-all lets go: it races with the closes that follow and with the other binds of its device,
    /// of which one at most can succeed.
    /// </summary>
    private void Ended(IReadOnlyList<JsonObject> recorded, IReadOnlyList<JsonObject> answered)
    {
        HashSet<string> cut = [.. recorded.Where(a => (string?)a["at"] == "override").Select(a => (string)a["step"]!)];
        string[] theirs = [.. Waited(recorded, cut)];
        string[] ours = [.. Waited(answered, cut)];
        foreach (string end in theirs.Except(ours)) Differences.Add($"{end} on the kernel only");
        foreach (string end in ours.Except(theirs)) Differences.Add($"{end} here only");
        foreach (IReadOnlyList<JsonObject> answers in (IReadOnlyList<JsonObject>[])[recorded, answered])
        {
            foreach (var bound in Ends(answers).Where(e => e.Step.StartsWith("bind ", StringComparison.Ordinal) && e.Error.Length == 0).GroupBy(e => (e.Next, e.Step.Split(' ')[1])))
            {
                if (bound.Count() > 1) Differences.Add($"{bound.Key.Next}: {bound.Key.Item2} was bound {bound.Count()} times");
            }
        }
    }

    private static IEnumerable<string> Waited(IReadOnlyList<JsonObject> answers, HashSet<string> cut)
    {
        foreach ((string next, string step, string error) in Ends(answers))
        {
            bool isRace = next.EndsWith(" close-all", StringComparison.Ordinal) && step.StartsWith("bind ", StringComparison.Ordinal);
            string end = cut.Contains(step) || isRace ? "" : $" {error}";
            yield return $"{next}: {step} ended{end}";
        }
    }

    /// <summary>Every call that had waited, with the step its end came before.</summary>
    private static IEnumerable<(string Next, string Step, string Error)> Ends(IReadOnlyList<JsonObject> answers)
    {
        for (int i = 0; i < answers.Count; i++)
        {
            if (!answers[i].ContainsKey("async")) continue;
            JsonObject next = answers.Skip(i).First(a => a.ContainsKey("n"));
            yield return ($"{Number(next)} {next["step"]}", (string)answers[i]["step"]!, (string?)answers[i]["err"] ?? "");
        }
    }

    private static string Number(JsonObject answer) => $"{answer["trace"]} {answer["n"]}";

    private static string Text(JsonNode? node) => node is null ? "-" : node.ToJsonString();
}
