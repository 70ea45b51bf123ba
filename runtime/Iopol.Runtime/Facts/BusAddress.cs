using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Iopol.Runtime.Facts;

/// <summary>
/// Address of a PCI function: domain (16 bits, more below an Intel VMD), bus (8 bits), device (5 bits), function (3 bits).
/// Ordered by domain, bus, device, function.
/// </summary>
public readonly record struct BusAddress : IComparable<BusAddress>
{
    private readonly ulong packed;

    /// <summary>Makes an address.</summary>
    /// <param name="domain">PCI domain (segment), 0 to 0xfffff.</param>
    /// <param name="bus">Bus number, 0 to 255.</param>
    /// <param name="device">Device number, 0 to 31.</param>
    /// <param name="function">Function number, 0 to 7.</param>
    /// <exception cref="ArgumentOutOfRangeException">A part is out of its range.</exception>
    public BusAddress(int domain, int bus, int device, int function)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)domain, 0xfffffu, nameof(domain));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)bus, 255u, nameof(bus));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)device, 31u, nameof(device));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)function, 7u, nameof(function));
        packed = ((ulong)domain << 16) | ((ulong)bus << 8) | ((ulong)device << 3) | (uint)function;
    }

    /// <summary>PCI domain (segment).</summary>
    public int Domain => (int)(packed >> 16);

    /// <summary>Bus number.</summary>
    public int Bus => (int)(packed >> 8) & 0xff;

    /// <summary>Device number, the slot on the bus.</summary>
    public int Device => (int)(packed >> 3) & 0x1f;

    /// <summary>Function number.</summary>
    public int Function => (int)packed & 7;

    /// <summary>The 16-bit requester ID the function uses when no bridge takes it over: bus, device, function.</summary>
    public ushort RequesterId => (ushort)packed;

    /// <summary>The address as one number: domain (20 bits), bus (8), device (5), function (3). Orders as addresses do.</summary>
    public ulong Packed => packed;

    /// <summary>Domain, bus and device: equal for the functions of one slot.</summary>
    public ulong Slot => packed >> 3;

    /// <inheritdoc/>
    public int CompareTo(BusAddress other) => packed.CompareTo(other.packed);

    /// <summary>Writes the address as Linux does: <c>0000:01:00.0</c>, with more domain digits where it needs them.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Domain:x4}:{Bus:x2}:{Device:x2}.{Function}");

    /// <summary>Reads <c>01:00.0</c>, <c>0000:01:00.0</c> or an address with a longer domain; hex digits in either case.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out BusAddress address) =>
        TryParse(text.AsSpan(), out address);

    /// <inheritdoc cref="TryParse(string?, out BusAddress)"/>
    public static bool TryParse(ReadOnlySpan<char> text, out BusAddress address)
    {
        address = default;
        int dot = text.LastIndexOf('.');
        if (dot != text.Length - 2 || dot < 0) return false;
        int colon = text[..dot].LastIndexOf(':');
        if (colon < 0) return false;
        ReadOnlySpan<char> head = text[..colon];
        int first = head.LastIndexOf(':');
        ReadOnlySpan<char> domainText = first < 0 ? "0" : head[..first];
        if (!Hex(domainText, 8, 0xfffff, out int domain)
            || !Hex(head[(first + 1)..], 2, 255, out int bus)
            || !Hex(text[(colon + 1)..dot], 2, 31, out int device)
            || text[dot + 1] is < '0' or > '7')
        {
            return false;
        }

        address = new BusAddress(domain, bus, device, text[dot + 1] - '0');
        return true;
    }

    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">The text is no PCI address.</exception>
    public static BusAddress Parse(string text) =>
        TryParse(text, out BusAddress address) ? address : throw new FormatException($"'{text}' is no PCI address such as 0000:01:00.0");

    /// <summary>Orders by domain, bus, device, function.</summary>
    public static bool operator <(BusAddress left, BusAddress right) => left.packed < right.packed;

    /// <summary>Orders by domain, bus, device, function.</summary>
    public static bool operator >(BusAddress left, BusAddress right) => left.packed > right.packed;

    /// <summary>Orders by domain, bus, device, function.</summary>
    public static bool operator <=(BusAddress left, BusAddress right) => left.packed <= right.packed;

    /// <summary>Orders by domain, bus, device, function.</summary>
    public static bool operator >=(BusAddress left, BusAddress right) => left.packed >= right.packed;

    private static bool Hex(ReadOnlySpan<char> text, int digits, int most, out int value)
    {
        value = 0;
        return text.Length >= 1 && text.Length <= digits
            && int.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value)
            && value >= 0 && value <= most;
    }
}
