using System.Text.Json;
using Iopol.Cli.Output;
using Iopol.Compiler.Diagnostics;

namespace Iopol.Cli.Reports;

/// <summary>Findings as SARIF 2.1.0 (OASIS, 2020), in the subset that code hosts read.</summary>
internal static class FindingSarif
{
    private const string Schema = "https://json.schemastore.org/sarif-2.1.0.json";
    private const string SourceRoot = "SRCROOT";

    public static void Write(Utf8JsonWriter json, IReadOnlyList<Finding> findings)
    {
        string[] rules = [.. findings.Select(f => f.Id).Distinct().Order(StringComparer.Ordinal)];
        json.WriteStartObject();
        json.WriteString("$schema", Schema);
        json.WriteString("version", "2.1.0");
        json.WriteStartArray("runs");
        json.WriteStartObject();
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "iopol");
        json.WriteString("semanticVersion", typeof(FindingSarif).Assembly.GetName().Version?.ToString(3) ?? "0.0.0");
        json.WriteStartArray("rules");
        foreach (string rule in rules) Rule(json, rule);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("columnKind", "utf16CodeUnits");
        json.WriteStartArray("results");
        foreach (Finding finding in findings) Result(json, finding, Array.IndexOf(rules, finding.Id));
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Rule(Utf8JsonWriter json, string id)
    {
        DiagnosticDescriptor? descriptor = DiagnosticCatalog.Find(id);
        json.WriteStartObject();
        json.WriteString("id", id);
        if (descriptor is not null)
        {
            Message(json, "shortDescription", descriptor.Title);
            string help = descriptor.HelpText.Length > 0 ? descriptor.HelpText : descriptor.Title;
            Message(json, "help", $"{help}\niopol explain {id} shows a wrong and a right example.");
            json.WriteStartObject("defaultConfiguration");
            json.WriteString("level", Level(descriptor.Severity switch { DiagnosticSeverity.Error => "error", DiagnosticSeverity.Warning => "warning", _ => "info" }));
            json.WriteEndObject();
            json.WriteStartObject("properties");
            json.Texts("tags", [descriptor.Category]);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Result(Utf8JsonWriter json, Finding finding, int rule)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", finding.Id);
        json.WriteNumber("ruleIndex", rule);
        json.WriteString("level", Level(finding.Severity));
        Message(json, "message", finding.Help.Length == 0 ? finding.Message : $"{finding.Message}\n{finding.Help}");
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        Uri(json, finding.File);
        json.WriteEndObject();
        if (finding is { Line: { } line, Column: { } column })
        {
            json.WriteStartObject("region");
            json.WriteNumber("startLine", line);
            json.WriteNumber("startColumn", column);
            if (finding is { EndLine: { } endLine, EndColumn: { } endColumn })
            {
                json.WriteNumber("endLine", endLine);
                json.WriteNumber("endColumn", endColumn);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Message(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.TextOrNull("text", text);
        json.WriteEndObject();
    }

    // A relative path is relative to the root of the sources, which the reader of the file knows.
    private static void Uri(Utf8JsonWriter json, string path)
    {
        bool relative = !Path.IsPathRooted(path);
        string[] parts = [.. path.Replace('\\', '/').Split('/').Select(System.Uri.EscapeDataString)];
        json.TextOrNull("uri", relative ? string.Join('/', parts) : "file://" + string.Join('/', parts));
        if (relative) json.WriteString("uriBaseId", SourceRoot);
    }

    private static string Level(string severity) => severity == "info" ? "note" : severity;
}
