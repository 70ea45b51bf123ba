using Iopol.Runtime.Facts;

namespace Iopol.Linux.Tests;

/// <summary>Groups, reserved regions, and what a tree says of its IOMMU.</summary>
public sealed class GroupAndIommuTests
{
    [Fact]
    public void A_direct_region_makes_every_device_of_the_group_need_its_map()
    {
        byte[] tar = new TarBytes().Device("0000:00:01.0", group: 1).Device("0000:00:02.0", group: 2).Device("0000:00:03.0", group: 3)
            .File("sys/kernel/iommu_groups/1/reserved_regions", "0x000000007b800000 0x000000007fffffff direct\n0x00000000fee00000 0x00000000feefffff msi\n")
            .File("sys/kernel/iommu_groups/1/type", "DMA-FQ\n")
            .File("sys/kernel/iommu_groups/2/reserved_regions", "0x000000007b800000 0x000000007fffffff direct-relaxable\n").ToArray();

        HostFacts facts = Sources.Facts(Sources.Read(tar));

        Assert.Equal([true, false, null], facts.Devices.Select(d => d.RequiresDirectMap));
        Assert.Equal("DMA-FQ", facts.Groups[0].Type);
        Assert.Equal([new(0x7b800000, 0x7fffffff, ReservedKind.Direct), new(0xfee00000, 0xfeefffff, ReservedKind.Msi)], facts.Groups[0].Reserved!);
        Assert.Equal((null, null), (facts.Groups[2].Type, facts.Groups[2].Reserved));
    }

    [Fact]
    public void The_msi_window_of_an_smmu_is_the_software_one()
    {
        byte[] tar = new TarBytes().Device("0000:00:01.0").Folder("sys/class/iommu/smmu3.0x0000000005000000")
            .File("sys/kernel/iommu_groups/1/reserved_regions", "0x0000000008000000 0x00000000080fffff msi\n").ToArray();

        HostFacts facts = Sources.Facts(Sources.Read(tar));

        Assert.Equal(("arm", ReservedKind.SoftwareMsi), (facts.Iommu, Assert.Single(facts.Groups[0].Reserved!).Kind));
        Assert.Equal((null, null, null), (facts.IsolatedMsi, facts.CacheCoherent, facts.AddressWidth));
    }

