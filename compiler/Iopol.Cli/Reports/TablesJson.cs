using System.Text.Json;
using Iopol.Cli.Output;
using Iopol.Interpreter.PageTables.Inspection;
using Iopol.Linux.Images;

namespace Iopol.Cli.Reports;

/// <summary>A survey as JSON. Addresses and numbers of bytes are texts: JSON numbers do not hold 64 bits.</summary>
internal static class TablesJson
{
    public static void Write(Utf8JsonWriter json, ImageSurvey image)
    {
        json.WriteStartObject();
        json.TextOrNull("image", image.Image.Source);
        json.WriteStartArray("memory");
        foreach (MemoryRun run in image.Image.Runs)
        {
            json.WriteStartObject();
            json.WriteString("first", TableWords.Hex(run.First));
            json.WriteString("last", TableWords.Hex(run.Last));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (image.RootTable is { } root) Unit(json, root, image.Image.Vtd);
        if (image.Contexts is { } contexts)
        {
            json.WriteStartArray("contexts");
            foreach (VtdTranslation context in contexts) Context(json, context);
            json.WriteEndArray();
        }

        json.WriteStartArray("tables");
        foreach (SurveyedTable table in image.Tables) Table(json, table);
        json.WriteEndArray();
        json.Texts("conflicts", image.Conflicts());
        json.WriteEndObject();
    }

    private static void Unit(Utf8JsonWriter json, ulong root, VtdUnit? unit)
    {
        json.WriteStartObject("vtd");
        json.WriteString("rootTable", TableWords.Hex(root));
        json.BoolOrNull("translating", unit?.IsTranslating);
        json.NumberOrNull("inputWidth", unit?.InputWidth);
        json.BoolOrNull("snoopControl", unit?.HasSnoopControl);
        json.BoolOrNull("deviceTlbs", unit?.HasDeviceTlbs);
        json.WriteEndObject();
    }

    private static void Context(Utf8JsonWriter json, VtdTranslation context)
    {
        json.WriteStartObject();
        json.WriteString("requester", context.Requester.ToString());
        json.WriteNumber("domain", context.Domain);
        json.WriteString("stage", TableJson.StageName(context.Stage));
        json.TextOrNull("root", context.IsPassThrough ? null : TableWords.Hex(context.Root));
        json.NumberOrNull("levels", context.Levels);
        json.WriteBoolean("faultsDisabled", context.FaultsDisabled);
        json.NumberOrNull("fault", context.Refusal?.Code);
        json.TextOrNull("because", context.Refusal?.Text);
        json.WriteEndObject();
    }

    private static void Table(Utf8JsonWriter json, SurveyedTable table)
    {
        TableSurvey survey = table.Survey;
        json.WriteStartObject();
        TableJson.Choice(json, table.Choice, table.Root);
        json.Texts("requesters", table.Contexts.Select(c => c.Requester.ToString()));
        json.WriteBoolean("complete", survey.IsComplete);
        json.WriteStartArray("mapped");
        foreach (MappedBytes mapped in survey.Mapped)
        {
            json.WriteStartObject();
            json.WriteNumber("leafBits", mapped.SizeBits);
            json.WriteString("allowed", TableWords.Rights(mapped.Allowed));
            json.WriteString("allowedPrivileged", TableWords.Rights(mapped.AllowedPrivileged));
            json.WriteString("leaves", mapped.Leaves.ToString());
            json.WriteString("bytes", mapped.Bytes.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("levels");
        foreach (LevelTables level in survey.Levels)
        {
            json.WriteStartObject();
            json.WriteNumber("level", level.Level.Number);
            json.WriteNumber("tables", level.Tables);
            json.WriteNumber("tableBytes", level.Bytes);
            json.WriteNumber("entries", level.Entries);
            json.WriteNumber("slots", level.Slots);
            json.WriteNumber("empty", level.Empty);
            json.WriteNumber("nearlyEmpty", level.NearlyEmpty);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("mergeable");
        foreach (Mergeable mergeable in survey.Mergeables)
        {
            json.WriteStartObject();
            json.WriteString("iova", TableWords.Hex(mergeable.Iova));
            json.WriteString("address", TableWords.Hex(mergeable.Address));
            json.WriteNumber("leafBits", mergeable.SizeBits);
            json.WriteString("table", TableWords.Hex(mergeable.Table));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("suspicionCounts");
        foreach ((SuspicionKind kind, long count) in survey.SuspicionCounts.OrderBy(c => c.Key)) json.WriteNumber(TablesText.Name(kind), count);
        json.WriteEndObject();
        json.WriteStartArray("suspicions");
        foreach (Suspicion suspicion in survey.Suspicions)
        {
            json.WriteStartObject();
            json.WriteString("kind", TablesText.Name(suspicion.Kind));
            json.WriteString("iova", TableWords.Hex(suspicion.Iova));
            json.WriteNumber("level", suspicion.Level.Number);
            json.WriteString("entry", TableWords.Hex(suspicion.Address));
            json.WriteString("value", "0x" + TableWords.Raw(suspicion.Entry, table.Choice.Setup.Format.EntryBytes));
            json.TextOrNull("text", suspicion.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
