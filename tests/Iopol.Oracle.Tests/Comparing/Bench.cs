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
    private readonly IReadOnlyList<Deviation> deviations;
    private readonly Access privilege;
    private readonly List<(Probe Probe, WalkResult Walk)> waiting = [];

    /// <param name="machine">The machine; ends with the bench.</param>
    /// <param name="unit">The IOMMU.</param>
    /// <param name="prober">The device behind it.</param>
    /// <param name="deviations">Where QEMU is known to answer otherwise; the first that applies counts.</param>
    /// <param name="privilege">What every access of the device is besides reading and writing.</param>
    public Bench(QemuMachine machine, RemappingUnit unit, Prober prober, IReadOnlyList<Deviation> deviations, Access privilege = Access.None)
    {
        (this.machine, this.deviations, this.privilege, Unit) = (machine, deviations, privilege, unit);
        view = PhysicalMemory.Open(machine.Memory.FilePath, machine.Memory.Base);
        Prober = prober;
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

    /// <summary>Our walks below a root in the guest's memory.</summary>
    public Walks Walks(Candidate candidate, ulong root) => new(candidate, view, root);

    /// <summary>Queues an access for <see cref="Compare"/>, unless where it leads cannot be told from nothing, or would hurt the machine.</summary>
    public void Add(Walks walks, ulong iova, bool isWrite)
    {
        WalkResult walk = walks.Walk(iova, privilege | (isWrite ? Access.Write : Access.Read), Tally);
        Deviation? deviation = Deviates(walk);
        if (deviation is { Answer: null })
        {
            Tally.Skip($"{Text(walk)}; QEMU: {deviation.Name}");
            return;
        }

        Expectation expected = Expected(walk, deviation);
        if (Unit.IsInterrupt(iova) || !walk.Path.All(e => IsHarmless(e.Address)) || !MayTouch(expected.Address, isWrite))
        {
            Tally.Skip("it is an interrupt, or leads to firmware, a device's registers or the unit's own structures");
            return;
        }

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
    public void Random(Candidate candidate)
    {
        var random = new Random(Effort.Seed);
        var tables = new RandomTables(candidate.Setup, Memory, Prober.Tables, Prober.Pool, Unit.Beyond, random);
        candidate.Attach(Unit, tables.Root);
        Walks walks = Walks(candidate, tables.Root);
        while (Tally.Probes < Effort.Probes)
        {
            tables.Fill();
            while (waiting.Count < ProbesPerFilling)
            {
                ulong iova = tables.Iova();
                WalkResult walk = walks.Walk(iova, privilege, Tally);
                // A leaf can be larger than RAM: most of its offsets would hit nothing.
                if (walk.IsOk && walk.SizeBits > 20) iova = (iova & ~((1ul << walk.SizeBits) - 1)) | (tables.Pooled() & ((1ul << walk.SizeBits) - 1));
                Add(walks, iova, random.Next(3) == 0);
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

    // A read from the interrupt window hurts nobody, and shows whether the window is refused.
    private bool MayTouch(ulong? address, bool isWrite) =>
        address is not { } at || IsHarmless(at) || (Unit.RefusesInterruptResults && Unit.IsInterrupt(at) && !isWrite);

    private bool IsHarmless(ulong address) => address - Unit.Structures >= RemappingUnit.StructureBytes && !Unit.MayBeDevice(address);
}
