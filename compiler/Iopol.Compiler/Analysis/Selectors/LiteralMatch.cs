using Iopol.Compiler.IR;

namespace Iopol.Compiler.Analysis.Selectors;

/// <summary>What a selector says of a device of a host literal, by what is written there and never changes.</summary>
internal static class LiteralMatch
{
    /// <summary>The bits of a packed address that are the function.</summary>
    public const ulong FunctionBits = 7;

    /// <summary>Whether it matches; null where that hangs on its driver or on what the literal leaves out.</summary>
    /// <param name="selector">The selector.</param>
    /// <param name="device">The device.</param>
    /// <param name="widened">Address of a function whose terms are taken as terms for all functions of its device, or null.</param>
    public static bool? Of(Selector selector, DeviceLiteralIR device, ulong? widened) => selector switch
    {
        AndSelector and => All(and.Parts, device, widened, decides: false),
        OrSelector or => All(or.Parts, device, widened, decides: true),
        NotSelector not => !Of(not.Part, device, widened),
        AddressSelector at when IsFunction(at) && at.First == widened => (device.Address & ~FunctionBits) == (at.First & ~FunctionBits),
        AddressSelector at => device.Address >= at.First && device.Address <= at.Last && (device.Address & at.Mask) == (at.First & at.Mask),
        IdSelector id => device.Vendor is null || (id.Device is not null && device.DeviceId is null) ? null : device.Vendor == id.Vendor && (id.Device is null || device.DeviceId == id.Device),
        ClassSelector of => device.Class is null ? null : (device.Class & of.Mask) == of.Value,
        PortSelector port => device.Port == port.Port,
        CapabilitySelector { Capability: Capability.Acs } => device.AcsPresent,
        CapabilitySelector { Capability: Capability.Multifunction } => device.Multifunction,
        CapabilitySelector { Capability: Capability.VirtualFunction } => device.VirtualFunction,
        CapabilitySelector { Capability: Capability.Bridge } => device.HeaderType != 0,
        _ => null,
    };

    /// <summary>Addresses of single functions that a selector names.</summary>
    public static IEnumerable<ulong> Functions(Selector selector) => selector switch
    {
        AndSelector and => and.Parts.SelectMany(Functions),
        OrSelector or => or.Parts.SelectMany(Functions),
        NotSelector not => Functions(not.Part),
        AddressSelector at when IsFunction(at) => [at.First],
        _ => [],
    };

    private static bool? All(IReadOnlyList<Selector> parts, DeviceLiteralIR device, ulong? widened, bool decides)
    {
        bool open = false;
        foreach (Selector part in parts)
        {
            bool? matches = Of(part, device, widened);
            if (matches == decides) return decides;
            open |= matches is null;
        }

        return open ? null : !decides;
    }

    private static bool IsFunction(AddressSelector at) => at is { Mask: 0 } && at.First == at.Last;
}
