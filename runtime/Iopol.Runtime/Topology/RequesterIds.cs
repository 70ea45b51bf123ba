using Iopol.Runtime.Facts;

namespace Iopol.Runtime.Topology;

/// <summary>
/// Which requester IDs a device's DMA may carry: its own, its aliases, and what bridges above impose, as
/// <see cref="DmaAliases"/> knows them.
/// </summary>
internal sealed class RequesterIds
{
    private readonly List<BusAddress> addresses = [];
    private readonly Dictionary<BusAddress, int> ids = [];
    private readonly int[] effective;
    private readonly int[][] all;
    private readonly int[][] sharers;

    public RequesterIds(DeviceFacts[] devices)
    {
        effective = new int[devices.Length];
        all = new int[devices.Length][];
        var tree = new PciTree(devices);
        var aliases = new DmaAliases(tree);
        for (int d = 0; d < devices.Length; d++) all[d] = Collect(d, tree, aliases, out effective[d]);
        sharers = Sharers(devices);
    }

    public int Count => addresses.Count;

    public int Effective(int device) => effective[device];

    public ReadOnlySpan<int> Of(int device) => all[device];

    public ReadOnlySpan<int> SharersOf(int device) => sharers[device];

    public BusAddress Address(int requester) => addresses[requester];

    public int Find(BusAddress address) => ids.GetValueOrDefault(address, -1);

    private int[] Collect(int device, PciTree tree, DmaAliases aliases, out int effective)
    {
        int source = aliases.RealDevice(device) ?? device;
        var carried = new List<BusAddress> { tree.Device(source).Address };
        carried.AddRange(tree.Device(source).Aliases);
        aliases.AddSameBus(source, carried);
        effective = Id(carried[0]);
        for (int bridge = tree.BridgeAbove(source); bridge != PciTree.None && aliases.EndsWalk(bridge) != true; bridge = tree.BridgeAbove(bridge))
        {
            if (aliases.Imposed(bridge) is not { } imposed) continue;
            effective = Id(imposed);
            carried.Add(imposed);
        }

        return [.. carried.Select(Id).Distinct()];
    }

    private int Id(BusAddress address)
    {
        if (!ids.TryGetValue(address, out int id))
        {
            id = addresses.Count;
            ids.Add(address, id);
            addresses.Add(address);
        }

        return id;
    }

    private int[][] Sharers(DeviceFacts[] devices)
    {
        var users = new List<int>[addresses.Count];
        for (int d = 0; d < devices.Length; d++)
        {
            foreach (int rid in all[d]) (users[rid] ??= []).Add(d);
        }

        int[][] result = new int[devices.Length][];
        for (int d = 0; d < devices.Length; d++)
        {
            result[d] = [.. all[d].SelectMany(rid => users[rid]).Distinct().OrderBy(x => devices[x].Address)];
        }

        return result;
    }
}
