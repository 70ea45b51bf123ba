using CsCheck;
using Iopol.Runtime.Facts;
using Iopol.Runtime.Grouping;
using Iopol.Runtime.Topology;

namespace Iopol.Runtime.Tests.Grouping;

/// <summary>What must hold for any facts, sensible or not: few buses, so that numbers clash, nest and run in circles.</summary>
public sealed class GroupingPropertyTests
{
    private static readonly Gen<AcsFacts?> Acs = Gen.OneOf(
        Gen.Const((AcsFacts?)null),
        Gen.Const<AcsFacts?>(Hosts.NoAcs),
        Gen.Select(Gen.Int[0, 0x7f], Gen.Int[0, 0x7f], (capability, control) => (AcsFacts?)new AcsFacts(true, (AcsBits)capability, (AcsBits)control)));

    private static readonly Gen<(ushort?, ushort?)> Ids = Gen.OneOf(new (ushort?, ushort?)[]
    {
        (null, null), (0x8086, null), (0x8086, 0x105e), (0x1b4b, 0x9123), (0x10b5, 0x87b0), (0x8086, 0x467f), (0x14e4, 0x9000), (0x1b21, 0x1080), (0x1b36, 0x000c),
    }.Select(Gen.Const).ToArray());

    private static readonly Gen<BusAddress> Address =
        Gen.Select(Gen.OneOf(Gen.Const(0), Gen.Const(0), Gen.Const(0x10000)), Gen.Int[0, 5], Gen.Int[0, 2], Gen.Int[0, 3], (domain, bus, device, function) => new BusAddress(domain, bus, device, function));

    private static readonly Gen<DeviceFacts> Device =
        from address in Address
        from ids in Ids
        from port in Gen.Int[-1, 9]
        from several in Gen.Bool.Nullable()
        from header in Gen.Int[0, 2].Nullable()
        from numbers in Gen.Int[0, 7].Array[3]
        from acs in Acs
        from role in Gen.Int[0, 3]
        from member in Gen.Int[0, 20]
        from alias in Address.Array[0, 1]
        select new DeviceFacts
        {
            Address = address,
            Vendor = ids.Item1,
            Device = ids.Item2,
            Class = header is null ? null : header == 0 ? 0x020000 : 0x060400,
            HeaderType = header,
            Multifunction = several,
            Port = port < 0 ? null : (PciePort)port,
            Bridge = numbers[0] < 4 ? new BridgeFacts(null, numbers[1], numbers[2] == 0 ? null : numbers[2]) : null,
            Acs = acs,
            Sriov = role == 0 ? new SriovFacts(true, new BusAddress(0, numbers[1], 0, 0)) : null,
            Group = member == 0 ? null : member,
            Aliases = alias,
        };

    private static readonly Gen<HostFacts> Host = Gen.Select(Device.Array[0, 24], Gen.Bool, (devices, known) => new HostFacts
    {
        Devices = [.. devices.DistinctBy(d => d.Address).Select(d => known ? d : d with { Group = null })],
    });

    [Fact]
    public void The_order_of_the_devices_does_not_matter() => Gen.Select(Host, Gen.Int).Sample((host, seed) =>
    {
        DeviceFacts[] shuffled = [.. host.Devices];
        new Random(seed).Shuffle(shuffled);
        Assert.Equal(Whole(LinuxGrouping.Compute(host)), Whole(LinuxGrouping.Compute(host with { Devices = shuffled })));
    });

    [Fact]
    public void Every_device_is_in_one_group_or_outside_and_every_member_but_one_has_a_reason() => Host.Sample(host =>
    {
        HostGrouping computed = LinuxGrouping.Compute(host);
        Assert.Equal(host.Devices.Select(d => d.Address).Order(), computed.Groups.SelectMany(g => g.Devices).Concat(computed.OutsideGroups).Order());
        Assert.All(computed.Groups, g => Assert.True(g.Merges.Count >= g.Devices.Count - 1));
        Assert.All(computed.Groups.SelectMany(g => g.Merges), m => Assert.NotEmpty(m.ToString()));
    });

    [Fact]
    public void Knowing_more_decides_more_and_overturns_nothing() => Gen.Select(Host, Gen.Int[0, 23], Gen.Int[0, 2]).Sample((host, at, what) =>
    {
        if (host.Devices.Count == 0) return;
        DeviceFacts known = host.Devices[at % host.Devices.Count];
        DeviceFacts hidden = what switch
        {
            0 => known with { Acs = null },
            // On a root bus unknown ids are not taken for those of an add-in device with aliases.
            1 when known.Device is 0x105e or 0x000c => known with { Vendor = null, Device = null },
            _ => known with { Port = null, Acs = null },
        };
        HostGrouping more = LinuxGrouping.Compute(host);
        HostGrouping less = LinuxGrouping.Compute(host with { Devices = [.. host.Devices.Select(d => d == known ? hidden : d)] });
        // Groups certain with less stay whole; groups certainly apart with less stay apart.
        Dictionary<BusAddress, int> fine = Sets(more, ofPossible: false), coarse = Sets(more, ofPossible: true);
        Assert.All(less.Groups, g => Assert.Single(g.Devices.Select(d => fine[d]).Distinct()));
        Dictionary<BusAddress, int> possible = Sets(less, ofPossible: true);
        Assert.All(coarse.GroupBy(p => p.Value), set => Assert.Single(set.Select(p => possible[p.Key]).Distinct()));
    });

    [Fact]
    public void A_topology_of_any_numbers_can_be_built() => Host.Sample(host =>
    {
        var topology = new HostTopology(host);
        for (int d = 0; d < topology.DeviceCount; d++) Assert.NotEqual(0, topology.RequestersOf(d).Length);
    });

    private static Dictionary<BusAddress, int> Sets(HostGrouping computed, bool ofPossible)
    {
        int[] set = [.. Enumerable.Range(0, computed.Groups.Count)];
        foreach (UndecidedGroups undecided in ofPossible ? computed.Undecided : [])
        {
            foreach (int g in undecided.Groups) set[g] = undecided.Groups[0];
        }

        return computed.Groups.SelectMany((g, i) => g.Devices.Select(d => (d, set[i]))).ToDictionary(p => p.d, p => p.Item2);
    }

    private static string Whole(HostGrouping computed) => string.Join('\n',
        computed.Groups.Select(g => $"{string.Join(' ', g.Devices)} because {string.Join(", ", g.Merges)} apart {string.Join(", ", g.KeptApart)}")
            .Concat(computed.Undecided.Select(u => $"{string.Join(' ', u.Groups)} lack {string.Join(", ", u.Lacking)}"))
            .Concat(computed.Warnings.Select(w => $"{w}: {string.Join(' ', w.Better)}"))
            .Append(string.Join(' ', computed.OutsideGroups)));
}
