namespace Iopol.Linux.Images;

/// <summary>What becomes of an IOVA.</summary>
public enum VtdStage
{
    /// <summary>Second-stage tables translate it.</summary>
    SecondStage,

    /// <summary>First-stage tables translate it.</summary>
    FirstStage,

    /// <summary>First-stage tables translate it, and second-stage tables what they give.</summary>
    Nested,

    /// <summary>It is an address already.</summary>
    PassThrough,
}

/// <summary>The entry that decides what becomes of a requester's DMA. The facts are those of the VT-d specification, chapter 9.</summary>
/// <param name="Requester">Whose.</param>
/// <param name="Address">Physical address of the entry.</param>
/// <param name="Words">The entry, 64 bits at a time, lowest first.</param>
public abstract record VtdTranslation(RequesterId Requester, ulong Address, IReadOnlyList<ulong> Words)
{
    private protected const ulong PageMask = 0x000f_ffff_ffff_f000;

    /// <summary>What kind of entry it is, in words.</summary>
    public abstract string Kind { get; }

    /// <summary>Its fields that matter, as the specification names them.</summary>
    public abstract string Fields { get; }

    /// <summary>What it is for: the PASID; null in legacy mode, where requests have none.</summary>
    public virtual int? Pasid => null;

    /// <summary>There is something to go by.</summary>
    public bool IsPresent => (Words[0] & 1) != 0;

    /// <summary>Its faults are not recorded (FPD).</summary>
    public bool FaultsDisabled => (Words[0] & 2) != 0;

    /// <summary>What becomes of an IOVA; means nothing where there is a <see cref="Refusal"/>.</summary>
    public abstract VtdStage Stage { get; }

    /// <summary>The requester reaches all memory under its own addresses.</summary>
    public bool IsPassThrough => Refusal is null && Stage == VtdStage.PassThrough;

    /// <summary>One set of tables decides.</summary>
    public bool HasTable => Refusal is null && Stage is VtdStage.SecondStage or VtdStage.FirstStage;

    /// <summary>The top table of <see cref="Stage"/>, of the first stage where there are two.</summary>
    public abstract ulong Root { get; }

    /// <summary>Levels of that table; null where the entry says nothing valid.</summary>
    public abstract int? Levels { get; }

    /// <summary>Requesters of one domain share the entries of the IOTLB (DID).</summary>
    public abstract int Domain { get; }

    /// <summary>What makes hardware refuse every DMA that comes to the entry; null where nothing does.</summary>
    public abstract VtdRefusal? Refusal { get; }
}

/// <summary>Why a DMA ends before any table is walked.</summary>
/// <param name="Code">Fault reason of the VT-d specification.</param>
/// <param name="Name">A word for it.</param>
/// <param name="Text">In plain words.</param>
public sealed record VtdRefusal(int Code, string Name, string Text);

/// <summary>What a VT-d unit finds for a requester.</summary>
/// <param name="Translation">The entry that decides; null where the search ended before it was read.</param>
/// <param name="Refusal">Why every DMA faults; null where the entry's tables decide.</param>
public sealed record VtdAnswer(VtdTranslation? Translation, VtdRefusal? Refusal);
