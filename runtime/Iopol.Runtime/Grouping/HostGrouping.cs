using Iopol.Runtime.Facts;
using Iopol.Runtime.Grouping.Quirks;

namespace Iopol.Runtime.Grouping;

/// <summary>What Linux's grouping algorithm makes of a host.</summary>
/// <param name="Groups">Devices that are in one group for certain, by address of the first.</param>
/// <param name="Undecided">Groups of which the source cannot tell whether they are one.</param>
/// <param name="OutsideGroups">Devices that are in no group, by address.</param>
/// <param name="Warnings">Where the answer of Linux is not the right one, or the source shows half a machine.</param>
public sealed record HostGrouping(
    IReadOnlyList<ComputedGroup> Groups,
    IReadOnlyList<UndecidedGroups> Undecided,
    IReadOnlyList<BusAddress> OutsideGroups,
    IReadOnlyList<GroupingWarning> Warnings)
{
    /// <summary>Every group is known.</summary>
    public bool IsCertain => Undecided.Count == 0;
}

/// <summary>Devices that are in one group for certain.</summary>
/// <param name="Devices">By address.</param>
/// <param name="Merges">Why each but one of them is in the group; one fewer than the devices, unless a device without a group stands between.</param>
/// <param name="KeptApart">Members that count as isolated only because of a quirk.</param>
public sealed record ComputedGroup(IReadOnlyList<BusAddress> Devices, IReadOnlyList<GroupMerge> Merges, IReadOnlyList<QuirkIsolation> KeptApart);

/// <summary>The rules by which a device joins another's group.</summary>
public enum GroupRule
{
    /// <summary>Its DMA carries the requester ID of the other, on another bus.</summary>
    RealDevice,

    /// <summary>The other is a bridge that takes over requester IDs from behind it.</summary>
    BridgeTakeover,

    /// <summary>The other is the bridge above, and the way from there to the root does not keep peers apart.</summary>
    AcsPath,

    /// <summary>The DMA of one carries the requester ID of the other.</summary>
    Alias,

    /// <summary>Both are functions of one slot and neither keeps its peers apart.</summary>
    SameSlot,
}

/// <summary>Why two devices are in one group.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Device">The device that joins.</param>
/// <param name="With">The one it joins.</param>
/// <param name="Requester">The requester ID they share; null for <see cref="GroupRule.AcsPath"/> and <see cref="GroupRule.SameSlot"/>.</param>
/// <param name="Gaps">Functions that should keep peers apart and do not.</param>
/// <param name="Quirk">The row that names an alias, or null where the facts do.</param>
public sealed record GroupMerge(GroupRule Rule, BusAddress Device, BusAddress With, BusAddress? Requester, IReadOnlyList<AcsGap> Gaps, QuirkRow? Quirk)
{
    /// <inheritdoc/>
    public override string ToString() => ReasonText.Of(this);
}

/// <summary>A function that does not keep peers apart.</summary>
/// <param name="Device">The function.</param>
/// <param name="Lack">Why not.</param>
/// <param name="Off">Required ACS bits that it implements and that are off.</param>
/// <param name="Quirk">The row that says so, or null.</param>
public sealed record AcsGap(BusAddress Device, AcsLack Lack, AcsBits Off, QuirkRow? Quirk)
{
    /// <inheritdoc/>
    public override string ToString() => ReasonText.Of(this);
}

/// <summary>A function that counts as isolated although its registers do not say so.</summary>
/// <param name="Device">The function.</param>
/// <param name="Quirk">The row that says so.</param>
public sealed record QuirkIsolation(BusAddress Device, QuirkRow Quirk)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Device} counts as isolated: {Quirk}";
}

/// <summary>Groups of which the source cannot tell whether they are one.</summary>
/// <param name="Groups">Indexes of <see cref="HostGrouping.Groups"/>, ascending.</param>
/// <param name="Lacking">What the source would have to show, by address.</param>
public sealed record UndecidedGroups(IReadOnlyList<int> Groups, IReadOnlyList<LackingFact> Lacking);

/// <summary>Facts of one device that the source does not show.</summary>
/// <param name="Device">The device.</param>
/// <param name="Facts">What is lacking.</param>
public sealed record LackingFact(BusAddress Device, LackingFacts Facts)
{
    /// <inheritdoc/>
    public override string ToString() => ReasonText.Of(this);
}

/// <summary>Why not to rely on the computed groups, which are those of Linux.</summary>
public enum GroupingDoubt
{
    /// <summary>Ports of a switch pass traffic between their devices, and Linux looks at each port alone.</summary>
    LeakySwitch,

    /// <summary>A switch hangs in the air: the port above it is not in the source, and counts as isolating.</summary>
    PortAboveMissing,
}

/// <summary>Why not to rely on some of the computed groups.</summary>
/// <param name="Doubt">The kind.</param>
/// <param name="Device">The upstream port it is about.</param>
/// <param name="Gaps">The ports that do not keep peers apart.</param>
/// <param name="Better">Devices that belong into one group; empty where there is no better answer.</param>
public sealed record GroupingWarning(GroupingDoubt Doubt, BusAddress Device, IReadOnlyList<AcsGap> Gaps, IReadOnlyList<BusAddress> Better)
{
    /// <inheritdoc/>
    public override string ToString() => ReasonText.Of(this);
}
