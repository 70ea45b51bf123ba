namespace Iopol.Linux.Images;

/// <summary>A context entry of legacy mode, two words.</summary>
/// <inheritdoc cref="VtdTranslation"/>
public sealed record VtdContext(RequesterId Requester, ulong Address, IReadOnlyList<ulong> Words) : VtdTranslation(Requester, Address, Words)
{
    private const ulong LowReserved = 0xfff0_0000_0000_0ff0;
    private const ulong HighReserved = 0xffff_ffff_ff00_0080;

    /// <inheritdoc/>
    public override string Kind => "context";

    /// <inheritdoc/>
    public override string Fields => $"TT={TranslationType} AW={AddressWidth} DID={Domain}";

    /// <summary>TT: 0 translates, 1 translates and serves device TLBs, 2 passes through, 3 is reserved.</summary>
    public int TranslationType => (int)(Words[0] >> 2 & 3);

    /// <summary>AW as coded.</summary>
    public int AddressWidth => (int)(Words[1] & 7);

    /// <inheritdoc/>
    public override VtdStage Stage => TranslationType == 2 ? VtdStage.PassThrough : VtdStage.SecondStage;

    /// <inheritdoc/>
    public override ulong Root => Words[0] & PageMask;

    /// <inheritdoc/>
    public override int? Levels => AddressWidth is >= 1 and <= 3 ? AddressWidth + 2 : null;

    /// <inheritdoc/>
    public override int Domain => (int)(Words[1] >> 8 & 0xffff);

    /// <inheritdoc/>
    public override VtdRefusal? Refusal =>
        !IsPresent ? new(2, "context_not_present", "the requester has no context")
        : (Words[0] & LowReserved) != 0 || (Words[1] & HighReserved) != 0 ? new(0xb, "context_reserved", $"reserved bits of the context entry are set: {VtdBits.Text([Words[0] & LowReserved, Words[1] & HighReserved])}")
        : Levels is null ? new(3, "context_invalid", $"the address width AW={AddressWidth} of the context is reserved")
        : TranslationType == 3 ? new(3, "context_invalid", "the translation type TT=3 of the context is reserved")
        : null;
}
