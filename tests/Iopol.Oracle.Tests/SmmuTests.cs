using Iopol.Compiler.IR.PageTables;
using Iopol.Interpreter.PageTables;
using Iopol.Oracle.Tests.Comparing;
using Iopol.Oracle.Tests.Qemu;
using Iopol.Oracle.Tests.Units;
using Iopol.Runtime.PageTables;
using Xunit.Abstractions;

namespace Iopol.Oracle.Tests;

/// <summary>Our stage 1 walk, held to QEMU's SMMUv3.</summary>
public sealed class SmmuTests(ITestOutputHelper output)
{
    private const ulong TableBytes = 8 << 20;

    /// <summary>Bits of an output address that QEMU's unit says it has (IDR5.OAS).</summary>
    private const int OutputWidth = 44;

    [QemuTheory(QemuBinary.Arm)]
    [InlineData(12, 48)]
    [InlineData(12, 39)]
    [InlineData(12, 32)]
    [InlineData(14, 48)]
    [InlineData(14, 36)]
    [InlineData(16, 48)]
    [InlineData(16, 40)]
    public void Random_tables(int granuleBits, int width)
    {
        PageTableIR format = Formats.Get("arm-stage-1", $"ArmStage1Granule{1 << (granuleBits - 10)}K");
        // As many levels as the width needs (D8.2).
        int levels = (width - granuleBits + granuleBits - 4) / (granuleBits - 3);
        TableSetup setup = Formats.Choose(format, levels, width, ("output_width", OutputWidth));
        QemuMachine machine = QemuMachine.Virt(32, EduDevice.Option(6));
        var edu = new EduDevice(machine.Qtest, new WindowPciBus(machine.Qtest, SmmuUnit.PciWindow), 0x1000_0000);
        var unit = new SmmuUnit(machine, edu.Function);
        using var bench = new Bench(machine, edu, unit, TableBytes, Deviations.Smmu, Access.Privileged);
        bench.Random(setup, root => unit.SetSubject(root, granuleBits, width));
        output.WriteLine(bench.Report());
        bench.Tally.AssertNone();
    }
}
