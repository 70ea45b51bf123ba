using System.Buffers;
using System.Globalization;
using System.Text;

namespace Iopol.Cli.Output;

/// <summary>
/// Writes HTML and SVG. Names of elements and attributes are the tool's own; every text and every value of an attribute is escaped
/// here, so that nothing from a policy or a host can become markup.
/// </summary>
internal sealed class MarkupWriter(TextWriter writer)
{
    private static readonly SearchValues<char> Special = SearchValues.Create("&<>\"'`");

    private readonly Stack<string> open = new();

    /// <summary>Opens an element.</summary>
    public MarkupWriter Open(string element, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Tag(element, attributes);
        writer.Write('>');
        open.Push(element);
        return this;
    }

    /// <summary>Closes the element opened last.</summary>
    public MarkupWriter Close()
    {
        writer.Write($"</{open.Pop()}>");
        return this;
    }

    /// <summary>An element without content.</summary>
    public MarkupWriter Empty(string element, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Tag(element, attributes);
        // HTML has no closing tag here, and SVG takes the slash.
        writer.Write("/>");
        return this;
    }

    /// <summary>An element with text only.</summary>
    public MarkupWriter Element(string element, string text, params ReadOnlySpan<(string Name, string Value)> attributes) => Open(element, attributes).Text(text).Close();

    /// <summary>Text.</summary>
    public MarkupWriter Text(string text)
    {
        writer.Write(Escape(SafeText.Of(text)));
        return this;
    }

    /// <summary>The tool's own style, script or document type; never anything from outside.</summary>
    public MarkupWriter Own(string markup)
    {
        writer.Write(markup);
        return this;
    }

    /// <summary>A line end, for readers of the source.</summary>
    public MarkupWriter Line()
    {
        writer.Write('\n');
        return this;
    }

    /// <summary>A number as an attribute has it.</summary>
    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private void Tag(string element, ReadOnlySpan<(string Name, string Value)> attributes)
    {
        writer.Write('<');
        writer.Write(element);
        foreach ((string name, string value) in attributes) writer.Write($" {name}=\"{Escape(SafeText.Of(value))}\"");
    }

    private static string Escape(string text)
    {
        if (!text.AsSpan().ContainsAny(Special)) return text;
        var escaped = new StringBuilder(text.Length + 16);
        foreach (char c in text)
        {
            if (c is '&' or '<' or '>' or '"' or '\'' or '`') escaped.Append(CultureInfo.InvariantCulture, $"&#{(int)c};");
            else escaped.Append(c);
        }

        return escaped.ToString();
    }
}
