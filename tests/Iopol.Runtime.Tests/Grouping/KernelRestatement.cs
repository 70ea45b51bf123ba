using Iopol.Runtime.Facts;

namespace Iopol.Runtime.Tests.Grouping;

/// <summary>
/// Linux's own procedure, device by device, over facts that show everything and ids no quirk knows: slow, and written from
/// the description of the kernel's steps, as an independent witness.
/// </summary>
internal sealed class KernelRestatement
{
    private readonly List<DeviceFacts> devices;
    private readonly Dictionary<BusAddress, int> groups = [];
    private int next;

    private KernelRestatement(HostFacts facts) => devices = [.. facts.Devices.OrderBy(Depth(facts.Devices)).ThenBy(d => d.Address)];

    public static IEnumerable<IReadOnlyList<BusAddress>> Groups(HostFacts facts)
    {
        var kernel = new KernelRestatement(facts);
        foreach (DeviceFacts device in kernel.devices.Where(d => d.Group is not null)) kernel.groups[device.Address] = kernel.Join(device) ?? kernel.next++;
        return kernel.groups.GroupBy(g => g.Value).Select(g => g.Select(m => m.Key).Order().ToList());
    }

    private static Func<DeviceFacts, int> Depth(IReadOnlyList<DeviceFacts> devices)
    {
        int Of(DeviceFacts device) => devices.FirstOrDefault(b => b.Bridge?.Secondary == device.Address.Bus) is { } bridge ? Of(bridge) + 1 : 0;
        return Of;
    }

    private int? Join(DeviceFacts device)
    {
        DeviceFacts last = device;
        foreach (DeviceFacts bridge in Above(device))
        {
            if (bridge.Port is not (PciePort.Conventional or PciePort.PcieToPciBridge or PciePort.PciToPcieBridge)) continue;
            last = bridge;
            if (GroupOf(bridge) is { } group) return group;
        }

        foreach (DeviceFacts bridge in Above(last))
        {
            if (Isolates(bridge) && Above(bridge).All(Isolates)) break;
            last = bridge;
            if (GroupOf(bridge) is { } group) return group;
        }

        var seen = new HashSet<BusAddress>();
        return ByAlias(last, seen) ?? ByFunction(last, seen);
    }

    private int? ByAlias(DeviceFacts device, HashSet<BusAddress> seen)
    {
        if (!seen.Add(device.Address)) return null;
        if (GroupOf(device) is { } own) return own;
        foreach (DeviceFacts other in devices.Where(d => d != device && d.Address.Bus == device.Address.Bus))
        {
            if (!device.Aliases.Contains(other.Address) && !other.Aliases.Contains(device.Address)) continue;
            if ((ByAlias(other, seen) ?? ByFunction(other, seen)) is { } group) return group;
        }

        return null;
    }

    private int? ByFunction(DeviceFacts device, HashSet<BusAddress> seen)
    {
        if (device.Multifunction != true || Isolates(device)) return null;
        foreach (DeviceFacts other in devices.Where(d => d != device && d.Address.Slot == device.Address.Slot && !Isolates(d)))
        {
            if (ByAlias(other, seen) is { } group) return group;
        }

        return null;
    }

    private IEnumerable<DeviceFacts> Above(DeviceFacts device)
    {
        while (devices.Find(b => b.Bridge?.Secondary == device.Address.Bus) is { } bridge)
        {
            yield return bridge;
            device = bridge;
        }
    }

    private int? GroupOf(DeviceFacts device) => groups.TryGetValue(device.Address, out int group) ? group : null;

    private static bool Isolates(DeviceFacts device)
    {
        const AcsBits required = AcsBits.SV | AcsBits.RR | AcsBits.CR | AcsBits.UF;
        bool byCapability = device.Acs!.Present && (device.Acs.Control | ~(required & device.Acs.Capability)) == (AcsBits)~0;
        return device.Port switch
        {
            PciePort.Conventional or PciePort.PcieToPciBridge or PciePort.PciToPcieBridge or PciePort.RootComplexEventCollector => false,
            PciePort.RootPort or PciePort.DownstreamPort => byCapability,
            _ => device.Multifunction == false || byCapability,
        };
    }
}
