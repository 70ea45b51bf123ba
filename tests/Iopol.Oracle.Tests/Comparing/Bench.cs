using System.Diagnostics;
using Iopol.Interpreter.PageTables;
using Iopol.Oracle.Tests.Probes;
using Iopol.Oracle.Tests.Qemu;
using Iopol.Oracle.Tests.Tables;
using Iopol.Oracle.Tests.Units;
using Iopol.Runtime.PageTables;

namespace Iopol.Oracle.Tests.Comparing;

/// <summary>An IOMMU with a device behind it on one side, our walk over the same bytes on the other.</summary>
internal sealed class Bench : IDisposable
{
    private const int ProbesPerFilling = 1000;

    private readonly QemuMachine machine;
    private readonly PhysicalMemory view;
    private readonly PhysicalEntryMemory entries;
    private readonly IReadOnlyList<Deviation> deviations;
    private readonly Access privilege;
    private readonly List<(Probe Probe, WalkResult Walk)> waiting = [];

    /// <param name="machine">The machine; ends with the bench.</param>
    /// <param name="edu">The device.</param>
    /// <param name="unit">The IOMMU before it.</param>
    /// <param name="tableBytes">Part of RAM for tables.</param>
    /// <param name="deviations">Where QEMU is known to answer otherwise; the first that applies counts.</param>
    /// <param name="privilege">What every access of the device is besides reading and writing.</param>
    public Bench(QemuMachine machine, EduDevice edu, RemappingUnit unit, ulong tableBytes, IReadOnlyList<Deviation> deviations, Access privilege = Access.None)
    {
        (this.machine, this.deviations, this.privilege, Unit) = (machine, deviations, privilege, unit);
        view = PhysicalMemory.Open(machine.Memory.FilePath, machine.Memory.Base);
        entries = new(view);
        Prober = new(machine, edu, unit, tableBytes);
    }

    /// <summary>The guest's RAM.</summary>
    public GuestMemory Memory => machine.Memory;

    /// <summary>The IOMMU.</summary>
    public RemappingUnit Unit { get; }

    /// <summary>The device's side.</summary>
    public Prober Prober { get; }

    /// <summary>Everything compared so far.</summary>
    public Tally Tally { get; } = new();

    /// <summary>Time spent in the device and the IOMMU.</summary>
    public Stopwatch Asking { get; } = new();

    /// <summary>Our walk.</summary>
    public TableWalk Walker(TableSetup setup, ulong root) => new(setup, entries, root);

    /// <summary>Queues an access for <see cref="Compare"/>, unless where it leads cannot be told from nothing, or would hurt the machine.</summary>
    public void Add(TableWalk walker, ulong iova, bool isWrite)
    {
        WalkResult walk = walker.Walk(iova, privilege | (isWrite ? Access.Write : Access.Read), isDryRun: true);
        Deviation? deviation = Deviates(walk);
        if (deviation is { Answer: null })
        {
            Tally.Count($"{Text(walk)}; QEMU: {deviation.Name} (not asked)");
            return;
        }

        Expectation expected = Expected(walk, deviation);
        if (Unit.IsInterrupt(iova) || !IsHarmless(expected.Address) || !walk.Path.All(e => IsHarmless(e.Address))) return;
        waiting.Add((new Probe(iova, isWrite, expected.Address), walk));
    }

    /// <summary>Makes the queued accesses and compares.</summary>
    public void Compare()
    {
        Asking.Start();
        Answer[] answers = Prober.Ask([.. waiting.Select(w => w.Probe)]);
        Asking.Stop();
        for (int i = 0; i < answers.Length; i++) Compare(waiting[i].Probe, waiting[i].Walk, answers[i]);
        waiting.Clear();
    }

    /// <summary>Random accesses through random tables, as many as <see cref="Effort"/> asks for.</summary>
    /// <param name="setup">The format with everything chosen.</param>
    /// <param name="attach">Gives the IOMMU the tables' root.</param>
    public void Random(TableSetup setup, Action<ulong> attach)
    {
        var random = new Random(Effort.Seed);
        var tables = new RandomTables(setup, Memory, Prober.Tables, Prober.Pool, Unit.Beyond, random);
        attach(tables.Root);
        TableWalk walker = Walker(setup, tables.Root);
        while (Tally.Probes < Effort.Probes)
        {
            tables.Fill();
            while (waiting.Count < ProbesPerFilling)
            {
                ulong iova = tables.Iova();
                WalkResult walk = walker.Walk(iova, privilege, isDryRun: true);
                // A leaf can be larger than RAM: most of its offsets would hit nothing.
                if (walk.IsOk && walk.SizeBits > 20) iova = (iova & ~((1ul << walk.SizeBits) - 1)) | (tables.Pooled() & ((1ul << walk.SizeBits) - 1));
                Add(walker, iova, random.Next(3) == 0);
            }

            Compare();
        }
    }

    /// <summary>What was compared and how fast.</summary>
    public string Report() => $"{Tally}\n{Prober.Count / Asking.Elapsed.TotalSeconds,10:n0}  probes/s";

    public void Dispose()
    {
        view.Dispose();
        machine.Dispose();
    }

    private Deviation? Deviates(WalkResult walk) => deviations.FirstOrDefault(d => d.Applies(walk));

    private static Expectation Expected(WalkResult walk, Deviation? deviation) =>
        deviation?.Answer is { } answer ? answer(walk) : Expectation.Of(walk);

    private void Compare(Probe probe, WalkResult walk, Answer answer)
    {
        Deviation? deviation = Deviates(walk);
        string ours = Text(walk);
        Tally.Count(deviation is null ? ours : $"{ours}; QEMU: {deviation.Name}");
        Expectation expected = Expected(walk, deviation);
        ulong? address = expected.Address is { } a && Memory.Holds(a) ? a : null;
        FaultRecord? record = expected.Code is { } code && Unit.RecordsFaults
            ? new FaultRecord(code, Unit.Source, probe.Iova & Unit.RecordedAddressMask, probe.IsWrite)
            : null;
        if (answer.Hit == address && (answer.Fault == record || !Unit.RecordsFaults)) return;
        Tally.Differ($"""
            {(probe.IsWrite ? "write" : "read")} 0x{probe.Iova:x}: expected {Text(address, record)}, QEMU {Text(answer.Hit, answer.Fault)}; walk {ours} 0x{walk.Address:x}
            {string.Join('\n', walk.Path.Select(e => $"    level {e.Level.Number} at 0x{e.Address:x}: {(e.Value is { } v ? $"0x{v:x16}" : "unreadable")} {e.Kind?.Name}"))}
            """);
    }

    private static string Text(WalkResult walk) => walk.Fault is { } fault ? $"{fault.Name} 0x{fault.Code:x}" : "translated";

    private static string Text(ulong? address, FaultRecord? fault) => fault is { } f ? $"{f} {(address is { } a ? $"and 0x{a:x}" : "")}" : address is { } hit ? $"0x{hit:x}" : "nothing";

    private bool IsHarmless(ulong? address)
    {
        if (address is not { } at) return true;
        return at >= Memory.Base + RemappingUnit.ReservedBytes && (Memory.Holds(at) || !Unit.MayBeDevice(at));
    }
}
