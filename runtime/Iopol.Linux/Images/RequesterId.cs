using System.Globalization;
using Iopol.Runtime.Facts;

namespace Iopol.Linux.Images;

/// <summary>The 16 bits by which an IOMMU knows who makes a DMA: bus (8), device (5), function (3).</summary>
public readonly record struct RequesterId(ushort Value) : IComparable<RequesterId>
{
    /// <summary>Bus number.</summary>
    public int Bus => Value >> 8;

    /// <summary>Device and function on the bus: the index of its context.</summary>
    public int DeviceFunction => Value & 0xff;

    /// <summary>Writes <c>00:1f.2</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Bus:x2}:{DeviceFunction >> 3:x2}.{Value & 7}");

    /// <inheritdoc/>
    public int CompareTo(RequesterId other) => Value.CompareTo(other.Value);

    /// <summary>Reads <c>00:1f.2</c>, or with the domain 0 that an IOMMU does not see before it.</summary>
    public static bool TryParse(string? text, out RequesterId requester)
    {
        bool ok = BusAddress.TryParse(text, out BusAddress address) && address.Domain == 0;
        requester = new RequesterId(address.RequesterId);
        return ok;
    }

    /// <summary>Orders by bus, device, function.</summary>
    public static bool operator <(RequesterId left, RequesterId right) => left.Value < right.Value;

    /// <summary>Orders by bus, device, function.</summary>
    public static bool operator >(RequesterId left, RequesterId right) => left.Value > right.Value;

    /// <summary>Orders by bus, device, function.</summary>
    public static bool operator <=(RequesterId left, RequesterId right) => left.Value <= right.Value;

    /// <summary>Orders by bus, device, function.</summary>
    public static bool operator >=(RequesterId left, RequesterId right) => left.Value >= right.Value;
}
