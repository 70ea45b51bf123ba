using System.Globalization;
using System.Text.Json;
using Iopol.Cli.Inputs;
using Iopol.Cli.Output;
using Iopol.Interpreter.PageTables.Inspection;
using Iopol.Linux.Images;

namespace Iopol.Cli.Reports;

/// <summary>What <c>iopol map</c> made.</summary>
internal sealed class MapReport(string path, TableChoice choice, ulong root, int mappings, ulong first, int pages, TableSurvey survey)
{
    public void WriteText(Screen screen)
    {
        TableHead.Write(screen, choice, root);
        string leaves = string.Join(", ", survey.Mapped.GroupBy(m => m.SizeBits).Select(g => $"{g.Aggregate(UInt128.Zero, (sum, m) => sum + m.Leaves)} of {TableWords.Size(g.Key)}"));
        screen.Wrapped(2, 4, string.Create(CultureInfo.InvariantCulture, $"{mappings} mapping{(mappings == 1 ? "" : "s")}; the table now maps {TableWords.Bytes(survey.MappedTotal)}{(leaves.Length > 0 ? $": {leaves}" : "")}"));
        screen.Wrapped(2, 4, $"tables: {string.Join(", ", survey.Levels.Where(l => l.Tables > 0).Select(l => $"{l.Tables} at level {l.Level.Number}"))}");
        screen.Wrapped(2, 4, string.Create(CultureInfo.InvariantCulture, $"{path}: {pages} page{(pages == 1 ? "" : "s")} from 0x{first:x} on"));
        screen.Line("  ", new Ink(WalkLine(), Tone.Command));
    }

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.TextOrNull("image", path);
        TableJson.Choice(json, choice, root);
        json.WriteString("base", TableWords.Hex(first));
        json.WriteNumber("pages", pages);
        json.WriteNumber("mappings", mappings);
        json.WriteString("mappedBytes", survey.MappedTotal.ToString());
        json.WriteStartArray("leaves");
        foreach (MappedBytes mapped in survey.Mapped)
        {
            json.WriteStartObject();
            json.WriteNumber("leafBits", mapped.SizeBits);
            json.WriteString("allowed", TableWords.Rights(mapped.Allowed));
            json.WriteString("count", mapped.Leaves.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>What to type next; a pair knows what table it holds.</summary>
    private string WalkLine()
    {
        if (ImageReader.IsPair(path)) return $"iopol walk --memory {path} IOVA";
        string set = string.Concat(choice.Changed.Select(c => $" --set {c}"));
        return $"iopol walk --memory {path} --base {TableWords.Hex(first)} --format {choice.Format.Name} --levels {choice.Setup.Levels.Count} --input-width {choice.Setup.InputBits}{set} --root {TableWords.Hex(root)} IOVA";
    }
}
