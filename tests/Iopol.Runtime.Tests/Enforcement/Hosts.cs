using Iopol.Runtime.Facts;
using Iopol.Runtime.Topology;

namespace Iopol.Runtime.Tests.Enforcement;

internal static class Hosts
{
    /// <summary>Groups of functions about which everything is known; none has a driver.</summary>
    public static HostTopology Of(int groups, int size) => new(Facts(groups, size));

    public static HostFacts Facts(int groups, int size) => new()
    {
        IsolatedMsi = true,
        CacheCoherent = true,
        DefaultIsIdentity = false,
        Devices = [.. Enumerable.Range(0, groups * size).Select(i => Device(i, i / size))],
        Groups = [.. Enumerable.Range(0, groups).Select(g => new GroupFacts(g, "DMA", []))],
    };

    public static DeviceFacts Device(int index, int group) => new()
    {
        Address = new BusAddress(0, 1 + (index >> 8), (index >> 3) & 0x1f, index & 7),
        Vendor = 0x8086,
        Device = 0x10d3,
        Class = 0x020000,
        HeaderType = 0,
        Multifunction = true,
        Port = PciePort.Endpoint,
        Acs = new AcsFacts(true, AcsBits.SV, AcsBits.SV),
        Driver = DriverFact.None,
        Group = group,
        RequiresDirectMap = false,
        External = false,
        Resettable = true,
    };
}
