using System.Globalization;
using System.Text.Json;
using Iopol.Cli.Inputs;
using Iopol.Cli.Output;
using Iopol.Compiler.IR;
using Iopol.Interpreter.Verifying;

namespace Iopol.Cli.Reports;

/// <summary>A verification over one host, its groups, or all topologies up to a size, for people and for programs.</summary>
/// <param name="policy">The policy, with the settings of this run.</param>
/// <param name="subject">What was verified over, in words.</param>
/// <param name="hosts">What was found on each host that was begun with; at least one.</param>
/// <param name="asked">How many hosts there are.</param>
internal sealed class VerifyReport(PolicyIR policy, string subject, IReadOnlyList<VerifiedHost> hosts, int asked)
{
    public PolicyIR Policy => policy;

    public string Subject => subject;

    public IReadOnlyList<VerifiedHost> Hosts => hosts;

    /// <summary>Every property with its verdict over all hosts and, for each kind of failure, the shortest way to it.</summary>
    public IReadOnlyList<VerifiedProperty> Properties { get; } =
    [
        .. hosts[0].Result.Properties.Select((p, i) => new VerifiedProperty(
            p.Name,
            p.Text,
            hosts.Any(h => h.Result.Properties[i].Holds == false) ? false : hosts.Count == asked && hosts.All(h => h.Result.Properties[i].Holds == true) ? true : null,
            [
                .. hosts.SelectMany(h => h.Result.Properties[i].Counterexamples.Select(c => (Host: h, Way: c)))
                    .GroupBy(c => c.Way.Title).Select(kind => kind.MinBy(c => c.Way.Steps.Count))
                    .Select(c => (c.Host.Name, c.Way)).OrderBy(c => c.Way.Steps.Count),
            ],
            hosts.Count(h => h.Result.Properties[i].Holds == false))),
    ];

    /// <summary>Every property holds on every host within the bounds.</summary>
    public bool Holds => Properties.All(p => p.Holds == true);

    /// <summary>A property fails.</summary>
    public bool Fails => Properties.Any(p => p.Holds == false);

    /// <summary>Something was not seen to the end.</summary>
    public bool IsUnfinished => hosts.Count < asked || hosts.Any(h => h.Result.End != ExplorationEnd.Complete);

    /// <summary>Somebody stopped it.</summary>
    public bool IsInterrupted => hosts.Count < asked || hosts.Any(h => h.Result.End == ExplorationEnd.Interrupted);

    public long States => hosts.Sum(h => h.Result.States);

    public long Transitions => hosts.Sum(h => h.Result.Transitions);

    public TimeSpan Elapsed => hosts.Aggregate(TimeSpan.Zero, (sum, h) => sum + h.Result.Elapsed);

    /// <summary>What a verdict means, a sentence each: first what was gone through, then what was left out.</summary>
    public IEnumerable<string> Meaning()
    {
        VerificationResult first = hosts[0].Result;
        VerificationBounds bounds = first.Bounds;
        yield return string.Create(CultureInfo.InvariantCulture,
            $"{(IsUnfinished ? "Looked for, and not seen to the end" : "Proved within the bounds")}: every order of calls by the administrator, the kernel and {Count(bounds.Users, "user")}, each user closing handles in any order, as a crash does; at most {Objects(bounds)} and {Count(bounds.Waiting, "waiting call")} at a time. Isolation also in the middle of every operation.");
        if (bounds.Without.Count > 0) yield return $"Nobody calls {string.Join(", ", bounds.Without.Order())}, as asked.";
        if (hosts.Any(h => h.Result.IsBounded)) yield return "The bounds were reached: more users, handles or waiting calls may do what these cannot.";
        yield return "Not in it: what is mapped into a space, handles passed from one user to another, hot-plug of bridges, other drivers for bridges that have a group of their own, and whatever the model leaves out.";
        if (first.LeftOut.Count > 0) yield return $"Left out, because they change nothing a property can see: {string.Join(", ", first.LeftOut)}.";
        string[] idle = [.. first.WithoutEffect.Where(o => hosts.All(h => h.Result.WithoutEffect.Contains(o)))];
        if (idle.Length > 0) yield return $"Never had an effect: {string.Join(", ", idle)}.";
        if (first.Assumed.Count > 0) yield return $"Taken for granted, because the source cannot tell: {string.Join("; ", first.Assumed)}.";
    }

