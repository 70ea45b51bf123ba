using Iopol.Compiler.Systems;
using Iopol.Compiler.Text;

namespace Iopol.Cli.Tests;

public class BuildTests
{
    private const string Mine = """
        import "iopol:linux-6-vfio";
        policy Mine extends Linux6Vfio { protect class storage "the host boots from it"; }
        """;

    [Fact]
    public void A_policy_becomes_one_file_and_imported_ones_none()
    {
        using var folder = new TemporaryFolder();
        string output = Path.Combine(folder.Path, "made", "here");
        ToolRun run = Tool.RunWith(Mine, "build", "-", "-o", output, "--namespace", "Acme.Isolation");
        Assert.Equal(ExitCode.Fine, run.Exit);
        string file = Assert.Single(Directory.GetFiles(output));
        Assert.Equal("Mine.g.cs", Path.GetFileName(file));
        string code = File.ReadAllText(file);
        Assert.Contains("namespace Acme.Isolation", code, StringComparison.Ordinal);
        Assert.Contains("class Mine", code, StringComparison.Ordinal);
        Assert.Equal($"Mine -> {file}\n", run.Output);
    }

    [Fact]
    public void The_same_policy_gives_the_same_bytes()
    {
        using var folder = new TemporaryFolder();
        string[] made = [.. new[] { "a", "b" }.Select(name =>
        {
            string output = Path.Combine(folder.Path, name);
            Assert.Equal(ExitCode.Fine, Tool.Run("build", "iopol:linux-6-vfio", "-o", output).Exit);
            return File.ReadAllText(Path.Combine(output, "Linux6Vfio.g.cs"));
        })];
        Assert.Equal(made[0], made[1]);
    }

    [Fact]
    public void A_format_becomes_one_file_with_a_class_for_each_number_of_levels()
    {
        using var folder = new TemporaryFolder();
        ToolRun run = Tool.Run("build", "iopol:riscv", "-o", folder.Path, "--namespace", "Acme.Tables");
        Assert.Equal(ExitCode.Fine, run.Exit);
        Assert.Equal(["RiscvFirstStage.g.cs", "RiscvSecondStage.g.cs", "RiscvSv32.g.cs", "RiscvSv32x4.g.cs"], Directory.GetFiles(folder.Path).Select(f => Path.GetFileName(f)).Order());
        string code = File.ReadAllText(Path.Combine(folder.Path, "RiscvFirstStage.g.cs"));
        Assert.Contains("namespace Acme.Tables;", code, StringComparison.Ordinal);
        Assert.All(["RiscvFirstStage", "RiscvFirstStageLevels3", "RiscvFirstStageLevels5", "RiscvFirstStageOptions"], name => Assert.Contains($" {name}\n", code.Replace(" :", "\n", StringComparison.Ordinal), StringComparison.Ordinal));
    }

    [Fact]
    public void A_policy_and_a_format_of_one_name_are_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.True(ShippedLibrary.TryGet("vtd-second-stage", out SourceText? format));
        ToolRun run = Tool.RunWith(Mine + "\n" + format.ToString().Replace("pagetable VtdSecondStage {", "pagetable Mine {", StringComparison.Ordinal).Replace("extends VtdSecondStage ", "extends Mine ", StringComparison.Ordinal), "build", "-", "-o", folder.Path);
        Assert.Equal(ExitCode.InputUnusable, run.Exit);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void The_intermediate_form_is_printed()
    {
        ToolRun run = Tool.Run("build", "iopol:linux-6-vfio", "--ir");
        Assert.Equal(ExitCode.Fine, run.Exit);
        Assert.Contains("set_container", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2fast")]
    [InlineData("a..b")]
    [InlineData("a;b")]
    [InlineData("")]
    public void A_namespace_that_is_none_is_refused(string name)
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(ExitCode.InputUnusable, Tool.Run("build", "iopol:linux-6-vfio", "-o", folder.Path, "--namespace", name).Exit);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_and_a_file_without_policies_are_unusable()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("file", "");
        Assert.Equal(ExitCode.InputUnusable, Tool.Run("build", "iopol:linux-6-vfio", "-o", Path.Combine(file, "below")).Exit);
        Assert.Equal(ExitCode.InputUnusable, Tool.RunWith("import \"iopol:linux-6-vfio\";", "build", "-", "-o", folder.Path).Exit);
    }
}
