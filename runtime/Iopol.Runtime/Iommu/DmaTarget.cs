using System.Runtime.CompilerServices;

namespace Iopol.Runtime.Iommu;

/// <summary>Where a DMA request ends.</summary>
public enum DmaTargetKind : byte
{
    /// <summary>In memory.</summary>
    Memory,

    /// <summary>In the interrupt window: it is an interrupt, and touches no memory.</summary>
    Interrupt,

    /// <summary>At a BAR of a device.</summary>
    Peer,

    /// <summary>At an address that is nobody's: an unsupported request, which the IOMMU knows nothing of.</summary>
    Nobody,

    /// <summary>At the IOMMU, which refuses it.</summary>
    Fault,
}

/// <summary>Where one DMA request ends. Two machine words, so that it is returned in registers.</summary>
public readonly struct DmaTarget : IEquatable<DmaTarget>
{
    private const int FaultShift = 8, FlagShift = 16, NumberShift = 24;
    private const ulong Translated = 1, Certain = 2, Hit = 4;

    private readonly ulong address;
    private readonly ulong facts;

    private DmaTarget(ulong address, ulong facts) => (this.address, this.facts) = (address, facts);

    /// <summary>What is there.</summary>
    public DmaTargetKind Kind => (DmaTargetKind)(byte)facts;

    /// <summary>Physical address; the IOVA for a request that was not translated; 0 for a fault.</summary>
    public ulong Address => address;

    /// <summary>The address comes from a page table. A peer reached without was reached past the IOMMU.</summary>
    public bool IsTranslated => (facts >> FlagShift & Translated) != 0;

    /// <summary>
    /// The request ends here for certain. False for a peer which the source leaves open: what it shows of Access Control Services, or
    /// what the root complex or the device does inside, does not tell whether the request goes to the peer or up to the IOMMU.
    /// </summary>
    public bool IsCertain => (facts >> FlagShift & Certain) != 0;

    /// <summary>The translation was in the IOTLB.</summary>
    public bool IsHit => (facts >> FlagShift & Hit) != 0;

    /// <summary>Why the IOMMU refuses.</summary>
    public FaultKind Fault => (FaultKind)(byte)(facts >> FaultShift);

    /// <summary>Number of the format's reason, as in <see cref="PageTables.Translation.Fault"/>; 0 unless it is a <see cref="FaultKind.Translation"/>.</summary>
    public int FaultNumber => Kind == DmaTargetKind.Fault ? (int)(facts >> NumberShift) : 0;

    /// <summary>Dense ID of the peer, or -1.</summary>
    public int Peer => Kind == DmaTargetKind.Peer ? (int)(facts >> NumberShift) : -1;

    /// <inheritdoc/>
    public bool Equals(DmaTarget other) => address == other.address && facts == other.facts;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is DmaTarget other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(address, facts);

    /// <summary>Equal in every part.</summary>
    public static bool operator ==(DmaTarget left, DmaTarget right) => left.Equals(right);

    /// <summary>Different in some part.</summary>
    public static bool operator !=(DmaTarget left, DmaTarget right) => !left.Equals(right);

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        DmaTargetKind.Fault => $"fault: {Fault} {FaultNumber}",
        DmaTargetKind.Peer => $"device {Peer} at {Address:x}{(IsCertain ? "" : ", perhaps")}",
        _ => $"{Kind} at {Address:x}",
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static DmaTarget InMemory(ulong address, bool isTranslated) =>
        new(address, (Certain | (isTranslated ? Translated : 0)) << FlagShift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static DmaTarget InMemoryByHit(ulong address) => new(address, (Certain | Translated | Hit) << FlagShift);

    internal static DmaTarget Interrupt(ulong iova) => new(iova, (ulong)DmaTargetKind.Interrupt | (Certain << FlagShift));

    internal static DmaTarget Nobody(ulong address, bool isTranslated) =>
        new(address, (ulong)DmaTargetKind.Nobody | ((Certain | (isTranslated ? Translated : 0)) << FlagShift));

    internal static DmaTarget AtPeer(int device, ulong address, bool isTranslated, bool isCertain) =>
        new(address, (ulong)DmaTargetKind.Peer | (((isTranslated ? Translated : 0) | (isCertain ? Certain : 0)) << FlagShift) | ((ulong)(uint)device << NumberShift));

    internal static DmaTarget Faulted(FaultKind kind, int number = 0) =>
        new(0, (ulong)DmaTargetKind.Fault | ((ulong)kind << FaultShift) | (Certain << FlagShift) | ((ulong)(uint)number << NumberShift));
}

/// <summary>What a transfer did.</summary>
/// <param name="Bytes">Bytes that were moved before it ended: all of them, unless <paramref name="Last"/> is a fault or nobody's.</param>
/// <param name="Last">Where its last request ended.</param>
/// <param name="Owners">Whose frames it touched.</param>
/// <param name="ReachedPeer">Some request of it went to a device, or may have.</param>
public readonly record struct DmaResult(int Bytes, DmaTarget Last, OwnerSet Owners, bool ReachedPeer)
{
    /// <summary>Nothing was refused.</summary>
    public bool IsOk => Last.Kind < DmaTargetKind.Nobody;
}
