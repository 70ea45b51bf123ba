namespace Iopol.Linux.Images;

/// <summary>What a dump says about the VT-d unit it was made from. A register it does not show is null.</summary>
/// <param name="RootTable">RTADDR_REG: address and mode of the root table.</param>
/// <param name="Status">GSTS_REG.</param>
/// <param name="Capabilities">CAP_REG.</param>
/// <param name="ExtendedCapabilities">ECAP_REG.</param>
/// <param name="Contexts">The contexts as whoever made the dump decoded them.</param>
public sealed record VtdUnit(
    ulong? RootTable, ulong? Status, ulong? Capabilities, ulong? ExtendedCapabilities, IReadOnlyList<ListedContext> Contexts)
{
    /// <summary>Translation is on (GSTS.TES); null where the dump does not show it.</summary>
    public bool? IsTranslating => Status is { } status ? (status >> 31 & 1) != 0 : null;

    /// <summary>Bits of the widest IOVA (CAP.MGAW); null where the dump does not show it.</summary>
    public int? InputWidth => Capabilities is { } cap ? (int)(cap >> 16 & 0x3f) + 1 : null;

    /// <summary>The unit honours SNP in second-stage leaves (ECAP.SC).</summary>
    public bool? HasSnoopControl => ExtendedCapabilities is { } ecap ? (ecap >> 7 & 1) != 0 : null;

    /// <summary>The unit knows device TLBs (ECAP.DT).</summary>
    public bool? HasDeviceTlbs => ExtendedCapabilities is { } ecap ? (ecap >> 2 & 1) != 0 : null;

    /// <summary>The unit has tables of a number of levels (CAP.SAGAW); null where the dump does not show it.</summary>
    /// <param name="levels">3, 4 or 5.</param>
    public bool? HasLevels(int levels) => Capabilities is { } cap ? levels is >= 3 and <= 5 && (cap >> (8 + levels - 2) & 1) != 0 : null;

    /// <summary>Pages of 2 MiB (bit 0) and 1 GiB (bit 1) are known in the second stage (CAP.SLLPS); null where the dump does not show it.</summary>
    public int? LargePages => Capabilities is { } cap ? (int)(cap >> 34 & 3) : null;
}

/// <summary>A context entry as the list of an image has it. A field it does not show is null.</summary>
/// <param name="Requester">Whose.</param>
/// <param name="TranslationType">TT.</param>
/// <param name="AddressWidth">AW, as coded.</param>
/// <param name="Domain">DID.</param>
/// <param name="Root">SLPTPTR.</param>
/// <param name="FaultsDisabled">FPD.</param>
/// <param name="Line">Line in the list, from 1.</param>
/// <param name="Column">Column in bytes, from 1.</param>
public sealed record ListedContext(
    RequesterId Requester, int? TranslationType, int? AddressWidth, int? Domain, ulong? Root, bool? FaultsDisabled, int Line, int Column);
