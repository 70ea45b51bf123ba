using System.Text.Json;
using System.Text.RegularExpressions;

namespace Iopol.Cli.Tests;

public partial class TestVerbTests
{
    private const string Fails = """
        import "iopol:linux-6-vfio";
        host nic {
            group 1 {
                device 0000:01:00.0 class ethernet multifunction driver e1000e;
                device 0000:01:00.1 class ethernet multifunction driver vfio-pci;
            }
        }
        test "a group with a kernel driver cannot be claimed" {
            host nic;
            g = open_group(0000:01:00.1.group) by alice -> ok;
            c = open_container() by alice -> ok;
            set_container(g, c) by alice -> EPERM because viable at 0000:01:00.0;
        }
        test "and this is wrong" {
            host nic;
            note "it expects too much";
            g = open_group(0000:01:00.1.group) by alice -> ok;
            c = open_container() by alice -> ok;
            set_container(g, c) by alice -> ok;
        }
        """;

    [Fact]
    public void A_failure_shows_place_expectation_and_explanation()
    {
        ToolRun run = Tool.RunWith(Fails, "test", "-");
        Assert.Equal(ExitCode.No, run.Exit);
        Assert.Equal("""
            standard input
              ok      a group with a kernel driver cannot be claimed (T)
              FAILED  and this is wrong (T)
                      note: it expects too much
                      standard input(19,5): expected ok, got EPERM
                        set_container: EPERM, group 1 is used by the kernel
                          rule viable at PLACE
                          group 1
                            0000:01:00.0  decides  e1000e
                            0000:01:00.1           vfio-pci

            1 passed, 1 failed (T)

            """, Place().Replace(Time().Replace(run.Output, "(T)"), "at PLACE"));
    }

    [Fact]
    public void Json_says_the_same()
    {
        using var json = JsonDocument.Parse(Tool.RunWith(Fails, "test", "-", "--format", "json", "--coverage").Output);
        Assert.Equal(1, json.RootElement.GetProperty("passed").GetInt32());
        Assert.Equal(1, json.RootElement.GetProperty("failed").GetInt32());
        JsonElement failed = json.RootElement.GetProperty("tests")[1];
        Assert.Equal("failed", failed.GetProperty("outcome").GetString());
        Assert.Equal("Linux6Vfio", failed.GetProperty("policy").GetString());
        Assert.Equal("standard input(19,5)", failed.GetProperty("failure").GetProperty("at").GetString());
        JsonElement coverage = Assert.Single(json.RootElement.GetProperty("coverage").EnumerateArray());
        Assert.Equal(coverage.GetProperty("used").GetInt32(), coverage.GetProperty("parts").EnumerateArray().Count(p => p.GetProperty("count").GetInt64() > 0));
        Assert.Equal(coverage.GetProperty("total").GetInt32(), coverage.GetProperty("parts").GetArrayLength());
    }

    [Fact]
    public void A_filter_leaves_tests_out_and_no_test_at_all_is_no_pass()
    {
        Assert.Equal(ExitCode.Fine, Tool.RunWith(Fails, "test", "-", "--filter", "CLAIMED").Exit);
        ToolRun none = Tool.RunWith(Fails, "test", "-", "--filter", "nothing like it");
        Assert.Equal(ExitCode.No, none.Exit);
        Assert.Equal("no test to run\n", none.Output);
    }

    [Fact]
    public void Coverage_below_the_threshold_fails_and_says_by_how_much()
    {
        Assert.Equal(ExitCode.Fine, Tool.RunWith(Fails, "test", "-", "--filter", "claimed", "--threshold", "1").Exit);
        ToolRun run = Tool.RunWith(Fails, "test", "-", "--filter", "claimed", "--threshold", "99%");
        Assert.Equal(ExitCode.No, run.Exit);
        Assert.Matches(@"coverage of Linux6Vfio is \d+\.\d %, below 99 %\n$", run.Output);
        Assert.Contains("  never  operation  unmap  ", run.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.InputUnusable, Tool.RunWith(Fails, "test", "-", "--threshold", "much").Exit);
        Assert.Equal(ExitCode.InputUnusable, Tool.RunWith(Fails, "test", "-", "--threshold", "101").Exit);
    }

    [Fact]
    public void A_policy_with_errors_is_not_tested()
    {
        ToolRun run = Tool.RunWith("policy P for Nothing { }", "test", "-");
        Assert.Equal(ExitCode.PolicyErrors, run.Exit);
        Assert.Contains("standard input(1,14): error IOPOL", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_file_that_is_not_there_fails_the_test_that_needs_it()
    {
        ToolRun run = Tool.RunWith("""
            import "iopol:linux-6-vfio";
            host gone = "no-such-host.tar.gz";
            test "on a host that is gone" { host gone; expect true; }
            """, "test", "-");
        Assert.NotEqual(ExitCode.Fine, run.Exit);
        Assert.Contains("no-such-host.tar.gz", run.Output + run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("datacenter")]
    [InlineData("workstation")]
    [InlineData("one-requester-each")]
    public void The_policies_worth_copying_pass_their_tests(string name)
    {
        ToolRun run = Tool.Run("test", Tool.Policy(name));
        Assert.True(run.Exit == ExitCode.Fine, run.Output + run.Error);
    }

    [GeneratedRegex(@"\(\d+(\.\d)?ms\)")]
    private static partial Regex Time();

    [GeneratedRegex(@"at iopol:linux-6-vfio\(\d+,\d+\)")]
    private static partial Regex Place();
}
