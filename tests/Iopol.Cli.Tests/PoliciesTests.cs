using System.Text.Json;

namespace Iopol.Cli.Tests;

public class PoliciesTests
{
    [Fact]
    public void What_is_shipped_is_listed_with_model_and_settings()
    {
        ToolRun run = Tool.Run("policies");
        Assert.Equal(ExitCode.Fine, run.Exit);
        Assert.Contains("linux-6-vfio  policy Linux6Vfio for LinuxVfioOwnership\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("linux-5.12-vfio  policy Linux512Vfio for ", run.Output, StringComparison.Ordinal);
        Assert.Contains("    --set kernel=6.12  ", run.Output, StringComparison.Ordinal);
        Assert.All(run.Output.Split('\n'), line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public void The_list_is_there_for_programs()
    {
        using var json = JsonDocument.Parse(Tool.Run("policies", "--format", "json").Output);
        JsonElement policy = json.RootElement.EnumerateArray().Single(p => p.GetProperty("name").GetString() == "linux-6-vfio");
        Assert.Equal("Linux6Vfio", policy.GetProperty("policy").GetString());
        Assert.Contains(policy.GetProperty("settings").EnumerateArray(), s => s.GetProperty("name").GetString() == "kernel" && s.GetProperty("value").GetString() == "6.12");
    }

    [Theory]
    [InlineData("linux-6-vfio")]
    [InlineData("iopol:linux-6-vfio")]
    public void The_source_of_one_compiles(string name)
    {
        ToolRun run = Tool.Run("policies", name, "--source");
        Assert.Equal(ExitCode.Fine, run.Exit);
        Assert.Equal(ExitCode.Fine, Tool.RunWith(run.Output, "check", "-").Exit);
    }

    [Fact]
    public void A_name_nearly_right_is_helped()
    {
        ToolRun run = Tool.Run("policies", "linux-6-vifo");
        Assert.Equal(ExitCode.InputUnusable, run.Exit);
        Assert.Contains("Did you mean linux-6-vfio?", run.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.InputUnusable, Tool.Run("policies", "--source").Exit);
    }
}
