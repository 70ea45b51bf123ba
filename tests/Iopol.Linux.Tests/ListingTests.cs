using System.Text.Json;
using Iopol.Runtime.Facts;
using Iopol.Tests;

namespace Iopol.Linux.Tests;

/// <summary>Listings as people post them.</summary>
public sealed class ListingTests
{
    public static TheoryData<string> Listings()
    {
        string folder = RepositoryPaths.InShared("data", "hosts", "listings");
        return Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder, "*.txt").Select(Path.GetFileNameWithoutExtension).OfType<string>().Order()]
            : ["absent"];
    }

    [SharedTheory("data/hosts/listings")]
    [MemberData(nameof(Listings))]
    public void Gives_the_expected_groups(string name)
    {
        string path = RepositoryPaths.InShared("data", "hosts", "listings", name);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path + ".expected.json"));
        var expected = document.RootElement.GetProperty("groups").EnumerateObject()
            .ToDictionary(g => int.Parse(g.Name, System.Globalization.CultureInfo.InvariantCulture), g => g.Value.EnumerateArray().Select(a => a.GetString()!).ToList());

        HostReadResult result = HostReader.Read(path + ".txt");

        Assert.Empty(result.Problems);
        HostFacts facts = Sources.Facts(result);
        var groups = facts.Devices.GroupBy(d => d.Group!.Value).ToDictionary(g => g.Key, g => g.Select(d => d.Address.ToString()).ToList());
        Assert.Equal(expected.Keys.Order(), groups.Keys.Order());
        Assert.All(expected, g => Assert.Equal(g.Value, groups[g.Key]));
        Assert.All(facts.Devices, d => Assert.Equal(DriverFact.Unknown, d.Driver));
        Assert.All(facts.Devices, d => Assert.True(d.Acs is null && d.Port is null && d.HeaderType is null));
    }

    [SharedFact("data/hosts/listings")]
    public void Agrees_with_the_kernel_log_of_the_same_machine()
    {
        HostFacts listing = Sources.Facts(HostReader.Read(RepositoryPaths.InShared("data", "hosts", "listings", "asrock-x299-taichi-xe.txt")));
        HostFacts log = Sources.Facts(HostReader.Read(RepositoryPaths.InShared("data", "hosts", "dmesg", "asrock-x299-taichi-xe.json")));

        Assert.Equal(log.Devices.Select(d => (d.Address, d.Group, d.Vendor, d.Device)), listing.Devices.Select(d => (d.Address, d.Group, d.Vendor, d.Device)));

        // A listing has no programming interface.
        Assert.Equal(log.Devices.Select(d => d.Class & 0xffff00), listing.Devices.Select(d => d.Class));
    }

    /// <summary>Every shape says the same about one device.</summary>
    [Theory]
    [InlineData("IOMMU Group 1 00:01.0 PCI bridge [0604]: Intel Corporation Controller (x16) [8086:1901] (rev 07)")]
    [InlineData("IOMMU Group 1 0000:00:01.0 PCI bridge [0604]: Intel Corporation [1234] [8086:1901] (rev 07)   ")]
    [InlineData("IOMMU Group 1:\n\t00:01.0 PCI bridge [0604]: Intel Corporation [8086:1901] (rev 07)")]
    [InlineData("iommu group 1\r\n  00:01.0 PCI bridge [0604]: Intel Corporation [8086:1901]\r\n")]
    [InlineData("Group 1:\t[8086:1901] [R] 00:01.0  PCI bridge [0604]: Device")]
    [InlineData("\x1b[1;32mIOMMU Group 1\x1b[0m \x1b]0;title\a00:01.0 PCI bridge [0604]: Intel [8086:1901]")]
    [InlineData("root@host:~# ./iommu.sh\n> ## IOMMU Group 1:\n> * 00:01.0 PCI bridge [0604]: Intel [8086:1901]\n> $ ")]
    [InlineData("IOMMU_GROUP: 1 - 00:01.0 0604: 8086:1901 (rev 07)")]
    [InlineData("[    0.512345] pci 0000:00:01.0: Adding to iommu group 1\n00:01.0 PCI bridge [0604]: Intel [8086:1901]")]
    [InlineData("\ufeffIOMMU Group 1 00:01.0 PCI bridge [0604]: Intel [8086:1901]")]
    public void Reads_every_shape(string text)
    {
        HostReadResult result = Sources.Read(text);

        Assert.Empty(result.Problems);
        DeviceFacts device = Assert.Single(Sources.Facts(result).Devices);
        Assert.Equal(("0000:00:01.0", (int?)1), (device.Address.ToString(), device.Group));
        Assert.Equal(((ushort?)0x8086, (ushort?)0x1901, (int?)0x060400), (device.Vendor, device.Device, device.Class));
    }

    [Theory]
    [InlineData("/sys/kernel/iommu_groups/7/devices/10000:e1:00.0")]
    [InlineData("lrwxrwxrwx 1 root root 0 Jan  1 00:00 /sys/kernel/iommu_groups/7/devices/10000:e1:00.0 -> ../../../../devices/pci10000:e0/10000:e1:00.0")]
    [InlineData("IOMMU Group 7 10000:e1:00.0 Non-Volatile memory controller")]
    public void Reads_an_address_with_a_long_domain(string text)
    {
        DeviceFacts device = Assert.Single(Sources.Facts(Sources.Read(text)).Devices);
        Assert.Equal(("10000:e1:00.0", (int?)7), (device.Address.ToString(), device.Group));
    }

    [Fact]
    public void Reads_utf16_as_windows_shells_write_it()
    {
        byte[] text = [0xff, 0xfe, .. System.Text.Encoding.Unicode.GetBytes("IOMMU Group 3 00:1f.2 SATA controller [0106]: Intel [8086:2922]\r\n")];

        Assert.Equal(3, Assert.Single(Sources.Facts(Sources.Read(text)).Devices).Group);
    }

    [Fact]
    public void Takes_drivers_and_subsystems_from_lspci_k()
    {
        const string text = """
            IOMMU Group 1:
              01:00.0 VGA compatible controller [0300]: NVIDIA Corporation [10de:1401] (rev a1)
                    Subsystem: ASUSTeK Computer Inc. Device [1043:8520]
                    Kernel driver in use: vfio-pci
                    Kernel modules: nouveau
              01:00.1 Audio device [0403]: NVIDIA Corporation [10de:0fba] (rev a1)
                    Subsystem: ASUSTeK Computer Inc. Device [1043:8520]
                    Kernel modules: snd_hda_intel
              01:00.2 Host bridge [0600]: NVIDIA Corporation [10de:0fbb] (rev a1)
            """;

        HostFacts facts = Sources.Facts(Sources.Read(text));

        Assert.Equal([DriverFact.Bound("vfio-pci"), DriverFact.None, DriverFact.Unknown], facts.Devices.Select(d => d.Driver));
        Assert.Equal(((ushort?)0x1043, (ushort?)0x8520), (facts.Devices[0].SubsystemVendor, facts.Devices[0].SubsystemDevice));
        Assert.Equal(((ushort?)0x10de, (ushort?)0x1401), (facts.Devices[0].Vendor, facts.Devices[0].Device));
    }

    [Fact]
    public void Warns_once_about_lines_that_seem_to_matter()
    {
        HostReadResult result = Sources.Read("IOMMU Group 1 00:01.0 PCI bridge\nUSB: [1d6b:0002] Bus 001\nGroup x: 00:02.0 VGA\nnote: 00:03.0 is the NIC\n");

        HostProblem problem = Assert.Single(result.Problems);
        Assert.Equal(("IOPOL5121", 3), (problem.Id, problem.Line));
        Assert.Contains("2 of 4 lines", problem.Message, StringComparison.Ordinal);
        Assert.Single(Sources.Facts(result).Devices);
    }

    [Fact]
    public void A_listing_without_groups_has_devices_and_a_warning()
    {
        HostReadResult result = Sources.Read("00:01.0 PCI bridge [0604]: Intel [8086:1901]\n");

        Assert.Equal("IOPOL5109", Assert.Single(result.Problems).Id);
        Assert.Null(Assert.Single(Sources.Facts(result).Devices).Group);
    }

    [Theory]
    [InlineData("hello\nworld\n", "IOPOL5120")]
    [InlineData("IOMMU Group 1:\nIOMMU Group 2:\n", "IOPOL5120")]
    [InlineData("IOMMU Group 1 00:01.0 A\nIOMMU Group 2 00:01.0 A\n", "IOPOL5122")]
    public void Refuses_a_text_without_usable_devices(string text, string id)
    {
        HostReadResult result = Sources.Read(text);

        Assert.Null(result.Facts);
        HostProblem problem = Assert.Single(result.Problems);
        Assert.Equal((id, HostSeverity.Error), (problem.Id, problem.Severity));
        Assert.NotEmpty(problem.Help);
    }
}
