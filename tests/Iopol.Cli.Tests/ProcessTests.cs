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
        // The sleep keeps the tool's input open; a shell's background jobs ignore interrupts unless told otherwise.
        string wait = $"sleep 20 2>/dev/null | env --default-signal=INT $IOPOL simulate --host {Tool.Host("rp-mf")} & pid=$!; sleep 3; kill -INT $pid; wait $pid; echo code $?";
        ToolRun run = Shell(wait);
        Assert.Equal("code 130\n", run.Output);
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task Answers_of_a_simulation_come_while_the_trace_is_still_open()
    {
        using Process process = Start("exec $IOPOL simulate --host " + Tool.Host("rp-mf"));
        await process.StandardInput.WriteLineAsync("driver 0000:01:00.0");
        await process.StandardInput.FlushAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        string? answer = await process.StandardOutput.ReadLineAsync(patience.Token);
        Assert.Contains("e1000e", answer, StringComparison.Ordinal);
        process.StandardInput.Close();
        await process.WaitForExitAsync(patience.Token);
        Assert.Equal(0, process.ExitCode);
    }

    private static ToolRun Shell(string command)
    {
        using Process process = Start(command);
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new ToolRun(process.ExitCode, output, error.Result);
    }

    private static Process Start(string command)
    {
        string tool = Path.Combine(AppContext.BaseDirectory, "iopol.dll");
        var start = new ProcessStartInfo("bash")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = RepositoryPaths.Root,
        };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"IOPOL='{Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet"} {tool}'; " + command);
        return Process.Start(start)!;
    }
}
