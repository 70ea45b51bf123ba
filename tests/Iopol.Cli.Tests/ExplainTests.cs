using Iopol.Compiler.Diagnostics;
using Iopol.Linux;
using Iopol.Linux.Images;

namespace Iopol.Cli.Tests;

public class ExplainTests
{
    [Fact]
    public void Every_diagnostic_there_is_can_be_explained()
    {
        foreach (string id in DiagnosticCatalog.All.Select(d => d.Id).Concat(HostDiagnostics.All.Concat(ImageDiagnostics.All).Select(d => d.Id)))
        {
            ToolRun run = Tool.Run("explain", id);
            Assert.Equal(ExitCode.Fine, run.Exit);
            Assert.StartsWith(id, run.Output, StringComparison.Ordinal);
            Assert.Contains("\nWhat to do\n", run.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("```", run.Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("5101")]
    [InlineData("iopol5101")]
    [InlineData("IOPOL5101")]
    public void An_id_can_be_written_short(string id)
    {
        Assert.StartsWith("IOPOL5101: ", Tool.Run("explain", id).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_id_that_is_not_there_is_helped_by_a_near_one()
    {
        ToolRun run = Tool.Run("explain", "IOPOL5198");
        Assert.Equal(ExitCode.InputUnusable, run.Exit);
        Assert.Contains("Did you mean IOPOL51", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_id_all_are_listed()
    {
        Assert.Equal(
            DiagnosticPages.Ids.Count,
            Tool.Run("explain").Output.Split('\n').Count(line => line.StartsWith("IOPOL", StringComparison.Ordinal)));
    }
}
