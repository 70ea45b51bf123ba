using System.Text.Json;

namespace Iopol.Cli.Tests;

public class HostVerbTests
{
    [Fact]
    public void A_capture_becomes_facts_that_read_back_as_they_are()
    {
        ToolRun first = Tool.Run("host", Tool.Host("switch"));
        Assert.Equal(ExitCode.Fine, first.Exit);
        using var facts = JsonDocument.Parse(first.Output);
        Assert.Equal(10, facts.RootElement.GetProperty("devices").GetArrayLength());
        Assert.Equal(first.Output, Tool.RunWith(first.Output, "host", "-").Output);
    }

    [Fact]
    public void A_file_is_written_whole_in_place_of_an_older_one()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("facts.json", "older");
        ToolRun run = Tool.Run("host", Tool.Host("rp-mf"), "-o", file);
        Assert.Equal(ExitCode.Fine, run.Exit);
        Assert.Empty(run.Output);
        Assert.Equal(Tool.Run("host", Tool.Host("rp-mf")).Output, File.ReadAllText(file));
        Assert.Equal([file], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_named()
    {
        ToolRun run = Tool.Run("host", Tool.Host("rp-mf"), "-o", "/no/such/folder/facts.json");
        Assert.Equal(ExitCode.InputUnusable, run.Exit);
        Assert.Contains("/no/such/folder/facts.json", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/no/such/host", "IOPOL5101")]
    [InlineData("/dev/null", "IOPOL5102")]
    public void An_unreadable_host_is_a_finding(string host, string id)
    {
        ToolRun run = Tool.Run("host", host);
        Assert.Equal(ExitCode.InputUnusable, run.Exit);
        Assert.Contains($"{host}: error {id}: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("\n    help: ", run.Error, StringComparison.Ordinal);
    }
}
