using CsCheck;
using Iopol.Runtime.Facts;

namespace Iopol.Linux.Tests;

/// <summary>Makes host facts of every kind, sensible or not.</summary>
internal static class FactsGen
{
    private static readonly Gen<string> Text = Gen.String[Gen.OneOf(Gen.Char['a', 'z'], Gen.Char[" \"\\/<>&+'\u00e9\u4e2d\u0000\n\t\u007f\u2028"]), 0, 12];

    private static readonly Gen<BusAddress> Address =
        Gen.Select(Gen.OneOf(Gen.Const(0), Gen.Int[0, 0xfffff]), Gen.Int[0, 255], Gen.Int[0, 31], Gen.Int[0, 7], (d, b, s, f) => new BusAddress(d, b, s, f));

    private static readonly Gen<bool?> MaybeBool = Gen.Bool.Nullable();

    private static readonly Gen<AcsBits> Bits = Gen.Int[0, 0x7f].Select(b => (AcsBits)b);

    private static readonly Gen<AcsFacts?> Acs = Maybe(Gen.OneOf(
        Gen.Const(new AcsFacts(false, AcsBits.None, AcsBits.None)),
        Gen.Select(Bits, Bits, (capability, control) => new AcsFacts(true, capability, control))));

    private static readonly Gen<BridgeFacts?> Bridge = Maybe(Gen.Select(
        Gen.Int[0, 255].Nullable(), Gen.Int[0, 255], Gen.Int[0, 255].Nullable(), (primary, secondary, subordinate) => new BridgeFacts(primary, secondary, subordinate)));

    private static readonly Gen<SriovFacts?> Sriov = Maybe(Gen.Select(Gen.Bool, Address.Nullable(), (isVirtual, pf) => new SriovFacts(isVirtual, pf)));

    private static readonly Gen<DriverFact> Driver = Gen.OneOf(
        Gen.Const(DriverFact.Unknown), Gen.Const(DriverFact.None), Text.Select(t => DriverFact.Bound("x" + t)));

    private static readonly Gen<DeviceFacts> Device =
        from address in Address
        from ids in Gen.UShort.Nullable().Array[4]
        from code in Gen.Int[0, 0xffffff].Nullable()
        from header in Gen.Int[0, 2].Nullable()
        from flags in MaybeBool.Array[4]
        from port in Gen.Int[0, 9].Select(p => (PciePort)p).Nullable()
        from bridge in Bridge
        from acs in Acs
        from sriov in Sriov
        from driver in Driver
        from wanted in Maybe(Text.Select(t => "y" + t))
        from grouped in Gen.Int[0, 5].Nullable()
        from aliases in Address.Array[0, 2]
        select new DeviceFacts
        {
            Address = address,
            Vendor = ids[0],
            Device = ids[1],
            SubsystemVendor = ids[2],
            SubsystemDevice = ids[3],
            Class = code,
            HeaderType = header,
            Multifunction = flags[0],
            Port = port,
            Bridge = bridge,
            Acs = acs,
            Sriov = sriov,
            Driver = driver,
            DriverOverride = wanted,
            Group = grouped,
            Aliases = aliases,
            RequiresDirectMap = flags[1],
            External = flags[2],
            Resettable = flags[3],
        };

    private static readonly Gen<ReservedRegion> Region = Gen.Select(Gen.ULong, Gen.ULong, Gen.Int[0, 4],
        (a, b, kind) => new ReservedRegion(Math.Min(a, b), Math.Max(a, b), (ReservedKind)kind));

    private static readonly Gen<GroupFacts> Group = Gen.Select(Gen.Int[0, 99], Maybe(Text), Maybe(Region.Array[0, 3]),
        (number, type, regions) => new GroupFacts(number, type, regions));

    /// <summary>Facts of a whole host.</summary>
    public static readonly Gen<HostFacts> Host =
        from texts in Maybe(Text).Array[3]
        from kind in Maybe(Gen.OneOf("sysfs", "listing", "lspci+groups", "facter", "dmesg", "literal"))
        from iommu in Maybe(Gen.OneOf("intel", "amd", "arm"))
        from devices in Device.Array[0, 8]
        from groups in Group.Array[0, 4]
        from notes in Text.Array[0, 3]
        from flags in MaybeBool.Array[3]
        from width in Gen.Int[1, 64].Nullable()
        from listed in Gen.Bool
        select new HostFacts
        {
            Machine = texts[0],
            Kernel = texts[1],
            CommandLine = texts[2],
            SourceKind = kind,
            Iommu = iommu,
            Devices = [.. devices.DistinctBy(d => d.Address).OrderBy(d => d.Address)],
            Groups = [.. groups.DistinctBy(g => g.Number).OrderBy(g => g.Number)],
            Notes = listed && devices.Length > 0 ? [.. notes, "conventional PCI, no PCI Express capability: " + devices[0].Address] : notes,
            IsolatedMsi = flags[0],
            CacheCoherent = flags[1],
            DefaultIsIdentity = flags[2],
            AddressWidth = width,
        };

    private static Gen<T?> Maybe<T>(Gen<T> gen)
        where T : class => Gen.Bool.SelectMany(given => given ? gen.Select(T? (value) => value) : Gen.Const(default(T)));
}
