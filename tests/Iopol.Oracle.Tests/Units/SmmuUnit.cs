using Iopol.Oracle.Tests.Qemu;

namespace Iopol.Oracle.Tests.Units;

/// <summary>Arm SMMUv3 with stage 1 tables, a linear stream table and queues in memory. Source: Arm IHI 0070, chapters 5 (STE, CD), 4 (commands), 7 (events), 6 (registers).</summary>
internal sealed class SmmuUnit : RemappingUnit
{
    /// <summary>Where <c>-machine virt</c> has the configuration space of bus 0.</summary>
    public const ulong PciWindow = 0x40_1000_0000;

    private const ulong Registers = 0x0905_0000;
    private const ulong Control = Registers + 0x20;
    private const ulong ControlAck = Registers + 0x24;
    private const ulong StreamTableBase = Registers + 0x80;
    private const ulong StreamTableSize = Registers + 0x88;
    private const ulong CommandBase = Registers + 0x90;
    private const ulong CommandProducer = Registers + 0x98;
    private const ulong EventBase = Registers + 0xa0;
    private const ulong EventProducer = Registers + 0xa8;
    private const ulong EventConsumer = Registers + 0xac;
    private const ulong Enabled = 1 | (1 << 2) | (1 << 3);
    private const int StreamBits = 8;
    private const int CommandBits = 8;
    private const int EventBits = 7;
    private const ulong InvalidateStream = 0x03;
    private const ulong InvalidateAll = 0x30;
    private const ulong Bypass = 1 | (4 << 1);
    private const ulong StageOne = 1 | (5 << 1);

    private readonly ulong streams;
    private readonly ulong commands;
    private readonly ulong events;
    private readonly ulong context;
    private uint commandProducer;
    private uint eventConsumer;
    private uint acknowledged;
    private int producer;

    /// <param name="machine">The machine it is in.</param>
    /// <param name="source">Requester id of the device, on bus 0: its stream.</param>
    public SmmuUnit(QemuMachine machine, int source)
        : base(machine, source, null)
    {
        streams = Structures;
        commands = Structures + 0x8000;
        events = Structures + 0xa000;
        context = Structures + 0xb000;
        Qtest.Write(StreamTableBase, streams, 8);
        Qtest.Write(StreamTableSize, StreamBits, 4);
        Qtest.Write(CommandBase, commands | CommandBits, 8);
        Qtest.Write(EventBase, events | EventBits, 8);
        Qtest.Write(Control, Enabled, 4);
        int ack = Qtest.Read(ControlAck, 4);
        if (Qtest.Exchange()[ack] != Enabled) throw new InvalidOperationException("the unit is not enabled");
    }

    public override bool RecordsFaults => true;

    // Below RAM, and from 256 GiB to 1 TiB: interrupt controller, configuration space, PCI windows.
    public override bool MayBeDevice(ulong address) => address is < 0x4000_0000 or (>= 1ul << 38 and < 1ul << 40);

    public override ulong Beyond => 1ul << 41;

    public override bool IsInterrupt(ulong iova) => false;

    /// <summary>Gives the subject stage 1 tables.</summary>
    /// <param name="root">Address of the top table.</param>
    /// <param name="granuleBits">12, 14 or 16.</param>
    /// <param name="width">Bits of an IOVA, 25 to 48.</param>
    /// <param name="isHierarchical">Table entries restrict what is below them (HAD0 is 0).</param>
    public void SetSubject(ulong root, int granuleBits, int width, bool isHierarchical = true)
    {
        ulong granule = granuleBits switch { 12 => 0ul, 16 => 1, 14 => 2, _ => throw new ArgumentOutOfRangeException(nameof(granuleBits)) };
        // No second region, 48 address bits, AArch64, faults recorded and aborted, ASID 1.
        Machine.Memory[context] = (64ul - (uint)width) | (granule << 6) | (1ul << 30) | (1ul << 31) | (5ul << 32) | (1ul << 41) | (1ul << 45) | (1ul << 46) | (1ul << 48);
        Machine.Memory[context + 8] = root | (isHierarchical ? 0ul : 2);
    }

    public override void EnterSubject() => WriteStream(StageOne | context);

    public override void EnterService() => WriteStream(Bypass);

    public override void QueueFlush() => QueueCommand(InvalidateAll);

    public override void QueueFault()
    {
        producer = Qtest.Read(EventProducer, 4);
        if (acknowledged != eventConsumer) Qtest.Write(EventConsumer, acknowledged = eventConsumer, 4);
    }

    public override FaultRecord? TakeFault(IReadOnlyList<ulong> answers)
    {
        // QEMU drops a refused access word by word, and each word is an event: the first counts.
        const uint positions = (2u << EventBits) - 1;
        FaultRecord? first = null;
        for (; eventConsumer != (answers[producer] & positions); eventConsumer = (eventConsumer + 1) & positions) first ??= Event(eventConsumer & (positions >> 1));
        return first;
    }

    private FaultRecord Event(uint index)
    {
        ulong record = events + (index * 32);
        GuestMemory memory = Machine.Memory;
        ulong word = memory[record];
        return new FaultRecord((int)word & 0xff, (int)(word >> 32), memory[record + 16], (memory[record + 8] & (1ul << 35)) == 0);
    }

    private void WriteStream(ulong word)
    {
        Machine.Memory[streams + ((ulong)Source * 64)] = word;
        QueueCommand(InvalidateStream | ((ulong)Source << 32));
        QueueFlush();
    }

    private void QueueCommand(ulong word)
    {
        Machine.Memory[commands + ((commandProducer & ((1u << CommandBits) - 1)) * 16)] = word;
        commandProducer = (commandProducer + 1) & ((1u << (CommandBits + 1)) - 1);
        Qtest.Write(CommandProducer, commandProducer, 4);
    }
}
