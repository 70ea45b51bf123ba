using Iopol.Runtime.Facts;
using Iopol.Runtime.PageTables;

namespace Iopol.Runtime.Iommu;

/// <summary>Why the IOMMU refused a request.</summary>
public enum FaultKind : byte
{
    /// <summary>It did not.</summary>
    None,

    /// <summary>The requester ID has no context entry.</summary>
    NoContext,

    /// <summary>The context entry blocks.</summary>
    Blocked,

    /// <summary>The domain's page table does not allow it, for a reason of the format.</summary>
    Translation,

    /// <summary>It reads in the interrupt window, where only writes mean something.</summary>
    InterruptRead,
}

/// <summary>A refused request, as the IOMMU records it.</summary>
/// <param name="Requester">The requester ID it carried.</param>
/// <param name="Iova">Where it went.</param>
/// <param name="Access">What it asked for.</param>
/// <param name="Kind">Why it was refused.</param>
/// <param name="Reason">The format's own reason for <see cref="FaultKind.Translation"/>; without a name for the others.</param>
public readonly record struct DmaFault(BusAddress Requester, ulong Iova, Access Access, FaultKind Kind, PageFault Reason)
{
    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        FaultKind.NoContext => $"{Requester} {Iova:x} {Access}: no context entry",
        FaultKind.Blocked => $"{Requester} {Iova:x} {Access}: blocked",
        FaultKind.InterruptRead => $"{Requester} {Iova:x} {Access}: reads in the interrupt window",
        _ => $"{Requester} {Iova:x} {Access}: {Reason.Name}, {Reason.Text}",
    };
}

/// <summary>
/// The fault records of an IOMMU: so many and no more. A fault that finds no room is lost and sets <see cref="HasOverflowed"/>;
/// as on VT-d (primary fault overflow) nothing more is recorded then until software clears that. Any thread may add and take.
/// </summary>
public sealed class FaultLog
{
    private readonly object gate = new();
    private readonly DmaFault[] records;
    private long first;
    private long next;
    private long lost;
    private bool hasOverflowed;

    internal FaultLog(int capacity) => records = new DmaFault[capacity];

    /// <summary>Records there is room for.</summary>
    public int Capacity => records.Length;

    /// <summary>Records that wait to be taken.</summary>
    public int Count
    {
        get
        {
            lock (gate) return (int)(next - first);
        }
    }

    /// <summary>Faults since the unit was made that were not recorded. Hardware does not count them.</summary>
    public long Lost
    {
        get
        {
            lock (gate) return lost;
        }
    }

    /// <summary>A fault was lost; none is recorded until <see cref="ClearOverflow"/>.</summary>
    public bool HasOverflowed
    {
        get
        {
            lock (gate) return hasOverflowed;
        }
    }

    /// <summary>Takes the oldest record.</summary>
    /// <returns>False where there is none.</returns>
    public bool TryTake(out DmaFault fault)
    {
        lock (gate)
        {
            if (first == next)
            {
                fault = default;
                return false;
            }

            fault = records[first++ % records.Length];
            return true;
        }
    }

    /// <summary>Lets faults be recorded again.</summary>
    public void ClearOverflow()
    {
        lock (gate) hasOverflowed = false;
    }

    internal void Add(in DmaFault fault)
    {
        lock (gate)
        {
            if (next - first == records.Length) hasOverflowed = true;
            if (hasOverflowed) lost++;
            else records[next++ % records.Length] = fault;
        }
    }
}
