using System.Diagnostics;
using Iopol.Oracle.Tests.Probes;
using Iopol.Oracle.Tests.Qemu;
using Iopol.Oracle.Tests.Units;
using Xunit.Abstractions;

namespace Iopol.Oracle.Tests;

public sealed class SmokeTests(ITestOutputHelper output)
{
    [Fact]
    public void A()
    {
        using QemuMachine machine = QemuMachine.Q35(64, AmdUnit.Option, EduDevice.Option(6));
        GuestMemory memory = machine.Memory;
        var edu = new EduDevice(machine.Qtest, new PortPciBus(machine.Qtest), 0xe000_0000);
        var unit = new AmdUnit(machine, edu.Function);
        var prober = new Prober(machine, edu, unit, 4 << 20);
        ulong t = prober.Tables;
        unit.SetSubject(t, 2);
        const ulong rw = 3ul << 61;
        memory[t] = (t + 0x1000) | rw | (1 << 9) | 1;
        memory[t + 8] = 0x800000 | rw | 1;
        memory[t + 0x1000] = 0x800000 | rw | 1;
        memory[t + 0x1008] = 0x801000 | (1ul << 61) | 1;
        memory[t + 0x1010] = 0x802000 | (1ul << 62) | 1;
        foreach ((Probe p, Answer a) in Each([new(0x8, false), new(0x10, true), new(0x1008, false), new(0x1010, true), new(0x2000, false), new(0x2000, true), new(0x3000, true), new(0x4000, false), new(0x5000, false), new(0x201018, false), new(1ul << 60, false)])) output.WriteLine($"{p} {a}");
        Finish(machine, prober);
        IEnumerable<(Probe, Answer)> Each(Probe[] ps) => ps.Zip(prober.Ask(ps));
    }

    private void Finish(QemuMachine machine, Prober prober)
    {
        var watch = Stopwatch.StartNew();
        prober.Ask([.. Enumerable.Range(0, 20000).Select(i => new Probe(0, i % 2 == 1, prober.Tables - (2 << 20) + 0x800000))]);
        output.WriteLine($"{watch.ElapsedMilliseconds} ms {machine.Qtest.RoundTrips}");
        output.WriteLine(machine.Messages);
    }

    [Fact]
    public void Arm()
    {
        using QemuMachine machine = QemuMachine.Virt(64, EduDevice.Option(6));
        GuestMemory memory = machine.Memory;
        var edu = new EduDevice(machine.Qtest, new WindowPciBus(machine.Qtest, SmmuUnit.PciWindow), 0x1000_0000);
        var unit = new SmmuUnit(machine, edu.Function);
        var prober = new Prober(machine, edu, unit, 4 << 20);
        ulong t = prober.Tables;
        ulong b = memory.Base;
        unit.SetSubject(t, 12, 39);
        memory[t] = (t + 0x1000) | 3;
        memory[t + 0x1000] = (t + 0x2000) | 3;
        memory[t + 0x1008] = (b + 0x800000) | 1 | (1 << 10);
        memory[t + 0x2000] = (b + 0x800000) | 3 | (1 << 10);
        memory[t + 0x2008] = (b + 0x801000) | 3 | (1 << 7) | (1 << 10);
        memory[t + 0x2010] = (b + 0x802000) | 3;
        foreach ((Probe p, Answer a) in Each([new(0x8, false), new(0x10, true), new(0x1008, false), new(0x1010, true), new(0x2000, false), new(0x2000, true), new(0x3000, true), new(0x4000, false), new(0x5000, false), new(0x201018, false), new(1ul << 60, false), new(1ul << 42, false)])) output.WriteLine($"{p} {a}");
        Finish(machine, prober);
        IEnumerable<(Probe, Answer)> Each(Probe[] ps) => ps.Zip(prober.Ask(ps));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void X(bool scalable)
    {
        using QemuMachine machine = QemuMachine.Q35(64, VtdUnit.Option(48, scalable ? ",x-scalable-mode=on" : ""), EduDevice.Option(6));
        GuestMemory memory = machine.Memory;
        var edu = new EduDevice(machine.Qtest, new PortPciBus(machine.Qtest), 0xe000_0000);
        var unit = new VtdUnit(machine, edu.Function, scalable);
        var prober = new Prober(machine, edu, unit, 4 << 20);
        ulong t = prober.Tables;
        unit.SetSubject(t, 4);
        memory[t] = (t + 0x1000) | 3;
        memory[t + 0x1000] = (t + 0x2000) | 3;
        memory[t + 0x2000] = (t + 0x3000) | 3;
        memory[t + 0x2008] = 0x800000 | 0x83;
        memory[t + 0x3000] = 0x800000 | 3;
        Finish(machine, prober);
    }
}
