using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Iopol.Linux.Json;

namespace Iopol.Linux.Images;

/// <summary>What the list of a pair says.</summary>
internal sealed record SparseList(IReadOnlyList<ulong> Pages, VtdUnit? Vtd, TableNote? Table);

// The schema: one object in UTF-8. Addresses and registers are texts in hex, "0x262f000".
//
//   pages     addresses of the pages, in the order of their content in the binary half; must be given
//   root      RTADDR_REG of a VT-d unit; gsts, cap, ecap: its registers
//   contexts  [{"rid": "00:06.0", "tt": 0, "aw": 2, "did": 4, "slptptr": "0x1ef02000", "fpd": 0}]
//   table     {"format": "vtd-second-stage", "levels": 4, "input_width": 48, "options": ["host_width=46"], "root": "0x1000"}

/// <summary>Reads and writes the list of a pair.</summary>
internal static class SparseImageJson
{
    private const int HexDigits = 16;
    private const int MostLevels = 8;

    /// <summary>Reads one JSON object; null where an error is reported.</summary>
    public static SparseList? Read(ReadOnlySpan<byte> text, ProblemLog problems)
    {
        if (!Utf8.IsValid(text))
        {
            problems.Report(ImageDiagnostics.BadJson, "it is not UTF-8");
            return null;
        }

        var json = new JsonCursor(text, problems, JsonDiagnostics.Image);
        try
        {
            json.Next();
            SparseList? list = ReadList(ref json);

            // Anything behind the object makes this throw.
            json.Next();
            return problems.HasErrors ? null : list;
        }
        catch (JsonException e)
        {
            json.ReportBroken(e);
            return null;
        }
    }

