using Iopol.Compiler.IR.PageTables;
using Iopol.Interpreter.PageTables;
using Iopol.Oracle.Tests.Comparing;
using Iopol.Oracle.Tests.Qemu;
using Iopol.Oracle.Tests.Units;
using Xunit.Abstractions;

namespace Iopol.Oracle.Tests;

/// <summary>Our host-table walk, held to QEMU's AMD-Vi where that is strict: what we translate, and what it refuses.</summary>
public sealed class AmdTests(ITestOutputHelper output)
{
    private const ulong TableBytes = 2 << 20;

    [QemuTheory(QemuBinary.X86)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Random_tables(int mode)
    {
        PageTableIR format = Formats.Get("amd-v1", "AmdV1");
        TableSetup setup = Formats.Choose(format, mode);
        QemuMachine machine = QemuMachine.Q35(16, AmdUnit.Option, EduDevice.Option(6));
        var edu = new EduDevice(machine.Qtest, new PortPciBus(machine.Qtest), 0xe000_0000);
        var unit = new AmdUnit(machine, edu.Function);
        using var bench = new Bench(machine, edu, unit, TableBytes, Deviations.Amd);
        bench.Random(setup, root => unit.SetSubject(root, mode));
        output.WriteLine(bench.Report());
        bench.Tally.AssertNone();
    }
}
