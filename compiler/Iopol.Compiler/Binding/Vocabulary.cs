using Iopol.Compiler.IR;

namespace Iopol.Compiler.Binding;

/// <summary>The words of the language that mean a value, a fact or a type, by name.</summary>
internal static class Vocabulary
{
    /// <summary>Types that need no declaration.</summary>
    public static IReadOnlyDictionary<string, Sort> Types { get; } = new Dictionary<string, Sort>
    {
        ["bool"] = Sort.Bool,
        ["count"] = Sort.Count,
        ["address"] = Sort.Address,
        ["access"] = Sort.Access,
        ["version"] = Sort.Version,
        ["device"] = Sort.Device,
        ["group"] = Sort.Group,
        ["driver"] = Sort.Driver,
        ["user"] = Sort.User,
        ["context"] = Sort.Context,
        ["space"] = Sort.Space,
        ["port"] = Sort.Port,
        ["host"] = Sort.Host,
    };

    /// <summary>Facts of a device.</summary>
    public static IReadOnlyDictionary<string, (Fact Fact, IrType Type)> DeviceFacts { get; } = new Dictionary<string, (Fact, IrType)>
    {
        ["driver"] = (Fact.Driver, new IrType(Sort.Driver, true)),
        ["override"] = (Fact.Override, new IrType(Sort.Driver, true)),
        ["group"] = (Fact.Group, new IrType(Sort.Group, true)),
        ["header_type"] = (Fact.HeaderType, IrType.Count),
        ["vendor"] = (Fact.Vendor, IrType.Count),
        ["device"] = (Fact.DeviceId, IrType.Count),
        ["class"] = (Fact.Class, IrType.Count),
        ["port"] = (Fact.Port, new IrType(Sort.Port)),
        ["multifunction"] = (Fact.Multifunction, IrType.Bool),
        ["virtual_function"] = (Fact.VirtualFunction, IrType.Bool),
        ["requires_direct_map"] = (Fact.RequiresDirectMap, IrType.Bool),
        ["external"] = (Fact.External, IrType.Bool),
        ["has_acs"] = (Fact.HasAcs, IrType.Bool),
        ["resettable"] = (Fact.Resettable, IrType.Bool),
    };

    /// <summary>Facts of the host.</summary>
    public static IReadOnlyDictionary<string, (Fact Fact, IrType Type)> HostFacts { get; } = new Dictionary<string, (Fact, IrType)>
    {
        ["isolated_msi"] = (Fact.IsolatedMsi, IrType.Bool),
        ["cache_coherent"] = (Fact.CacheCoherent, IrType.Bool),
        ["default_is_identity"] = (Fact.DefaultIsIdentity, IrType.Bool),
    };

    /// <summary>Port types; the value is that of the runtime's <c>PciePort</c>.</summary>
    public static IReadOnlyDictionary<string, long> Ports { get; } = new Dictionary<string, long>
    {
        ["conventional"] = 0,
        ["endpoint"] = 1,
        ["legacy_endpoint"] = 2,
        ["root_port"] = 3,
        ["upstream_port"] = 4,
        ["downstream_port"] = 5,
        ["pcie_to_pci_bridge"] = 6,
        ["pci_to_pcie_bridge"] = 7,
        ["root_complex_integrated_endpoint"] = 8,
        ["root_complex_event_collector"] = 9,
    };

    /// <summary>Rights of a mapping: 1 read, 2 write.</summary>
    public static IReadOnlyDictionary<string, long> Accesses { get; } = new Dictionary<string, long>
    {
        ["read"] = 1,
        ["write"] = 2,
        ["readwrite"] = 3,
        ["r"] = 1,
        ["w"] = 2,
        ["rw"] = 3,
    };

    /// <summary>Contexts that exist on every host.</summary>
    public static IReadOnlyDictionary<string, long> Contexts { get; } = new Dictionary<string, long>
    {
        ["default"] = Ir.ContextDefault,
        ["blocked"] = Ir.ContextBlocked,
        ["identity"] = Ir.ContextIdentity,
    };

    /// <summary>What a selector's <c>has</c> can ask for.</summary>
    public static IReadOnlyDictionary<string, Capability> Capabilities { get; } = new Dictionary<string, Capability>
    {
        ["acs"] = Capability.Acs,
        ["multifunction"] = Capability.Multifunction,
        ["sriov"] = Capability.Sriov,
        ["virtual_function"] = Capability.VirtualFunction,
        ["external"] = Capability.External,
        ["reset"] = Capability.Reset,
        ["direct_map"] = Capability.DirectMap,
        ["bridge"] = Capability.Bridge,
    };

