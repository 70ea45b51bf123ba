namespace Iopol.Cli.Tests;

public class AuditVerbTests
{
    private const string Bare = "IOMMU Group 1 01:00.0 Ethernet controller [0200]: Intel Corporation 82574L [8086:10d3]\n";

    [Fact]
    public void A_required_device_that_is_not_assignable_is_a_no_with_the_reason()
    {
        ToolRun run = Tool.Run("audit", Tool.Host("rp-mf"), "--require", "0000:01:00.0");
        Assert.Equal(ExitCode.No, run.Exit);
        Assert.EndsWith("\n0000:01:00.0: no, group 3 is not assignable: group 3 is used by the kernel\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_required_device_that_is_assignable_is_fine()
    {
        ToolRun run = Tool.Run("audit", Tool.Host("sriov-3vf"), "--require", "01:00.1");
        Assert.Equal(ExitCode.Fine, run.Exit);
        Assert.Contains("\n0000:01:00.1: yes, ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_required_device_of_which_too_little_is_known_is_a_no_with_what_is_missing()
    {
        ToolRun run = Tool.RunWith(Bare, "audit", "-", "--require", "01:00.0", "--format", "json");
        Assert.Equal(ExitCode.No, run.Exit);
        Assert.Contains("0000:01:00.0: no, it cannot be told: unknown is driver of 0000:01:00.0", Unwrapped(run.Error), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--require", "99:00.0")]
    [InlineData("--require", "nonsense")]
    [InlineData("--group", "99")]
    [InlineData("--group", "x")]
    [InlineData("--set", "kernel=old")]
    [InlineData("--policy", "no-such-policy")]
    [InlineData("--policy", "/")]
    public void An_option_that_names_nothing_is_unusable(params string[] option)
    {
        ToolRun run = Tool.Run(["audit", Tool.Host("rp-mf"), .. option]);
        Assert.Equal(ExitCode.InputUnusable, run.Exit);
        Assert.StartsWith("iopol: ", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public void Of_a_file_with_several_policies_the_last_counts_or_the_named_one()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("two.iopol", """
            import "iopol:linux-6-vfio";
            policy Strict extends Linux6Vfio { protect has virtual_function "no virtual functions"; }
            policy Lax extends Linux6Vfio { }
            """);
        Assert.Contains("policy Lax for ", Tool.Run("audit", Tool.Host("sriov-3vf"), "--policy", file).Output, StringComparison.Ordinal);
        Assert.Contains("policy Strict for ", Tool.Run("audit", Tool.Host("sriov-3vf"), "--policy", file + "#Strict").Output, StringComparison.Ordinal);
        ToolRun run = Tool.Run("audit", Tool.Host("sriov-3vf"), "--policy", file + "#Other");
        Assert.Equal(ExitCode.InputUnusable, run.Exit);
        Assert.Contains("Strict, Lax", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_with_errors_is_shown_and_not_asked()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("bad.iopol", "policy P for Nothing { }");
        ToolRun run = Tool.Run("audit", Tool.Host("rp-mf"), "--policy", file);
        Assert.Equal(ExitCode.PolicyErrors, run.Exit);
        Assert.Contains($"{file}(1,14): error IOPOL2", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public void A_machine_without_groups_is_told_where_to_see_a_verdict()
    {
        using var folder = new TemporaryFolder();
        ToolRun run = Tool.RunWith(null, new Surroundings { LiveSysfs = folder.Path }, "audit");
        Assert.Equal(ExitCode.InputUnusable, run.Exit);
        Assert.Contains("this machine has no IOMMU groups", run.Error, StringComparison.Ordinal);
        Assert.Contains("iopol audit samples/hosts/rp-mf.tar.gz --policy linux-6-vfio", Unwrapped(run.Error), StringComparison.Ordinal);
    }

    [Fact]
    public void The_host_may_come_from_standard_input()
    {
        string facts = Tool.Run("host", Tool.Host("rp-mf")).Output;
        ToolRun run = Tool.RunWith(facts, "audit", "-");
        Assert.Equal(ExitCode.Fine, run.Exit);
        Assert.StartsWith("standard input: 4 groups, ", run.Output, StringComparison.Ordinal);
    }

    private static string Unwrapped(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
