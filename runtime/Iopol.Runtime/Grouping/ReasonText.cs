using Iopol.Runtime.Facts;

namespace Iopol.Runtime.Grouping;

/// <summary>Reasons in words.</summary>
internal static class ReasonText
{
    private static readonly (LackingFacts Fact, string Name)[] FactNames =
    [
        (LackingFacts.PortType, "port type"),
        (LackingFacts.Acs, "ACS"),
        (LackingFacts.Multifunction, "multifunction bit"),
        (LackingFacts.Ids, "ids"),
        (LackingFacts.Aliases, "aliases"),
        (LackingFacts.IommuFamily, "IOMMU family"),
        (LackingFacts.BootOption, "effect of the ACS boot option"),
    ];

    public static string Of(GroupMerge merge) => merge.Rule switch
    {
        GroupRule.RealDevice => $"{merge.Device} joins {merge.With}: DMA from the domain below this VMD carries requester ID {merge.Requester}",
        GroupRule.BridgeTakeover => $"{merge.Device} joins {merge.With}: this bridge gives DMA from behind it requester ID {merge.Requester}",
        GroupRule.AcsPath when merge.Gaps is [var only] && only.Device == merge.With => $"{merge.Device} joins {merge.With}, the bridge above: it {Lacks(only, several: false)}",
        GroupRule.AcsPath => $"{merge.Device} joins {merge.With}, the bridge above: {List(merge.Gaps)}",
        GroupRule.Alias => $"{merge.Device} joins {merge.With}: both use requester ID {merge.Requester}{(merge.Quirk is { } quirk ? $" ({quirk})" : "")}",
        _ => $"{merge.Device} joins {merge.With} of its slot: {Both(merge.Gaps)}",
    };

    public static string Of(AcsGap gap) => $"{gap.Device} {Lacks(gap, several: false)}";

    public static string Of(LackingFact lacking)
    {
        string own = string.Join(", ", FactNames.Where(f => (lacking.Facts & f.Fact) != 0).Select(f => f.Name));
        string above = (lacking.Facts & LackingFacts.BridgeAbove) != 0 ? $"bridge above {lacking.Device}" : "";
        return own.Length == 0 ? above : above.Length == 0 ? $"{own} of {lacking.Device}" : $"{own} of and {above}";
    }

    public static string Of(GroupingWarning warning) => warning.Doubt == GroupingDoubt.LeakySwitch
        ? $"below the switch at {warning.Device} devices reach each other past the IOMMU, and Linux does not see it: {List(warning.Gaps)}"
        : $"the port above the switch at {warning.Device} is not in the source; it is taken to keep its peers apart";

    /// <summary>Names of ACS bits, as the PCI Express specification shortens them.</summary>
    private static string Bits(AcsBits bits) => string.Join(' ', Enum.GetValues<AcsBits>().Where(bit => bit != AcsBits.None && (bits & bit) != 0));

    private static string Lacks(AcsGap gap, bool several) => gap.Lack switch
    {
        AcsLack.NoCapability => $"{(several ? "have" : "has")} no ACS",
        AcsLack.BitsOff => $"{(several ? "have" : "has")} {Bits(gap.Off)} off",
        AcsLack.Conventional => $"{(several ? "are" : "is")} conventional PCI",
        AcsLack.PciBridge => $"{(several ? "are PCI bridges" : "is a PCI bridge")}, which never {(several ? "have" : "has")} ACS",
        AcsLack.EventCollector => $"{(several ? "are event collectors" : "is an event collector")}, which never {(several ? "have" : "has")} ACS",
        _ => $"never {(several ? "count" : "counts")} as isolated ({gap.Quirk})",
    };

    private static string Both(IReadOnlyList<AcsGap> gaps)
    {
        if (gaps is not [var one, var other] || (one.Lack, one.Off, one.Quirk) != (other.Lack, other.Off, other.Quirk)) return List(gaps);
        return one.Lack == AcsLack.NoCapability ? "neither has ACS" : $"both {Lacks(one, several: true)}";
    }

    /// <summary>Functions that lack the same are named together.</summary>
    private static string List(IReadOnlyList<AcsGap> gaps) => string.Join("; ", gaps.GroupBy(g => (g.Lack, g.Off, g.Quirk))
        .Select(same => $"{string.Join(", ", same.Select(g => g.Device))} {Lacks(same.First(), same.Skip(1).Any())}"));
}
