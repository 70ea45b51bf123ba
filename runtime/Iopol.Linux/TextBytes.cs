using System.Text;

namespace Iopol.Linux;

/// <summary>Text as bytes.</summary>
internal static class TextBytes
{
    /// <summary>Brings text to UTF-8 without a byte-order mark: Windows shells redirect into UTF-16 with a mark, editors put a mark before UTF-8.</summary>
    public static ArraySegment<byte> ToUtf8(ArraySegment<byte> bytes)
    {
        ReadOnlySpan<byte> span = bytes;
        if (span.StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf])) return bytes[3..];
        if (span.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe])) return Encoding.UTF8.GetBytes(Encoding.Unicode.GetString(span[2..]));
        if (span.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff])) return Encoding.UTF8.GetBytes(Encoding.BigEndianUnicode.GetString(span[2..]));
        return bytes;
    }

    /// <summary>Takes the first line off a text, without its end.</summary>
    public static ReadOnlySpan<byte> TakeLine(ref ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = end < 0 ? text : text[..end];
        text = end < 0 ? [] : text[(end + 1)..];
        return line;
    }
}
