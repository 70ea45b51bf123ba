using Iopol.Oracle.Tests.Qemu;

namespace Iopol.Oracle.Tests.Units;

/// <summary>What a remapping unit wrote down about a refused access.</summary>
/// <param name="Code">The reason, by its own numbers.</param>
/// <param name="Source">Requester id.</param>
/// <param name="Address">The IOVA, as exactly as the unit records it.</param>
/// <param name="IsWrite">The access was a write.</param>
internal readonly record struct FaultRecord(int Code, int Source, ulong Address, bool IsWrite);

/// <summary>
/// An emulated IOMMU that one device sits behind. The device's context is either the subject, whose tables are questioned, or the
/// service, which leads the device to the test's own buffers whatever the subject is.
/// </summary>
/// <param name="machine">The machine it is in.</param>
/// <param name="source">Requester id of the device.</param>
/// <param name="structures">Where the unit's own structures and the buffers go; null for the second megabyte of RAM.</param>
internal abstract class RemappingUnit(QemuMachine machine, int source, ulong? structures)
{
    /// <summary>What the unit's own structures and the buffers take.</summary>
    public const ulong StructureBytes = 1 << 20;

    /// <summary>The machine it is in.</summary>
    protected QemuMachine Machine { get; } = machine;

    /// <summary>Where its registers are reached.</summary>
    protected QtestConnection Qtest => Machine.Qtest;

    /// <summary>Requester id of the device.</summary>
    public int Source { get; } = source;

    /// <summary>Where the unit's own structures and the buffers are: <see cref="StructureBytes"/> that nobody else may write.</summary>
    public ulong Structures { get; } = structures ?? machine.Memory.Base + StructureBytes;

    /// <summary>Two pages of guest memory that the service reaches at their own address.</summary>
    public ulong Buffers => Structures + 0xf_0000;

    /// <summary>The unit writes a record of every refused access.</summary>
    public abstract bool RecordsFaults { get; }

    /// <summary>Bits of an IOVA that a fault record holds.</summary>
    public virtual ulong RecordedAddressMask => ulong.MaxValue;

    /// <summary>The IOVA means an interrupt before any table is asked.</summary>
    public virtual bool IsInterrupt(ulong iova) => iova is >= 0xfee0_0000 and <= 0xfeef_ffff;

    /// <summary>An access whose result is in the interrupt window is refused.</summary>
    public virtual bool RefusesInterruptResults => false;

    /// <summary>There may be a device's registers or firmware at a physical address: nothing to be read or written by accident.</summary>
    public virtual bool MayBeDevice(ulong address) => address is (>= 0xa_0000 and < 0x10_0000) or (>= 0x8000_0000 and < 1ul << 32);

    /// <summary>From this power of two on the machine has nothing at all.</summary>
    public virtual ulong Beyond => 1ul << 36;

    /// <summary>Leads the device to the subject's tables from the next burst on.</summary>
    public abstract void EnterSubject();

    /// <summary>Leads the device to the test's buffers from the next burst on.</summary>
    public abstract void EnterService();

    /// <summary>Queues the order to forget every cached translation.</summary>
    public abstract void QueueFlush();

    /// <summary>Queues what is needed to read the fault record and to free it.</summary>
    public abstract void QueueFault();

    /// <summary>The fault record that was read by what <see cref="QueueFault"/> queued, or null.</summary>
    public abstract FaultRecord? TakeFault(IReadOnlyList<ulong> answers);
}
