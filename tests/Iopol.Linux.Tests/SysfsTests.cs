using Iopol.Runtime.Facts;

namespace Iopol.Linux.Tests;

/// <summary>What is made of the files of a tree, and of those that are missing.</summary>
public sealed class SysfsTests
{
    [Fact]
    public void Without_root_capabilities_are_unknown_not_absent()
    {
        byte[] config = new ConfigBytes().Pcie(0).Acs(AcsBits.SV, AcsBits.SV).Take(64);

        HostReadResult result = Sources.Read(new TarBytes().Device("0000:00:01.0", config).ToArray());

        DeviceFacts device = Only(result);
        Assert.Equal((null, null, (int?)0), (device.Port, device.Acs, device.HeaderType));
        Assert.Equal("IOPOL5112", Assert.Single(result.Problems).Id);
    }

    [Fact]
    public void Zeros_with_which_tar_fills_a_short_file_are_unknown_too()
    {
        byte[] config = [.. new ConfigBytes().Pcie(0).Take(64), .. new byte[4032]];

        DeviceFacts device = Only(Sources.Read(new TarBytes().Device("0000:00:01.0", config).ToArray()));

        Assert.Equal((null, null), (device.Port, device.Acs));
    }

    [Fact]
    public void A_function_without_a_capability_list_is_conventional_even_without_root()
    {
        DeviceFacts device = Only(Sources.Read(new TarBytes().Device("0000:00:01.0", new ConfigBytes().Take(64)).ToArray()));

        Assert.Equal((PciePort.Conventional, new AcsFacts(false, AcsBits.None, AcsBits.None)), (device.Port, device.Acs));
    }

    [Fact]
    public void The_standard_256_bytes_tell_the_port_but_not_acs()
    {
        DeviceFacts device = Only(Sources.Read(new TarBytes().Device("0000:00:01.0", new ConfigBytes().Pcie(4).Take(256)).ToArray()));

        Assert.Equal((PciePort.RootPort, null), (device.Port, device.Acs));
    }

    [Theory]
    [InlineData(0x0, PciePort.Endpoint)]
    [InlineData(0x1, PciePort.LegacyEndpoint)]
    [InlineData(0x4, PciePort.RootPort)]
    [InlineData(0x5, PciePort.UpstreamPort)]
    [InlineData(0x6, PciePort.DownstreamPort)]
    [InlineData(0x7, PciePort.PcieToPciBridge)]
    [InlineData(0x8, PciePort.PciToPcieBridge)]
    [InlineData(0x9, PciePort.RootComplexIntegratedEndpoint)]
    [InlineData(0xa, PciePort.RootComplexEventCollector)]
    [InlineData(0xb, null)]
    public void Reads_the_port_type(int code, PciePort? port) =>
        Assert.Equal(port, Only(Sources.Read(new TarBytes().Device("0000:00:01.0", new ConfigBytes().Pcie(code).Take()).ToArray())).Port);

    [Fact]
    public void An_empty_acs_capability_is_not_an_absent_one()
    {
        DeviceFacts empty = Only(Sources.Read(new TarBytes().Device("0000:00:01.0", new ConfigBytes().Pcie(0).Sriov().Acs(0, 0).Take()).ToArray()));
        DeviceFacts absent = Only(Sources.Read(new TarBytes().Device("0000:00:01.0", new ConfigBytes().Pcie(0).Take()).ToArray()));

        Assert.Equal((true, false), (empty.Acs?.Present, absent.Acs?.Present));
        Assert.Equal((new SriovFacts(false, null), null), (empty.Sriov, absent.Sriov));
    }

    [Fact]
    public void Acs_bits_are_those_of_the_registers()
    {
        const AcsBits all = (AcsBits)0x7f;
        byte[] config = new ConfigBytes().Pcie(6).Acs(all, AcsBits.RR | AcsBits.UF).Take();

        Assert.Equal(new AcsFacts(true, all, AcsBits.RR | AcsBits.UF), Only(Sources.Read(new TarBytes().Device("0000:00:01.0", config).ToArray())).Acs);
    }

    [Fact]
    public void Capability_lists_in_a_circle_end()
    {
        byte[] config = new ConfigBytes().Pcie(0).Byte(0x50, 5).Byte(0x51, 0x40).Take();
        byte[] extended = new ConfigBytes().Pcie(0).Sriov().Word(0x102, 0x1001).Take();

        Assert.Equal(PciePort.Conventional, Only(Sources.Read(new TarBytes().Device("0000:00:01.0", config).ToArray())).Port);
        Assert.False(Only(Sources.Read(new TarBytes().Device("0000:00:01.0", extended).ToArray())).Acs?.Present);
    }

    [Fact]
    public void A_device_that_is_gone_reads_all_ones()
    {
        byte[] config = new byte[4096];
        config.AsSpan().Fill(0xff);

        DeviceFacts device = Only(Sources.Read(new TarBytes().Device("0000:00:01.0", config).ToArray()));

        Assert.Equal((null, null, null, null), (device.HeaderType, device.Multifunction, device.Port, device.Acs));
        Assert.Equal(((ushort?)0x8086, (int?)0x020000), (device.Vendor, device.Class));
    }

    [Theory]
    [InlineData("0x80", true)]
    [InlineData("0x00", false)]
    public void Function_zero_is_multifunction_by_its_bit(string header, bool expected)
    {
        byte[] config = new ConfigBytes(Convert.ToByte(header, 16)).Take(64);

        Assert.Equal(expected, Only(Sources.Read(new TarBytes().Device("0000:00:01.0", config).ToArray())).Multifunction);
    }

