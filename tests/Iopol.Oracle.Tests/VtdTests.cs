using Iopol.Compiler.IR.PageTables;
using Iopol.Interpreter.PageTables;
using Iopol.Oracle.Tests.Comparing;
using Iopol.Oracle.Tests.Qemu;
using Iopol.Oracle.Tests.Tables;
using Iopol.Oracle.Tests.Units;
using Xunit.Abstractions;

namespace Iopol.Oracle.Tests;

/// <summary>Our second-stage walk, held to QEMU's VT-d.</summary>
public sealed class VtdTests(ITestOutputHelper output)
{
    private const ulong TableBytes = 2 << 20;

    [QemuTheory(QemuBinary.X86)]
    [InlineData(39, 3)]
    [InlineData(48, 3)]
    [InlineData(48, 4)]
    public void Random_tables_legacy(int width, int levels)
    {
        PageTableIR format = Formats.Get("vtd-second-stage", "VtdSecondStage");
        TableSetup setup = Formats.Choose(format, levels, null, ("host_width", width));
        using Bench bench = Start(width, "", false, Deviations.VtdLegacy);
        bench.Random(setup, root => ((VtdUnit)bench.Unit).SetSubject(root, levels));
        output.WriteLine(bench.Report());
        bench.Tally.AssertNone();
    }

    [QemuTheory(QemuBinary.X86)]
    [InlineData(39, 3)]
    [InlineData(48, 4)]
    public void Random_tables_scalable(int width, int levels)
    {
        PageTableIR format = Formats.Get("vtd-second-stage", "VtdSecondStageScalable");
        TableSetup setup = Formats.Choose(format, levels, null, ("host_width", width), ("snoop_control", 1));
        using Bench bench = Start(width, ",x-scalable-mode=on", true, Deviations.VtdScalable);
        bench.Random(setup, root => ((VtdUnit)bench.Unit).SetSubject(root, levels));
        output.WriteLine(bench.Report());
        bench.Tally.AssertNone();
    }

    private static Bench Start(int width, string options, bool isScalable, IReadOnlyList<Deviation> deviations)
    {
        QemuMachine machine = QemuMachine.Q35(32, VtdUnit.Option(width, options), EduDevice.Option(6));
        var edu = new EduDevice(machine.Qtest, new PortPciBus(machine.Qtest), 0xe000_0000);
        return new(machine, edu, new VtdUnit(machine, edu.Function, isScalable), TableBytes, deviations);
    }
}
