using System.Globalization;

namespace Iopol.Linux.Images;

/// <summary>Numbers of 64 bits as people write addresses and lengths.</summary>
public static class AddressText
{
    /// <summary>Reads hex as <c>0x1000</c>, decimal as <c>4096</c>, or decimal with <c>K M G T P</c> behind it, powers of 1024.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ulong value)
    {
        value = 0;
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            return text.Length <= 18 && ulong.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
        }

        int power = text.Length > 1 ? "KMGTP".IndexOf(char.ToUpperInvariant(text[^1])) + 1 : 0;
        if (power > 0) text = text[..^1];
        if (!ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) || number > ulong.MaxValue >> (10 * power))
        {
            return false;
        }

        value = number << (10 * power);
        return true;
    }
}
