using Iopol.Runtime.Facts;

namespace Iopol.Linux.Sysfs;

/// <summary>Completes facts that depend on a function's neighbours.</summary>
internal static class Slots
{
    /// <summary>Completes a list ordered by address.</summary>
    public static void Complete(List<DeviceFacts> devices)
    {
        MarkMultifunction(devices);
        MarkExternalPorts(devices);
        MarkWithoutReset(devices);
    }

    /// <summary>Function 0 is multifunction too where another function of its slot is visible; VFs do not count.</summary>
    private static void MarkMultifunction(List<DeviceFacts> devices)
    {
        for (int i = 0; i < devices.Count; i++)
        {
            if (devices[i].Address.Function != 0 || devices[i].Multifunction == true || IsVirtual(devices[i])) continue;
            for (int j = i + 1; j < devices.Count && devices[j].Address.Slot == devices[i].Address.Slot; j++)
            {
                if (IsVirtual(devices[j])) continue;
                devices[i] = devices[i] with { Multifunction = true };
                break;
            }
        }
    }

    /// <summary>sysfs marks what is below an external port, not the port: the bridge above a marked function is one.</summary>
    private static void MarkExternalPorts(List<DeviceFacts> devices)
    {
        HashSet<(int Domain, int Bus)> external = [.. devices.Where(d => d.External == true).Select(d => (d.Address.Domain, d.Address.Bus))];
        if (external.Count == 0) return;
        for (int i = 0; i < devices.Count; i++)
        {
            if (devices[i].Bridge is { } bridge && external.Contains((devices[i].Address.Domain, bridge.Secondary)))
                devices[i] = devices[i] with { External = true };
        }
    }

    /// <summary>A function without the file has no way to be reset; but only where the source has the file for some function.</summary>
    private static void MarkWithoutReset(List<DeviceFacts> devices)
    {
        if (!devices.Any(d => d.Resettable == true)) return;
        for (int i = 0; i < devices.Count; i++) devices[i] = devices[i] with { Resettable = devices[i].Resettable ?? false };
    }

    private static bool IsVirtual(DeviceFacts device) => device.Sriov is { Virtual: true };
}
