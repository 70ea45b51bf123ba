using Iopol.Runtime.Facts;
using Iopol.Runtime.Topology;

namespace Iopol.Benchmarks.Hosts;

/// <summary>A host of 8-function devices, each an IOMMU group of its own.</summary>
internal static class SyntheticHost
{
    /// <summary>Functions of a group.</summary>
    public const int GroupSize = 8;

    /// <summary>A host on which every function is on vfio-pci or pci-stub.</summary>
    /// <param name="devices">Number of functions.</param>
    public static HostTopology Of(int devices) => new(new HostFacts
    {
        Machine = "synthetic",
        IsolatedMsi = true,
        CacheCoherent = true,
        DefaultIsIdentity = false,
        AddressWidth = 48,
        Devices = [.. Enumerable.Range(0, devices).Select(Device)],
        Groups = [.. Enumerable.Range(0, (devices + GroupSize - 1) / GroupSize).Select(g => new GroupFacts(g, "DMA", []))],
    });

    private static DeviceFacts Device(int index) => new()
    {
        Address = new BusAddress(index >> 16, (index >> 8) & 0xff, (index >> 3) & 0x1f, index & 7),
        Vendor = 0x8086,
        Device = 0x10d3,
        Class = 0x020000,
        HeaderType = 0,
        Multifunction = true,
        Port = PciePort.Endpoint,
        Acs = new AcsFacts(true, AcsBits.SV, AcsBits.SV),
        Driver = DriverFact.Bound(index % 2 == 0 ? "vfio-pci" : "pci-stub"),
        Group = index / GroupSize,
        RequiresDirectMap = false,
        External = false,
        Resettable = true,
    };
}
