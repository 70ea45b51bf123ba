using Iopol.Compiler.IR;
using Iopol.Interpreter.Values;
using Iopol.Runtime.Facts;
using Iopol.Runtime.State;
using Iopol.Runtime.Topology;

namespace Iopol.Interpreter.Machines;

/// <summary>Facts of the host as values. What the source could not tell is unknown, and is noted by name.</summary>
internal sealed class KnownFacts(HostState host)
{
    private readonly HostTopology topology = host.Topology;

    /// <summary>The facts asked for in vain since this was last cleared, each once, in the order they were asked for.</summary>
    public List<string> Missing { get; } = [];

    /// <summary>A fact of the device, or of the host.</summary>
    public Value Read(Fact fact, long device) => fact switch
    {
        Fact.IsolatedMsi => Of(topology.Facts.IsolatedMsi, "whether interrupts are isolated"),
        Fact.CacheCoherent => Of(topology.Facts.CacheCoherent, "whether DMA is cache coherent"),
        Fact.DefaultIsIdentity => Of(topology.Facts.DefaultIsIdentity, "whether the default domain is identity"),
        Fact.Driver => Driver((int)device),
        Fact.Override => host.Override((int)device),
        Fact.Group => topology.GroupOf((int)device),
        _ => Read(fact, topology.Device((int)device)),
    };

    /// <summary>Driver of a device: its id, none, or unknown.</summary>
    public Value Driver(int device) =>
        host.Driver(device) is var driver && driver != HostState.Unknown ? driver : Note($"driver of {topology.Device(device).Address}");

    /// <summary>The range meets a reserved region of the group. A range of no bytes meets none.</summary>
    public Value Reserved(int group, ulong iova, ulong size) => OfReserved(group, () => size != 0 && topology.IsReserved(group, iova, size));

    /// <summary>A mapping of the space meets a reserved region of the group.</summary>
    public Value MapsReserved(int group, IovaSpace space) => OfReserved(group, () => topology.MeetsReserved(group, space));

    public Value Vendor(DeviceFacts device) => Of(device.Vendor, "vendor id", device);

    public Value DeviceId(DeviceFacts device) => Of(device.Device, "device id", device);

    public Value Class(DeviceFacts device) => Of(device.Class, "class code", device);

    /// <summary>Port type, as the number of <see cref="PciePort"/>.</summary>
    public Value Port(DeviceFacts device) => Of((long?)device.Port, "port type", device);

    /// <summary>Header type; where the source does not show it, the one PCI demands of the class code.</summary>
    public Value HeaderType(DeviceFacts device) => Of(device.HeaderTypeOrImplied, "header type", device);

    public Value Multifunction(DeviceFacts device) => Of(device.Multifunction, "multifunction bit", device);

    /// <summary>A function without an SR-IOV role is no virtual one; a source that shows no capabilities cannot tell.</summary>
    public Value VirtualFunction(DeviceFacts device) =>
        device.Sriov is { } role ? role.Virtual : device.Port is not null ? false : Note("SR-IOV role", device);

    /// <summary>Has the SR-IOV capability.</summary>
    public Value PhysicalFunction(DeviceFacts device) =>
        device.Sriov is { } role ? !role.Virtual : device.Port is not null ? false : Note("SR-IOV role", device);

    public Value DirectMap(DeviceFacts device) => Of(device.RequiresDirectMap, "reserved regions", device);

    public Value External(DeviceFacts device) => Of(device.External, "external-facing mark", device);

    public Value Resettable(DeviceFacts device) => Of(device.Resettable, "reset method", device);

    public Value Acs(DeviceFacts device) => Of(device.Acs?.Present, "ACS capability", device);

    /// <summary>Subsystem vendor; null means the function has none where the rest of its configuration is known.</summary>
    public Value SubsystemVendor(DeviceFacts device) => Subsystem(device.SubsystemVendor, device);

    public Value SubsystemDevice(DeviceFacts device) => Subsystem(device.SubsystemDevice, device);

    private Value OfReserved(int group, Func<bool> meets)
    {
        int number = topology.GroupNumber(group);
        bool known = topology.Facts.Groups.FirstOrDefault(g => g.Number == number)?.Reserved is not null;
        return known ? meets() : Note($"reserved regions of group {number}");
    }

    private Value Subsystem(ushort? id, DeviceFacts device) =>
        id is { } known ? known : device.HeaderType is not null ? Ir.None : Note("subsystem", device);

    private Value Read(Fact fact, DeviceFacts device) => fact switch
    {
        Fact.HeaderType => HeaderType(device),
        Fact.Vendor => Vendor(device),
        Fact.DeviceId => DeviceId(device),
        Fact.Class => Class(device),
        Fact.Port => Port(device),
        Fact.Multifunction => Multifunction(device),
        Fact.VirtualFunction => VirtualFunction(device),
        Fact.RequiresDirectMap => DirectMap(device),
        Fact.External => External(device),
        Fact.Resettable => Resettable(device),
        Fact.HasAcs => Acs(device),
        _ => throw new ArgumentOutOfRangeException(nameof(fact), fact, "no such fact of a device"),
    };

    private Value Of(bool? fact, string name) => fact is { } known ? known : Note(name);

    private Value Of(bool? fact, string name, DeviceFacts device) => fact is { } known ? known : Note(name, device);

    private Value Of(long? fact, string name, DeviceFacts device) => fact is { } known ? known : Note(name, device);

    private Value Note(string name, DeviceFacts device) => Note($"{name} of {device.Address}");

    private Value Note(string name)
    {
        if (!Missing.Contains(name)) Missing.Add(name);
        return Value.Unknown;
    }
}
