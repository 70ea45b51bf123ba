using Iopol.Runtime.Facts;

namespace Iopol.Runtime.Grouping.Quirks;

/// <summary>Tells whether ids fit a row; null where the source does not show the ids and nothing else rules it out.</summary>
/// <param name="vendor">Vendor id.</param>
/// <param name="devices">Device ids.</param>
/// <param name="subclass">Base class and subclass, or null.</param>
internal sealed class QuirkIds(ushort vendor, DeviceIds devices, int? subclass)
{
    public ushort Vendor => vendor;

    public static QuirkIds Parse(string vendor, string devices, string subclass) =>
        new(DeviceIds.Hex(vendor), DeviceIds.Parse(devices), subclass.Length > 0 ? DeviceIds.Hex(subclass) : null);

    public bool? Fit(DeviceFacts device)
    {
        if (device.Vendor is { } known && known != vendor) return false;
        if (device.Device is { } id)
        {
            if (!devices.Contains(id)) return false;
        }
        else if (!devices.IsAny)
        {
            return IsOtherClass(device) ? false : null;
        }

        return device.Vendor is not null ? true : IsOtherClass(device) ? false : null;
    }

    /// <summary>The function is known to be of another class.</summary>
    public bool IsOtherClass(DeviceFacts device) => subclass is { } wanted && device.Class is { } code && code >> 8 != wanted;
}
