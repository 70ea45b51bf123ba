using Iopol.Oracle.Tests.Qemu;

namespace Iopol.Oracle.Tests.Units;

/// <summary>AMD-Vi with host tables. QEMU 7.2 writes no event for a refused access. Source: AMD I/O Virtualization Technology Specification 2.2.2 (device table), 2.4 (commands), 3.4 (registers).</summary>
internal sealed class AmdUnit : RemappingUnit
{
    private const ulong Registers = 0xfed8_0000;
    private const ulong DeviceTable = Registers;
    private const ulong CommandBase = Registers + 0x08;
    private const ulong EventBase = Registers + 0x10;
    private const ulong Control = Registers + 0x18;
    private const ulong CommandTail = Registers + 0x2008;
    private const ulong EventTail = Registers + 0x2018;

    /// <summary>Both rings have 256 entries of 16 bytes.</summary>
    private const ulong RingLength = 8ul << 56;
    private const ulong RingBytes = 0x1000;
    private const ulong InvalidateAll = 8ul << 60;
    private const ulong ReadWrite = 3ul << 61;

    private readonly ulong devices;
    private readonly ulong commands;
    private readonly ulong events;
    private ulong commandTail;
    private ulong eventHead;
    private int tail;
    private ulong subject;

    /// <param name="machine">The machine it is in.</param>
    /// <param name="source">Requester id of the device, on bus 0.</param>
    public AmdUnit(QemuMachine machine, int source)
        : base(machine, source, null)
    {
        devices = Structures;
        commands = Structures + 0x2000;
        events = Structures + 0x3000;
        for (ulong at = 0; at < RingBytes; at += 16) machine.Memory[commands + at] = InvalidateAll;
        Qtest.Write(DeviceTable, devices | 1, 8);
        Qtest.Write(CommandBase, commands | RingLength, 8);
        Qtest.Write(EventBase, events | RingLength, 8);
        Qtest.Write(Control, 1 | (1 << 2) | (1 << 12), 8);
        Qtest.Exchange();
    }

    /// <summary>Value of <c>-device</c>.</summary>
    public const string Option = "amd-iommu";

    public override bool RecordsFaults => false;

    /// <summary>Gives the subject host tables.</summary>
    /// <param name="root">Address of the top table.</param>
    /// <param name="mode">Levels, 1 to 6.</param>
    /// <param name="reads">The device may read at all.</param>
    /// <param name="writes">The device may write at all.</param>
    public void SetSubject(ulong root, int mode, bool reads = true, bool writes = true) =>
        subject = root | 3 | ((ulong)mode << 9) | (reads ? 1ul << 61 : 0) | (writes ? 1ul << 62 : 0);

    public override void EnterSubject() => WriteDevice(subject, 1);

    // Mode 0: every address is its own.
    public override void EnterService() => WriteDevice(3 | ReadWrite, 2);

    public override void QueueFlush()
    {
        commandTail = (commandTail + 16) % RingBytes;
        Qtest.Write(CommandTail, commandTail, 4);
    }

    public override void QueueFault() => tail = Qtest.Read(EventTail, 8);

    public override FaultRecord? TakeFault(IReadOnlyList<ulong> answers)
    {
        if (answers[tail] == eventHead) return null;
        ulong word = Machine.Memory[events + eventHead];
        ulong address = Machine.Memory[events + eventHead + 8];
        eventHead = answers[tail];
        return new FaultRecord((int)(word >> 60), (int)word & 0xffff, address, (word & (1ul << 53)) != 0);
    }

    private void WriteDevice(ulong low, ulong high)
    {
        ulong entry = devices + ((ulong)Source * 32);
        Machine.Memory[entry] = low;
        Machine.Memory[entry + 8] = high;
        QueueFlush();
    }
}
