using Iopol.Oracle.Tests.Qemu;
using Iopol.Oracle.Tests.Units;

namespace Iopol.Oracle.Tests.Probes;

/// <summary>One access of a device.</summary>
/// <param name="Iova">Multiple of 8.</param>
/// <param name="IsWrite">A write of 8 bytes, else a read.</param>
/// <param name="Guess">Where it is thought to land; a hint that spares a search, never an answer.</param>
internal readonly record struct Probe(ulong Iova, bool IsWrite, ulong? Guess = null);

/// <summary>What became of an access.</summary>
/// <param name="Hit">Physical address that was read or written; null where no RAM was.</param>
/// <param name="Fault">What the unit wrote down, or null.</param>
internal readonly record struct Answer(ulong? Hit, FaultRecord? Fault);

/// <summary>Makes a device read and write, and finds out what memory it reached and what the IOMMU recorded.</summary>
internal sealed class Prober
{
    /// <summary>A word of the pool holds its own address with this in the top byte.</summary>
    private const ulong PoolMark = 0xa5ul << 56;

    /// <summary>A written word is a number with this in the top byte.</summary>
    private const ulong StampMark = 0x5aul << 56;

    private const ulong Mark = 0xfful << 56;

    /// <summary>Half of edu's buffer is for what is read, half for what is written.</summary>
    private const int Slots = EduDevice.BufferBytes / 16;

    private readonly GuestMemory memory;
    private readonly QtestConnection qtest;
    private readonly EduDevice edu;
    private readonly RemappingUnit unit;
    private readonly ulong[] tableWords;
    private ulong stamps;

    /// <param name="machine">The machine.</param>
    /// <param name="edu">The device that is made to read and write.</param>
    /// <param name="unit">The IOMMU before it.</param>
    /// <param name="tables">Start of the part of RAM for tables.</param>
    /// <param name="pool">Its end, and start of the pool: what tables map, each word holding its own address.</param>
    public Prober(QemuMachine machine, EduDevice edu, RemappingUnit unit, ulong tables, ulong pool)
    {
        memory = machine.Memory;
        qtest = machine.Qtest;
        this.edu = edu;
        this.unit = unit;
        (Tables, Pool) = (tables, pool);
        tableWords = new ulong[(pool - tables) / 8];
        for (ulong at = pool; memory.Holds(at); at += 8) Sow(at);
    }

    /// <summary>Start of the part of RAM for tables.</summary>
    public ulong Tables { get; }

    /// <summary>Start of the part of RAM for what tables map.</summary>
    public ulong Pool { get; }

    /// <summary>Accesses made.</summary>
    public long Count { get; private set; }

    /// <summary>Writes its own address into a word, so that whoever reads it is known to have been there.</summary>
    public void Sow(ulong address) => memory[address] = PoolMark | address;

    /// <summary>Makes the accesses in order. Memory is afterwards what it was before.</summary>
    public Answer[] Ask(IReadOnlyList<Probe> probes)
    {
        var answers = new Answer[probes.Count];
        if (tableWords.Length > 0) memory.Words(Tables, tableWords.Length).CopyTo(tableWords);
        for (int start = 0; start < probes.Count; start += Slots) Ask(probes, start, Math.Min(Slots, probes.Count - start), answers);
        return answers;
    }

    private void Ask(IReadOnlyList<Probe> probes, int start, int count, Answer[] answers)
    {
        ulong outgoing = unit.Buffers;
        ulong incoming = unit.Buffers + 0x1000;
        ulong first = stamps;
        stamps += Slots;
        for (int slot = 0; slot < Slots; slot++)
        {
            memory[outgoing + (ulong)(slot * 8)] = 0;
            memory[outgoing + (ulong)((Slots + slot) * 8)] = StampMark | (first + (ulong)slot);
        }

        unit.EnterService();
        edu.QueueRead(outgoing, 0, EduDevice.BufferBytes);
        edu.Finish();
        memory.Bytes(outgoing, EduDevice.BufferBytes).Clear();
        unit.EnterSubject();
        for (int slot = 0; slot < count; slot++) answers[start + slot] = Ask(probes[start + slot], slot, StampMark | (first + (ulong)slot));
        Search(probes, start, count, first, answers);
        unit.EnterService();
        edu.QueueWrite(incoming, 0, EduDevice.BufferBytes);
        edu.Finish();
        for (int slot = 0; slot < count; slot++)
        {
            Probe probe = probes[start + slot];
            if (!probe.IsWrite) answers[start + slot] = answers[start + slot] with { Hit = Where(memory[incoming + (ulong)(slot * 8)], probe.Guess) };
        }

        Count += count;
    }

    private Answer Ask(Probe probe, int slot, ulong stamp)
    {
        ulong before = probe.Guess is { } guess && memory.Holds(guess) ? memory[guess] : 0;
        unit.QueueFlush();
        if (probe.IsWrite) edu.QueueWrite(probe.Iova, (Slots + slot) * 8, 8);
        else edu.QueueRead(probe.Iova, slot * 8, 8);
        qtest.Exchange();
        FaultRecord? fault = null;
        for (bool isDone = false; !isDone;)
        {
            int state = edu.QueueState();
            unit.QueueFault();
            IReadOnlyList<ulong> values = qtest.Exchange();
            isDone = EduDevice.IsDone(values[state]);
            FaultRecord? taken = unit.TakeFault(values);
            fault ??= taken;
        }

        return new Answer(probe.IsWrite ? Landed(stamp, probe.Guess, before) : null, fault);
    }

    private ulong? Where(ulong value, ulong? guess)
    {
        if (guess is { } at && memory.Holds(at) && memory[at] == value) return at;
        ulong address = value & ~Mark;
        if ((value & Mark) == PoolMark && address % 8 == 0 && memory.Holds(address)) return address;
        return value == 0 ? null : memory.Find(value, ulong.MaxValue).Cast<ulong?>().FirstOrDefault();
    }

    private ulong? Landed(ulong stamp, ulong? guess, ulong before)
    {
        if (guess is not { } at || !memory.Holds(at) || memory[at] != stamp) return null;
        memory[at] = before;
        return at;
    }

    // A recorded fault is proof enough that nothing was written; for the other writes all of RAM is searched.
    private void Search(IReadOnlyList<Probe> probes, int start, int count, ulong first, Answer[] answers)
    {
        bool IsMissing(int slot) => probes[start + slot].IsWrite && answers[start + slot] is { Hit: null, Fault: null };
        if (!Enumerable.Range(0, count).Any(IsMissing)) return;
        foreach (ulong address in memory.Find(StampMark, Mark))
        {
            ulong slot = (memory[address] & ~Mark) - first;
            if (slot >= (ulong)count || !IsMissing((int)slot)) continue;
            memory[address] = Before(address);
            answers[start + (int)slot] = answers[start + (int)slot] with { Hit = address };
        }
    }

    private ulong Before(ulong address)
    {
        if (address >= Pool) return PoolMark | address;
        if (address >= Tables) return tableWords[(address - Tables) / 8];
        throw new InvalidOperationException($"a write reached 0x{address:x}, which belongs to the test itself");
    }
}
