using System.Text.RegularExpressions;

namespace Iopol.Cli.Tests;

public partial class HelpTests
{
    private static readonly string[] VerbNames = ["check", "test", "verify", "build", "explain", "policies", "audit", "groups", "host", "simulate", "walk", "tables", "map", "formats"];

    public static TheoryData<string> Verbs => [.. VerbNames];

    [Fact]
    public void Without_arguments_the_tool_shows_its_verbs_and_exit_codes()
    {
        ToolRun run = Tool.Run();
        Assert.Equal(ExitCode.Fine, run.Exit);
        foreach (string verb in VerbNames) Assert.Contains($"\n  {verb} ", run.Output, StringComparison.Ordinal);
        Assert.Contains("  4  the input is unusable\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(run.Output, Tool.Run("--help").Output);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Help_of_a_verb_begins_with_examples_and_fits_80_columns(string verb)
    {
        ToolRun run = Tool.Run(verb, "--help");
        Assert.Equal(ExitCode.Fine, run.Exit);
        Assert.Empty(run.Error);
        Assert.Matches(ExampleLine(), run.Output);
        Assert.All(run.Output.Split('\n'), line => Assert.True(line.Length <= 80, line));
        Assert.All(run.Output.Split('\n'), line => Assert.Equal(line.TrimEnd(), line));
    }

    [Theory]
    [InlineData("frobnicate")]
    [InlineData("audit", "--no-such-option")]
    [InlineData("audit", "one", "two")]
    [InlineData("check")]
    [InlineData("check", "--format", "xml", "a.iopol")]
    [InlineData("simulate")]
    [InlineData("walk")]
    [InlineData("walk", "0x1000")]
    [InlineData("tables")]
    [InlineData("map", "list.txt")]
    [InlineData("formats", "--levels", "4")]
    public void Bad_arguments_are_named_and_the_help_is_pointed_to(params string[] args)
    {
        ToolRun run = Tool.Run(args);
        Assert.Equal(ExitCode.InputUnusable, run.Exit);
        Assert.StartsWith("iopol: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("--help", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public void The_version_is_a_version()
    {
        Assert.Matches(@"^\d+\.\d+\.\d+", Tool.Run("--version").Output);
    }

    [GeneratedRegex(@"\n# .+\n(sudo |echo .*)?iopol ")]
    private static partial Regex ExampleLine();
}
