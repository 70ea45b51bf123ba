using Iopol.Runtime.Facts;

namespace Iopol.Runtime.Topology;

/// <summary>
/// Which bridge each PCI function is below, whatever the facts say: numbers that contradict each other give some tree,
/// always the same one, and never a circle. Indexes are those of the devices given.
/// </summary>
internal sealed class PciTree
{
    /// <summary>No such function.</summary>
    public const int None = -1;

    private readonly DeviceFacts[] devices;
    private readonly ulong[] keys;
    private readonly int[] byAddress;
    private readonly int[] downward;
    private readonly int[] bridge;
    private readonly bool[] bridgeUnknown;

    /// <summary>Builds the tree.</summary>
    /// <exception cref="ArgumentException">Two devices have one address.</exception>
    public PciTree(DeviceFacts[] devices)
    {
        this.devices = devices;
        keys = new ulong[devices.Length];
        byAddress = new int[devices.Length];
        for (int i = 0; i < devices.Length; i++) (keys[i], byAddress[i]) = (devices[i].Address.Packed, i);
        Array.Sort(keys, byAddress);
        for (int i = 1; i < keys.Length; i++)
        {
            if (keys[i] == keys[i - 1]) throw new ArgumentException($"two devices have the address {devices[byAddress[i]].Address}", nameof(devices));
        }

        bridge = new int[devices.Length];
        bridgeUnknown = new bool[devices.Length];
        for (int i = 0; i < keys.Length; i = EndOf(i, 16)) PlaceDomain(i, EndOf(i, 16));
        downward = Order();
    }

    public int Count => devices.Length;

    /// <summary>The functions by address.</summary>
    public ReadOnlySpan<int> ByAddress => byAddress;

    /// <summary>The functions, each after the bridge above it, otherwise by address.</summary>
    public ReadOnlySpan<int> Downward => downward;

    public DeviceFacts Device(int index) => devices[index];

    /// <summary>The bridge above a function, or <see cref="None"/>. A virtual function counts as below the bridge above its physical one.</summary>
    public int BridgeAbove(int index) => bridge[index];

    /// <summary>There may be a bridge above the function, but the source does not show bus numbers.</summary>
    public bool IsBridgeUnknown(int index) => bridgeUnknown[index];

    public bool? IsOnRootBus(int index) => bridgeUnknown[index] ? null : bridge[index] == None;

    /// <summary>Index of the function at an address, or <see cref="None"/>.</summary>
    public int Find(BusAddress address)
    {
        int at = Array.BinarySearch(keys, address.Packed);
        return at < 0 ? None : byAddress[at];
    }

    /// <summary>The functions on the bus of a function, by address.</summary>
    public ReadOnlySpan<int> OnBus(int index)
    {
        ulong bus = devices[index].Address.Packed >> 8;
        int start = LowerBound(bus << 8);
        return byAddress.AsSpan(start, LowerBound((bus + 1) << 8) - start);
    }

    /// <summary>The functions in the slot of a function, by address.</summary>
    public ReadOnlySpan<int> InSlot(int index)
    {
        ulong slot = devices[index].Address.Slot;
        int start = LowerBound(slot << 3);
        return byAddress.AsSpan(start, LowerBound((slot + 1) << 3) - start);
    }

    /// <summary>Linux's view of "multifunction": a function other than 0, or one beside which another is visible; never a virtual one.</summary>
    public bool? IsMultifunction(int index)
    {
        DeviceFacts device = devices[index];
        if (device.Multifunction is { } known) return known;
        if (IsVirtual(device)) return false;
        if (device.Address.Function != 0) return true;
        foreach (int other in InSlot(index))
        {
            if (other != index && !IsVirtual(devices[other])) return true;
        }

        // A source that shows capabilities lists every function, and the bit with no other function is a curiosity.
        return device.Acs is null ? null : false;
    }

    /// <summary>A bridge, perhaps, of which the source does not show all buses behind it. Where it shows capabilities, it shows them.</summary>
    public bool MayHaveUnknownBuses(int index)
    {
        DeviceFacts device = devices[index];
        return device.Bridge is { } numbers ? numbers.Subordinate is null : device.Acs is null && device.HeaderTypeOrImplied is null or 1 or 2;
    }

