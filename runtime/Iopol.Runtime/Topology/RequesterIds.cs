using Iopol.Runtime.Facts;

namespace Iopol.Runtime.Topology;

/// <summary>
/// Which requester IDs a device's DMA may carry: its own, its aliases, and what bridges above impose
/// (linux-isolation facts, pci_for_each_dma_alias of Linux 6.19): a PCIe-to-PCI bridge takes everything behind it
/// over as (secondary bus, 00.0); a conventional bridge as its own requester ID; PCI Express ports are transparent.
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
        var bridges = new Dictionary<(int Domain, int Bus), DeviceFacts>();
        foreach (DeviceFacts device in devices)
        {
            if (device.Bridge is { } bridge && bridge.Secondary > 0) bridges.TryAdd((device.Address.Domain, bridge.Secondary), device);
        }

        for (int d = 0; d < devices.Length; d++) all[d] = Collect(devices[d], bridges, out effective[d]);
        sharers = Sharers(devices);
    }

    public int Count => addresses.Count;

    public int Effective(int device) => effective[device];

    public ReadOnlySpan<int> Of(int device) => all[device];

    public ReadOnlySpan<int> SharersOf(int device) => sharers[device];

    public BusAddress Address(int requester) => addresses[requester];

    private int[] Collect(DeviceFacts device, Dictionary<(int Domain, int Bus), DeviceFacts> bridges, out int effective)
    {
        var found = new List<int> { Id(device.Address) };
        found.AddRange(device.Aliases.Select(Id));
        effective = found[0];
        BusAddress at = device.Address;
        // A bus number is used once on the way up, so a malformed topology cannot make this endless.
        for (var seen = new HashSet<int>(); seen.Add(at.Bus) && bridges.TryGetValue((at.Domain, at.Bus), out DeviceFacts? bridge); at = bridge.Address)
        {
            BusAddress? taken = bridge.Port switch
            {
                PciePort.PcieToPciBridge => new BusAddress(at.Domain, at.Bus, 0, 0),
                PciePort.PciToPcieBridge or PciePort.Conventional => bridge.Address,
                _ => null,
            };
            if (taken is not { } alias) continue;
            effective = Id(alias);
            found.Add(effective);
        }

        return [.. found.Distinct()];
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
