using System.Globalization;
using System.Text;

namespace Iopol.Cli.Output;

/// <summary>Text of a policy, a host or a path, made safe to show: what could steer a terminal is written out.</summary>
internal static class SafeText
{
    /// <summary>The text with control and direction characters as <c>\uXXXX</c>.</summary>
    public static string Of(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~')) return text;
        var safe = new StringBuilder(text.Length + 16);
        foreach (char c in text)
        {
            bool steers = char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            if (steers) safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else safe.Append(c);
        }

        return safe.ToString();
    }
}
