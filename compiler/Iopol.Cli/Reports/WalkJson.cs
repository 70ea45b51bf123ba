using System.Text.Json;
using Iopol.Cli.Inputs;
using Iopol.Cli.Output;
using Iopol.Compiler.IR.PageTables;
using Iopol.Interpreter.PageTables;
using Iopol.Interpreter.PageTables.Inspection;
using Iopol.Linux.Images;
using Iopol.Runtime.PageTables;

namespace Iopol.Cli.Reports;

/// <summary>Walks as JSON. Addresses are texts in hex: JSON numbers do not hold 64 bits.</summary>
internal static class WalkJson
{
    public static void Write(Utf8JsonWriter json, string image, TableChoice choice, ulong root, VtdTranslation? context, IEnumerable<WalkedIova> walked)
    {
        json.WriteStartObject();
        json.TextOrNull("image", image);
        TableJson.Choice(json, choice, root);
        TableJson.Context(json, context);
        json.WriteStartArray("walks");
        foreach (WalkedIova one in walked) Walk(json, choice, one);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A requester whose context decides without a table.</summary>
    public static void Write(Utf8JsonWriter json, VtdAnswer answer, RequesterId requester, ulong[] iovas, Access access)
    {
        json.WriteStartObject();
        json.WriteString("requester", requester.ToString());
        TableJson.Context(json, answer.Translation is { IsPresent: true } present ? present : null);
        json.WriteStartArray("walks");
        foreach (ulong iova in iovas)
        {
            json.WriteStartObject();
            Asked(json, iova, access, answer.Refusal is null);
            if (answer.Refusal is null) json.WriteString("address", TableWords.Hex(iova));
            if (answer.Refusal is { } refusal)
            {
                json.WriteStartObject("fault");
                json.WriteString("name", refusal.Name);
                json.WriteNumber("code", refusal.Code);
                json.WriteString("text", refusal.Text);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Walk(Utf8JsonWriter json, TableChoice choice, WalkedIova walked)
    {
        WalkResult result = walked.Result;
        json.WriteStartObject();
        Asked(json, result.Iova, result.Access, result.IsOk);
        if (result.Fault is { } fault)
        {
            json.WriteStartObject("fault");
            json.WriteString("name", fault.Name);
            json.WriteNumber("code", fault.Code);
            json.WriteString("text", fault.Text);
            json.WriteNumber("level", walked.Path is [.., var last] ? last.Entry.Level.Number : choice.Setup.Top.Number);
            json.Texts("because", walked.Reasons);
            json.WriteString("rule", choice.Format.TextAt(result.Answer!.Place));
            json.WriteString("at", result.Answer.Place.ToString());
            json.WriteEndObject();
        }
        else
        {
            json.WriteString("address", TableWords.Hex(result.Address));
            json.WriteNumber("leafBits", result.SizeBits);
            json.WriteString("allowed", TableWords.Rights(result.Allowed));
        }

        json.WriteStartArray("path");
        foreach (PathEntry entry in walked.Path) Entry(json, entry, choice.Setup.Format.EntryBytes);
        json.WriteEndArray();
        json.WriteStartArray("sets");
        foreach (EntryUpdate update in result.Updates)
        {
            json.WriteStartObject();
            json.WriteString("field", update.Step.Field.Name);
            json.WriteString("entry", TableWords.Hex(update.Address));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Neighbour(json, "below", walked.Below);
        Neighbour(json, "above", walked.Above);
        json.WriteEndObject();
    }

    private static void Asked(Utf8JsonWriter json, ulong iova, Access access, bool ok)
    {
        json.WriteString("iova", TableWords.Hex(iova));
        json.WriteString("access", TableWords.Rights(access));
        json.WriteBoolean("privileged", (access & Access.Privileged) != 0);
        json.WriteBoolean("ok", ok);
    }

    private static void Entry(Utf8JsonWriter json, PathEntry entry, int bytes)
    {
        json.WriteStartObject();
        json.WriteNumber("level", entry.Entry.Level.Number);
        json.WriteNumber("index", entry.Index);
        json.WriteString("entry", TableWords.Hex(entry.Entry.Address));
        json.TextOrNull("value", entry.Entry.Value is { } value ? "0x" + TableWords.Raw(value, bytes) : null);
        json.TextOrNull("kind", entry.Entry.Kind?.Name);
        json.TextOrNull("target", entry.Entry.Target is { } target ? TableWords.Hex(target) : null);
        json.NumberOrNull("leafBits", entry.SizeBits);
        json.TextOrNull("allowed", entry.SoFar is { } rights ? TableWords.Rights(rights) : null);
        json.WriteStartArray("bits");
        foreach (EntryPart part in entry.Entry.Value is null ? [] : entry.Parts)
        {
            json.WriteStartObject();
            json.WriteString("bits", part.Bits.ToString());
            json.WriteString("role", part.Role switch { RowRole.Field => "field", RowRole.Address => "address", RowRole.Reserved => "reserved", _ => "ignored" });
            json.TextOrNull("name", part.Name);
            json.WriteString("value", TableWords.Hex(part.Value));
            if (part.IsViolated) json.WriteBoolean("violated", true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.TextOrNull("at", entry.Entry.Taken?.Place.ToString());
        json.WriteEndObject();
    }

    private static void Neighbour(Utf8JsonWriter json, string name, Neighbour? neighbour)
    {
        if (neighbour is not { Leaf: var leaf }) return;
        json.WriteStartObject(name);
        json.WriteString("iova", TableWords.Hex(leaf.Iova));
        json.WriteString("address", TableWords.Hex(leaf.Address));
        json.WriteNumber("leafBits", leaf.SizeBits);
        json.WriteString("allowed", TableWords.Rights(neighbour.Allowed));
        json.WriteEndObject();
    }
}