    /// <summary>Class codes with a name (PCI Code and ID Assignment Specification 1.16), with the mask of what the name covers.</summary>
    public static IReadOnlyDictionary<string, (int Value, int Mask)> Classes { get; } = new Dictionary<string, (int, int)>
    {
        ["storage"] = (0x010000, 0xff0000),
        ["sata"] = (0x010600, 0xffff00),
        ["sas"] = (0x010700, 0xffff00),
        ["nvme"] = (0x010802, 0xffffff),
        ["network"] = (0x020000, 0xff0000),
        ["ethernet"] = (0x020000, 0xffff00),
        ["infiniband"] = (0x020700, 0xffff00),
        ["display"] = (0x030000, 0xff0000),
        ["vga"] = (0x030000, 0xffff00),
        ["multimedia"] = (0x040000, 0xff0000),
        ["audio"] = (0x040300, 0xffff00),
        ["memory"] = (0x050000, 0xff0000),
        ["bridge"] = (0x060000, 0xff0000),
        ["host_bridge"] = (0x060000, 0xffff00),
        ["isa_bridge"] = (0x060100, 0xffff00),
        ["pci_bridge"] = (0x060400, 0xffff00),
        ["serial_bus"] = (0x0c0000, 0xff0000),
        ["usb"] = (0x0c0300, 0xffff00),
        ["smbus"] = (0x0c0500, 0xffff00),
        ["wireless"] = (0x0d0000, 0xff0000),
        ["processing_accelerator"] = (0x120000, 0xff0000),
    };

    /// <summary>Functions that are true or false.</summary>
    public static IReadOnlyDictionary<string, (Builtin Function, Sort[] Parameters)> Builtins { get; } = new Dictionary<string, (Builtin, Sort[])>
    {
        ["page_aligned"] = (Builtin.PageAligned, [Sort.Address]),
        ["addressable"] = (Builtin.Addressable, [Sort.Address, Sort.Address]),
        ["reserved"] = (Builtin.Reserved, [Sort.Group, Sort.Address, Sort.Address]),
        ["overlaps"] = (Builtin.Overlaps, [Sort.Space, Sort.Address, Sort.Address]),
        ["cuts"] = (Builtin.Cuts, [Sort.Space, Sort.Address, Sort.Address]),
        ["full"] = (Builtin.Full, [Sort.Space]),
        ["wraps"] = (Builtin.Wraps, [Sort.Address, Sort.Address]),
        ["maps_reserved"] = (Builtin.MapsReserved, [Sort.Group, Sort.Space]),
        ["fits"] = (Builtin.Fits, [Sort.Space]),
    };

    /// <summary>Names of functions a rule, predicate, clause or action cannot have.</summary>
    public static IReadOnlyCollection<string> Functions { get; } = new HashSet<string>(Builtins.Keys) { "map", "unmap", "unmap_within", "copy", "sharers", "slot", "can_reach" };

    /// <summary>ACS bits as written in a host, at their register positions.</summary>
    public static IReadOnlyDictionary<string, int> AcsBits { get; } = new Dictionary<string, int>
    {
        ["SV"] = 1 << 0,
        ["TB"] = 1 << 1,
        ["RR"] = 1 << 2,
        ["CR"] = 1 << 3,
        ["UF"] = 1 << 4,
        ["EC"] = 1 << 5,
        ["DT"] = 1 << 6,
    };

    /// <summary>Kinds of reserved region, as sysfs prints them.</summary>
    public static IReadOnlyCollection<string> ReservedKinds { get; } = new HashSet<string> { "direct", "direct-relaxable", "reserved", "msi" };

    /// <summary>Ways to treat the sharers of a requester ID.</summary>
    public static IReadOnlyDictionary<string, AliasKind> Aliases { get; } = new Dictionary<string, AliasKind>
    {
        ["together"] = AliasKind.Together,
        ["untracked"] = AliasKind.Untracked,
        ["refuse"] = AliasKind.Refuse,
    };

    /// <summary>Who can call an operation.</summary>
    public static IReadOnlyDictionary<string, Actor> Actors { get; } = new Dictionary<string, Actor>
    {
        ["admin"] = Actor.Admin,
        ["kernel"] = Actor.Kernel,
        ["user"] = Actor.User,
        ["device"] = Actor.Device,
        ["hardware"] = Actor.Hardware,
    };
}
