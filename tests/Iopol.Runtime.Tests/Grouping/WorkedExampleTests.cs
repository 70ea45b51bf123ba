using Iopol.Runtime.Facts;
using Iopol.Runtime.Grouping;
using static Iopol.Runtime.Facts.PciePort;
using static Iopol.Runtime.Tests.Grouping.Hosts;

namespace Iopol.Runtime.Tests.Grouping;

/// <summary>
/// The 19 topologies by which the kernel's rule is explained. 00:1c is a root port unless it says otherwise, 01:00 what is
/// plugged in; a switch has its upstream port at 01:00.0, its downstream ports on bus 02, devices on 03 and 04.
/// </summary>
public sealed class WorkedExampleTests
{
    private static readonly DeviceFacts RootPort = Bridge("00:1c.0", PciePort.RootPort, "01", FullAcs, last: "04");
    private static readonly DeviceFacts WeakRootPort = RootPort with { Acs = NoAcs };

    [Fact]
    public void G1_an_endpoint_behind_a_root_port_with_ACS_is_alone() =>
        Is("{00:1c.0} {01:00.0}", RootPort, Function("01:00.0"));

    [Fact]
    public void G2_two_functions_without_ACS_share_a_group() =>
        Is("{00:1c.0} {01:00.0 01:00.1}", RootPort, Of("01:00.0"), Of("01:00.1"));

    [Fact]
    public void G3_a_root_port_without_ACS_takes_in_what_is_below_even_where_that_has_ACS() =>
        Is("{00:1c.0 01:00.0 01:00.1}", WeakRootPort, Of("01:00.0", FullAcs), Of("01:00.1", FullAcs));

    [Fact]
    public void G4_two_root_ports_of_one_slot_without_ACS_join_what_is_below_them() =>
        Is("{00:1c.0 00:1c.1 01:00.0 02:00.0}",
            Bridge("00:1c.0", PciePort.RootPort, "01", multifunction: true), Bridge("00:1c.1", PciePort.RootPort, "02", multifunction: true), Function("01:00.0"), Function("02:00.0"));

    [Fact]
    public void G5_a_switch_with_ACS_keeps_everything_apart() =>
        Is("{00:1c.0} {01:00.0} {02:00.0} {02:01.0} {03:00.0} {04:00.0}", [RootPort, .. Switch("02:00.0", "02:01.0", FullAcs)]);

    [Fact]
    public void G6_downstream_ports_without_ACS_in_slots_of_their_own_stay_apart_and_that_is_a_defect()
    {
        HostFacts host = Hosts.Of([RootPort, .. Switch("02:00.0", "02:01.0", NoAcs)]);
        Assert.Equal("{00:1c.0} {01:00.0} {02:00.0 03:00.0} {02:01.0 04:00.0}", Groups(host));

        GroupingWarning warning = Assert.Single(LinuxGrouping.Compute(host).Warnings);
        Assert.Equal(GroupingDoubt.LeakySwitch, warning.Doubt);
        Assert.Equal("0000:01:00.0", warning.Device.ToString());
        Assert.Equal("0000:02:00.0 0000:02:01.0 0000:03:00.0 0000:04:00.0", string.Join(' ', warning.Better));
        Assert.Equal(["0000:02:00.0 has no ACS", "0000:02:01.0 has no ACS"], warning.Gaps.Select(g => g.ToString()));
    }

    [Fact]
    public void G7_downstream_ports_without_ACS_in_one_slot_are_together()
    {
        HostFacts host = Hosts.Of([RootPort, .. Switch("02:00.0", "02:00.1", NoAcs)]);
        Assert.Equal("{00:1c.0} {01:00.0} {02:00.0 02:00.1 03:00.0 04:00.0}", Groups(host));
        Assert.Empty(LinuxGrouping.Compute(host).Warnings);
    }

    [Fact]
    public void G8_a_root_port_without_ACS_undoes_a_switch() =>
        Is("{00:1c.0 01:00.0 02:00.0 02:01.0 03:00.0 04:00.0}", [WeakRootPort, .. Switch("02:00.0", "02:01.0", FullAcs)]);

    [Fact]
    public void G9_all_behind_a_PCIe_to_PCI_bridge_is_together() =>
        Is("{00:1c.0} {01:00.0 02:01.0 02:01.1 02:02.0}",
            RootPort, Bridge("01:00.0", PcieToPciBridge, "02"), Card("02:01.0"), Card("02:01.1"), Function("02:02.0", Conventional));

