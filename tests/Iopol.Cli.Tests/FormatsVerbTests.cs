using System.Text.Json;
using Iopol.Cli.Inputs;
using Iopol.Compiler;
using Iopol.Compiler.Systems;

namespace Iopol.Cli.Tests;

public class FormatsVerbTests
{
    [Fact]
    public void What_is_shipped_is_what_the_files_declare()
    {
        SourceTextsAgree();
        ToolRun run = Tool.Run("formats");
        Assert.Equal(ExitCode.Fine, run.Exit);
        foreach (string name in FormatSource.ShippedNames) Assert.Contains($"{name} ", run.Output, StringComparison.Ordinal);
        Assert.All(run.Output.Split('\n'), line => Assert.True(line.Length <= 80, line));

        static void SourceTextsAgree()
        {
            Compilation all = Compilation.Create([.. ShippedLibrary.Names.Select(n => ShippedLibrary.TryGet(n, out Iopol.Compiler.Text.SourceText? text) ? text : null!)], FileResolver.Instance);
            Assert.Equal(all.PageTables.Select(t => t.Name).Order(StringComparer.Ordinal), FormatSource.Shipped.Select(s => s.Declared).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void One_reads_as_approved()
    {
        ToolRun run = Tool.Run("formats", "vtd-second-stage");
        Assert.Equal(ExitCode.Fine, run.Exit);
        string[] lines = run.Output.Split('\n');
        // The doc comment is the format's own and changes with it.
        ApprovedText.Check("formats.vtd-second-stage.txt", string.Join('\n', [lines[0], .. lines.SkipWhile(l => l != "shapes")]));
    }

    [Theory]
    [InlineData("vtd-second-stage")]
    [InlineData("VtdSecondStage")]
    [InlineData("vtdsecondstage")]
    [InlineData("iopol:vtd-second-stage")]
    public void A_name_is_known_however_it_is_written(string name) =>
        Assert.StartsWith("vtd-second-stage  VtdSecondStage in iopol:vtd-second-stage\n", Tool.Run("formats", name).Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("VtdSecondStage", "vtd-second-stage")]
    [InlineData("X86FirstStage", "x86-first-stage")]
    [InlineData("AmdV1", "amd-v1")]
    [InlineData("ArmStage1Granule64KLarge", "arm-stage1-granule64k-large")]
    [InlineData("RiscvSv32x4", "riscv-sv32x4")]
    [InlineData("my_table", "my-table")]
    public void A_declared_name_is_written_in_lower_case(string declared, string name) => Assert.Equal(name, FormatName.Kebab(declared));

    [Fact]
    public void They_are_there_for_programs()
    {
        JsonElement[] formats = [.. TableImages.Json(Tool.Run("formats", "--json")).EnumerateArray()];
        Assert.Equal(FormatSource.Shipped.Count, formats.Length);
        JsonElement vtd = formats.Single(f => f.GetProperty("name").GetString() == "vtd-second-stage");
        Assert.Equal([3, 4, 5], vtd.GetProperty("shapes").EnumerateArray().Select(s => s.GetProperty("levels").GetInt32()));
        Assert.Contains(vtd.GetProperty("faults").EnumerateArray(), f => f.GetProperty("name").GetString() == "interrupt_window" && f.GetProperty("code").GetInt32() == 0xe);
        Assert.Contains(vtd.GetProperty("options").EnumerateArray(), o => o.GetProperty("name").GetString() == "host_width" && o.GetProperty("default").GetInt32() == 52);
    }

    [Fact]
    public void The_text_of_one_compiles()
    {
        ToolRun run = Tool.Run("formats", "amd-v1", "--source");
        Assert.Contains("pagetable AmdV1 {", run.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Fine, Tool.RunWith(run.Output, "check", "-").Exit);
        Assert.Equal(ExitCode.InputUnusable, Tool.Run("formats", "--source").Exit);
    }

    [Fact]
    public void A_name_nearly_right_is_helped_and_a_file_without_a_table_is_named()
    {
        Assert.Contains("Did you mean amd-v1?", Tool.Run("formats", "amd-v11").Error, StringComparison.Ordinal);
        using var folder = new TemporaryFolder();
        string file = folder.File("none.iopol", "model Nothing { }");
        Assert.Contains("declares no page table", Tool.Run("formats", file).Error, StringComparison.Ordinal);
        string two = folder.File("two.iopol", Tool.Run("formats", "amd-v1", "--source").Output);
        Assert.Contains("It declares AmdV1.", Tool.Run("formats", two + ":Other").Error, StringComparison.Ordinal);
        Assert.StartsWith($"{two}:AmdV1  AmdV1 in {two}\n", Tool.Run("formats", two).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_tables_are_no_policies()
    {
        Assert.DoesNotContain("vtd", Tool.Run("policies").Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.InputUnusable, Tool.Run("audit", Tool.Host("rp-mf"), "--policy", "vtd-second-stage").Exit);
    }
}
