using System.Globalization;
using Iopol.Runtime.Facts;

namespace Iopol.Cli.Reports;

/// <summary>Devices in a few words.</summary>
internal static class DeviceWords
{
    /// <summary>Class and ids: <c>Ethernet 8086:10d3</c>; as much of it as is known.</summary>
    public static string Of(DeviceFacts device)
    {
        string id = device is { Vendor: { } vendor, Device: { } number } ? string.Create(CultureInfo.InvariantCulture, $"{vendor:x4}:{number:x4}") : "";
        return string.Join(' ', new[] { PciClassNames.Of(device.Class), id }.Where(part => !string.IsNullOrEmpty(part)));
    }
}
