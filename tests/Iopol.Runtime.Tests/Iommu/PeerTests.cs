using Iopol.Runtime.Facts;
using Iopol.Runtime.Iommu;
using Iopol.Runtime.PageTables;
using Iopol.Runtime.Topology;
using Hosts = Iopol.Runtime.Tests.Grouping.Hosts;

namespace Iopol.Runtime.Tests.Iommu;

/// <summary>Requests that meet the BAR of another device before they meet the IOMMU.</summary>
public sealed class PeerTests
{
    private const ulong Bar = 0xe000_0000, BarBytes = 0x10_0000, Frame = 0x10_0000;

    private static readonly AcsFacts RedirectsOnly = Hosts.Acs(Hosts.FullAcs.Capability, AcsBits.RR | AcsBits.CR | AcsBits.SV);

    [Theory]
    // Ports that redirect send the request up, to the IOMMU.
    [InlineData("full", "full", false, true)]
    // A port that does not sends it to the sibling, whatever is above (G6 of the worked examples: Linux keeps the two in groups of their own).
    [InlineData("none", "full", true, true)]
    [InlineData("off", "full", true, true)]
    // Redirected, and then perhaps turned back by a root port without Upstream Forwarding.
    [InlineData("full", "none", true, false)]
    [InlineData("full", "off", true, false)]
    // The source does not show capabilities.
    [InlineData("unknown", "full", true, false)]
    public void Below_a_switch(string port, string rootPort, bool reachesPeer, bool isCertain)
    {
        using var machine = new Machine(
            Hosts.Of(
                Hosts.Bridge("00:01.0", PciePort.RootPort, "01", last: "04") with { Group = 1, Acs = Acs(rootPort) },
                Hosts.Bridge("01:00.0", PciePort.UpstreamPort, "02", last: "04") with { Group = 2 },
                Hosts.Bridge("02:00.0", PciePort.DownstreamPort, "03") with { Group = 3, Acs = Acs(port) },
                Hosts.Bridge("02:01.0", PciePort.DownstreamPort, "04", Hosts.FullAcs) with { Group = 4 },
                Hosts.Function("03:00.0") with { Group = 5 },
                Hosts.Function("04:00.0") with { Group = 6 }),
            WithBar("04:00.0"));
        Check(machine, "03:00.0", "04:00.0", reachesPeer, isCertain);
    }

    [Fact]
    public void A_port_that_redirects_without_forwarding_below_one_that_forwards()
    {
        using var machine = new Machine(
            Hosts.Of(
                Hosts.Bridge("00:01.0", PciePort.RootPort, "01", Hosts.FullAcs, last: "04") with { Group = 1 },
                Hosts.Bridge("01:00.0", PciePort.UpstreamPort, "02", last: "04") with { Group = 1 },
                Hosts.Bridge("02:00.0", PciePort.DownstreamPort, "03", RedirectsOnly) with { Group = 1 },
                Hosts.Bridge("02:01.0", PciePort.DownstreamPort, "04", Hosts.FullAcs) with { Group = 1 },
                Hosts.Function("03:00.0") with { Group = 1 },
                Hosts.Function("04:00.0") with { Group = 1 }),
            WithBar("04:00.0"));
        // For Linux the port is open (UF is off); a request is redirected all the same.
        Check(machine, "03:00.0", "04:00.0", reachesPeer: false, isCertain: true);
    }

    [Fact]
    public void On_a_conventional_bus_every_device_answers()
    {
        using var machine = new Machine(
            Hosts.Of(
                Hosts.Bridge("00:01.0", PciePort.RootPort, "01", Hosts.FullAcs, last: "02") with { Group = 1 },
                Hosts.Bridge("01:00.0", PciePort.PcieToPciBridge, "02") with { Group = 2 },
                Hosts.Function("02:00.0", PciePort.Conventional) with { Group = 2 },
                Hosts.Function("02:01.0", PciePort.Conventional) with { Group = 2 }),
            WithBar("02:01.0"));
        Check(machine, "02:00.0", "02:01.0", reachesPeer: true, isCertain: true);
    }

    [Theory]
    [InlineData(false, true, false)]
    [InlineData(true, false, true)]
    public void Between_functions_of_one_device_it_is_the_devices_own_affair(bool acs, bool reachesPeer, bool isCertain)
    {
        DeviceFacts Function(string address) => Hosts.Function(address, multifunction: true) with { Group = 2, Acs = acs ? Hosts.FullAcs : Hosts.NoAcs };
        using var machine = new Machine(
            Hosts.Of(Hosts.Bridge("00:01.0", PciePort.RootPort, "01", Hosts.FullAcs) with { Group = 1 }, Function("01:00.0"), Function("01:00.1")), WithBar("01:00.1"));
        Check(machine, "01:00.0", "01:00.1", reachesPeer, isCertain);
    }

    [Fact]
    public void A_bridge_that_the_request_passes_answers_itself()
    {
        using var machine = new Machine(
            Hosts.Of(Hosts.Bridge("00:01.0", PciePort.RootPort, "01", Hosts.FullAcs) with { Group = 1 }, Hosts.Function("01:00.0") with { Group = 2 }), WithBar("00:01.0"));
        Check(machine, "01:00.0", "00:01.0", reachesPeer: true, isCertain: true);
    }

    [Fact]
    public void Where_bus_numbers_are_missing_it_may_be_anywhere()
    {
        DeviceFacts Blind(string address) => new() { Address = BusAddress.Parse(address), Group = 1 };
        using var machine = new Machine(Hosts.Of(Blind("00:01.0"), Blind("01:00.0"), Blind("02:00.0")), WithBar("02:00.0"));
        Check(machine, "01:00.0", "02:00.0", reachesPeer: true, isCertain: false);
    }

