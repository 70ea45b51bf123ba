using CsCheck;
using Iopol.Runtime.Facts;
using Iopol.Runtime.Grouping;

namespace Iopol.Runtime.Tests.Grouping;

/// <summary>Connected devices are what the kernel's order-dependent procedure gives, on any proper tree.</summary>
public sealed class KernelRestatementTests
{
    /// <summary>What one function is made of: port type, ACS, slot, function, alias, and which bus it is put on.</summary>
    private static readonly Gen<int[]> Function = Gen.Int[0, 999].Array[9];

    private static readonly Gen<HostFacts> Tree = Function.Array[1, 24].Select(Grow);

    [Fact]
    public void The_groups_are_those_of_the_kernels_procedure() => Tree.Sample(host =>
    {
        HostGrouping computed = LinuxGrouping.Compute(host);
        Assert.True(computed.IsCertain);
        Assert.Equal(Hosts.Lines(KernelRestatement.Groups(host)), Hosts.Lines(computed.Groups.Select(g => g.Devices)));
    }, iter: 3_000);

    [Theory]
    [InlineData("pcie2pci.tar.gz")]
    [InlineData("rp-mf.tar.gz")]
    [InlineData("rp-noacs.tar.gz")]
    [InlineData("rp2-noacs-mf.tar.gz")]
    [InlineData("switch.tar.gz")]
    public void The_witness_knows_the_captures(string file)
    {
        HostFacts host = Hosts.Capture(file);
        Assert.Equal(Hosts.Lines(KernelComparison.Of(host, LinuxGrouping.Compute(host)).KernelGroups.Select(g => g.Devices)), Hosts.Lines(KernelRestatement.Groups(host)));
    }

    /// <summary>Puts functions onto buses one after the other; a bridge opens the next bus.</summary>
    private static HostFacts Grow(int[][] parts)
    {
        var devices = new List<DeviceFacts>();
        int buses = 1;
        foreach (int[] part in parts)
        {
            int bus = part[0] % buses;
            var address = new BusAddress(0, bus, part[1] % 2, part[2] % 4);
            if (devices.Exists(d => d.Address == address)) continue;
            bool isBridge = part[3] % 2 == 0;
            PciePort[] ports = isBridge
                ? [PciePort.RootPort, PciePort.UpstreamPort, PciePort.DownstreamPort, PciePort.PcieToPciBridge, PciePort.PciToPcieBridge, PciePort.Conventional]
                : [PciePort.Endpoint, PciePort.Endpoint, PciePort.LegacyEndpoint, PciePort.RootComplexIntegratedEndpoint, PciePort.Conventional, PciePort.RootComplexEventCollector];
            devices.Add(new DeviceFacts
            {
                Address = address,
                Vendor = 0x1b36,
                Device = 1,
                HeaderType = isBridge ? 1 : 0,
                Multifunction = address.Function != 0 || part[4] % 2 == 0,
                Port = ports[part[5] % ports.Length],
                Bridge = isBridge ? new BridgeFacts(bus, buses++, null) : null,
                Acs = (part[6] % 3) switch { 0 => Hosts.NoAcs, 1 => Hosts.FullAcs, _ => Hosts.Acs((AcsBits)(part[7] & 0x7f), (AcsBits)(part[7] >> 3)) },
                Group = part[7] % 8 == 0 ? null : 1,
                Aliases = part[8] % 4 == 0 ? [new BusAddress(0, bus, part[8] % 2, part[8] / 4 % 4)] : [],
            });
        }

        // Linux marks function 0 where it finds another function beside it.
        for (int i = 0; i < devices.Count; i++)
        {
            if (devices.Exists(d => d.Address.Slot == devices[i].Address.Slot && d.Address.Function != 0)) devices[i] = devices[i] with { Multifunction = true };
        }

        // At least one group, or all devices would count.
        if (devices.TrueForAll(d => d.Group is null)) devices[0] = devices[0] with { Group = 1 };
        return new HostFacts { Devices = devices, Iommu = "intel" };
    }
}
