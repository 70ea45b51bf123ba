using Iopol.Runtime.Facts;
using Iopol.Runtime.Topology;

namespace Iopol.Interpreter.Tests.Testing;

public sealed class HostLiteralTests
{
    [Fact]
    public void A_literal_knows_everything()
    {
        HostTopology host = Source.Host("""
            boot { iommu = pt; }
            address_width = 39;
            isolated_msi = false;
            group 4 {
                device 0000:01:00.0 id 8086:10d3 subsystem 1234:0001 class 0x020000 driver e1000e acs { SV RR } reserved direct 0x1000..0x1fff;
                device 0000:02:00.0 has virtual_function alias 0000:02:00.1 reserved direct-relaxable 0x4000..0x4fff;
            }
            device 0000:00:1c.0 bridge 1..2;
            """);
        HostFacts facts = host.Facts;
        Assert.Equal((39, false, true, true), (facts.AddressWidth!.Value, facts.IsolatedMsi!.Value, facts.CacheCoherent!.Value, facts.DefaultIsIdentity!.Value));
        DeviceFacts nic = host.Device(host.Find(BusAddress.Parse("0000:01:00.0")));
        Assert.Equal(((ushort)0x8086, (ushort)0x10d3, 0x020000, "e1000e"), (nic.Vendor!.Value, nic.Device!.Value, nic.Class!.Value, nic.Driver.Name));
        Assert.Equal((new AcsFacts(true, AcsBits.SV | AcsBits.RR, AcsBits.SV | AcsBits.RR), true), (nic.Acs, nic.RequiresDirectMap!.Value));
        DeviceFacts other = host.Device(host.Find(BusAddress.Parse("0000:02:00.0")));
        Assert.Equal((true, DriverFact.None, false), (other.Sriov!.Virtual, other.Driver, other.RequiresDirectMap!.Value));
        Assert.Equal([BusAddress.Parse("0000:02:00.1")], other.Aliases);
        DeviceFacts bridge = host.Device(host.Find(BusAddress.Parse("0000:00:1c.0")));
        Assert.Equal((1, 0x060400, (int?)null), (bridge.HeaderType!.Value, bridge.Class!.Value, bridge.Group));
        GroupFacts group = Assert.Single(facts.Groups);
        Assert.Equal((4, "identity", 2), (group.Number, group.Type, group.Reserved!.Count));
        // A relaxable region may be mapped over.
        Assert.True(host.IsReserved(0, 0x1000, 1));
        Assert.False(host.IsReserved(0, 0x4000, 1));
    }
}
