using Iopol.Compiler.IR;

namespace Iopol.Compiler.Emit;

/// <summary>Selectors as emitted code and in words.</summary>
internal static class Selectors
{
    private const string Type = "global::Iopol.Runtime.Enforcement.DeviceSelector";

    /// <summary>Asks for a driver, which can change.</summary>
    public static bool ReadDriver(Selector selector) => selector switch
    {
        AndSelector and => and.Parts.Any(ReadDriver),
        OrSelector or => or.Parts.Any(ReadDriver),
        NotSelector not => ReadDriver(not.Part),
        DriverSelector or DriverSetSelector => true,
        _ => false,
    };

    /// <summary>An expression that makes the selector.</summary>
    public static string Make(Selector selector) => selector switch
    {
        AndSelector and => $"{Type}.All({string.Join(", ", and.Parts.Select(Make))})",
        OrSelector or => $"{Type}.Any({string.Join(", ", or.Parts.Select(Make))})",
        NotSelector not => $"{Type}.Not({Make(not.Part)})",
        AddressSelector a => $"{Type}.Address({Invariant.Hex(a.First)}, {Invariant.Hex(a.Last)}, {Invariant.Hex(a.Mask)})",
        IdSelector { Device: { } device } id => $"{Type}.Id({Hex(id.Vendor)}, {Hex(device)})",
        IdSelector id => $"{Type}.Vendor({Hex(id.Vendor)})",
        SubsystemSelector s => $"{Type}.Subsystem({Hex(s.Vendor)}, {Hex(s.Device)})",
        ClassSelector c => $"{Type}.Class({Hex(c.Value)}, {Hex(c.Mask)})",
        PortSelector p => $"{Type}.Port((global::Iopol.Runtime.Facts.PciePort){Invariant.Text(p.Port)})",
        DriverSelector d => $"{Type}.Driver({Invariant.Text(d.Driver)})",
        DriverSetSelector s => $"{Type}.DriverSet({Invariant.Text(s.Set.Index)})",
        CapabilitySelector c => $"{Type}.{Property(c.Capability)}",
        _ => throw new ArgumentException($"no selector: {selector.GetType().Name}", nameof(selector)),
    };

    /// <summary>Facts a selector reads.</summary>
    public static IEnumerable<string> Needs(Selector selector) => selector switch
    {
        AndSelector and => and.Parts.SelectMany(Needs),
        OrSelector or => or.Parts.SelectMany(Needs),
        NotSelector not => Needs(not.Part),
        IdSelector { Device: not null } => ["Vendor", "DeviceId"],
        IdSelector => ["Vendor"],
        SubsystemSelector => ["Subsystem"],
        ClassSelector => ["Class"],
        PortSelector => ["Port"],
        DriverSelector or DriverSetSelector => ["Driver"],
        CapabilitySelector c => [Need(c.Capability)],
        _ => [],
    };

    private static string Need(Capability capability) => capability switch
    {
        Capability.Acs => "Acs",
        Capability.Multifunction => "Multifunction",
        Capability.Sriov or Capability.VirtualFunction => "Sriov",
        Capability.External => "External",
        Capability.Reset => "Resettable",
        Capability.DirectMap => "DirectMap",
        _ => "HeaderType",
    };

    private static string Property(Capability capability) => capability switch
    {
        Capability.Acs => "HasAcs",
        Capability.Multifunction => "IsMultifunction",
        Capability.Sriov => "IsPhysicalFunction",
        Capability.VirtualFunction => "IsVirtualFunction",
        Capability.External => "IsExternal",
        Capability.Reset => "IsResettable",
        Capability.DirectMap => "RequiresDirectMap",
        _ => "IsBridge",
    };

    private static string Hex(int number) => Invariant.Hex((uint)number);
}
