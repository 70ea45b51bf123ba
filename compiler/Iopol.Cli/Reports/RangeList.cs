using System.Globalization;
using System.Text.Json;
using Iopol.Cli.Inputs;
using Iopol.Cli.Output;
using Iopol.Linux.Images;

namespace Iopol.Cli.Reports;

/// <summary>A page table as the list of what it maps.</summary>
/// <param name="Choice">What it is.</param>
/// <param name="Root">Address of the top table.</param>
/// <param name="Contexts">The VT-d contexts that lead to it.</param>
/// <param name="Ranges">What it maps.</param>
internal sealed record RangeList(TableChoice Choice, ulong Root, IReadOnlyList<VtdTranslation> Contexts, IReadOnlyList<MappedRange> Ranges)
{
    /// <summary>Writes it as <c>iopol map</c> reads it.</summary>
    public void WriteText(Screen screen)
    {
        string who = Contexts.Count > 0 ? string.Join(" ", Contexts.Select(c => c.Requester)) + ": " : "";
        screen.Line(new Ink(string.Create(CultureInfo.InvariantCulture, $"# {who}{Choice.Format.Name}, {Choice.Setup.Levels.Count} levels, {Choice.Setup.InputBits} bits, top table at 0x{Root:x}"), Tone.Dim));
        screen.Rows(0, [.. Ranges.Select(r => new Ink[] { TableWords.Hex(r.Iova), TableWords.Hex(r.Address), TableWords.Length(r.Bytes), r.Letters })]);
        if (Ranges.Count == MappedRange.Most) screen.Line(new Ink($"# {MappedRange.Most} ranges; what follows is left out", Tone.Unsure));
    }

    /// <summary>Writes it for programs.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        TableJson.Choice(json, Choice, Root);
        json.Texts("requesters", Contexts.Select(c => c.Requester.ToString()));
        json.WriteStartArray("ranges");
        foreach (MappedRange range in Ranges)
        {
            json.WriteStartObject();
            json.WriteString("iova", TableWords.Hex(range.Iova));
            json.WriteString("address", TableWords.Hex(range.Address));
            json.WriteString("bytes", range.Bytes.ToString(CultureInfo.InvariantCulture));
            json.WriteString("rights", range.Letters);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteBoolean("complete", Ranges.Count < MappedRange.Most);
        json.WriteEndObject();
    }
}
