using System.Text.Json;
using Iopol.Cli.Output;

namespace Iopol.Cli.Reports;

/// <summary>Findings as a JSON array.</summary>
internal static class FindingJson
{
    public static void Write(Utf8JsonWriter json, IEnumerable<Finding> findings)
    {
        json.WriteStartArray();
        foreach (Finding finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("id", finding.Id);
            json.WriteString("severity", finding.Severity);
            json.TextOrNull("file", finding.File);
            json.NumberOrNull("line", finding.Line);
            json.NumberOrNull("column", finding.Column);
            json.NumberOrNull("endLine", finding.EndLine);
            json.NumberOrNull("endColumn", finding.EndColumn);
            json.TextOrNull("message", finding.Message);
            json.TextOrNull("help", finding.Help);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