    [Fact]
    public void A_member_that_is_no_pci_function_is_a_warning_and_a_note()
    {
        HostReadResult result = Sources.Read(new TarBytes().Device("0000:00:01.0").Link("sys/kernel/iommu_groups/1/devices/AMDI0095:00", "../x").ToArray());

        Assert.Equal("IOPOL5114", Assert.Single(result.Problems).Id);
        Assert.Contains("AMDI0095:00", Assert.Single(Sources.Facts(result).Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void The_device_counts_where_it_and_the_group_disagree()
    {
        byte[] tar = new TarBytes().Device("0000:00:01.0").Device("0000:00:02.0", group: -1)
            .Link("sys/kernel/iommu_groups/5/devices/0000:00:01.0", "../x").Link("sys/kernel/iommu_groups/4/devices/0000:00:02.0", "../x").ToArray();

        HostReadResult result = Sources.Read(tar);

        Assert.Equal("IOPOL5115", Assert.Single(result.Problems).Id);
        Assert.Equal([1, 4], Sources.Facts(result).Devices.Select(d => d.Group));
    }

    [Fact]
    public void A_machine_without_groups_has_facts_and_a_warning()
    {
        HostReadResult result = Sources.Read(new TarBytes().Device("0000:00:01.0", new ConfigBytes().Take(64), group: -1).ToArray());

        Assert.Equal(("IOPOL5109", HostSeverity.Warning), (Assert.Single(result.Problems).Id, result.Problems[0].Severity));
        Assert.Empty(Sources.Facts(result).Groups);
    }

    [Theory]
    [InlineData("d2008c222f0686", "f00f4a", 1, "intel_iommu=on", 48, true)]
    [InlineData("d2008c222f0686", "f00f4a", 1, "intel_iommu=on intremap=off", 48, false)]
    [InlineData("d2008c222f0686", "f00f4a", 1, "nosmp", 48, false)]
    [InlineData("d2008c222f0686", "f00f4a", 0, "quiet", 48, false)]
    [InlineData("d2008c222f0686", "f00f4a", -1, "quiet", 48, null)]
    [InlineData("d2008c222f0686", "f00f42", 1, "quiet", 48, false)]
    [InlineData("d2008c222f0686", "f00f4a", 1, null, 48, null)]
    [InlineData("d2008c222f0686", "f00f42", -1, null, 48, false)]
    [InlineData("d2008c40380206", "f00f4a", 1, "quiet", 39, true)]
    [InlineData("d2008c22260686", "f00f4a", 1, "quiet", 39, true)]
    public void Reads_vt_d(string cap, string ecap, int flags, string? commandLine, int width, bool? isolated)
    {
        byte[] dmar = new byte[48];
        "DMAR"u8.CopyTo(dmar);
        dmar[37] = (byte)Math.Max(flags, 0);
        TarBytes tar = new TarBytes().Device("0000:00:01.0").File("sys/class/iommu/dmar0/intel-iommu/cap", cap).File("sys/class/iommu/dmar0/intel-iommu/ecap", ecap);
        if (commandLine is not null) tar.File("proc/cmdline", commandLine + "\n");
        if (flags >= 0) tar.File("sys/firmware/acpi/tables/DMAR", dmar);

        HostFacts facts = Sources.Facts(Sources.Read(tar.ToArray()));

        Assert.Equal(("intel", (int?)width, (bool?)true, isolated), (facts.Iommu, facts.AddressWidth, facts.CacheCoherent, facts.IsolatedMsi));
    }

    [Theory]
    [InlineData(true, "quiet", true)]
    [InlineData(true, "intremap=off", false)]
    [InlineData(true, null, null)]
    [InlineData(false, "quiet", null)]
    public void Reads_amd_vi(bool table, string? commandLine, bool? isolated)
    {
        TarBytes tar = new TarBytes().Device("0000:00:01.0").Folder("sys/class/iommu/ivhd0");
        if (table) tar.File("sys/firmware/acpi/tables/IVRS", "IVRS");
        if (commandLine is not null) tar.File("proc/cmdline", commandLine);

        HostFacts facts = Sources.Facts(Sources.Read(tar.ToArray()));

        Assert.Equal(("amd", null, (bool?)true, isolated), (facts.Iommu, facts.AddressWidth, facts.CacheCoherent, facts.IsolatedMsi));
    }

    [Theory]
    [InlineData("iommu=pt", "DMA", true)]
    [InlineData("iommu=force,pt", "DMA", true)]
    [InlineData("iommu=pt iommu=nopt", "identity", false)]
    [InlineData("iommu.passthrough=1", "DMA", true)]
    [InlineData("iommu.passthrough=0", "identity", false)]
    [InlineData("quiet", "identity", true)]
    [InlineData("quiet", "DMA-FQ", false)]
    [InlineData("quiet", null, null)]
    public void Tells_the_default_domain(string commandLine, string? type, bool? expected)
    {
        TarBytes tar = new TarBytes().Device("0000:00:01.0").File("proc/cmdline", commandLine);
        if (type is not null) tar.File("sys/kernel/iommu_groups/1/type", type);

        Assert.Equal(expected, Sources.Facts(Sources.Read(tar.ToArray())).DefaultIsIdentity);
    }

    [Fact]
    public void An_empty_command_line_is_unknown_because_tar_empties_files_of_proc() =>
        Assert.Null(Sources.Facts(Sources.Read(new TarBytes().Device("0000:00:01.0").File("proc/cmdline", "").ToArray())).CommandLine);

    [Fact]
    public void Names_the_machine_and_the_kernel()
    {
        byte[] tar = new TarBytes().Device("0000:00:01.0").Link("sys/class/dmi/id", "../../devices/virtual/dmi/id")
            .File("sys/devices/virtual/dmi/id/sys_vendor", "Dell Inc.\n").File("sys/devices/virtual/dmi/id/product_name", "PowerEdge R740\n")
            .File("proc/version", "Linux version 6.12.1-amd64 (x@y) #1\n").ToArray();

        HostFacts facts = Sources.Facts(Sources.Read(tar));

        Assert.Equal(("Dell Inc. PowerEdge R740", "6.12.1-amd64", "sysfs"), (facts.Machine, facts.Kernel, facts.SourceKind));
    }
}
