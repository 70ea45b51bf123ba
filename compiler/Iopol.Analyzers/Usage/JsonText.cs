using System.Globalization;
using System.Text;

namespace Iopol.Analyzers.Usage;

/// <summary>Reads JSON into dictionaries, lists, strings, numbers, truth values and null. A compiler's host may lack System.Text.Json.</summary>
internal sealed class JsonText
{
    private const int MostDepth = 64;

    private readonly string text;
    private int at;

    private JsonText(string text) => this.text = text;

    /// <summary>The value a text holds.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">An object, an array or a plain value.</param>
    /// <returns>It is JSON, no deeper than 64 levels.</returns>
    public static bool TryRead(string text, out object? value)
    {
        var json = new JsonText(text);
        return json.Value(out value, 0) && json.Next() is null;
    }

    private bool Value(out object? value, int depth)
    {
        value = null;
        switch (Next())
        {
            case '{' when depth < MostDepth: return Object(out value, depth);
            case '[' when depth < MostDepth: return Array(out value, depth);
            case '"':
                bool read = String(out string word);
                value = word;
                return read;
            case 't': value = true; return Word("true");
            case 'f': value = false; return Word("false");
            case 'n': return Word("null");
            default: return Number(out value);
        }
    }

    private bool Object(out object? value, int depth)
    {
        var members = new Dictionary<string, object?>(StringComparer.Ordinal);
        value = members;
        at++;
        if (Take('}')) return true;
        do
        {
            if (Next() != '"' || !String(out string name) || !Take(':') || !Value(out object? member, depth + 1)) return false;
            members[name] = member;
        }
        while (Take(','));
        return Take('}');
    }

    private bool Array(out object? value, int depth)
    {
        var items = new List<object?>();
        value = items;
        at++;
        if (Take(']')) return true;
        do
        {
            if (!Value(out object? item, depth + 1)) return false;
            items.Add(item);
        }
        while (Take(','));
        return Take(']');
    }

    private bool String(out string value)
    {
        var read = new StringBuilder();
        for (at++; at < text.Length && text[at] != '"'; at++)
        {
            if (text[at] != '\\')
            {
                read.Append(text[at]);
                continue;
            }

            if (++at >= text.Length) break;
            if (text[at] != 'u')
            {
                read.Append(text[at] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', char other => other });
                continue;
            }

            if (at + 4 >= text.Length || !ushort.TryParse(text.Substring(at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit)) break;
            read.Append((char)unit);
            at += 4;
        }

        value = read.ToString();
        return at < text.Length && text[at++] == '"';
    }

    private bool Number(out object? value)
    {
        value = null;
        int start = at;
        while (at < text.Length && (char.IsDigit(text[at]) || text[at] is '-' or '+' or '.' or 'e' or 'E')) at++;
        if (!double.TryParse(text.Substring(start, at - start), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)) return false;
        value = number;
        return true;
    }

    private bool Word(string word)
    {
        if (string.CompareOrdinal(text, at, word, 0, word.Length) != 0) return false;
        at += word.Length;
        return true;
    }

    private bool Take(char token)
    {
        if (Next() != token) return false;
        at++;
        return true;
    }

    private char? Next()
    {
        while (at < text.Length && text[at] is (' ' or '\n' or '\r' or '\t' or '\ufeff')) at++;
        return at < text.Length ? text[at] : null;
    }
}