    /// <summary>Writes what <see cref="Read"/> reads.</summary>
    public static void Write(Stream stream, IReadOnlyList<ulong> pages, VtdUnit? vtd, TableNote? table)
    {
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (vtd is not null) WriteUnit(json, vtd);
            if (table is not null) WriteTable(json, table);
            json.WriteStartArray("pages");
            foreach (ulong page in pages) json.WriteStringValue(Hex(page));
            json.WriteEndArray();
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    private static void WriteUnit(Utf8JsonWriter json, VtdUnit unit)
    {
        foreach ((string name, ulong? register) in new[] { ("root", unit.RootTable), ("gsts", unit.Status), ("cap", unit.Capabilities), ("ecap", unit.ExtendedCapabilities) })
        {
            if (register is { } value) json.WriteString(name, Hex(value));
        }

        if (unit.Contexts.Count == 0) return;
        json.WriteStartArray("contexts");
        foreach (ListedContext context in unit.Contexts)
        {
            json.WriteStartObject();
            json.WriteString("rid", context.Requester.ToString());
            foreach ((string name, int? field) in new[] { ("tt", context.TranslationType), ("aw", context.AddressWidth), ("did", context.Domain) })
            {
                if (field is { } value) json.WriteNumber(name, value);
            }

            if (context.Root is { } root) json.WriteString("slptptr", Hex(root));
            if (context.FaultsDisabled is { } disabled) json.WriteNumber("fpd", disabled ? 1 : 0);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTable(Utf8JsonWriter json, TableNote table)
    {
        json.WriteStartObject("table");
        json.WriteString("format", table.Format);
        json.WriteNumber("levels", table.Levels);
        json.WriteNumber("input_width", table.InputWidth);
        json.WriteStartArray("options");
        foreach (string option in table.Options) json.WriteStringValue(option);
        json.WriteEndArray();
        json.WriteString("root", Hex(table.Root));
        json.WriteEndObject();
    }

    private static string Hex(ulong value) => string.Create(CultureInfo.InvariantCulture, $"0x{value:x}");

    private static SparseList? ReadList(ref JsonCursor json)
    {
        if (!json.EnterObject()) return null;
        ulong? root = null, status = null, capabilities = null, extended = null;
        List<ListedContext> contexts = [];
        List<ulong>? pages = null;
        TableNote? table = null;
        var seen = new HashSet<string>();
        while (json.NextMember(seen) is { } name)
        {
            switch (name)
            {
                case "root": root = json.Hex(HexDigits); break;
                case "gsts": status = json.Hex(HexDigits); break;
                case "cap": capabilities = json.Hex(HexDigits); break;
                case "ecap": extended = json.Hex(HexDigits); break;
                case "contexts": contexts = ReadContexts(ref json); break;
                case "table": table = ReadTable(ref json); break;
                case "pages": pages = ReadPages(ref json); break;
                default: json.SkipUnknown(name); break;
            }

            json.Leave();
        }

        if (!seen.Contains("pages")) json.ReportHere(ImageDiagnostics.MissingMember, "pages");
        if (pages is null) return null;
        bool isVtd = root is not null || status is not null || capabilities is not null || extended is not null || contexts.Count > 0;
        return new(pages, isVtd ? new(root, status, capabilities, extended, contexts) : null, table);
    }

    private static List<ulong>? ReadPages(ref JsonCursor json)
    {
        if (json.IsNull) json.RefuseNull("a list of addresses");
        if (json.IsNull || !json.EnterArray()) return null;
        var pages = new List<ulong>();
        var places = new Dictionary<ulong, int>();
        bool sorted = true;
        int count = 0;
        for (; json.NextItem(count); count++)
        {
            if (count == ImageLimits.Pages) json.Report(ImageDiagnostics.OverLimit, "the image lists too many pages", $"{ImageLimits.Pages} pages");
            else if (count < ImageLimits.Pages) ReadPage(ref json, count, pages, places, ref sorted);
            json.Leave();
        }

        if (count == 0) json.Report(ImageDiagnostics.NoPages, json.Source);
        return pages;
    }

    private static void ReadPage(ref JsonCursor json, int index, List<ulong> pages, Dictionary<ulong, int> places, ref bool sorted)
    {
        if (json.IsNull) json.RefuseNull("an address");
        if (json.Hex(HexDigits) is not { } page) return;
        string here = $"page {index + 1}";
        if (page % ImageLimits.PageBytes != 0) json.Report(ImageDiagnostics.Misaligned, here, page);
        else if (page >> ImageLimits.AddressBits != 0) json.Report(ImageDiagnostics.AddressOutOfRange, here, page + (ImageLimits.PageBytes - 1));
        else if (!places.TryAdd(page, index)) json.Report(ImageDiagnostics.PageTwice, here, page, $"page {places[page] + 1}");
        if (sorted && pages.Count > 0 && page < pages[^1])
        {
            sorted = false;
            json.Report(ImageDiagnostics.Unsorted, here, page);
        }

        pages.Add(page);
    }

    private static List<ListedContext> ReadContexts(ref JsonCursor json)
    {
        if (json.IsNull || !json.EnterArray()) return [];
        var contexts = new List<ListedContext>();
        var requesters = new HashSet<RequesterId>();
        for (int i = 0; json.NextItem(i); i++)
        {
            if (ReadContext(ref json) is { } context)
            {
                if (requesters.Add(context.Requester)) contexts.Add(context);
                else json.Report(ImageDiagnostics.Duplicate, $"the context of {context.Requester}");
            }

            json.Leave();
        }

        return contexts;
    }

    private static ListedContext? ReadContext(ref JsonCursor json)
    {
        (int line, int column) = json.Place;
        if (!json.EnterObject()) return null;
        RequesterId? requester = null;
        int? type = null, width = null, domain = null, disabled = null;
        ulong? root = null;
        var seen = new HashSet<string>();
        while (json.NextMember(seen) is { } name)
        {
            switch (name)
            {
                case "rid":
                    string? text = json.Text();
                    if (text is not null && RequesterId.TryParse(text, out RequesterId parsed)) requester = parsed;
                    else if (text is not null) json.ReportHere(ImageDiagnostics.OutOfRange, text, "a requester such as 00:1f.2");
                    else if (json.IsNull) json.RefuseNull("a requester");
                    break;
                case "tt": type = json.Int(0, 3); break;
                case "aw": width = json.Int(0, 7); break;
                case "did": domain = json.Int(0, 0xffff); break;
                case "slptptr": root = json.Hex(HexDigits); break;
                case "fpd": disabled = json.Int(0, 1); break;
                default: json.SkipUnknown(name); break;
            }

            json.Leave();
        }

        if (!seen.Contains("rid")) json.ReportHere(ImageDiagnostics.MissingMember, "rid");
        return requester is { } known ? new(known, type, width, domain, root, disabled is { } flag ? flag != 0 : null, line, column) : null;
    }

    private static TableNote? ReadTable(ref JsonCursor json)
    {
        if (json.IsNull || !json.EnterObject()) return null;
        string? format = null;
        int? levels = null, width = null;
        ulong? root = null;
        List<string> options = [];
        var seen = new HashSet<string>();
        while (json.NextMember(seen) is { } name)
        {
            switch (name)
            {
                case "format": format = json.Text(); break;
                case "levels": levels = json.Int(1, MostLevels); break;
                case "input_width": width = json.Int(1, 64); break;
                case "options": options = ReadOptions(ref json); break;
                case "root": root = json.Hex(HexDigits); break;
                default: json.SkipUnknown(name); break;
            }

            if (json.IsNull) json.RefuseNull("given");
            json.Leave();
        }

        foreach (string member in (ReadOnlySpan<string>)["format", "levels", "input_width", "root"])
        {
            if (!seen.Contains(member)) json.ReportHere(ImageDiagnostics.MissingMember, member);
        }

        return format is not null && levels is { } count && width is { } bits && root is { } at ? new(format, count, bits, options, at) : null;
    }

    private static List<string> ReadOptions(ref JsonCursor json)
    {
        var options = new List<string>();
        if (json.IsNull || !json.EnterArray()) return options;
        for (int i = 0; json.NextItem(i); i++)
        {
            if (json.Text() is { } option) options.Add(option);
            else if (json.IsNull) json.RefuseNull("a text");
            json.Leave();
        }

        return options;
    }
}
