using System.Globalization;
using System.Text;

namespace Iopol.Compiler.Emit;

/// <summary>
/// The one way text of a policy becomes C#. A policy is untrusted: whatever its names, reasons, comments and paths say,
/// they end up inside one identifier, one literal or one comment line.
/// </summary>
internal static class CSharpText
{
    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal)
    {
        "abstract", "as", "base", "bool", "break", "byte", "case", "catch", "char", "checked", "class", "const", "continue", "decimal",
        "default", "delegate", "do", "double", "else", "enum", "event", "explicit", "extern", "false", "finally", "fixed", "float", "for",
        "foreach", "goto", "if", "implicit", "in", "int", "interface", "internal", "is", "lock", "long", "namespace", "new", "null",
        "object", "operator", "out", "override", "params", "private", "protected", "public", "readonly", "ref", "return", "sbyte",
        "sealed", "short", "sizeof", "stackalloc", "static", "string", "struct", "switch", "this", "throw", "true", "try", "typeof",
        "uint", "ulong", "unchecked", "unsafe", "ushort", "using", "virtual", "void", "volatile", "while",
        "await", "dynamic", "field", "nameof", "not", "var", "when", "with", "yield", "value", "and", "or", "async", "from", "global",
    };

    /// <summary><c>group_file</c> as <c>GroupFile</c>.</summary>
    public static string Pascal(string name)
    {
        var text = new StringBuilder(name.Length);
        bool upper = true;
        foreach (char c in name)
        {
            if (!IsLetterOrDigit(c))
            {
                upper = true;
                continue;
            }

            text.Append(upper ? char.ToUpperInvariant(c) : c);
            upper = false;
        }

        if (text.Length == 0) text.Append("Unnamed");
        if (text[0] is >= '0' and <= '9') text.Insert(0, 'N');
        return text.ToString();
    }

    /// <summary><c>group_file</c> as <c>groupFile</c>; a keyword gets an <c>@</c>.</summary>
    public static string Camel(string name)
    {
        string pascal = Pascal(name);
        string camel = char.ToLowerInvariant(pascal[0]) + pascal.Substring(1);
        return Keywords.Contains(camel) ? "@" + camel : camel;
    }

    /// <summary>The word cannot stand as a name without an <c>@</c>.</summary>
    public static bool IsKeyword(string word) => Keywords.Contains(word);

    /// <summary>A dotted namespace, every part an identifier.</summary>
    public static string Namespace(string name) =>
        string.Join(".", name.Split(['.'], StringSplitOptions.RemoveEmptyEntries).Select(Part));

    /// <summary>A string literal.</summary>
    public static string Literal(string text)
    {
        var literal = new StringBuilder(text.Length + 2).Append('"');
        foreach (char c in text)
        {
            if (c is '"' or '\\') literal.Append('\\').Append(c);
            else if (c is >= ' ' and <= '~') literal.Append(c);
            else literal.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
        }

        return literal.Append('"').ToString();
    }

    /// <summary>A path in quotes, for <c>#line</c>, which knows no escapes; null where the path holds what cannot stand there as it is.</summary>
    public static string? LinePath(string path)
    {
        for (int i = 0; i < path.Length; i++)
        {
            if (char.IsSurrogatePair(path, i)) i++;
            else if (path[i] == '"' || IsUnsafe(path[i])) return null;
        }

        return $"\"{path}\"";
    }

    /// <summary>Text on one line, for a comment: what C# takes for a line end, and control characters, become spaces.</summary>
    public static string Comment(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (char c in text) line.Append(IsUnsafe(c) ? ' ' : c);
        return line.ToString().Trim();
    }

    /// <summary>Lines of XML documentation text, without the slashes.</summary>
    public static IEnumerable<string> Documentation(string text)
    {
        foreach (string line in text.Replace("\r\n", "\n").Split('\n'))
        {
            yield return Comment(line).Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
        }
    }

    private static string Part(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (char c in name) text.Append(IsLetterOrDigit(c) ? c : '_');
        if (text[0] is >= '0' and <= '9') text.Insert(0, '_');
        string part = text.ToString();
        return Keywords.Contains(part) ? "@" + part : part;
    }

    private static bool IsLetterOrDigit(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9');

    // Unpaired surrogates cannot be encoded, and bidirectional controls would make a comment read as what it is not.
    private static bool IsUnsafe(char c) =>
        char.IsControl(c) || char.IsSurrogate(c)
        || char.GetUnicodeCategory(c) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Format;
}
