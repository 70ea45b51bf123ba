using System.Text.Json;
using Iopol.Cli.Output;
using Iopol.Compiler.IR;
using Iopol.Interpreter.Auditing;
using Iopol.Runtime.Facts;

namespace Iopol.Cli.Reports;

/// <summary>An audit, for people and for programs.</summary>
/// <param name="policy">The policy asked under, with the settings of this run.</param>
/// <param name="source">Where the host came from, as it was given.</param>
/// <param name="facts">The host.</param>
/// <param name="assumed">What the answers take for granted because the source cannot tell.</param>
/// <param name="all">The verdicts of all groups.</param>
/// <param name="shown">Those to show.</param>
internal sealed class AuditReport(PolicyIR policy, string source, HostFacts facts, IReadOnlyList<string> assumed, IReadOnlyList<GroupVerdict> all, IReadOnlyList<GroupVerdict> shown)
{
    public void WriteText(Screen screen) => new AuditText(screen, policy, source, facts, assumed).Write(all, shown);

    /// <summary>The documented shape; see the README, "audit --format json".</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.TextOrNull("policy", policy.Name);
        json.TextOrNull("model", policy.ModelName);
        json.WriteStartObject("host");
        json.TextOrNull("source", source);
        json.WriteNumber("devices", facts.Devices.Count);
        json.WriteNumber("groups", all.Count);
        if (assumed.Count > 0) json.Texts("assumed", assumed);
        json.WriteEndObject();
        json.WriteStartArray("groups");
        foreach (GroupVerdict verdict in shown) Write(json, verdict);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, GroupVerdict verdict)
    {
        json.WriteStartObject();
        json.WriteNumber("group", verdict.Group);
        json.BoolOrNull("viable", verdict.Viable);
        json.BoolOrNull("assignable", verdict.Assignable);
        json.TextOrNull("errno", verdict.Errno?.ToString());
        json.TextOrNull("rule", verdict.Rule);
        json.TextOrNull("at", verdict.At);
        json.WriteStartArray("devices");
        foreach (DeviceVerdict device in verdict.Devices)
        {
            json.WriteStartObject();
            json.WriteString("address", device.Address.ToString());
            json.TextOrNull("driver", device.Driver);
            json.TextOrNull("role", device.Role?.ToString().ToLowerInvariant());
            json.TextOrNull("because", device.Because);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.Texts("steps", verdict.Steps);
        json.Texts("then", verdict.Then);
        if (verdict.Missing.Count > 0) json.Texts("missing", verdict.Missing);
        json.WriteEndObject();
    }
}
