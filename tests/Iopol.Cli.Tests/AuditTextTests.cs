using System.Runtime.CompilerServices;
using Iopol.Tests;

namespace Iopol.Cli.Tests;

/// <summary>What people read first. The approved texts lie in Approved/; a changed one is written beside it as .received.txt.</summary>
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
        AssertApproved($"{capture}.{policy}.txt", run.Output);
    }

    [Fact]
    public void A_policy_of_ones_own_reads_as_approved()
    {
        ToolRun run = Tool.Run("audit", Tool.Host("sriov-3vf"), "--policy", Tool.Policy("datacenter"));
        Assert.Equal(ExitCode.Fine, run.Exit);
        AssertApproved("sriov-3vf.datacenter.txt", run.Output);
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
        AssertApproved("listing.linux-6-vfio.txt", run.Output);
    }

    private static void AssertApproved(string name, string actual, [CallerFilePath] string here = "")
    {
        // The path of the checkout is no part of the text.
        actual = actual.Replace(RepositoryPaths.Root + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
        Assert.All(actual.Split('\n'), line => Assert.True(line.Length <= 80, line));
        Assert.All(actual.Split('\n'), line => Assert.Equal(line.TrimEnd(), line));
        string file = Path.Combine(RepositoryPaths.InRepository("tests", "Iopol.Cli.Tests", "Approved"), name);
        string approved = File.Exists(file) ? File.ReadAllText(file) : "";
        if (approved == actual) return;
        File.WriteAllText(Path.ChangeExtension(file, ".received.txt"), actual);
        Assert.Equal(approved, actual);
    }
}