    [Fact]
    public void A_second_function_makes_both_multifunction_but_a_virtual_one_does_not()
    {
        byte[] config = new ConfigBytes().Take(64);
        HostFacts real = Sources.Facts(Sources.Read(new TarBytes().Device("0000:00:01.0", config).Device("0000:00:01.1", config).ToArray()));
        HostFacts virtuals = Sources.Facts(Sources.Read(new TarBytes().Device("0000:00:01.0", config).Device("0000:00:01.1", config)
            .Link("sys/devices/pci0000:00/0000:00:01.1/physfn", "../0000:00:01.0").ToArray()));

        Assert.Equal([true, true], real.Devices.Select(d => d.Multifunction));
        Assert.Equal([false, false], virtuals.Devices.Select(d => d.Multifunction));
        Assert.Equal(new SriovFacts(true, BusAddress.Parse("0000:00:01.0")), virtuals.Devices[1].Sriov);
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("0", false)]
    public void With_ari_the_bus_is_one_slot(string enabled, bool expected)
    {
        byte[] tar = new TarBytes().Device("0000:00:01.0", new ConfigBytes().Take(64), extra: $"ari_enabled={enabled}").ToArray();

        Assert.Equal(expected, Only(Sources.Read(tar)).Multifunction);
    }

    [Fact]
    public void A_bridge_has_the_kernels_bus_numbers_before_its_registers()
    {
        byte[] config = new ConfigBytes(1).Byte(0x18, 0).Byte(0x19, 5).Byte(0x1a, 6).Take();
        TarBytes tar = new TarBytes().Device("0000:00:01.0", config, extra: "secondary_bus_number=7;subordinate_bus_number=9");

        Assert.Equal(new BridgeFacts(0, 7, 9), Only(Sources.Read(tar.ToArray())).Bridge);
        Assert.Equal(new BridgeFacts(0, 5, 6), Only(Sources.Read(new TarBytes().Device("0000:00:01.0", config).ToArray())).Bridge);
    }

    [Fact]
    public void A_port_above_a_removable_device_is_external()
    {
        byte[] bridge = new ConfigBytes(1).Byte(0x19, 1).Take(64);
        HostFacts facts = Sources.Facts(Sources.Read(new TarBytes().Device("0000:00:01.0", bridge).Device("0000:01:00.0", extra: "removable=removable")
            .Device("0000:00:02.0").ToArray()));

        Assert.Equal([true, null, true], facts.Devices.Select(d => d.External));
    }

    [Fact]
    public void A_function_without_a_reset_method_cannot_be_reset_where_others_have_one()
    {
        TarBytes none = new TarBytes().Device("0000:01:00.0").Device("0000:01:00.1");
        Assert.Equal([null, null], Sources.Facts(Sources.Read(none.ToArray())).Devices.Select(d => d.Resettable));
        TarBytes one = new TarBytes().Device("0000:01:00.0", extra: "reset_method=flr bus").Device("0000:01:00.1");
        Assert.Equal([true, false], Sources.Facts(Sources.Read(one.ToArray())).Devices.Select(d => d.Resettable));
    }

    [Fact]
    public void A_driver_override_is_unset_when_it_says_null()
    {
        TarBytes unset = new TarBytes().Device("0000:00:01.0", driver: "vfio-pci");
        TarBytes set = new TarBytes().Device("0000:00:01.0").File("sys/devices/pci0000:00/0000:00:01.0/driver_override", "vfio-pci\n");

        Assert.Equal((DriverFact.Bound("vfio-pci"), null), (Only(Sources.Read(unset.ToArray())).Driver, Only(Sources.Read(unset.ToArray())).DriverOverride));
        Assert.Equal((DriverFact.None, "vfio-pci"), (Only(Sources.Read(set.ToArray())).Driver, Only(Sources.Read(set.ToArray())).DriverOverride));
    }

    [Fact]
    public void A_copy_without_links_does_not_know_drivers()
    {
        byte[] tar = new TarBytes().File("sys/bus/pci/x", "").File("sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0/vendor", "0x8086\n").ToArray();

        HostFacts facts = Sources.Facts(Sources.Read(tar));

        Assert.Equal(["0000:00:01.0", "0000:01:00.0"], facts.Devices.Select(d => d.Address.ToString()));
        Assert.All(facts.Devices, d => Assert.False(d.Driver.IsKnown));
    }

    [Fact]
    public void A_malformed_file_leaves_its_fact_unknown_and_is_reported()
    {
        byte[] tar = new TarBytes().Device("0000:00:01.0", new ConfigBytes().Take(64)).File("sys/devices/pci0000:00/0000:00:01.0/secondary_bus_number", "999")
            .File("sys/devices/pci0000:00/0000:00:01.0/subsystem_vendor", "zz\u001b[31m").ToArray();

        HostReadResult result = Sources.Read(tar);

        Assert.All(result.Problems, p => Assert.Equal("IOPOL5110", p.Id));
        Assert.Equal(["sys/devices/pci0000:00/0000:00:01.0/subsystem_vendor", "sys/devices/pci0000:00/0000:00:01.0/secondary_bus_number"],
            result.Problems.Select(p => p.Member).OrderByDescending(m => m, StringComparer.Ordinal));
        Assert.DoesNotContain(result.Problems, p => p.Message.Contains('\u001b', StringComparison.Ordinal));
    }

    private static DeviceFacts Only(HostReadResult result) => Assert.Single(Sources.Facts(result).Devices);
}
