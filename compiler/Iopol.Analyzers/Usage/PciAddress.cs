using System.Globalization;

namespace Iopol.Analyzers.Usage;

/// <summary>A PCI address in text, read as the runtime's <c>BusAddress.Parse</c> reads it.</summary>
internal static class PciAddress
{
    /// <summary>Packs an address: domain (20 bits), bus (8), device (5), function (3); null where a part is out of its range.</summary>
    public static ulong? Pack(long domain, long bus, long device, long function) =>
        domain is < 0 or > 0xfffff || bus is < 0 or > 255 || device is < 0 or > 31 || function is < 0 or > 7
            ? null
            : ((ulong)domain << 16) | ((ulong)bus << 8) | ((ulong)device << 3) | (ulong)function;

    /// <summary>Reads <c>01:00.0</c> or <c>0000:01:00.0</c>; null for what is no address.</summary>
    public static ulong? Read(string text)
    {
        int dot = text.LastIndexOf('.');
        if (dot < 0 || dot != text.Length - 2 || text[dot + 1] is < '0' or > '7') return null;
        int colon = text.LastIndexOf(':', dot);
        if (colon < 0) return null;
        int first = colon == 0 ? -1 : text.LastIndexOf(':', colon - 1);
        string domain = first < 0 ? "0" : text.Substring(0, first);
        return Hex(domain, 8) is { } d && Hex(text.Substring(first + 1, colon - first - 1), 2) is { } bus && Hex(text.Substring(colon + 1, dot - colon - 1), 2) is { } device
            ? Pack(d, bus, device, text[dot + 1] - '0')
            : null;
    }

    /// <summary>An address as Linux writes it.</summary>
    public static string Text(ulong packed) =>
        FormattableString.Invariant($"{packed >> 16:x4}:{(packed >> 8) & 0xff:x2}:{(packed >> 3) & 0x1f:x2}.{packed & 7}");

    private static int? Hex(string text, int digits) =>
        text.Length >= 1 && text.Length <= digits && int.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value) ? value : null;
}
