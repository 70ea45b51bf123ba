using System.Globalization;
using System.Text;
using System.Text.Json;
using Iopol.Runtime.Facts;

namespace Iopol.Linux.Json;

/// <summary>
/// Goes through a JSON text value by value, keeps the path for problems, and reads typed values. A value that does not fit
/// is reported and skipped, so that one run finds every mistake.
/// </summary>
internal ref struct JsonCursor
{
    private readonly ReadOnlySpan<byte> text;
    private readonly ProblemLog problems;
    private readonly List<string> path;
    private readonly HashSet<string> unknown;
    private readonly JsonDiagnostics findings;
    private Utf8JsonReader json;
    private int counted;
    private int line = 1;
    private int lineStart;

    public JsonCursor(ReadOnlySpan<byte> text, ProblemLog problems, JsonDiagnostics findings)
    {
        this.text = text;
        this.problems = problems;
        this.findings = findings;
        path = [];
        unknown = [];
        json = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = HostLimits.JsonDepth });
    }

    /// <summary>Where the current value begins: line and column in bytes, from 1.</summary>
    public (int Line, int Column) Place
    {
        get
        {
            // Tokens only move on, so the line ends before them are counted once.
            int offset = Math.Min((int)json.TokenStartIndex, text.Length);
            for (int end = text[counted..offset].IndexOf((byte)'\n'); end >= 0; end = text[counted..offset].IndexOf((byte)'\n'))
            {
                counted += end + 1;
                lineStart = counted;
                line++;
            }

            return (line, offset - lineStart + 1);
        }
    }

    /// <summary>Name of the text.</summary>
    public readonly string Source => problems.Source;

    public readonly bool IsNull => json.TokenType == JsonTokenType.Null;

    private readonly string Here => path.Count == 0 ? "the file" : string.Concat(path).TrimStart('.');

    /// <summary>Goes to the next token; false at the end of the text.</summary>
    public bool Next() => json.Read();

    /// <summary>Steps into the object at the current place; false, with the value skipped, where there is something else.</summary>
    public bool EnterObject() => Enter(JsonTokenType.StartObject, "an object");

    /// <summary>Steps into the array at the current place; false, with the value skipped, where there is something else.</summary>
    public bool EnterArray() => Enter(JsonTokenType.StartArray, "an array");

    /// <summary>Goes to the value of the object's next member; null behind the last one. Call <see cref="Leave"/> after each value.</summary>
    public string? NextMember(HashSet<string> seen)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.EndObject) return null;
        string name = Decode() ?? "";
        path.Add("." + name);
        if (!seen.Add(name)) Report(findings.Duplicate, Here);
        json.Read();
        return name;
    }

    /// <summary>Goes to the array's next item; false behind the last one. Call <see cref="Leave"/> after each item.</summary>
    public bool NextItem(int index)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.EndArray) return false;
        path.Add(string.Create(CultureInfo.InvariantCulture, $"[{index}]"));
        return true;
    }

    /// <summary>Leaves a member or item.</summary>
    public readonly void Leave() => path.RemoveAt(path.Count - 1);

    /// <summary>Skips a member that is not in the schema.</summary>
    public void SkipUnknown(string name)
    {
        if (unknown.Add(name)) Report(findings.UnknownMember, name);
        json.Skip();
    }

    public string? Text()
    {
        if (json.TokenType == JsonTokenType.String) return Decode();
        if (!IsNull) WrongType("a text or null");
        return null;
    }

    public bool? Bool()
    {
        if (json.TokenType is JsonTokenType.True or JsonTokenType.False) return json.GetBoolean();
        if (!IsNull) WrongType("true, false or null");
        return null;
    }

    public int? Int(int least, int most)
    {
        if (IsNull) return null;
        if (json.TokenType != JsonTokenType.Number)
        {
            WrongType("a number or null");
            return null;
        }

        if (json.TryGetInt32(out int value) && value >= least && value <= most) return value;
        Report(findings.OutOfRange, Here, Encoding.UTF8.GetString(json.ValueSpan), $"a whole number from {least} to {most}");
        return null;
    }

    /// <summary>A number written as a text in hex, <c>"0x8086"</c>.</summary>
    public ulong? Hex(int digits)
    {
        if (Text() is not { } hex) return null;
        if (hex.StartsWith("0x", StringComparison.Ordinal) && hex.Length <= digits + 2
            && ulong.TryParse(hex.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value))
        {
            return value;
        }

        Report(findings.OutOfRange, Here, hex, $"0x and up to {digits} hex digits");
        return null;
    }

    public BusAddress? Address()
    {
        if (Text() is not { } word) return null;
        if (BusAddress.TryParse(word, out BusAddress address)) return address;
        Report(findings.OutOfRange, Here, word, "a PCI address such as 0000:01:00.0");
        return null;
    }

    /// <summary>Position of a text in a list of words; null where the value is null or reported.</summary>
    public int? Word(params ReadOnlySpan<string> words)
    {
        if (Text() is not { } word) return null;
        int index = words.IndexOf(word);
        if (index >= 0) return index;
        Report(findings.UnknownText, Here, word, string.Join(", ", words.ToArray()));
        return null;
    }

    /// <summary>Reports that a value is null which must not be.</summary>
    public void RefuseNull(string wanted) => Report(findings.WrongType, Here, wanted, "null");

    /// <summary>Reports at the current value; <paramref name="arguments"/> are the message's.</summary>
    public void Report(HostDiagnostic diagnostic, params object[] arguments)
    {
        (int line, int column) = Place;
        problems.ReportPlace(diagnostic, line, column, path.Count == 0 ? null : Here, arguments);
    }

    /// <summary>Reports a contradiction or gap in the object that was just read.</summary>
    public void ReportHere(HostDiagnostic diagnostic, params object[] rest) => Report(diagnostic, [Here, .. rest]);

    /// <summary>Reports why the text is no JSON.</summary>
    public readonly void ReportBroken(JsonException e)
    {
        int line = (int)(e.LineNumber ?? 0) + 1;
        int column = (int)(e.BytePositionInLine ?? 0) + 1;
        if (IsTooDeep) problems.ReportPlace(findings.OverLimit, line, column, null, "the nesting is too deep", $"{HostLimits.JsonDepth} levels");
        else problems.ReportPlace(findings.NotJson, line, column, null, Sentence(e.Message));
    }

    /// <summary>The next value, which the reader refused, is nested one step too deep.</summary>
    private readonly bool IsTooDeep
    {
        get
        {
            bool inside = json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
            return json.CurrentDepth + (inside ? 1 : 0) == HostLimits.JsonDepth
                && text[(int)json.BytesConsumed..].TrimStart(" \t\r\n,:"u8) is [(byte)'[' or (byte)'{', ..];
        }
    }

    private bool Enter(JsonTokenType start, string wanted)
    {
        if (json.TokenType == start) return true;
        WrongType(wanted);
        return false;
    }

    private void WrongType(string wanted)
    {
        Report(findings.WrongType, Here, wanted, json.TokenType switch
        {
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "an array",
            JsonTokenType.String => "a text",
            JsonTokenType.Number => "a number",
            JsonTokenType.Null => "null",
            _ => "true or false",
        });
        json.Skip();
    }

    private string? Decode()
    {
        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            // Documented for escapes that make half a surrogate pair; the bytes themselves were checked before.
            Report(findings.NotJson, "a text holds half a surrogate pair");
            return null;
        }
    }

    /// <summary>The message without the place, which the exception puts behind it.</summary>
    private static string Sentence(string message)
    {
        int place = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (place < 0 ? message : message[..place]).TrimEnd('.');
    }
}
