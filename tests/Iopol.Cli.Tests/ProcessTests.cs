using System.Diagnostics;
using System.Runtime.Versioning;
using Iopol.Tests;

namespace Iopol.Cli.Tests;

/// <summary>What only a real process shows: streams that close, signals, exit codes as the shell sees them.</summary>
[UnsupportedOSPlatform("windows")]
public class ProcessTests
{
    [Fact]
    public void The_exit_code_reaches_the_shell()
    {
        Assert.Equal(0, Shell("$IOPOL policies").Code);
        Assert.Equal(2, Shell($"$IOPOL audit {Tool.Host("rp-mf")} --require 01:00.0").Code);
        Assert.Equal(3, Shell("echo nonsense | $IOPOL check -").Code);
        Assert.Equal(4, Shell("$IOPOL audit /no/such/host").Code);
    }

    [Fact]
    public void A_reader_that_goes_away_ends_nothing_with_noise()
    {
        ToolRun run = Shell($"$IOPOL audit {Tool.Host("switch")} --format json | head -c 1");
        Assert.Equal("{", run.Output);
        Assert.Empty(run.Error);
    }

    [Fact]
    public void A_full_disk_is_a_failure_of_the_tool_in_one_line()
    {
        ToolRun run = Shell("$IOPOL policies > /dev/full");
        Assert.Equal(1, run.Code);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.NotEmpty(run.Error);
    }

    [Fact]
    public void An_interrupt_ends_it_without_a_trace()
    {
        // The sleep keeps the tool's input open.
        string wait = $"sleep 20 2>/dev/null | $IOPOL simulate --host {Tool.Host("rp-mf")} & pid=$!; sleep 3; kill -INT $pid; wait $pid; echo code $?";
        ToolRun run = Shell(wait, monitor: true);
        Assert.Equal("code 130\n", run.Output);
        Assert.Empty(run.Error);
    }

    [Fact]
    public void Answers_of_a_simulation_come_while_the_trace_is_still_open()
    {
        using Process process = Start("exec $IOPOL simulate --host " + Tool.Host("rp-mf"), monitor: false);
        process.StandardInput.WriteLine("driver 0000:01:00.0");
        process.StandardInput.Flush();
        Task<string?> answer = process.StandardOutput.ReadLineAsync();
        Assert.True(answer.Wait(TimeSpan.FromSeconds(60)), "no answer while the trace is open");
        Assert.Contains("e1000e", answer.Result, StringComparison.Ordinal);
        process.StandardInput.Close();
        Assert.True(process.WaitForExit(60_000));
        Assert.Equal(0, process.ExitCode);
    }

    private static ToolRun Shell(string command, bool monitor = false)
    {
        using Process process = Start(command, monitor);
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new ToolRun(process.ExitCode, output, error.Result);
    }

    private static Process Start(string command, bool monitor)
    {
        string tool = Path.Combine(AppContext.BaseDirectory, "iopol.dll");
        var start = new ProcessStartInfo("bash")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = RepositoryPaths.Root,
        };
        if (monitor) start.ArgumentList.Add("-m");
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"IOPOL='{Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet"} {tool}'; " + command);
        return Process.Start(start)!;
    }
}
