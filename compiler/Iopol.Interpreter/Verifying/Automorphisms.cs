using Iopol.Compiler.IR;
using Iopol.Interpreter.Auditing;
using Iopol.Interpreter.Machines;
using Iopol.Runtime.Facts;
using Iopol.Runtime.Topology;

namespace Iopol.Interpreter.Verifying;

/// <summary>Finds the ways to rename users and devices that no operation and no property of a policy could notice.</summary>
internal sealed class Automorphisms
{
    /// <summary>Most renamings used: each is tried on every state.</summary>
    private const int Most = 24;

    private readonly PolicyIR policy;
    private readonly HostTopology topology;
    private readonly DriverChoice drivers;
    private readonly AddressSelector[] places;

    public Automorphisms(Machine machine, DriverChoice drivers)
    {
        (policy, topology, this.drivers) = (machine.Policy, machine.Topology, drivers);
        places = [.. PolicyReads.Selectors(policy).OfType<AddressSelector>()];
    }

    /// <summary>The renamings but for that of changing nothing.</summary>
    public IEnumerable<NameChange> Find(int users)
    {
        int[][] ofUsers = [.. Permutations([.. Enumerable.Range(0, users).Select(_ => Enumerable.Range(0, users).ToArray())]).Take(Most)];
        NameChange[] ofDevices = [.. Devices().Take(Math.Max(1, Most / ofUsers.Length))];
        return ofUsers.SelectMany(u => ofDevices.Select(d => d with { Users = u })).Skip(1);
    }

    private IEnumerable<NameChange> Devices()
    {
        int count = topology.DeviceCount;
        int[][] choices = [.. Enumerable.Range(0, count).Select(d => Enumerable.Range(0, count).Where(e => e == d || AreAlike(d, e)).ToArray())];
        if (IsOrderUsed()) choices = [.. Enumerable.Range(0, count).Select(d => new[] { d })];
        // The identity comes first: each device's own place is its first choice only where it is the smallest left.
        int[] identity = [.. Enumerable.Range(0, count)];
        return Permutations(choices).OrderBy(p => p.AsSpan().SequenceEqual(identity) ? 0 : 1).Select(Extend).OfType<NameChange>();
    }

    /// <summary>Nothing but the place tells the two apart, and no policy asks for the place.</summary>
    private bool AreAlike(int d, int e)
    {
        DeviceFacts one = topology.Device(d);
        DeviceFacts other = topology.Device(e);
        DeviceFacts moved = one with { Address = other.Address, Driver = other.Driver, DriverOverride = other.DriverOverride, Aliases = other.Aliases, Group = other.Group };
        return moved == other && drivers.For(d).SequenceEqual(drivers.For(e)) && places.All(p => IsAt(p, one.Address) == IsAt(p, other.Address));
    }

    private static bool IsAt(AddressSelector place, BusAddress address) =>
        address.Packed >= place.First && address.Packed <= place.Last && ((address.Packed ^ place.First) & place.Mask) == 0;

    /// <summary>Something is done to devices in their order, and may stop half-way: then their order tells them apart.</summary>
    private bool IsOrderUsed() => policy.Operations.SelectMany(o => o.Body).Concat(policy.Actions.Where(a => a.Name != PolicyIR.BootName).SelectMany(a => a.Body)).DescendantsAndSelf()
        .OfType<EachStatement>().Any(e => e.Variable.Type.Sort == Sort.Device
            && e.Body.DescendantsAndSelf().Any(s => s is RequireStatement or RefuseStatement or LetStatement or CallStatement or SwitchStatement { RefusalId: > 0 }));

    /// <summary>What renaming devices does to groups and requester IDs; null where it does not fit the topology.</summary>
    private NameChange? Extend(int[] devices)
    {
        int[] groups = Unset(topology.GroupCount);
        int[] requesters = Unset(topology.RequesterCount);
        for (int d = 0; d < devices.Length; d++)
        {
            int e = devices[d];
            int group = topology.GroupOf(d);
            if ((group < 0) != (topology.GroupOf(e) < 0) || (group >= 0 && !Map(groups, group, topology.GroupOf(e)))) return null;
            ReadOnlySpan<int> own = topology.RequestersOf(d);
            ReadOnlySpan<int> its = topology.RequestersOf(e);
            if (own.Length != its.Length || !Map(requesters, topology.RequesterOf(d), topology.RequesterOf(e))) return null;
            for (int i = 0; i < own.Length; i++)
            {
                if (!Map(requesters, own[i], its[i])) return null;
            }

            if (!Maps(devices, topology.SharersOf(d), topology.SharersOf(e)) || !Maps(devices, topology.SlotOf(d), topology.SlotOf(e))) return null;
        }

        bool alike = Enumerable.Range(0, groups.Length).All(g => groups[g] == g || topology.Reserved(g).SequenceEqual(topology.Reserved(groups[g])));
        return alike && groups.Distinct().Count() == groups.Length && requesters.Distinct().Count() == requesters.Length ? new NameChange([], devices, groups, requesters) : null;
    }

    private static int[] Unset(int count)
    {
        int[] map = new int[count];
        Array.Fill(map, -1);
        return map;
    }

    private static bool Map(int[] map, int from, int to)
    {
        if (map[from] < 0) map[from] = to;
        return map[from] == to;
    }

    private static bool Maps(int[] devices, ReadOnlySpan<int> own, ReadOnlySpan<int> its)
    {
        int[] mapped = [.. own.ToArray().Select(d => devices[d]).Order()];
        return mapped.SequenceEqual(its.ToArray().Order());
    }

    private static IEnumerable<int[]> Permutations(int[][] choices)
    {
        IEnumerable<int[]> found = [[]];
        foreach (int[] choice in choices) found = found.SelectMany(sofar => choice.Where(c => !sofar.Contains(c)).Select(c => (int[])[.. sofar, c]));
        return found;
    }
}
