namespace Iopol.Linux.Images;

/// <summary>A PASID table entry of scalable mode, eight words.</summary>
/// <inheritdoc cref="VtdTranslation"/>
/// <param name="Requester">Whose.</param>
/// <param name="Number">For which PASID.</param>
/// <param name="Address">Physical address of the entry.</param>
/// <param name="Words">The entry.</param>
public sealed record VtdPasidEntry(RequesterId Requester, int Number, ulong Address, IReadOnlyList<ulong> Words) : VtdTranslation(Requester, Address, Words)
{
    /// <inheritdoc/>
    public override string Kind => "PASID entry";

    /// <inheritdoc/>
    public override string Fields
    {
        get
        {
            string width = Stage is VtdStage.SecondStage or VtdStage.Nested ? $" AW={AddressWidth}" : "";
            string mode = Stage is VtdStage.FirstStage or VtdStage.Nested ? $" FSPM={PagingMode}" : "";
            return $"PASID={Number} PGTT={TranslationType}{width}{mode} DID={Domain}";
        }
    }

    /// <inheritdoc/>
    public override int? Pasid => Number;

    /// <summary>PGTT: 1 first stage, 2 second stage, 3 nested, 4 passes through.</summary>
    public int TranslationType => (int)(Words[0] >> 6 & 7);

    /// <summary>AW of the second stage, as coded.</summary>
    public int AddressWidth => (int)(Words[0] >> 2 & 7);

    /// <summary>FSPM of the first stage, as coded: 0 for 4 levels, 1 for 5.</summary>
    public int PagingMode => (int)(Words[2] >> 2 & 3);

    /// <summary>SSADE: hardware keeps accessed and dirty bits in the second stage.</summary>
    public bool KeepsAccessDirty => (Words[0] >> 9 & 1) != 0;

    /// <summary>WPE: a supervisor may not write in the first stage where writing is not allowed.</summary>
    public bool ProtectsWrites => (Words[2] >> 4 & 1) != 0;

    /// <summary>NXE: bit 63 of first-stage entries forbids fetching instructions.</summary>
    public bool DisablesExecution => (Words[2] >> 5 & 1) != 0;

    /// <inheritdoc/>
    public override VtdStage Stage => TranslationType switch { 1 => VtdStage.FirstStage, 3 => VtdStage.Nested, 4 => VtdStage.PassThrough, _ => VtdStage.SecondStage };

    /// <inheritdoc/>
    public override ulong Root => Stage is VtdStage.FirstStage or VtdStage.Nested ? Words[2] & PageMask : SecondRoot;

    /// <summary>The top table of the second stage.</summary>
    public ulong SecondRoot => Words[0] & PageMask;

    /// <inheritdoc/>
    public override int? Levels => Stage is VtdStage.FirstStage or VtdStage.Nested ? PagingMode <= 1 ? PagingMode + 4 : null : SecondLevels;

    /// <summary>Levels of the second stage; null where AW is reserved.</summary>
    public int? SecondLevels => AddressWidth is >= 1 and <= 3 ? AddressWidth + 2 : null;

    /// <inheritdoc/>
    public override int Domain => (int)(Words[1] & 0xffff);

    /// <inheritdoc/>
    public override VtdRefusal? Refusal =>
        !IsPresent ? new(0x59, "pasid_not_present", $"PASID {Number} has no entry")
        : TranslationType is 0 or > 4 ? new(0x5b, "pasid_invalid", $"the translation type PGTT={TranslationType} of the PASID entry is reserved")
        : Levels is null && Stage != VtdStage.PassThrough ? new(0x5b, "pasid_invalid", Stage == VtdStage.SecondStage ? $"the address width AW={AddressWidth} of the PASID entry is reserved" : $"the paging mode FSPM={PagingMode} of the PASID entry is reserved")
        : Stage == VtdStage.Nested && SecondLevels is null ? new(0x5b, "pasid_invalid", $"the address width AW={AddressWidth} of the PASID entry is reserved")
        : null;
}
