using Iopol.Compiler.IR;
using Iopol.Interpreter.Values;
using Iopol.Runtime.Facts;
using Iopol.Runtime.Topology;

namespace Iopol.Interpreter.Machines;

/// <summary>Whether a device matches a selector.</summary>
internal sealed class SelectorMatch(HostTopology topology, KnownFacts facts)
{
    public Truth Matches(Selector selector, int device)
    {
        DeviceFacts about = topology.Device(device);
        return selector switch
        {
            AndSelector and => Every(and.Parts, device, stopAt: Truth.False),
            OrSelector or => Every(or.Parts, device, stopAt: Truth.True),
            NotSelector not => Matches(not.Part, device).Not(),
            AddressSelector range => Kleene.Of(Matches(range, about.Address.Packed)),
            IdSelector id => And(Is(facts.Vendor(about), id.Vendor), id.Device is { } model ? Is(facts.DeviceId(about), model) : Truth.True),
            SubsystemSelector subsystem => And(
                Is(facts.SubsystemVendor(about), subsystem.Vendor), Is(facts.SubsystemDevice(about), subsystem.Device)),
            ClassSelector code => facts.Class(about) is { IsKnown: true } known ? Kleene.Of((known.Number & code.Mask) == code.Value) : Truth.Unknown,
            PortSelector port => Is(facts.Port(about), port.Port),
            DriverSelector driver => Is(facts.Driver(device), driver.Driver),
            DriverSetSelector set => facts.Driver(device) is { IsKnown: true } known ? Kleene.Of(set.Set.Drivers.Contains((int)known.Number)) : Truth.Unknown,
            CapabilitySelector capability => Has(capability.Capability, about).Truth,
            _ => throw new ArgumentException($"no selector: {selector.GetType().Name}", nameof(selector)),
        };
    }

    private static bool Matches(AddressSelector range, ulong address) =>
        address >= range.First && address <= range.Last && ((address ^ range.First) & range.Mask) == 0;

    private Value Has(Capability capability, DeviceFacts device) => capability switch
    {
        Capability.Acs => facts.Acs(device),
        Capability.Multifunction => facts.Multifunction(device),
        Capability.Sriov => facts.PhysicalFunction(device),
        Capability.VirtualFunction => facts.VirtualFunction(device),
        Capability.External => facts.External(device),
        Capability.Reset => facts.Resettable(device),
        Capability.DirectMap => facts.DirectMap(device),
        Capability.Bridge => facts.HeaderType(device) is { IsKnown: true } header ? header.Number is 1 or 2 : Value.Unknown,
        _ => throw new ArgumentOutOfRangeException(nameof(capability), capability, "no such capability"),
    };

    private Truth Every(IReadOnlyList<Selector> parts, int device, Truth stopAt)
    {
        Truth result = stopAt.Not();
        foreach (Selector part in parts)
        {
            Truth truth = Matches(part, device);
            if (truth == stopAt) return truth;
            if (truth == Truth.Unknown) result = Truth.Unknown;
        }

        return result;
    }

    private static Truth Is(Value value, long number) => value.IsKnown ? Kleene.Of(value.Number == number) : Truth.Unknown;

    private static Truth And(Truth left, Truth right) =>
        left == Truth.False || right == Truth.False ? Truth.False : left == Truth.True && right == Truth.True ? Truth.True : Truth.Unknown;
}
