using System.Text.Json;
using Iopol.Cli.Inputs;
using Iopol.Cli.Output;
using Iopol.Compiler.IR.PageTables;

namespace Iopol.Cli.Reports;

/// <summary>Page-table formats as JSON.</summary>
internal static class FormatJson
{
    public static void Write(Utf8JsonWriter json, IEnumerable<FormatChoice> formats)
    {
        json.WriteStartArray();
        foreach (FormatChoice format in formats.OrderBy(f => f.Name, StringComparer.Ordinal)) Format(json, format);
        json.WriteEndArray();
    }

    private static void Format(Utf8JsonWriter json, FormatChoice choice)
    {
        PageTableIR format = choice.IR;
        json.WriteStartObject();
        json.TextOrNull("name", choice.Name);
        json.TextOrNull("file", choice.File);
        json.WriteString("declared", format.Name);
        json.TextOrNull("extends", format.BaseName);
        json.TextOrNull("documentation", format.Documentation);
        json.WriteNumber("entryBytes", format.EntryBytes);
        json.WriteStartArray("shapes");
        foreach (int levels in format.LevelCounts) Shape(json, format, levels);
        json.WriteEndArray();
        json.WriteStartArray("levels");
        foreach (LevelIR level in format.Levels)
        {
            json.WriteStartObject();
            json.WriteNumber("number", level.Number);
            json.WriteNumber("indexHigh", level.Index.High);
            json.WriteNumber("indexLow", level.Index.Low);
            json.Texts("kinds", format.Kinds.Where(k => k.Levels.Contains(level.Number)).Select(k => k.Name));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("options");
        foreach (OptionIR option in format.Options) Option(json, option);
        json.WriteEndArray();
        json.WriteStartArray("faults");
        foreach (FaultIR fault in format.Faults)
        {
            json.WriteStartObject();
            json.WriteString("name", fault.Name);
            json.WriteNumber("code", fault.Code);
            json.TextOrNull("text", fault.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Shape(Utf8JsonWriter json, PageTableIR format, int levels)
    {
        (int least, int most, ulong top, IReadOnlyList<int> leaves) = FormatText.Facts(format, levels);
        json.WriteStartObject();
        json.WriteNumber("levels", levels);
        json.WriteNumber("leastWidth", least);
        json.WriteNumber("mostWidth", most);
        json.WriteNumber("topTableBytes", top);
        json.WriteStartArray("leafBits");
        foreach (int bits in leaves) json.WriteNumberValue(bits);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Option(Utf8JsonWriter json, OptionIR option)
    {
        json.WriteStartObject();
        json.WriteString("name", option.Name);
        if (option.Range is { } range)
        {
            json.WriteNumber("default", option.Default);
            json.WriteNumber("least", range.Least);
            json.WriteNumber("most", range.Most);
        }
        else
        {
            json.WriteBoolean("default", option.Default != 0);
        }

        json.TextOrNull("documentation", option.Documentation);
        json.WriteEndObject();
    }
}
