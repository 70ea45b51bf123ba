using System.Text.Json;
using Iopol.Tests;

namespace Iopol.Cli.Tests;

public class VerifyTests
{
    private static readonly string Hosts = RepositoryPaths.InRepository("samples", "scenarios", "hosts.iopol");

    private const string Tiny = """
        import "iopol:linux-6-vfio";
        policy Tiny extends Linux6Vfio {
            property unopened "<b>\"nobody\"</b> opens & groups" = all g in groups: opened[g] is none;
        }
        host one { group 1 { device 0000:01:00.0 class 0x0200 driver "vfio-pci"; } }
        """;

    [Fact]
    public void A_property_that_fails_is_told_as_a_story_and_exits_with_2()
    {
        ToolRun run = Tool.Run("verify", "linux-5.12-vfio", "--host", Hosts + "#dual_nic", "--property", "isolation");
        Assert.Equal(ExitCode.No, run.Exit);
        Assert.Contains("isolation: a device of the host reaches a user's memory", run.Output, StringComparison.Ordinal);
        Assert.Contains("alice set_iommu(container 0, type1) -> ok", run.Output, StringComparison.Ordinal);
        Assert.Contains("default -> space 0 of alice", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("one_context_per_group", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_holds_exits_with_0_and_says_within_which_bounds()
    {
        ToolRun run = Tool.Run("verify", "linux-6-vfio", "--devices", "1", "--users", "1");
        Assert.Equal(ExitCode.Fine, run.Exit);
        Assert.Contains("holds within the bounds", run.Output, StringComparison.Ordinal);
        Assert.Contains("1 user,", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_has_the_state_after_every_step()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("tiny.iopol", Tiny);
        ToolRun run = Tool.Run("verify", file, "--host", file + "#one", "--property", "unopened", "--format", "json");
        Assert.Equal(ExitCode.No, run.Exit);
        JsonElement root = JsonDocument.Parse(run.Output).RootElement;
        Assert.False(root.GetProperty("holds").GetBoolean());
        JsonElement property = Assert.Single(root.GetProperty("properties").EnumerateArray());
        JsonElement way = Assert.Single(property.GetProperty("counterexamples").EnumerateArray());
        JsonElement step = Assert.Single(way.GetProperty("steps").EnumerateArray());
        Assert.Equal("open_group(group 1)", step.GetProperty("call").GetString());
        Assert.Equal("group_file 0", step.GetProperty("after").GetProperty("books").GetProperty("opened[group 1]").GetString());
        Assert.Equal("complete", root.GetProperty("hosts")[0].GetProperty("end").GetString());
    }

    [Fact]
    public void The_page_needs_nothing_from_outside_and_escapes_what_a_policy_says()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("tiny.iopol", Tiny);
        string page = Path.Combine(folder.Path, "story.html");
        Assert.Equal(ExitCode.No, Tool.Run("verify", file, "--host", file + "#one", "--format", "html", "-o", page).Exit);
        string html = File.ReadAllText(page);
        Assert.DoesNotContain("<b>&#34;nobody", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>\"nobody", html, StringComparison.Ordinal);
        Assert.Contains("&#60;b&#62;&#34;nobody&#34;&#60;/b&#62; opens &#38; groups", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http:", html, StringComparison.Ordinal);
        Assert.DoesNotContain("https:", html, StringComparison.Ordinal);
        Assert.DoesNotContain(" src=", html, StringComparison.Ordinal);
        Assert.Contains("default-src &#39;none&#39;", html, StringComparison.Ordinal);
        Assert.Contains("<svg ", html, StringComparison.Ordinal);
    }

    [Fact]
    public void At_a_limit_it_says_so_and_exits_with_5()
    {
        ToolRun run = Tool.Run("verify", "linux-6-vfio", "--host", Hosts + "#dual_nic", "--limit-states", "50");
        Assert.Equal(ExitCode.Unfinished, run.Exit);
        Assert.Contains("the state limit was reached (--limit-states) at 50 states", InOneLine(run.Output), StringComparison.Ordinal);
        Assert.Contains("cannot tell", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Proved", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_memory_runs_out_it_says_so_and_keeps_what_it_found()
    {
        ToolRun run = Tool.Run("verify", "linux-5.12-vfio", "--host", Hosts + "#dual_nic", "--no-symmetry", "--limit-memory", "300K");
        Assert.Equal(ExitCode.No, run.Exit);
        Assert.Contains("the memory limit was reached (--limit-memory)", InOneLine(run.Output), StringComparison.Ordinal);
        Assert.Contains("alice set_iommu(container 0, type1) -> ok", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Interrupted_it_tells_what_it_has_and_exits_with_5()
    {
        // The user loses patience as soon as somebody listens.
        var impatient = new Surroundings { WhenInterrupted = stop => { stop.Cancel(); return new Listening(); } };
        ToolRun run = Tool.RunWith(null, impatient, "verify", "linux-6-vfio", "--devices", "2");
        Assert.Equal(ExitCode.Unfinished, run.Exit);
        Assert.Contains("it was interrupted at 1 states", InOneLine(run.Output), StringComparison.Ordinal);
        Assert.Contains("cannot tell", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Proved", run.Output, StringComparison.Ordinal);
        JsonElement root = JsonDocument.Parse(Tool.RunWith(null, impatient, "verify", "linux-6-vfio", "--devices", "2", "--format", "json").Output).RootElement;
        Assert.Equal(JsonValueKind.Null, root.GetProperty("holds").ValueKind);
        Assert.Equal("interrupted", Assert.Single(root.GetProperty("hosts").EnumerateArray()).GetProperty("end").GetString());
        Assert.Equal(8, root.GetProperty("hostsAsked").GetInt32());
    }

    [Theory]
    [InlineData("verify", "no-such-policy")]
    [InlineData("verify", "linux-6-vfio", "--property", "isolatoin")]
    [InlineData("verify", "linux-6-vfio", "--devices", "9")]
    [InlineData("verify", "linux-6-vfio", "--users", "0")]
    [InlineData("verify", "linux-6-vfio", "--objects", "1,spoon=2")]
    [InlineData("verify", "linux-6-vfio", "--objects", "x")]
    [InlineData("verify", "linux-6-vfio", "--without", "dance")]
    [InlineData("verify", "linux-6-vfio", "--limit-memory", "much")]
    [InlineData("verify", "linux-6-vfio", "--limit-time", "0")]
    [InlineData("verify", "linux-6-vfio", "--limit-states", "-1")]
    [InlineData("verify", "linux-6-vfio", "--group", "3")]
    [InlineData("verify", "linux-6-vfio", "--host", "nowhere.tar.gz")]
    public void Bad_arguments_are_unusable_input(params string[] args)
    {
        ToolRun run = Tool.Run(args);
        Assert.Equal(ExitCode.InputUnusable, run.Exit);
        Assert.Empty(run.Output);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_that_shows_too_little_is_refused_with_what_is_missing()
    {
        ToolRun run = Tool.RunWith("IOMMU Group 1 00:01.0 VGA compatible controller [0300]: X [8086:1234]\n", "verify", "linux-6-vfio", "--host", "-");
        Assert.Equal(ExitCode.InputUnusable, run.Exit);
        Assert.Contains("port type of 0000:00:01.0", run.Error, StringComparison.Ordinal);
    }

    private static string InOneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private sealed class Listening : IDisposable
    {
        public void Dispose()
        {
        }
    }
}
