using System.Text.Encodings.Web;
using System.Text.Json;

namespace Iopol.Cli.Output;

/// <summary>JSON on standard output: UTF-8, indented or one object a line, with characters as they are where JSON allows it.</summary>
internal static class JsonText
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes one document for a file or a program that reads all of it.</summary>
    public static void Document(Session session, Action<Utf8JsonWriter> write) => Write(session, Indented, write);

    /// <summary>Writes one document into a file.</summary>
    public static void Document(Stream stream, Action<Utf8JsonWriter> write)
    {
        using (var json = new Utf8JsonWriter(stream, Indented)) write(json);
        stream.WriteByte((byte)'\n');
    }

    /// <summary>Writes one object on a line of its own and sends it off.</summary>
    public static void Line(Session session, Action<Utf8JsonWriter> write)
    {
        Write(session, Compact, write);
        session.Bytes.Flush();
    }

    /// <summary>Writes a member that is a text or null.</summary>
    public static void TextOrNull(this Utf8JsonWriter json, string name, string? value)
    {
        if (value is null) json.WriteNull(name);
        else json.WriteString(name, WellFormed(value));
    }

    /// <summary>Writes a member that is true, false or null.</summary>
    public static void BoolOrNull(this Utf8JsonWriter json, string name, bool? value)
    {
        if (value is { } known) json.WriteBoolean(name, known);
        else json.WriteNull(name);
    }

    /// <summary>Writes a member that is a number or null.</summary>
    public static void NumberOrNull(this Utf8JsonWriter json, string name, int? value)
    {
        if (value is { } known) json.WriteNumber(name, known);
        else json.WriteNull(name);
    }

    /// <summary>Writes a member that is a list of texts.</summary>
    public static void Texts(this Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values) json.WriteStringValue(WellFormed(value));
        json.WriteEndArray();
    }

    /// <summary>The text with half surrogate pairs, which no UTF-8 can hold, replaced.</summary>
    private static string WellFormed(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            return string.Concat(text.EnumerateRunes());
        }

        return text;
    }

    private static void Write(Session session, JsonWriterOptions options, Action<Utf8JsonWriter> write)
    {
        session.Output.Flush();
        using (var json = new Utf8JsonWriter(session.Bytes, options)) write(json);
        session.Bytes.WriteByte((byte)'\n');
    }
}
