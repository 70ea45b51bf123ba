using System.Globalization;

namespace Iopol.Runtime.Grouping.Quirks;

/// <summary>Device ids of one vendor: single ones, ranges, or any.</summary>
internal sealed class DeviceIds
{
    private readonly (ushort First, ushort Last)[] ranges;

    private DeviceIds((ushort First, ushort Last)[] ranges) => this.ranges = ranges;

    /// <summary>Every id is among them.</summary>
    public bool IsAny => ranges is [(0, ushort.MaxValue)];

    public static DeviceIds Parse(string text)
    {
        if (text == "*") return new DeviceIds([(0, ushort.MaxValue)]);
        return new DeviceIds([.. text.Split(' ').Select(word => word.Split('-')).Select(ends => (Hex(ends[0]), Hex(ends[^1])))]);
    }

    public bool Contains(ushort id)
    {
        foreach ((ushort first, ushort last) in ranges)
        {
            if (first <= id && id <= last) return true;
        }

        return false;
    }

    public static ushort Hex(string text) => ushort.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
