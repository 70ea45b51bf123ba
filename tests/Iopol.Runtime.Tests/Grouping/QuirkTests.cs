using Iopol.Runtime.Facts;
using Iopol.Runtime.Grouping;
using Iopol.Runtime.Topology;
using static Iopol.Runtime.Tests.Grouping.Hosts;

namespace Iopol.Runtime.Tests.Grouping;

/// <summary>What Linux takes from ids instead of registers.</summary>
public sealed class QuirkTests
{
    private static readonly DeviceFacts RootPort = Bridge("00:1c.0", PciePort.RootPort, "01", FullAcs, last: "02");

    [Fact]
    public void The_dual_port_82571_is_apart_and_the_row_says_why()
    {
        HostFacts host = Of(RootPort, Ids("01:00.0", 0x8086, 0x105e), Ids("01:00.1", 0x8086, 0x105e));
        Assert.Equal("{00:1c.0} {01:00.0} {01:00.1}", Groups(host));
        QuirkIsolation apart = Assert.Single(LinuxGrouping.Compute(host).Groups[1].KeptApart);
        Assert.Equal("0000:01:00.0 counts as isolated: Intel 82571 dual-port NICs, quirks.c 4957, 5097-5100", apart.ToString());
    }

    [Theory]
    [InlineData(0x1d17, 0x0720, false)]
    [InlineData(0x1d17, 0x0721, true)]
    [InlineData(0x1d17, 0x0753, false)]
    [InlineData(0x8086, 0x1c10, true)]
    [InlineData(0x8086, 0x1d11, false)]
    [InlineData(0x177d, 0xa123, true)]
    [InlineData(0x1c36, 0x0031, true)]
    [InlineData(0x1957, 0x8db9, true)]
    public void A_root_port_without_ACS_isolates_where_its_ids_say_so(int vendor, int device, bool isolated) =>
        Assert.Equal(isolated ? "{00:1c.0} {01:00.0}" : "{00:1c.0 01:00.0}",
            Groups(Of(RootPort with { Vendor = (ushort)vendor, Device = (ushort)device, Acs = NoAcs }, Function("01:00.0"))));

