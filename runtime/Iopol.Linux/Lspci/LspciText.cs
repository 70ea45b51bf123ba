using System.Text;
using Iopol.Linux.Listings;

namespace Iopol.Linux.Lspci;

/// <summary>Tells lspci's long form from other listings.</summary>
internal static class LspciText
{
    /// <summary>Bytes looked at; the details of a device come right below its line.</summary>
    private const int Head = 64 << 10;

    private static readonly string[] Marks = ["Control: ", "Status: ", "Flags: ", "Capabilities: [", "Capabilities: <", "Bus: primary="];

    /// <summary>
    /// The text is the output of <c>lspci -v</c> or longer, or has a dump of registers: lines with a device's address first,
    /// details below. A group at the front of a line is the mark of other listings.
    /// </summary>
    public static bool IsLong(ReadOnlySpan<byte> text)
    {
        text = text[..Math.Min(text.Length, Head)];
        bool device = false;
        Span<char> buffer = stackalloc char[HostLimits.LineLength];
        while (!text.IsEmpty)
        {
            ReadOnlySpan<byte> bytes = TextBytes.TakeLine(ref text);
            if (bytes.Length > HostLimits.LineLength) return false;
            ReadOnlySpan<char> line = TerminalText.Strip(buffer[..Encoding.UTF8.GetChars(bytes, buffer)]).TrimEnd();
            if (line.IsEmpty) continue;
            if (device && (HexLine.IsOne(line) || IsDetail(line))) return true;
            if (line[0] is ' ' or '\t' || !ListingLine.TryParse(line, out ListingLine parsed)) continue;
            if (parsed.Group is not null) return false;
            device = true;
        }

        return false;
    }

    private static bool IsDetail(ReadOnlySpan<char> line)
    {
        if (line[0] is not (' ' or '\t')) return false;
        ReadOnlySpan<char> words = line.TrimStart();
        foreach (string mark in Marks)
        {
            if (words.StartsWith(mark, StringComparison.Ordinal)) return true;
        }

        return false;
    }
}
