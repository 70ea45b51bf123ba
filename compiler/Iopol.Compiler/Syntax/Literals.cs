using System.Globalization;
using System.Text;

namespace Iopol.Compiler.Syntax;

/// <summary>Reads the values of literals. A text that is no such literal, or is too large, gives false.</summary>
public static class Literals
{
    /// <summary>Reads <c>42</c>, <c>0x2a</c> or <c>4K</c>; K, M, G and T are powers of 1024.</summary>
    public static bool TryReadInteger(string text, out ulong value)
    {
        if (text.StartsWith("0x", StringComparison.Ordinal))
        {
            string hex = text.Substring(2);
            return ulong.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
        }

        int shift = text.Length == 0 ? 0 : text[text.Length - 1] switch { 'K' => 10, 'M' => 20, 'G' => 30, 'T' => 40, _ => 0 };
        string digits = shift == 0 ? text : text.Substring(0, text.Length - 1);
        if (!ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value) || value > ulong.MaxValue >> shift) return false;
        value <<= shift;
        return true;
    }

    /// <summary>Reads <c>6.12</c> or <c>5.12.9</c>; a part left out is 0.</summary>
    public static bool TryReadVersion(string text, out Version value)
    {
        value = new Version(0, 0, 0);
        string[] parts = text.Split('.');
        int patch = 0;
        bool read = parts.Length is 2 or 3
            & TryReadPart(parts[0], out int major)
            & TryReadPart(parts.Length > 1 ? parts[1] : "", out int minor)
            && (parts.Length == 2 || TryReadPart(parts[2], out patch));
        if (read) value = new Version(major, minor, patch);
        return read;
    }

    /// <summary>Reads <c>0000:01:00.0</c>.</summary>
    public static bool TryReadAddress(string text, out int domain, out int bus, out int device, out int function)
    {
        bus = device = function = 0;
        string[] parts = text.Split(':', '.');
        return TryReadHex(parts[0], out domain) & parts.Length == 4
            && TryReadHex(parts[1], out bus) && TryReadHex(parts[2], out device) && device < 32
            && TryReadHex(parts[3], out function) && function < 8;
    }

    /// <summary>Reads <c>0000:01:*</c>, whose device is null, or <c>0000:00:1f.*</c>.</summary>
    public static bool TryReadAddressPattern(string text, out int domain, out int bus, out int? device)
    {
        bus = 0;
        device = null;
        string[] parts = text.Split(':', '.');
        if (!(TryReadHex(parts[0], out domain) & parts.Length is 3 or 4) || parts[parts.Length - 1] != "*" || !TryReadHex(parts[1], out bus)) return false;
        if (parts.Length == 3) return true;
        if (!TryReadHex(parts[2], out int number) || number >= 32) return false;
        device = number;
        return true;
    }

    /// <summary>Reads <c>8086:105e</c>.</summary>
    public static bool TryReadDeviceId(string text, out int vendor, out int device)
    {
        device = 0;
        string[] parts = text.Split(':');
        return TryReadHex(parts[0], out vendor) & parts.Length == 2 && TryReadHex(parts[1], out device);
    }

    /// <summary>The text a string literal stands for: without its quotes, and <c>\"</c>, <c>\\</c>, <c>\n</c> and <c>\t</c> resolved.</summary>
    public static string ReadString(string literal)
    {
        StringBuilder text = new();
        for (int i = 1; i < literal.Length; i++)
        {
            if (literal[i] == '"') break;
            text.Append(literal[i] == '\\' && i + 1 < literal.Length ? Unescape(literal[++i]) : literal[i]);
        }

        return text.ToString();
    }

    /// <summary>Whether <c>\</c> and this character are an escape.</summary>
    internal static bool IsEscape(char escaped) => escaped is '"' or '\\' or 'n' or 't';

    internal static char Unescape(char escaped) => escaped switch { 'n' => '\n', 't' => '\t', _ => escaped };

    private static bool TryReadHex(string text, out int value) =>
        int.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);

    private static bool TryReadPart(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