    /// <summary>How the exploration went, in a line.</summary>
    public string Effort() => string.Create(CultureInfo.InvariantCulture,
        $"{States:N0} states, {Transitions:N0} moves, depth {hosts.Max(h => h.Result.Depth)}, {hosts.Max(h => h.Result.BitsPerState)} bits a state, {Elapsed.TotalSeconds:0.00} s");

    /// <summary>Why not every state was seen, in a line; null where all were.</summary>
    public string? Unfinished()
    {
        if (hosts.FirstOrDefault(h => h.Result.End != ExplorationEnd.Complete) is not { } host)
        {
            return hosts.Count == asked ? null : string.Create(CultureInfo.InvariantCulture, $"Not every state was seen: it was interrupted after {hosts.Count} of {asked} hosts.");
        }

        string why = host.Result.End switch
        {
            ExplorationEnd.StateLimit => "the state limit was reached (--limit-states)",
            ExplorationEnd.MemoryLimit => "the memory limit was reached (--limit-memory)",
            ExplorationEnd.TimeLimit => "the time limit was reached (--limit-time)",
            _ => "it was interrupted",
        };
        return string.Create(CultureInfo.InvariantCulture, $"Not every state was seen: {why} at {host.Result.States:N0} states of {host.Name}, {host.Result.Depth} moves deep{(hosts.Count == asked ? "" : $", host {hosts.Count} of {asked}")}. There may be longer counterexamples than those shown.");
    }

    private static string Objects(VerificationBounds bounds) =>
        string.Join(", ", bounds.ObjectsOf.OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => $"{o.Value} {o.Key}").Prepend($"{Count(bounds.Objects, "live object")} of each kind"));

    private static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    /// <summary>The documented shape; see the README, "verify --format json".</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.TextOrNull("policy", policy.Name);
        json.TextOrNull("model", policy.ModelName);
        json.TextOrNull("over", subject);
        json.BoolOrNull("holds", Fails ? false : Holds ? true : null);
        json.WriteStartObject("settings");
        foreach (SettingIR setting in policy.Settings) json.TextOrNull(setting.Name, Settings.Show(setting));
        json.WriteEndObject();
        json.WriteStartObject("bounds");
        json.WriteNumber("users", hosts[0].Result.Bounds.Users);
        json.WriteNumber("objects", hosts[0].Result.Bounds.Objects);
        json.WriteNumber("waiting", hosts[0].Result.Bounds.Waiting);
        json.WriteStartObject("objectsOf");
        foreach ((string kind, int most) in hosts[0].Result.Bounds.ObjectsOf) json.WriteNumber(kind, most);
        json.WriteEndObject();
        json.Texts("without", hosts[0].Result.Bounds.Without.Order());
        json.WriteBoolean("reached", hosts.Any(h => h.Result.IsBounded));
        json.WriteEndObject();
        json.WriteNumber("hostsAsked", asked);
        json.WriteStartArray("hosts");
        foreach (VerifiedHost host in hosts)
        {
            json.WriteStartObject();
            json.TextOrNull("name", host.Name);
            json.WriteNumber("devices", host.Devices);
            json.WriteString("end", host.Result.End switch
            {
                ExplorationEnd.Complete => "complete",
                ExplorationEnd.StateLimit => "state-limit",
                ExplorationEnd.MemoryLimit => "memory-limit",
                ExplorationEnd.TimeLimit => "time-limit",
                _ => "interrupted",
            });
            json.WriteNumber("states", host.Result.States);
            json.WriteNumber("moves", host.Result.Transitions);
            json.WriteNumber("depth", host.Result.Depth);
            json.WriteNumber("bitsPerState", host.Result.BitsPerState);
            json.WriteNumber("bytesPerState", Math.Round(host.Result.BytesPerState, 1));
            json.WriteNumber("seconds", Math.Round(host.Result.Elapsed.TotalSeconds, 3));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("properties");
        foreach (VerifiedProperty property in Properties) VerifyJson.Write(json, property);
        json.WriteEndArray();
        json.Texts("meaning", Meaning());
        json.WriteEndObject();
    }
}

/// <summary>A property over all hosts.</summary>
/// <param name="Name">Name.</param>
/// <param name="Text">What it says.</param>
/// <param name="Holds">Null where it cannot be told.</param>
/// <param name="Ways">The shortest way to each kind of failure, with the host it happens on; shortest first.</param>
/// <param name="FailsOn">On how many hosts it fails.</param>
internal sealed record VerifiedProperty(string Name, string Text, bool? Holds, IReadOnlyList<(string Host, Counterexample Way)> Ways, int FailsOn);
