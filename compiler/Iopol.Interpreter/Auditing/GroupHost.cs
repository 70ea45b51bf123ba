using Iopol.Runtime.Facts;
using Iopol.Runtime.Topology;

namespace Iopol.Interpreter.Auditing;

/// <summary>
/// Cuts a host down to what can matter for one group: its devices, those they share a slot or a requester ID with, and the
/// bridges above, which impose requester IDs. A search over that costs the same on a host of any size.
/// </summary>
internal sealed class GroupHost
{
    private readonly HostTopology topology;
    private readonly Dictionary<(int Domain, int Bus), int> bridges = [];
    private readonly Dictionary<int, GroupFacts> groups = [];

    public GroupHost(HostTopology topology)
    {
        this.topology = topology;
        for (int d = 0; d < topology.DeviceCount; d++)
        {
            DeviceFacts device = topology.Device(d);
            if (device.Bridge is { Secondary: > 0 } bridge) bridges.TryAdd((device.Address.Domain, bridge.Secondary), d);
        }

        foreach (GroupFacts group in topology.Facts.Groups) groups.TryAdd(group.Number, group);
    }

    /// <summary>The part of the host around a group, with the group's own number and addresses.</summary>
    public HostTopology Around(int group)
    {
        var part = new SortedSet<int>();
        var open = new Stack<int>();
        void Add(int device)
        {
            if (part.Add(device)) open.Push(device);
        }

        for (int d = topology.GroupStart(group); d < topology.GroupEnd(group); d++)
        {
            Add(d);
            foreach (int other in topology.SlotOf(d)) Add(other);
            foreach (int other in topology.SharersOf(d)) Add(other);
        }

        while (open.TryPop(out int device))
        {
            BusAddress at = topology.Device(device).Address;
            if (bridges.TryGetValue((at.Domain, at.Bus), out int bridge)) Add(bridge);
        }

        HashSet<int> numbers = [.. part.Select(topology.GroupOf).Where(g => g >= 0).Select(topology.GroupNumber)];
        return new HostTopology(topology.Facts with
        {
            Devices = [.. part.Select(topology.Device)],
            Groups = [.. numbers.Where(groups.ContainsKey).Select(n => groups[n])],
        });
    }
}
