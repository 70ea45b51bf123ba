using System.Globalization;
using System.Text.Json;
using Iopol.Cli.Output;
using Iopol.Compiler.IR;
using Iopol.Interpreter.Machines;

namespace Iopol.Cli.Reports;

/// <summary>How much of each policy tests used.</summary>
/// <param name="policies">Coverage of each policy.</param>
/// <param name="threshold">Least share of each, in percent; null where none is asked for.</param>
internal sealed class CoverageReport(IReadOnlyList<Coverage> policies, double? threshold)
{
    /// <summary>Some policy was used less than the threshold asks.</summary>
    public bool IsBelow => Below.Any();

    /// <summary>What is below, in words.</summary>
    public string Complaint => string.Join("; ", Below.Select(c => string.Create(
        CultureInfo.InvariantCulture, $"coverage of {c.Policy.Name} is {Percent(c):0.0} %, below {threshold} %")));

    private IEnumerable<Coverage> Below => policies.Where(c => threshold is { } least && Percent(c) < least);

    public void WriteText(Screen screen)
    {
        foreach (Coverage policy in policies)
        {
            string share = string.Create(CultureInfo.InvariantCulture, $": {policy.Used} of {policy.Total} used, {Percent(policy):0.0} %");
            screen.Line(new Ink($"coverage of {policy.Policy.Name}", Tone.Strong), new Ink(share));
            var rows = new List<Ink[]>();
            rows.AddRange(policy.Policy.Rules.Select(r => Row("rule", r.Name, r.Place, policy.Of(r))));
            rows.AddRange(policy.Policy.Operations.Select(o => Row("operation", o.Name, o.Place, policy.Of(o))));
            rows.AddRange(Refusals(policy).Select(r => Row("refusal", $"{r.Operation}.{r.Rule} {r.Errno}", r.Place, policy.Of(r))));
            screen.Rows(2, rows);
            screen.Line();
        }
    }

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartArray("coverage");
        foreach (Coverage policy in policies)
        {
            json.WriteStartObject();
            json.TextOrNull("policy", policy.Policy.Name);
            json.WriteNumber("used", policy.Used);
            json.WriteNumber("total", policy.Total);
            json.WriteNumber("percent", Math.Round(Percent(policy), 1));
            json.WriteStartArray("parts");
            foreach (RuleIR rule in policy.Policy.Rules) Part(json, "rule", rule.Name, rule.Place, policy.Of(rule));
            foreach (OperationIR operation in policy.Policy.Operations) Part(json, "operation", operation.Name, operation.Place, policy.Of(operation));
            foreach (RefusalIR refusal in Refusals(policy)) Part(json, "refusal", $"{refusal.Operation}.{refusal.Rule}", refusal.Place, policy.Of(refusal));
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // Row 0 of the table stands for "no rule".
    private static IEnumerable<RefusalIR> Refusals(Coverage policy) => policy.Policy.Refusals.Where(r => r.Id > 0);

    private static double Percent(Coverage coverage) => coverage.Share * 100;

    private static Ink[] Row(string kind, string name, SourcePlace place, long count) =>
    [
        count > 0 ? new Ink(count.ToString(CultureInfo.InvariantCulture).PadLeft(5), Tone.Dim) : new Ink("never", Tone.Unsure),
        kind,
        name,
        new Ink(place.ToString(), Tone.Dim),
    ];

    private static void Part(Utf8JsonWriter json, string kind, string name, SourcePlace place, long count)
    {
        json.WriteStartObject();
        json.WriteString("kind", kind);
        json.TextOrNull("name", name);
        json.TextOrNull("at", place.ToString());
        json.WriteNumber("count", count);
        json.WriteEndObject();
    }
}
