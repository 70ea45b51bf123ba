namespace Iopol.Linux.Images;

/// <summary>
/// A context entry of VT-d's legacy mode: what becomes of a requester's DMA. The facts are those of the VT-d specification,
/// chapter "Translation structure formats".
/// </summary>
/// <param name="Requester">Whose.</param>
/// <param name="Address">Physical address of the entry.</param>
/// <param name="Low">Its bits 63:0.</param>
/// <param name="High">Its bits 127:64.</param>
public sealed record VtdContext(RequesterId Requester, ulong Address, ulong Low, ulong High)
{
    private const ulong AddressMask = 0x000f_ffff_ffff_f000;
    private const ulong LowReserved = 0xfff0_0000_0000_0ff0;
    private const ulong HighReserved = 0xffff_ffff_ff00_0080;

    /// <summary>P: the requester has a context.</summary>
    public bool IsPresent => (Low & 1) != 0;

    /// <summary>FPD: its faults are not recorded.</summary>
    public bool FaultsDisabled => (Low & 2) != 0;

    /// <summary>TT: 0 translates, 1 translates and serves device TLBs, 2 passes through, 3 is reserved.</summary>
    public int TranslationType => (int)(Low >> 2 & 3);

    /// <summary>The requester reaches all memory under its own addresses.</summary>
    public bool IsPassThrough => TranslationType == 2;

    /// <summary>SSPTPTR: the top table.</summary>
    public ulong Root => Low & AddressMask;

    /// <summary>AW as coded.</summary>
    public int AddressWidth => (int)(High & 7);

    /// <summary>Levels of the tables, from AW; null where AW is reserved.</summary>
    public int? Levels => AddressWidth is >= 1 and <= 3 ? AddressWidth + 2 : null;

    /// <summary>DID: requesters of one domain share the IOTLB's entries.</summary>
    public int Domain => (int)(High >> 8 & 0xffff);

    /// <summary>Bits that must be 0 and are not: of the low and of the high half.</summary>
    public (ulong Low, ulong High) ReservedBits => (Low & LowReserved, High & HighReserved);

    /// <summary>What makes hardware refuse every DMA of the requester; null where nothing does.</summary>
    public VtdRefusal? Refusal =>
        !IsPresent ? new(2, "context_not_present", "the requester has no context")
        : ReservedBits != (0, 0) ? new(0xb, "context_reserved", $"reserved bits of the context entry are set: {ReservedText()}")
        : Levels is null ? new(3, "context_invalid", $"the address width AW={AddressWidth} of the context is reserved")
        : TranslationType == 3 ? new(3, "context_invalid", "the translation type TT=3 of the context is reserved")
        : null;

    private string ReservedText()
    {
        (ulong low, ulong high) = ReservedBits;
        return string.Join(", ", Enumerable.Range(0, 128).Where(bit => ((bit < 64 ? low >> bit : high >> (bit - 64)) & 1) != 0));
    }
}

/// <summary>Why a DMA ends before any table is walked.</summary>
/// <param name="Code">Fault reason of the VT-d specification.</param>
/// <param name="Name">A word for it.</param>
/// <param name="Text">In plain words.</param>
public sealed record VtdRefusal(int Code, string Name, string Text);
