using System.Text;

namespace Iopol.Linux;

/// <summary>Brings text to UTF-8 without a byte-order mark; anything else stays as it is.</summary>
internal static class TextBytes
{
    /// <summary>Windows shells redirect into UTF-16 with a mark, editors put a mark before UTF-8.</summary>
    public static ArraySegment<byte> ToUtf8(ArraySegment<byte> bytes)
    {
        ReadOnlySpan<byte> span = bytes;
        if (span.StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf])) return bytes[3..];
        if (span.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe])) return Encoding.UTF8.GetBytes(Encoding.Unicode.GetString(span[2..]));
        if (span.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff])) return Encoding.UTF8.GetBytes(Encoding.BigEndianUnicode.GetString(span[2..]));
        return bytes;
    }
}