    [Fact]
    public void G10_conventional_functions_of_one_slot_on_the_root_bus_are_together()
    {
        Is("{00:05.0 00:05.1} {00:06.0}", Card("00:05.0"), Card("00:05.1"), Function("00:06.0", Conventional));
        Assert.Equal(GroupRule.SameSlot, Assert.Single(Merges(Card("00:05.0"), Card("00:05.1"))).Rule);
    }

    [Fact]
    public void G11_a_conventional_bridge_is_together_with_the_cards_behind_it() =>
        Is("{00:1e.0 01:01.0 01:02.0}", Bridge("00:1e.0", Conventional, "01"), Function("01:01.0", Conventional), Function("01:02.0", Conventional));

    [Fact]
    public void G12_functions_that_share_a_requester_ID_are_together_whatever_their_ACS() =>
        Is("{00:1c.0} {01:00.0 01:00.1}", RootPort, Of("01:00.0", FullAcs) with { Aliases = [BusAddress.Parse("01:00.1")] }, Of("01:00.1", FullAcs));

    [Fact]
    public void G13_a_requester_ID_without_a_device_adds_no_member() =>
        Is("{00:1c.0} {01:00.0}", RootPort, Function("01:00.0") with { Aliases = [BusAddress.Parse("01:00.1")] });

    [Fact]
    public void G14_a_function_with_ACS_is_apart_from_siblings_without() =>
        Is("{00:1c.0} {01:00.0 01:00.1} {01:00.2}", RootPort, Of("01:00.0"), Of("01:00.1"), Of("01:00.2", FullAcs));

    [Fact]
    public void G15_virtual_functions_are_alone_on_their_bus_without_a_bridge()
    {
        DeviceFacts Virtual(string address) => Function(address) with { Multifunction = null, Sriov = new SriovFacts(true, BusAddress.Parse("01:00.0")) };
        Is("{00:1c.0} {01:00.0} {02:00.0} {02:00.1}", RootPort, Function("01:00.0") with { Sriov = new SriovFacts(false, null) }, Virtual("02:00.0"), Virtual("02:00.1"));
    }

    [Fact]
    public void G16_integrated_endpoints_of_one_slot_without_ACS_are_together() =>
        Is("{00:05.0 00:05.1}", Function("00:05.0", RootComplexIntegratedEndpoint, true), Function("00:05.1", RootComplexIntegratedEndpoint, true));

    [Fact]
    public void G17_bits_a_port_does_not_offer_count_as_enforced() =>
        Is("{00:1c.0} {01:00.0}", RootPort with { Acs = Acs(AcsBits.SV, AcsBits.SV) }, Function("01:00.0"));

    [Fact]
    public void G18_bits_a_port_offers_must_be_on()
    {
        DeviceFacts port = RootPort with { Acs = Acs(FullAcs.Capability, AcsBits.SV) };
        Is("{00:1c.0 01:00.0}", port, Function("01:00.0"));
        AcsGap gap = Assert.Single(Assert.Single(Merges(port, Function("01:00.0"))).Gaps);
        Assert.Equal(AcsBits.RR | AcsBits.CR | AcsBits.UF, gap.Off);
        Assert.Equal("0000:00:1c.0 has RR CR UF off", gap.ToString());
    }

    [Fact]
    public void G19_an_empty_ACS_capability_isolates() =>
        Is("{00:1c.0} {01:00.0} {01:00.1}", RootPort, Of("01:00.0", Acs(AcsBits.None, AcsBits.None)), Of("01:00.1", Acs(AcsBits.None, AcsBits.None)));

    private static void Is(string groups, params IReadOnlyList<DeviceFacts> devices)
    {
        HostFacts host = Hosts.Of(devices);
        Assert.Equal(groups, Groups(host));
        Assert.True(LinuxGrouping.Compute(host).IsCertain);
    }

    private static IEnumerable<GroupMerge> Merges(params IReadOnlyList<DeviceFacts> devices) =>
        LinuxGrouping.Compute(Hosts.Of(devices)).Groups.SelectMany(g => g.Merges);

    private static DeviceFacts Of(string address, AcsFacts? acs = null) => Function(address, multifunction: true) with { Acs = acs ?? NoAcs };

    private static DeviceFacts Card(string address) => Function(address, Conventional, true);

    private static DeviceFacts[] Switch(string first, string second, AcsFacts ports) =>
    [
        Bridge("01:00.0", UpstreamPort, "02", NoAcs, last: "04"),
        Bridge(first, DownstreamPort, "03", ports, second.StartsWith(first[..5], StringComparison.Ordinal)),
        Bridge(second, DownstreamPort, "04", ports, second.StartsWith(first[..5], StringComparison.Ordinal)),
        Function("03:00.0"),
        Function("04:00.0"),
    ];
}
