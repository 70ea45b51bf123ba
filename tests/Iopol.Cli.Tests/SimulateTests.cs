using System.Text.Json;

namespace Iopol.Cli.Tests;

public class SimulateTests
{
    [Fact]
    public void Every_step_is_answered_on_a_line_with_rule_place_and_reason()
    {
        ToolRun run = Tool.RunWith("""
            trace mine
            # the second port keeps its driver
            unbind 0000:01:00.0
            bind 0000:01:00.0 vfio-pci
            open-group 0000:01:00.0 as G
            open-container as C
            set-container G C
            """, "simulate", "--host", Tool.Host("rp-mf"));
        Assert.Equal(ExitCode.Fine, run.Exit);
        JsonElement[] answers = [.. Answers(run)];
        Assert.Equal(6, answers.Length);
        JsonElement last = answers[^1];
        Assert.Equal("mine", last.GetProperty("trace").GetString());
        Assert.Equal("set-container G C", last.GetProperty("step").GetString());
        Assert.Equal(-1, last.GetProperty("ret").GetInt32());
        Assert.Equal("EPERM", last.GetProperty("err").GetString());
        Assert.Equal("viable", last.GetProperty("rule").GetString());
        Assert.StartsWith("iopol:linux-6-vfio(", last.GetProperty("at").GetString(), StringComparison.Ordinal);
        Assert.Equal("group 3 is used by the kernel", last.GetProperty("because").GetString());
    }

    [Fact]
    public void A_setting_changes_the_kernel()
    {
        Assert.Equal(ExitCode.Fine, Tool.RunWith("state", "simulate", "--host", Tool.Host("rp-mf"), "--set", "kernel=6.1", "--set", "allow_unsafe_interrupts=true").Exit);
        ToolRun unknown = Tool.RunWith("state", "simulate", "--host", Tool.Host("rp-mf"), "--set", "colour=red");
        Assert.Equal(ExitCode.InputUnusable, unknown.Exit);
        Assert.Contains("kernel=6.12", unknown.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.InputUnusable, Tool.RunWith("state", "simulate", "--host", Tool.Host("rp-mf"), "--set", "kernel=six").Exit);
        Assert.Equal(ExitCode.InputUnusable, Tool.RunWith("state", "simulate", "--host", Tool.Host("rp-mf"), "--set", "kernel").Exit);
    }

    [Fact]
    public void A_step_that_names_nothing_is_bad_and_the_rest_goes_on()
    {
        ToolRun run = Tool.RunWith("unbind 0000:99:00.0\ndriver 0000:01:00.0\n", "simulate", "--host", Tool.Host("rp-mf"));
        Assert.Equal(ExitCode.Fine, run.Exit);
        JsonElement[] answers = [.. Answers(run)];
        Assert.True(answers[0].TryGetProperty("bad", out _));
        Assert.Equal("e1000e", answers[1].GetProperty("driver").GetString());
        Assert.Contains("1 step", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_is_no_trace_is_unusable()
    {
        Assert.Equal(ExitCode.InputUnusable, Tool.RunWith("dear model,\nplease bind\n", "simulate", "--host", Tool.Host("rp-mf")).Exit);
        Assert.Equal(ExitCode.Fine, Tool.RunWith("# nothing but a comment\n", "simulate", "--host", Tool.Host("rp-mf")).Exit);
    }

    [Fact]
    public void A_trace_can_be_a_file_and_only_one_of_host_and_trace_standard_input()
    {
        using var folder = new TemporaryFolder();
        string trace = folder.File("a.steps", "driver 0000:01:00.0\r\n");
        string facts = Tool.Run("host", Tool.Host("rp-mf")).Output;
        ToolRun run = Tool.RunWith(facts, "simulate", "--host", "-", trace);
        Assert.Equal(ExitCode.Fine, run.Exit);
        Assert.Single(Answers(run));
        Assert.Equal(ExitCode.InputUnusable, Tool.RunWith(facts, "simulate", "--host", "-").Exit);
        Assert.Equal(ExitCode.InputUnusable, Tool.Run("simulate", "--host", Tool.Host("rp-mf"), "/no/such/trace").Exit);
    }

    private static IEnumerable<JsonElement> Answers(ToolRun run) =>
        run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement);
}
