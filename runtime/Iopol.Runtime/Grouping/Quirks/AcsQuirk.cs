using Iopol.Runtime.Facts;
using Iopol.Runtime.Topology;

namespace Iopol.Runtime.Grouping.Quirks;

/// <summary>What a row of acs-quirks.txt answers.</summary>
internal enum AcsAnswer
{
    /// <summary>As if the required bits were enforced.</summary>
    Isolated,

    /// <summary>As if none were.</summary>
    NotIsolated,

    /// <summary>The control register is elsewhere; Linux sets there what the capability offers.</summary>
    HiddenControl,
}

/// <summary>A row of acs-quirks.txt.</summary>
internal sealed class AcsQuirk
{
    private const string AmdRootBus = "amd-root-bus";

    private static readonly QuirkTable<AcsQuirk> Table = QuirkTable<AcsQuirk>.Read("acs-quirks.txt", Parse);

    private readonly QuirkIds ids;
    private readonly Condition applies;

    private AcsQuirk(QuirkIds ids, string when, Condition applies, AcsAnswer answer, QuirkRow row)
    {
        DependsOnIommu = when == AmdRootBus;
        this.ids = ids;
        this.applies = applies;
        Answer = answer;
        Row = row;
    }

    public AcsAnswer Answer { get; }

    /// <summary>The row is about machines with one family of IOMMU.</summary>
    public bool DependsOnIommu { get; }

    public QuirkRow Row { get; }

    /// <summary>Rows that may fit a function, in the order in which Linux asks.</summary>
    public static ReadOnlySpan<AcsQuirk> For(DeviceFacts device) => Table.For(device);

    /// <summary>The row is about the function at an index of the tree; null where the source cannot tell.</summary>
    /// <param name="tree">The functions.</param>
    /// <param name="index">One of them.</param>
    /// <param name="family">The host's IOMMU family, or null.</param>
    public bool? Fits(PciTree tree, int index, string? family)
    {
        bool? fit = ids.Fit(tree.Device(index));
        return fit == false ? false : fit & applies(tree, index, family);
    }

    private static (ushort, AcsQuirk) Parse(string[] cells)
    {
        QuirkIds ids = QuirkIds.Parse(cells[1], cells[2], cells[3]);
        Condition applies = cells[4] switch
        {
            "always" => static (_, _, _) => true,
            "root-port" => static (tree, index, _) => IsPort(tree.Device(index), PciePort.RootPort, PciePort.RootPort),
            "port" => static (tree, index, _) => IsPort(tree.Device(index), PciePort.RootPort, PciePort.DownstreamPort),
            "integrated" => static (tree, index, _) => IsIntegrated(tree.Device(index), tree.IsOnRootBus(index)),
            AmdRootBus => static (tree, index, family) => tree.IsMultifunction(index) & tree.IsOnRootBus(index) & (family is null ? null : family == "amd"),
            _ => throw new FormatException($"acs-quirks.txt has no condition '{cells[4]}'"),
        };
        AcsAnswer answer = cells[5] switch
        {
            "isolated" => AcsAnswer.Isolated,
            "not-isolated" => AcsAnswer.NotIsolated,
            "hidden-control" => AcsAnswer.HiddenControl,
            _ => throw new FormatException($"acs-quirks.txt has no answer '{cells[5]}'"),
        };
        return (ids.Vendor, new AcsQuirk(ids, cells[4], applies, answer, new QuirkRow(cells[0], cells[6], cells[7])));
    }

    /// <summary>Where the port type is unknown, a function that is no bridge is no port either.</summary>
    private static bool? IsPort(DeviceFacts device, PciePort one, PciePort other) =>
        device.Port is { } port ? port == one || port == other : device.HeaderTypeOrImplied is 0 or 2 ? false : null;

    private static bool? IsIntegrated(DeviceFacts device, bool? isOnRootBus) =>
        device.Port is { } port ? port == PciePort.RootComplexIntegratedEndpoint
        : device.HeaderTypeOrImplied is 1 or 2 || isOnRootBus == false ? false
        : null;

    private delegate bool? Condition(PciTree tree, int index, string? family);
}
