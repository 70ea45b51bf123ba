namespace Iopol.Cli.Tests;

/// <summary>What people read first.</summary>
public class AuditTextTests
{
    [Theory]
    [InlineData("rp-mf", "linux-6-vfio")]
    [InlineData("rp-noacs", "linux-5.12-vfio")]
    [InlineData("pcie2pci", "linux-6-vfio")]
    [InlineData("sriov-3vf", "linux-6-vfio")]
    public void A_capture_reads_as_approved(string capture, string policy)
    {
        ToolRun run = Tool.Run("audit", Tool.Host(capture), "--policy", policy);
        Assert.Equal(ExitCode.Fine, run.Exit);
        ApprovedText.Check($"{capture}.{policy}.txt", run.Output);
    }

    [Fact]
    public void A_policy_of_ones_own_reads_as_approved()
    {
        ToolRun run = Tool.Run("audit", Tool.Host("sriov-3vf"), "--policy", Tool.Policy("datacenter"));
        Assert.Equal(ExitCode.Fine, run.Exit);
        ApprovedText.Check("sriov-3vf.datacenter.txt", run.Output);
    }

    [Fact]
    public void A_listing_without_drivers_reads_as_approved()
    {
        ToolRun run = Tool.RunWith("""
            IOMMU Group 0 00:00.0 Host bridge [0600]: Intel Corporation 8th Gen Core Processor Host Bridge [8086:3ec2] (rev 07)
            IOMMU Group 1 00:01.0 PCI bridge [0604]: Intel Corporation Xeon E3-1200 PCIe Controller (x16) [8086:1901] (rev 07)
            IOMMU Group 1 01:00.0 VGA compatible controller [0300]: NVIDIA Corporation TU104 [10de:1e84] (rev a1)
            IOMMU Group 1 01:00.1 Audio device [0403]: NVIDIA Corporation TU104 HD Audio Controller [10de:10f8] (rev a1)
            """, "audit", "-");
        Assert.Equal(ExitCode.Fine, run.Exit);
        ApprovedText.Check("listing.linux-6-vfio.txt", run.Output);
    }
}
