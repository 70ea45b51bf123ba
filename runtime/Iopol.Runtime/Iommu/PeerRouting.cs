using Iopol.Runtime.Facts;
using Iopol.Runtime.Grouping;
using Iopol.Runtime.Topology;

namespace Iopol.Runtime.Iommu;

/// <summary>
/// Which requests reach another device's BAR without passing the IOMMU. A request goes up from bridge to bridge; where its address
/// is behind another way down it takes that way, unless Access Control Services redirect it (PCIe 6.0, 6.12.3): P2P Request Redirect
/// of the function or port by which it comes to that point, then Upstream Forwarding of the ports above, which would otherwise
/// turn it back. What the grouping knows of quirks counts here too.
/// </summary>
internal sealed class PeerRouting
{
    private readonly PciTree tree;
    private readonly bool?[] redirects;
    private readonly bool?[] forwards;
    private readonly BarWindow[] windows;

    public PeerRouting(HostTopology topology, IReadOnlyList<BarWindow> bars)
    {
        tree = new PciTree([.. Enumerable.Range(0, topology.DeviceCount).Select(topology.Device)]);
        windows = [.. bars.OrderBy(bar => bar.First)];
        for (int i = 0; i < windows.Length; i++)
        {
            if (windows[i].First > windows[i].Last) throw new ArgumentException($"a BAR ends at {windows[i].Last:x} before it begins at {windows[i].First:x}", nameof(bars));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)windows[i].Device, (uint)topology.DeviceCount, nameof(bars));
            if (i > 0 && windows[i].First <= windows[i - 1].Last) throw new ArgumentException($"two BARs answer at {windows[i].First:x}", nameof(bars));
        }

        var test = new AcsTest(tree, topology.Facts);
        redirects = new bool?[tree.Count];
        forwards = new bool?[tree.Count];
        for (int device = 0; device < tree.Count; device++)
        {
            AcsJudgement acs = test.Judge(device);
            redirects[device] = IsOn(acs, AcsBits.RR);
            forwards[device] = IsOn(acs, AcsBits.UF);
        }
    }

    /// <summary>The windows, by address.</summary>
    public ReadOnlySpan<BarWindow> Windows => windows;

    /// <summary>The device that answers at an address, or -1.</summary>
    public int Owner(ulong address)
    {
        int low = 0, high = windows.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            if (address < windows[middle].First) high = middle - 1;
            else if (address > windows[middle].Last) low = middle + 1;
            else return windows[middle].Device;
        }

        return PciTree.None;
    }

    /// <summary>An untranslated request of one device to the BAR of another reaches it without the IOMMU; null where that is open.</summary>
    /// <param name="source">The device that asks.</param>
    /// <param name="peer">The device whose BAR it is.</param>
    public bool? IsDirect(int source, int peer)
    {
        if (source == peer || tree.Device(source).Address.Domain != tree.Device(peer).Address.Domain) return false;
        if (tree.IsBridgeUnknown(source) || tree.IsBridgeUnknown(peer)) return null;
        int from = source;
        while (!IsBelow(peer, tree.BridgeAbove(from))) from = tree.BridgeAbove(from);
        // The peer is a bridge the request passes through on its way up.
        for (int above = source; above != from;)
        {
            above = tree.BridgeAbove(above);
            if (above == peer) return true;
        }

        int meeting = tree.BridgeAbove(from);
        bool? turned = IsTurned(from, meeting);
        // Redirected, it meets ports above that must not send it back down.
        for (int port = meeting; port != PciTree.None && turned != true; port = tree.BridgeAbove(port)) turned |= SendsBack(port);
        return turned;
    }

    private static bool? IsOn(AcsJudgement acs, AcsBits bit) =>
        acs.Isolated == false && acs.Lack == AcsLack.BitsOff ? (acs.Off & bit) == 0 : acs.Isolated;

    /// <summary>The device is behind the bridge; everything is behind none.</summary>
    private bool IsBelow(int device, int bridge)
    {
        if (bridge == PciTree.None) return true;
        for (int at = tree.BridgeAbove(device); at != PciTree.None; at = tree.BridgeAbove(at))
        {
            if (at == bridge) return true;
        }

        return false;
    }

    /// <summary>At the bus below a bridge, where the ways to both devices part, the request takes the way down.</summary>
    private bool? IsTurned(int from, int meeting)
    {
        PciePort? port = tree.Device(from).Port, above = meeting == PciTree.None ? null : tree.Device(meeting).Port;
        // A conventional bus: every device on it sees the request.
        if (above is PciePort.Conventional or PciePort.PcieToPciBridge) return true;
        if (redirects[from] == true) return false;
        // Only of a switch it is known that it sends the request down; inside a root complex or a device it may.
        return redirects[from] == false && port == PciePort.DownstreamPort ? true : null;
    }

    private bool? SendsBack(int port)
    {
        if (tree.Device(port).Port is not (null or PciePort.DownstreamPort or PciePort.RootPort)) return false;
        return forwards[port] == true ? false : null;
    }
}
