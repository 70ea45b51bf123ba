using Iopol.Runtime.Facts;

namespace Iopol.Benchmarks.Hosts;

/// <summary>
/// A server as topology: root ports with switches of three downstream ports below, two-function cards behind those; every
/// fourth root port has no ACS.
/// </summary>
internal static class ServerHost
{
    private const AcsBits Required = AcsBits.SV | AcsBits.RR | AcsBits.CR | AcsBits.UF;

    private static readonly AcsFacts Full = new(true, Required, Required);

    private static readonly AcsFacts None = new(false, AcsBits.None, AcsBits.None);

    /// <summary>A host of at least as many functions; every one shows its ACS.</summary>
    public static HostFacts Of(int functions)
    {
        var devices = new List<DeviceFacts>();
        for (int port = 0; devices.Count < functions; port++)
        {
            int bus = (port % 31 * 5) + 1;
            int domain = port / 31;
            AcsFacts acs = port % 4 == 0 ? None : Full;
            devices.Add(Bridge(new BusAddress(domain, 0, port % 31, 0), PciePort.RootPort, bus, bus + 4, acs) with { Multifunction = false });
            devices.Add(Bridge(new BusAddress(domain, bus, 0, 0), PciePort.UpstreamPort, bus + 1, bus + 4, None));
            for (int slot = 0; slot < 3; slot++)
            {
                devices.Add(Bridge(new BusAddress(domain, bus + 1, slot, 0), PciePort.DownstreamPort, bus + 2 + slot, bus + 2 + slot, Full));
                for (int function = 0; function < 2; function++) devices.Add(Card(new BusAddress(domain, bus + 2 + slot, 0, function)));
            }
        }

        return new HostFacts { Iommu = "intel", Devices = devices };
    }

    private static DeviceFacts Bridge(BusAddress address, PciePort port, int first, int last, AcsFacts acs) => Card(address) with
    {
        Device = 0x2030,
        Class = 0x060400,
        HeaderType = 1,
        Multifunction = false,
        Port = port,
        Bridge = new BridgeFacts(address.Bus, first, last),
        Acs = acs,
    };

    private static DeviceFacts Card(BusAddress address) => new()
    {
        Address = address,
        Vendor = 0x8086,
        Device = 0x1572,
        Class = 0x020000,
        HeaderType = 0,
        Multifunction = true,
        Port = PciePort.Endpoint,
        Acs = None,
    };
}
