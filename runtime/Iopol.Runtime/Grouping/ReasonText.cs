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
        (LackingFacts.BridgeAbove, "bridge above"),
        (LackingFacts.Aliases, "aliases"),
        (LackingFacts.IommuFamily, "IOMMU family"),
        (LackingFacts.BootOption, "effect of the ACS boot option"),
    ];

    public static string Of(GroupMerge merge) => merge.Rule switch
    {
        GroupRule.RealDevice => $"{merge.Device} joins {merge.With}: DMA from the domain below this VMD carries requester ID {merge.Requester}",
        GroupRule.BridgeTakeover => $"{merge.Device} joins {merge.With}: this bridge gives DMA from behind it requester ID {merge.Requester}",
        GroupRule.AcsPath => $"{merge.Device} joins {merge.With}, the bridge above: {List(merge.Gaps)}",
        GroupRule.Alias => $"{merge.Device} joins {merge.With}: both use requester ID {merge.Requester}{(merge.Quirk is { } quirk ? $" ({quirk})" : "")}",
        _ => $"{merge.Device} joins {merge.With} of its slot: {List(merge.Gaps)}",
    };

    public static string Of(AcsGap gap) => gap.Lack switch
    {
        AcsLack.NoCapability => $"{gap.Device} has no ACS",
        AcsLack.BitsOff => $"{gap.Device} has {Bits(gap.Off)} off",
        AcsLack.Conventional => $"{gap.Device} is conventional PCI",
        AcsLack.PciBridge => $"{gap.Device} is a PCI bridge, which never has ACS",
        AcsLack.EventCollector => $"{gap.Device} is an event collector, which never has ACS",
        _ => $"{gap.Device} never counts as isolated ({gap.Quirk})",
    };

    public static string Of(LackingFact lacking) =>
        $"{string.Join(", ", FactNames.Where(f => (lacking.Facts & f.Fact) != 0).Select(f => f.Name))} of {lacking.Device}";

    public static string Of(GroupingWarning warning) => warning.Doubt == GroupingDoubt.LeakySwitch
        ? $"below the switch at {warning.Device} devices reach each other past the IOMMU, and Linux does not see it: {List(warning.Gaps)}"
        : $"the port above the switch at {warning.Device} is not in the source; it is taken to keep its peers apart";

    /// <summary>Names of ACS bits, as the PCI Express specification shortens them.</summary>
    private static string Bits(AcsBits bits) => string.Join(' ', Enum.GetValues<AcsBits>().Where(bit => bit != AcsBits.None && (bits & bit) != 0));

    /// <summary>Functions that lack the same are named together.</summary>
    private static string List(IReadOnlyList<AcsGap> gaps)
    {
        var none = gaps.Where(g => g.Lack == AcsLack.NoCapability).Select(g => g.Device).ToList();
        IEnumerable<string> rest = gaps.Where(g => g.Lack != AcsLack.NoCapability).Select(Of);
        return string.Join("; ", none.Count > 1 ? rest.Prepend($"{string.Join(", ", none)} have no ACS") : gaps.Select(Of));
    }
}
