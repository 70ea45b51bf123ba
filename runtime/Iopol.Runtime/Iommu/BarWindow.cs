namespace Iopol.Runtime.Iommu;

/// <summary>Physical addresses at which a device answers.</summary>
/// <param name="Device">Dense ID of the device.</param>
/// <param name="First">First byte.</param>
/// <param name="Last">Last byte.</param>
public readonly record struct BarWindow(int Device, ulong First, ulong Last);
