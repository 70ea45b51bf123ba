using Iopol.Compiler.IR.PageTables;
using Iopol.Interpreter.PageTables;

namespace Iopol.Interpreter.Tests.PageTables;

/// <summary>What a format may be used with is said in words where it is not legal.</summary>
public sealed class TableSetupTests
{
    private static string Problem(string format, int? levels = null, int? width = null, params (string Name, int Value)[] options)
    {
        TableSetup? setup = TableSetup.TryCreate(ShippedFormats.All[format], levels, width, options.ToDictionary(o => o.Name, o => o.Value), out string problem);
        Assert.Equal(setup is null, problem.Length > 0);
        return problem;
    }

    [Fact]
    public void Choices_that_are_not_legal_are_named()
    {
        Assert.Equal("VtdSecondStage has no shape of 2 levels, only of 3, 4, 5", Problem("VtdSecondStage", 2));
        Assert.Equal("VtdSecondStage with 4 levels takes IOVAs of 40 to 48 bits, not 49", Problem("VtdSecondStage", 4, 49));
        Assert.Equal("VtdSecondStage with 3 levels takes IOVAs of 31 to 39 bits, not 30", Problem("VtdSecondStage", 3, 30));
        Assert.Equal("X86FirstStage with 4 levels takes IOVAs of 48 bits, not 47", Problem("X86FirstStage", 4, 47));
        Assert.Contains("has no option 'host_with', only host_width, snoop_control", Problem("VtdSecondStage", 4, null, ("host_with", 40)), StringComparison.Ordinal);
        Assert.Equal("option 'host_width' of VtdSecondStage goes from 36 to 52, not to 53", Problem("VtdSecondStage", 4, null, ("host_width", 53)));
        Assert.Equal("option 'snoop_control' of VtdSecondStage goes from 0 to 1, not to 2", Problem("VtdSecondStage", 4, null, ("snoop_control", 2)));
        Assert.Equal("", Problem("VtdSecondStage"));
    }

    [Theory]
    [InlineData("VtdSecondStage", 57)]
    [InlineData("AmdV1", 64)]
    [InlineData("RiscvSecondStage", 59)]
    [InlineData("ArmStage2Granule4K", 48)]
    [InlineData("Armv7Short", 32)]
    public void Without_a_choice_the_most_is_taken(string format, int width)
    {
        TableSetup setup = TableSetup.TryCreate(ShippedFormats.All[format], null, null, null, out _)!;
        Assert.Equal((width, ShippedFormats.All[format].LevelCounts[^1]), (setup.InputBits, setup.Levels.Count));
    }

    [Fact]
    public void Every_shipped_format_has_a_shape_among_the_cases()
    {
        string[] named = [.. Iopol.Tests.PageTables.TableShape.All.Select(shape => shape.Split('/')[0])];
        Assert.Empty(ShippedFormats.All.Keys.Except(named));
        Assert.All(ShippedFormats.All.Values, (PageTableIR format) => Assert.Contains("Sources:", format.Documentation, StringComparison.Ordinal));
    }
}
