using Iopol.Oracle.Tests.Qemu;

namespace Iopol.Oracle.Tests.Units;

/// <summary>
/// Intel VT-d in legacy mode, or in scalable mode with a second-stage PASID entry. Invalidation by registers.
/// Source: VT-d specification 3.9 (root and context entries), 9.6 (PASID entries), 11 (registers).
/// </summary>
internal sealed class VtdUnit : RemappingUnit
{
    private const ulong Registers = 0xfed9_0000;
    private const ulong GlobalCommand = Registers + 0x18;
    private const ulong GlobalStatus = Registers + 0x1c;
    private const ulong RootTable = Registers + 0x20;
    private const ulong ContextCommand = Registers + 0x28;
    private const ulong FaultStatus = Registers + 0x34;
    private const ulong IotlbInvalidate = Registers + 0xf8;
    private const ulong FaultRecording = Registers + 0x220;
    private const int ServiceLevels = 3;
    private const uint SetRoot = 1u << 30;
    private const uint Translate = 1u << 31;

    private readonly bool isScalable;
    private readonly ulong contexts;
    private readonly ulong service;
    private readonly ulong subjectPasids;
    private readonly ulong ownRoot;
    private (ulong Low, ulong High) subject;
    private ulong? subjectRoot;
    private int low;
    private int high;

    /// <param name="machine">The machine it is in.</param>
    /// <param name="source">Requester id of the device, on bus 0.</param>
    /// <param name="isScalable">Scalable mode; QEMU must have been told so.</param>
    /// <param name="structures">Where its own structures go; null for the usual place.</param>
    public VtdUnit(QemuMachine machine, int source, bool isScalable = false, ulong? structures = null)
        : base(machine, source, structures)
    {
        this.isScalable = isScalable;
        ownRoot = Structures;
        contexts = Structures + 0x1000;
        service = Structures + 0x2000;
        subjectPasids = Structures + 0x8000;
        machine.Memory[ownRoot] = contexts | 1;
        BuildService(machine.Memory);
        Point(ownRoot, SetRoot);
        Qtest.Write(GlobalCommand, Translate, 4);
        int status = Qtest.Read(GlobalStatus, 4);
        if ((Qtest.Exchange()[status] & (SetRoot | Translate)) != (SetRoot | Translate)) throw new InvalidOperationException("the unit does not translate");
    }

    public override bool RecordsFaults => true;

    public override bool RefusesInterruptResults => true;

    public override ulong RecordedAddressMask => ~0xffful;

    /// <summary>Values of <c>-device</c>.</summary>
    /// <param name="width">39 or 48: all that QEMU 7.2 takes.</param>
    /// <param name="options">More properties.</param>
    public static string Option(int width, string options = "") => $"intel-iommu,aw-bits={width}{options}";

    /// <summary>Gives the subject second-stage tables.</summary>
    /// <param name="root">Address of the top table.</param>
    /// <param name="levels">3, 4 or 5.</param>
    public void SetSubject(ulong root, int levels)
    {
        if (!isScalable)
        {
            SetSubjectContext(root | 1, (ulong)(levels - 2) | (1 << 8));
            return;
        }

        WritePasid(subjectPasids, root, levels, domain: 1);
        SetSubjectContext(subjectPasids | 1, 0);
    }

    /// <summary>Gives the subject a context entry word for word.</summary>
    public void SetSubjectContext(ulong lowWord, ulong highWord)
    {
        subject = (lowWord, highWord);
        subjectRoot = null;
    }

    /// <summary>Lets the subject find its context in another root table, as somebody else left it.</summary>
    public void SetSubjectRoot(ulong root) => subjectRoot = root;

    public override void EnterSubject()
    {
        if (subjectRoot is { } root) Point(root, Translate | SetRoot);
        else WriteContext(subject.Low, subject.High);
    }

    public override void EnterService()
    {
        if (subjectRoot is not null) Point(ownRoot, Translate | SetRoot);
        if (isScalable) WriteContext((service + 0x3000) | 1, 0);
        else WriteContext(service | 1, (ulong)(ServiceLevels - 2) | (2 << 8));
    }

    public override void QueueFlush() => Qtest.Write(IotlbInvalidate, (1ul << 63) | (1ul << 60), 8);

    public override void QueueFault()
    {
        low = Qtest.Read(FaultRecording, 8);
        high = Qtest.Read(FaultRecording + 8, 8);
        Qtest.Write(FaultRecording + 12, 1u << 31, 4);
        Qtest.Write(FaultStatus, 1, 4);
    }

    public override FaultRecord? TakeFault(IReadOnlyList<ulong> answers)
    {
        ulong word = answers[high];
        if (word >> 63 == 0) return null;
        return new FaultRecord((int)(word >> 32) & 0xff, (int)word & 0xffff, answers[low], (word & (1ul << 62)) == 0);
    }

    // Three levels: the two pages of the buffers at their own address.
    private void BuildService(GuestMemory memory)
    {
        memory[service + (((Buffers >> 30) & 511) * 8)] = (service + 0x1000) | 3;
        memory[service + 0x1000 + (((Buffers >> 21) & 511) * 8)] = (service + 0x2000) | 3;
        memory[service + 0x2000 + (((Buffers >> 12) & 511) * 8)] = Buffers | 3;
        memory[service + 0x2008 + (((Buffers >> 12) & 511) * 8)] = (Buffers + 0x1000) | 3;
        WritePasid(service + 0x3000, service, ServiceLevels, domain: 2);
    }

    // A directory of one present entry and, on the next page, its table, whose entry 0 is a second-stage one.
    private void WritePasid(ulong directory, ulong root, int levels, ulong domain)
    {
        GuestMemory memory = Machine.Memory;
        ulong table = directory + 0x1000;
        memory[directory] = table | 1;
        memory[table] = root | (2 << 6) | ((ulong)(levels - 2) << 2) | 1;
        memory[table + 8] = domain;
    }

    private void Point(ulong root, uint command)
    {
        Qtest.Write(RootTable, root | (isScalable ? 1ul << 10 : 0), 8);
        Qtest.Write(GlobalCommand, command, 4);
    }

    private void WriteContext(ulong lowWord, ulong highWord)
    {
        GuestMemory memory = Machine.Memory;
        ulong entry = contexts + ((ulong)(Source & 0xff) * (isScalable ? 32ul : 16));
        memory[entry] = lowWord;
        memory[entry + 8] = highWord;
        Qtest.Write(ContextCommand, (1ul << 63) | (1ul << 61), 8);
        QueueFlush();
    }
}