    [Fact]
    public void A_Zhaoxin_port_of_another_id_does_not_isolate_even_with_ACS()
    {
        HostFacts host = Of(RootPort with { Vendor = 0x1d17, Device = 0x0800 }, Function("01:00.0"));
        Assert.Equal("{00:1c.0 01:00.0}", Groups(host));
        Assert.Contains("Zhaoxin ports of other ids", LinuxGrouping.Compute(host).Groups[0].Merges[0].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("intel_iommu=on iommu=pt", true)]
    [InlineData("intel_iommu=on pci=disable_acs_redir=0000:00:1c.0", null)]
    public void The_hidden_control_register_of_Sunrise_Point_is_set_unless_a_boot_option_may_have_cleared_it(string? commandLine, bool? isolated)
    {
        HostFacts host = Of(RootPort with { Vendor = 0x8086, Device = 0xa110, Acs = Acs(FullAcs.Capability, AcsBits.None) }, Function("01:00.0")) with { CommandLine = commandLine, Iommu = "intel" };
        HostGrouping computed = LinuxGrouping.Compute(host);
        Assert.Equal(2, computed.Groups.Count);
        Assert.Equal(isolated == true, computed.IsCertain);
    }

    [Theory]
    [InlineData("amd", "{00:14.0} {00:14.2}")]
    [InlineData("intel", "{00:14.0 00:14.2}")]
    public void The_AMD_southbridge_counts_only_beside_AMD_Vi(string iommu, string groups)
    {
        DeviceFacts smbus = Function("00:14.0", PciePort.Conventional, true) with { Vendor = 0x1002, Device = 0x4385 };
        DeviceFacts audio = Function("00:14.2", PciePort.Conventional, true) with { Vendor = 0x1002, Device = 0x4383 };
        Assert.Equal(groups, Groups(Of(smbus, audio) with { Iommu = iommu }));
        Assert.False(LinuxGrouping.Compute(Of(smbus, audio)).IsCertain);
    }

    [Fact]
    public void Unknown_ids_decide_nothing_where_a_row_could_fit()
    {
        HostGrouping nic = LinuxGrouping.Compute(Of(RootPort, Nameless("01:00.0", 0x8086, 0x020000), Nameless("01:00.1", 0x8086, 0x020000)));
        Assert.Equal("ids, aliases of 0000:01:00.0", Assert.Single(nic.Undecided).Lacking[0].ToString());
        Assert.True(LinuxGrouping.Compute(Of(RootPort, Nameless("01:00.0", 0x19e5, 0x020000), Nameless("01:00.1", 0x19e5, 0x020000))).IsCertain);
        Assert.True(LinuxGrouping.Compute(Of(Nameless("00:1f.0", 0x8086, 0x060100), Nameless("00:1f.4", 0x8086, 0x0c0500))).IsCertain);
    }

    [Fact]
    public void A_ghost_requester_ID_is_programmed()
    {
        HostFacts host = Of(RootPort, Function("01:00.0") with { Vendor = 0x1b4b, Device = 0x9123 });
        Assert.Equal("{00:1c.0} {01:00.0}", Groups(host));
        Assert.Equal(["0000:01:00.0", "0000:01:00.1"], Requesters(host, "01:00.0"));
    }

    [Fact]
    public void A_Marvell_controller_is_together_with_the_function_whose_requester_ID_it_uses()
    {
        DeviceFacts sata = Function("01:00.0", multifunction: true) with { Vendor = 0x1b4b, Device = 0x9128, Acs = FullAcs };
        GroupMerge merge = Assert.Single(LinuxGrouping.Compute(Of(RootPort, sata, sata with { Address = BusAddress.Parse("01:00.1"), Device = 0x91a4 })).Groups[1].Merges);
        Assert.Equal("0000:01:00.0 joins 0000:01:00.1: both use requester ID 0000:01:00.1 (Marvell 88SE91xx and 88SE92xx, quirks.c 4269, 4281-4318)", merge.ToString());
    }

    [Fact]
    public void A_bridge_that_hides_that_it_is_PCI_Express_imposes_its_secondary_bus()
    {
        HostFacts host = Of(RootPort, Bridge("01:00.0", PciePort.Conventional, "02") with { Vendor = 0x1b21, Device = 0x1080 }, Function("02:01.0", PciePort.Conventional));
        Assert.Equal("{00:1c.0} {01:00.0 02:01.0}", Groups(host));
        Assert.Equal(["0000:02:01.0", "0000:02:00.0"], Requesters(host, "02:01.0"));
    }

    [Fact]
    public void What_is_below_a_VMD_is_in_its_group_and_uses_its_requester_ID()
    {
        HostFacts host = Of(
            Function("00:0e.0", PciePort.RootComplexIntegratedEndpoint) with { Vendor = 0x8086, Device = 0x467f },
            Bridge("10000:e0:1c.4", PciePort.RootPort, "e1", FullAcs),
            Function("10000:e1:00.0"));
        Assert.Equal("{00:0e.0 10000:e0:1c.4 10000:e1:00.0}", Groups(host));
        Assert.Equal(["0000:00:0e.0"], Requesters(host, "10000:e1:00.0"));
    }

    [Fact]
    public void A_bridge_with_the_IOMMU_ends_the_walk_for_requester_IDs()
    {
        DeviceFacts outer = Bridge("00:00.0", PciePort.Conventional, "01", last: "02") with { Vendor = 0x14e4, Device = 0x9000, Group = null };
        HostFacts host = Of(outer, Function("01:00.0") with { Group = 1 }, Function("01:01.0") with { Group = 2 });
        Assert.Equal("{01:00.0} {01:01.0}", Groups(host));
        Assert.Equal(["0000:01:00.0"], Requesters(host, "01:00.0"));
    }

    [Fact]
    public void Requester_IDs_that_only_registers_tell_leave_the_bus_open()
    {
        DeviceFacts bridge = Function("01:00.1", multifunction: true) with { Vendor = 0x11f8, Device = 0x8536, Class = 0x068000, Acs = FullAcs };
        HostGrouping computed = LinuxGrouping.Compute(Of(RootPort, bridge, Function("01:00.0", multifunction: true) with { Acs = FullAcs }));
        Assert.Equal("aliases of 0000:01:00.1", Assert.Single(Assert.Single(computed.Undecided).Lacking).ToString());
    }

    private static DeviceFacts Ids(string address, int vendor, int device) =>
        Function(address, multifunction: true) with { Vendor = (ushort)vendor, Device = (ushort)device };

    private static DeviceFacts Nameless(string address, int vendor, int code) =>
        Function(address, address.StartsWith("00", StringComparison.Ordinal) ? PciePort.Conventional : PciePort.Endpoint, true) with { Vendor = (ushort)vendor, Device = null, Class = code };

    private static IEnumerable<string> Requesters(HostFacts host, string address)
    {
        var topology = new HostTopology(host);
        return topology.RequestersOf(topology.Find(BusAddress.Parse(address))).ToArray().Select(r => topology.Requester(r).ToString());
    }
}
