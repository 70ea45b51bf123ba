namespace Iopol.Compiler.IR;

/// <summary>A pattern over the facts of one device that never change, and its driver.</summary>
public abstract record Selector;

/// <summary>All parts match.</summary>
public sealed record AndSelector(IReadOnlyList<Selector> Parts) : Selector;

/// <summary>A part matches.</summary>
public sealed record OrSelector(IReadOnlyList<Selector> Parts) : Selector;

/// <summary>The part does not match.</summary>
public sealed record NotSelector(Selector Part) : Selector;

/// <summary>Address between two packed addresses (domain 20 bits, bus 8, device 5, function 3), inclusive, whose bits under the mask equal those of the first.</summary>
/// <param name="First">Lowest packed address.</param>
/// <param name="Last">Highest packed address.</param>
/// <param name="Mask">Bits that must equal <paramref name="First"/>; 0 for a plain range.</param>
public sealed record AddressSelector(ulong First, ulong Last, ulong Mask) : Selector;

/// <summary>Vendor, and where given device id.</summary>
public sealed record IdSelector(int Vendor, int? Device) : Selector;

/// <summary>Subsystem vendor and id.</summary>
public sealed record SubsystemSelector(int Vendor, int Device) : Selector;

/// <summary>Class code: bits under the mask equal.</summary>
/// <param name="Value">24-bit class code.</param>
/// <param name="Mask">0xff0000, 0xffff00 or 0xffffff.</param>
public sealed record ClassSelector(int Value, int Mask) : Selector;

/// <summary>Port type; the value is that of the runtime's <c>PciePort</c>.</summary>
public sealed record PortSelector(int Port) : Selector;

/// <summary>The bound driver is the named one (index into <see cref="PolicyIR.DriverNames"/>).</summary>
public sealed record DriverSelector(int Driver) : Selector;

/// <summary>The bound driver is in a set.</summary>
public sealed record DriverSetSelector(DriverSetIR Set) : Selector;

/// <summary>The device has a capability or role.</summary>
public sealed record CapabilitySelector(Capability Capability) : Selector;

/// <summary>Capabilities and roles a selector can ask for with <c>has</c>.</summary>
public enum Capability
{
    /// <summary>Access Control Services.</summary>
    Acs,

    /// <summary>Multifunction.</summary>
    Multifunction,

    /// <summary>SR-IOV physical function.</summary>
    Sriov,

    /// <summary>SR-IOV virtual function.</summary>
    VirtualFunction,

    /// <summary>On or below an external port.</summary>
    External,

    /// <summary>The kernel can reset it by itself.</summary>
    Reset,

    /// <summary>Firmware regions that must stay mapped.</summary>
    DirectMap,

    /// <summary>Header type 1 or 2.</summary>
    Bridge,
}
