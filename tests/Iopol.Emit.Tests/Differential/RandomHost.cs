using Iopol.Runtime.Facts;
using Iopol.Runtime.Topology;

namespace Iopol.Emit.Tests.Differential;

/// <summary>A small host about which everything is known.</summary>
internal static class RandomHost
{
    public static HostTopology Make(int seed)
    {
        var random = new Random(seed);
        int count = random.Next(1, 9);
        var addresses = new SortedSet<BusAddress>();
        while (addresses.Count < count) addresses.Add(new BusAddress(0, random.Next(3), random.Next(2), random.Next(3)));
        return new HostTopology(new HostFacts
        {
            Machine = $"random host {seed}",
            IsolatedMsi = random.Next(2) == 0,
            CacheCoherent = random.Next(2) == 0,
            DefaultIsIdentity = random.Next(2) == 0,
            AddressWidth = random.Next(3) == 0 ? 39 : 48,
            Devices = [.. addresses.Select(a => Device(a, addresses, random))],
            Groups = [.. Enumerable.Range(0, 3).Select(g => new GroupFacts(g * 7, "DMA", [new ReservedRegion(0xfee00000, 0xfeefffff, (ReservedKind)random.Next(5))]))],
        });
    }

    private static DeviceFacts Device(BusAddress address, IEnumerable<BusAddress> all, Random random)
    {
        // Without a header type the source shows no configuration header, and then no subsystem either unless it says so.
        int? header = random.Next(3) == 0 ? null : random.Next(2);
        return new DeviceFacts
        {
            Address = address,
            Vendor = random.Next(2) == 0 ? (ushort)0x8086 : (ushort)0x10de,
            Device = random.Next(2) == 0 ? (ushort)0x10d3 : (ushort)1,
            SubsystemVendor = header is null || random.Next(2) == 0 ? (ushort)0x1af4 : null,
            SubsystemDevice = 0x1100,
            Class = new[] { 0x020000, 0x010802, 0x060400 }[random.Next(3)],
            HeaderType = header,
            Multifunction = random.Next(2) == 0,
            Port = (PciePort)random.Next(10),
            Acs = new AcsFacts(random.Next(2) == 0, AcsBits.None, AcsBits.None),
            Sriov = random.Next(3) switch { 0 => null, 1 => new SriovFacts(true, null), _ => new SriovFacts(false, null) },
            Driver = random.Next(2) == 0 ? DriverFact.None : DriverFact.Bound(new[] { "vfio-pci", "e1000e", "pci-stub", "snd" }[random.Next(4)]),
            DriverOverride = random.Next(4) == 0 ? "vfio-pci" : null,
            Group = random.Next(6) == 0 ? null : random.Next(3) * 7,
            Aliases = random.Next(4) == 0 ? [all.ElementAt(random.Next(all.Count()))] : [],
            RequiresDirectMap = random.Next(3) == 0,
            External = random.Next(3) == 0,
            Resettable = random.Next(2) == 0,
        };
    }
}
