using Iopol.Compiler.IR.PageTables;
using Iopol.Interpreter.PageTables;
using Iopol.Oracle.Tests.Comparing;
using Iopol.Oracle.Tests.Qemu;
using Iopol.Oracle.Tests.Units;
using Xunit.Abstractions;

namespace Iopol.Oracle.Tests;

/// <summary>Our second-stage walk, held to QEMU's VT-d.</summary>
public sealed class VtdTests(ITestOutputHelper output)
{
    [QemuTheory(QemuBinary.X86)]
    [InlineData(39, 3)]
    [InlineData(48, 3)]
    [InlineData(48, 4)]
    public void Random_tables_legacy(int width, int levels)
    {
        using Bench bench = Benches.VtdLegacy(width);
        Compare(bench, Formats.Choose(Format(), levels, null, ("host_width", width)));
        output.WriteLine(bench.Report());
        bench.Tally.AssertNone();
    }

    [QemuTheory(QemuBinary.X86)]
    [InlineData(39, 3)]
    [InlineData(48, 4)]
    public void Random_tables_scalable(int width, int levels)
    {
        using Bench bench = Benches.VtdScalable(width);
        Compare(bench, Formats.Choose(Formats.Get("vtd-second-stage", "VtdSecondStageScalable"), levels, null, ("host_width", width), ("snoop_control", 1)));
        output.WriteLine(bench.Report());
        bench.Tally.AssertNone();
    }

    /// <summary>The comparison is worth something: a walk with a mistake in it is found out.</summary>
    [QemuTheory(QemuBinary.X86)]
    [InlineData("reserved bits before permissions")]
    [InlineData("snoop bit free")]
    [InlineData("one address bit too many")]
    [InlineData("no interrupt window")]
    [InlineData("other code")]
    public void A_mistake_is_found_out(string mistake)
    {
        PageTableIR format = Format();
        using Bench bench = Benches.VtdLegacy(48);
        TableSetup setup = mistake switch
        {
            "reserved bits before permissions" => Formats.Choose(ReservedFirst(format), 4, null, ("host_width", 48)),
            "snoop bit free" => Formats.Choose(format, 4, null, ("host_width", 48), ("snoop_control", 1)),
            "one address bit too many" => Formats.Choose(format, 4, null, ("host_width", 49)),
            "no interrupt window" => Formats.Choose(format with { LeafSteps = [] }, 4, null, ("host_width", 48)),
            "other code" => Formats.Choose(OtherCode(format), 4, null, ("host_width", 48)),
            _ => throw new ArgumentOutOfRangeException(nameof(mistake)),
        };
        Compare(bench, setup);
        output.WriteLine(bench.Report());
        Assert.NotEqual(0, bench.Tally.Differences);
    }

    private static PageTableIR Format() => Formats.Get("vtd-second-stage", "VtdSecondStage");

    private static void Compare(Bench bench, TableSetup setup) => bench.Random(setup, root => ((VtdUnit)bench.Unit).SetSubject(root, setup.Levels.Count));

    private static PageTableIR ReservedFirst(PageTableIR format) => format with
    {
        EntrySteps =
        [
            .. format.EntrySteps.Where(s => s is FaultStep { Fault.Name: "root_unreadable" or "unreadable" }),
            .. format.EntrySteps.Where(s => s is TakeStep),
            .. format.EntrySteps.Where(s => s is FaultStep { Fault.Name: "reserved_bit" }),
            .. format.EntrySteps.Where(s => s is FaultStep { Fault.Name: "read_denied" or "write_denied" }),
        ],
    };

    private static PageTableIR OtherCode(PageTableIR format) => format with
    {
        EntrySteps = [.. format.EntrySteps.Select(s => s is FaultStep { Fault.Name: "unreadable" } step ? step with { Fault = step.Fault with { Code = 8 } } : s)],
    };
}
