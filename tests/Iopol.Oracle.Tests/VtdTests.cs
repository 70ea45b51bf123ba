using Iopol.Compiler.IR.PageTables;
using Iopol.Oracle.Tests.Comparing;
using Iopol.Oracle.Tests.Qemu;
using Xunit.Abstractions;

namespace Iopol.Oracle.Tests;

/// <summary>Our second-stage walk, held to QEMU's VT-d.</summary>
public sealed class VtdTests(ITestOutputHelper output)
{
    [QemuTheory(QemuBinary.X86)]
    [InlineData(39, 3, false)]
    [InlineData(48, 3, false)]
    [InlineData(48, 4, false)]
    [InlineData(48, 4, true)]
    public void Random_tables_legacy(int width, int levels, bool hasAll)
    {
        using Bench bench = Benches.VtdLegacy(width, hasAll);
        bench.Random(Candidate.VtdLegacy(width, levels, hasAll));
        output.WriteLine(bench.Report());
        bench.Tally.AssertNone();
    }

    [QemuTheory(QemuBinary.X86)]
    [InlineData(39, 3)]
    [InlineData(48, 4)]
    public void Random_tables_scalable(int width, int levels)
    {
        using Bench bench = Benches.VtdScalable(width);
        bench.Random(Candidate.VtdScalable(width, levels));
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
        PageTableIR format = Formats.Get("vtd-second-stage", "VtdSecondStage");
        (PageTableIR wrong, int snoop, int width) = mistake switch
        {
            "reserved bits before permissions" => (ReservedFirst(format), 0, 48),
            "snoop bit free" => (format, 1, 48),
            "one address bit too many" => (format, 0, 49),
            "no interrupt window" => (format with { LeafSteps = [] }, 0, 48),
            "other code" => (OtherCode(format), 0, 48),
            _ => throw new ArgumentOutOfRangeException(nameof(mistake)),
        };
        using Bench bench = Benches.VtdLegacy(48);
        bench.Random(Candidate.VtdLegacy(48, 4) with { Setup = Formats.Choose(wrong, 4, null, ("host_width", width), ("snoop_control", snoop)), Compiled = null });
        output.WriteLine(bench.Report());
        Assert.NotEqual(0, bench.Tally.Differences);
    }

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