    private static bool IsVirtual(DeviceFacts device) => device.Sriov is { Virtual: true };

    /// <summary>One past the last function that shares the address above the given number of low bits with the function at a place.</summary>
    private int EndOf(int place, int bits)
    {
        ulong high = keys[place] >> bits;
        int end = place + 1;
        while (end < keys.Length && keys[end] >> bits == high) end++;
        return end;
    }

    private int LowerBound(ulong key)
    {
        int at = Array.BinarySearch(keys, key);
        return at < 0 ? ~at : at;
    }

    /// <summary>Finds the bridges above the functions of one domain.</summary>
    private void PlaceDomain(int start, int end)
    {
        Span<int> owner = stackalloc int[256];
        owner.Fill(None);
        var bridges = new List<int>();
        bool someUnknown = false;
        for (int at = start; at < end; at++)
        {
            DeviceFacts device = devices[byAddress[at]];
            // Bus 0 is behind no bridge: firmware has not given this one a number yet.
            if (device.Bridge is { Secondary: > 0 and < 256 } numbers)
            {
                bridges.Add(byAddress[at]);
                if (owner[numbers.Secondary] == None) owner[numbers.Secondary] = byAddress[at];
            }

            someUnknown |= MayHaveUnknownBuses(byAddress[at]);
        }

        for (int first = start; first < end;)
        {
            int last = Math.Min(EndOf(first, 8), end);
            int bus = devices[byAddress[first]].Address.Bus;
            int above = owner[bus] != None ? owner[bus] : Around(bridges, bus);
            bool unknown = above == None && someUnknown && bus != 0 && !IsRootBus(byAddress.AsSpan(first, last - first));
            for (; first < last; first++)
            {
                int index = byAddress[first];
                (bridge[index], bridgeUnknown[index]) = (above, unknown);
                // The bus of virtual functions has no bridge: what is above their physical function counts.
                if (owner[bus] == None && devices[index].Sriov is { Virtual: true, PhysicalFunction: { } physical } && physical.Domain == devices[index].Address.Domain)
                {
                    int abovePhysical = owner[physical.Bus];
                    if (abovePhysical != None || physical.Bus == 0) (bridge[index], bridgeUnknown[index]) = (abovePhysical, false);
                }
            }
        }
    }

    /// <summary>Root ports, integrated endpoints and host bridges sit on root buses only.</summary>
    private bool IsRootBus(ReadOnlySpan<int> functions)
    {
        foreach (int index in functions)
        {
            DeviceFacts device = devices[index];
            if (device.Class >> 8 == 0x0600) return true;
            if (device.Port is PciePort.RootPort or PciePort.RootComplexIntegratedEndpoint or PciePort.RootComplexEventCollector) return true;
        }

        return false;
    }

    /// <summary>The innermost bridge that has a bus behind it without naming it: the bus of virtual functions, or one below a bridge that is not in the source.</summary>
    private int Around(List<int> bridges, int bus)
    {
        int found = None;
        int width = int.MaxValue;
        foreach (int index in bridges)
        {
            BridgeFacts numbers = devices[index].Bridge!;
            if (numbers.Subordinate is not { } last || numbers.Secondary >= bus || last < bus || last - numbers.Secondary >= width) continue;
            (found, width) = (index, last - numbers.Secondary);
        }

        return found;
    }

    /// <summary>Orders the functions downwards, and takes the last step out of every circle.</summary>
    private int[] Order()
    {
        const byte onPath = 1;
        const byte placed = 2;
        int[] order = new int[devices.Length];
        byte[] state = new byte[devices.Length];
        var path = new List<int>();
        int next = 0;
        foreach (int start in byAddress)
        {
            for (int at = start; at != None && state[at] != placed; at = bridge[at])
            {
                if (state[at] == onPath)
                {
                    bridge[path[^1]] = None;
                    break;
                }

                state[at] = onPath;
                path.Add(at);
            }

            for (int i = path.Count - 1; i >= 0; i--)
            {
                state[path[i]] = placed;
                order[next++] = path[i];
            }

            path.Clear();
        }

        return order;
    }
}
