using System.Text.Json;

namespace Iopol.Cli.Tests;

public class CheckTests
{
    private const string Good = """
        import "iopol:linux-6-vfio";
        policy Mine extends Linux6Vfio { protect class storage "the host boots from it"; }
        """;

    private const string Bad = """
        import "iopol:linux-6-vfio";
        policy Mine extends Linux6Vfoi { }
        """;

    [Fact]
    public void A_good_policy_is_counted_and_nothing_else_is_said()
    {
        ToolRun run = Tool.RunWith(Good, "check", "-");
        Assert.Equal("1 file: 0 errors, 0 warnings\n", run.Output);
        Assert.Equal(ExitCode.Fine, run.Exit);
    }

    [Fact]
    public void An_error_is_one_line_as_MSBuild_prints_it_and_a_help_line()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("bad.iopol", Bad);
        ToolRun run = Tool.Run("check", file);
        Assert.Equal(ExitCode.PolicyErrors, run.Exit);
        string[] lines = run.Output.Split('\n');
        Assert.StartsWith($"{file}(2,21): error IOPOL2", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("    help: ", lines[1], StringComparison.Ordinal);
        Assert.Contains("Linux6Vfio", lines[1], StringComparison.Ordinal);
        Assert.Equal("1 file: 1 error, 0 warnings", lines[2]);
    }

    [Fact]
    public void Json_has_the_place_in_numbers()
    {
        using var json = JsonDocument.Parse(Tool.RunWith(Bad, "check", "-", "--format", "json").Output);
        JsonElement finding = Assert.Single(json.RootElement.EnumerateArray());
        Assert.Equal(["id", "severity", "file", "line", "column", "endLine", "endColumn", "message", "help"], finding.EnumerateObject().Select(m => m.Name));
        Assert.Equal("error", finding.GetProperty("severity").GetString());
        Assert.Equal("standard input", finding.GetProperty("file").GetString());
        Assert.Equal((2, 21, 2, 31), (Number("line"), Number("column"), Number("endLine"), Number("endColumn")));

        int Number(string name) => finding.GetProperty(name).GetInt32();
    }

    [Fact]
    public void Sarif_names_the_rule_the_place_and_what_to_do()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("with blank.iopol", Bad);
        using var json = JsonDocument.Parse(Tool.Run("check", file, "--format", "sarif").Output);
        Assert.Equal("2.1.0", json.RootElement.GetProperty("version").GetString());
        JsonElement sarif = Assert.Single(json.RootElement.GetProperty("runs").EnumerateArray());
        JsonElement rule = Assert.Single(sarif.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray());
        JsonElement result = Assert.Single(sarif.GetProperty("results").EnumerateArray());
        Assert.Equal(rule.GetProperty("id").GetString(), result.GetProperty("ruleId").GetString());
        Assert.Equal(0, result.GetProperty("ruleIndex").GetInt32());
        Assert.Equal("error", result.GetProperty("level").GetString());
        Assert.NotEmpty(rule.GetProperty("help").GetProperty("text").GetString()!);
        JsonElement place = result.GetProperty("locations")[0].GetProperty("physicalLocation");
        Assert.EndsWith("with%20blank.iopol", place.GetProperty("artifactLocation").GetProperty("uri").GetString(), StringComparison.Ordinal);
        Assert.Equal(2, place.GetProperty("region").GetProperty("startLine").GetInt32());
    }

    [Fact]
    public void A_folder_stands_for_every_policy_below_it()
    {
        using var folder = new TemporaryFolder();
        folder.File("a.iopol", Good);
        folder.File("deep/er/b.iopol", Good.Replace("Mine", "Yours", StringComparison.Ordinal));
        folder.File("deep/readme.txt", "no policy");
        Assert.Equal("2 files: 0 errors, 0 warnings\n", Tool.Run("check", folder.Path).Output);
    }

    [Fact]
    public void A_folder_without_policies_and_a_file_that_is_not_there_are_unusable()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(ExitCode.InputUnusable, Tool.Run("check", folder.Path).Exit);
        Assert.Equal(ExitCode.InputUnusable, Tool.Run("check", Path.Combine(folder.Path, "none.iopol")).Exit);
        Assert.Equal(ExitCode.InputUnusable, Tool.Run("check", "iopol:none").Exit);
    }

    [Fact]
    public void An_endless_file_ends_in_a_finding()
    {
        ToolRun root = Tool.Run("check", "/dev/zero");
        Assert.Equal(ExitCode.PolicyErrors, root.Exit);
        Assert.StartsWith("/dev/zero(1,1): error IOPOL1", root.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.PolicyErrors, Tool.RunWith("import \"/dev/zero\";", "check", "-").Exit);
    }

    [Theory]
    [InlineData("datacenter")]
    [InlineData("workstation")]
    [InlineData("one-requester-each")]
    public void The_policies_worth_copying_have_nothing_to_complain_about(string name)
    {
        ToolRun run = Tool.Run("check", Tool.Policy(name));
        Assert.Equal("1 file: 0 errors, 0 warnings\n", run.Output);
    }
}