    [Fact]
    public void A_translated_request_to_a_bar_reaches_the_peer_by_permission_of_the_table()
    {
        using var machine = new Machine(
            Hosts.Of(Hosts.Function("00:02.0") with { Group = 1 }, Hosts.Function("00:03.0") with { Group = 2 }), WithBar("00:03.0"));
        int source = Find(machine, "00:02.0");
        IommuDomain domain = machine.Domain(0x40_0000, Bar);
        machine.Unit.Attach(source, domain);
        for (int i = 0; i < 2; i++)
        {
            DmaResult write = machine.Unit.Write(machine.Rid(source), 0x40_0010, [1, 2]);
            Assert.Equal((2, Find(machine, "00:03.0"), Bar + 0x10), (write.Bytes, write.Last.Peer, write.Last.Address));
            Assert.True(write.ReachedPeer && write.Last.IsTranslated && write.Last.IsCertain && write.Owners.IsEmpty);
        }
    }

    /// <summary>What one device's way leads to the IOMMU is not remembered for another whose way leads to the peer.</summary>
    [Fact]
    public void Devices_of_one_domain_meet_a_bar_on_different_ways()
    {
        using var machine = new Machine(
            Hosts.Of(
                Hosts.Bridge("00:01.0", PciePort.RootPort, "01", Hosts.FullAcs, last: "05") with { Group = 1 },
                Hosts.Bridge("01:00.0", PciePort.UpstreamPort, "02", last: "05") with { Group = 2 },
                Hosts.Bridge("02:00.0", PciePort.DownstreamPort, "03") with { Group = 3 },
                Hosts.Bridge("02:01.0", PciePort.DownstreamPort, "04", Hosts.FullAcs) with { Group = 4 },
                Hosts.Bridge("02:02.0", PciePort.DownstreamPort, "05", Hosts.FullAcs) with { Group = 5 },
                Hosts.Function("03:00.0") with { Group = 6 },
                Hosts.Function("04:00.0") with { Group = 7 },
                Hosts.Function("05:00.0") with { Group = 8 }),
            WithBar("05:00.0"));
        IommuDomain domain = machine.Domain(Bar, Frame);
        foreach (string source in (string[])["04:00.0", "03:00.0"]) machine.Unit.Attach(Find(machine, source), domain);
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(Frame, machine.Unit.Request(machine.Rid(Find(machine, "04:00.0")), Bar, Access.Read).Address);
            Assert.Equal(DmaTargetKind.Peer, machine.Unit.Request(machine.Rid(Find(machine, "03:00.0")), Bar, Access.Read).Kind);
        }
    }

    [Fact]
    public void Bars_above_4_gib_are_seen_too()
    {
        const ulong high = 0x80_0000_0000;
        using var machine = new Machine(
            Hosts.Of(
                Hosts.Bridge("00:01.0", PciePort.PcieToPciBridge, "02") with { Group = 2 },
                Hosts.Function("02:00.0", PciePort.Conventional) with { Group = 2 },
                Hosts.Function("02:01.0", PciePort.Conventional) with { Group = 2 }),
            topology => IommuOptions.For(topology) with { Bars = [new(topology.Find(BusAddress.Parse("02:01.0")), high, high + BarBytes - 1)] });
        BusAddress rid = machine.Rid(Find(machine, "02:00.0"));
        Assert.Equal(DmaTargetKind.Peer, machine.Unit.Request(rid, high + BarBytes - 1, Access.Read).Kind);
        Assert.Equal(DmaTargetKind.Fault, machine.Unit.Request(rid, high + BarBytes, Access.Read).Kind);
        Assert.Equal(DmaTargetKind.Fault, machine.Unit.Request(rid, high - 1, Access.Read).Kind);
    }

    private static Func<HostTopology, IommuOptions> WithBar(string device) =>
        topology => IommuOptions.For(topology) with { Bars = [new(topology.Find(BusAddress.Parse(device)), Bar, Bar + BarBytes - 1)] };

    private static void Check(Machine machine, string from, string peer, bool reachesPeer, bool isCertain)
    {
        int source = Find(machine, from);
        IommuDomain domain = machine.Domain(Bar, Frame);
        machine.Unit.Attach(source, domain);
        BusAddress rid = machine.Topology.Device(source).Address;
        // Twice: what goes to a peer untranslated is never remembered as memory.
        for (int i = 0; i < 2; i++)
        {
            DmaTarget target = machine.Unit.Request(rid, Bar, Access.Write);
            Assert.Equal((reachesPeer ? DmaTargetKind.Peer : DmaTargetKind.Memory, isCertain), (target.Kind, target.IsCertain));
            Assert.Equal(reachesPeer ? Bar : Frame, target.Address);
            Assert.Equal(!reachesPeer, target.IsTranslated);
            Assert.Equal(reachesPeer ? Find(machine, peer) : -1, target.Peer);
        }

        Assert.Equal(reachesPeer, machine.Unit.Write(rid, Bar, [1]).ReachedPeer);
    }

    private static int Find(Machine machine, string address) => machine.Topology.Find(BusAddress.Parse(address));

    private static AcsFacts? Acs(string kind) => kind switch
    {
        "full" => Hosts.FullAcs,
        "off" => Hosts.Acs(Hosts.FullAcs.Capability, AcsBits.None),
        "none" => Hosts.NoAcs,
        _ => null,
    };
}
