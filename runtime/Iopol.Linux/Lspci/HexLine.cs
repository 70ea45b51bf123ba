using System.Globalization;

namespace Iopol.Linux.Lspci;

/// <summary>A line of a dump of registers: <c>40: 0d 00 00 00 ...</c>, sixteen bytes or fewer.</summary>
internal static class HexLine
{
    /// <summary>The line looks like one: two or three hex digits, a colon, a byte.</summary>
    public static bool IsOne(ReadOnlySpan<char> line)
    {
        int colon = line.IndexOf(':');
        return colon is 2 or 3 && line.Length >= colon + 4 && line[colon + 1] == ' ' && AreHex(line[..colon]) && AreHex(line.Slice(colon + 2, 2));
    }

    /// <summary>Adds the bytes of a line to a dump; false where they do not go on where the dump ends, or are no bytes.</summary>
    public static bool TryAppend(ReadOnlySpan<char> line, List<byte> dump)
    {
        const int mostBytes = 4096;
        int colon = line.IndexOf(':');
        if (!int.TryParse(line[..colon], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int at) || at != dump.Count) return false;
        ReadOnlySpan<char> rest = line[(colon + 1)..].Trim();
        if (rest.Length % 3 != 2 || rest.Length > (16 * 3) - 1 || dump.Count + 16 > mostBytes) return false;
        Span<byte> bytes = stackalloc byte[16];
        int count = 0;
        for (int i = 0; i < rest.Length; i += 3)
        {
            if ((i > 0 && rest[i - 1] != ' ') || !byte.TryParse(rest.Slice(i, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes[count++])) return false;
        }

        foreach (byte value in bytes[..count]) dump.Add(value);
        return true;
    }

    private static bool AreHex(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiHexDigit(c)) return false;
        }

        return true;
    }
}
