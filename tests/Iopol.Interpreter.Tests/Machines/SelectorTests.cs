using Iopol.Compiler.IR;
using Iopol.Interpreter.Machines;
using Iopol.Interpreter.Values;
using Iopol.Runtime.Facts;
using Iopol.Runtime.Topology;
using static Iopol.Interpreter.Tests.Machines.Make;

namespace Iopol.Interpreter.Tests.Machines;

/// <summary>Selectors on 0000:01:00.0, of which everything is known, and on 0000:01:00.1, of which nothing but the address is.</summary>
public sealed class SelectorTests
{
    private static readonly HostTopology Two = new(new HostFacts
    {
        Devices =
        [
            new DeviceFacts
            {
                Address = BusAddress.Parse("0000:01:00.0"), Vendor = 0x8086, Device = 0x10d3, SubsystemVendor = 0x1234, Class = 0x020000, HeaderType = 0,
                Port = PciePort.Endpoint, Multifunction = true, Acs = new AcsFacts(false, 0, 0), Sriov = new SriovFacts(false, null), Driver = DriverFact.Bound("vfio-pci"),
                RequiresDirectMap = false, External = true, Resettable = false,
            },
            new DeviceFacts { Address = BusAddress.Parse("0000:01:00.1") },
        ],
    });

    private static readonly DriverSetIR Users = new(0, "users", [0], At());

    public static TheoryData<string, Truth, Truth> Cases => new()
    {
        { "address range", Truth.True, Truth.True },
        { "address range with a mask", Truth.True, Truth.False },
        { "address elsewhere", Truth.False, Truth.False },
        { "id", Truth.True, Truth.Unknown },
        { "vendor", Truth.True, Truth.Unknown },
        { "other device id", Truth.False, Truth.Unknown },
        { "subsystem that has no id", Truth.False, Truth.Unknown },
        { "class", Truth.True, Truth.Unknown },
        { "port", Truth.False, Truth.Unknown },
        { "driver", Truth.True, Truth.Unknown },
        { "driver set", Truth.True, Truth.Unknown },
        { "acs", Truth.False, Truth.Unknown },
        { "multifunction", Truth.True, Truth.Unknown },
        { "sriov", Truth.True, Truth.Unknown },
        { "virtual function", Truth.False, Truth.Unknown },
        { "external", Truth.True, Truth.Unknown },
        { "reset", Truth.False, Truth.Unknown },
        { "direct map", Truth.False, Truth.Unknown },
        { "bridge", Truth.False, Truth.Unknown },
        { "not", Truth.False, Truth.Unknown },
        { "and with a part that fails", Truth.False, Truth.False },
        { "or with a part that holds", Truth.True, Truth.True },
        { "or of unknown parts", Truth.True, Truth.Unknown },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_selector_matches(string name, Truth known, Truth unknown)
    {
        var machine = new Machine(Policy() with { DriverSets = [Users] }, Two);
        Assert.Equal(known, machine.Evaluate(new SelectorTest(Of(name), new Constant(Device, 0))).Truth);
        Assert.Equal(unknown, machine.Evaluate(new SelectorTest(Of(name), new Constant(Device, 1))).Truth);
        Assert.Equal(Truth.False, machine.Evaluate(new SelectorTest(Of(name), new Constant(Device, Ir.None))).Truth);
        var clause = new ClauseIR(0, "list", [new ClauseEntryIR(Of(name), "why", At())], "");
        Assert.Equal(known, machine.Evaluate(new ClauseTest(clause, new Constant(Device, 0))).Truth);
        Assert.Equal(known == Truth.True, machine.FirstMatch(clause, 0) is not null);
    }

    private static Selector Of(string name) => name switch
    {
        "address range" => new AddressSelector(0x100, 0x101, 0),
        "address range with a mask" => new AddressSelector(0x100, 0x1f8, 7),
        "address elsewhere" => new AddressSelector(0x200, 0x2ff, 0),
        "id" => new IdSelector(0x8086, 0x10d3),
        "vendor" => new IdSelector(0x8086, null),
        "other device id" => new IdSelector(0x8086, 0x10d4),
        "subsystem that has no id" => new SubsystemSelector(0x1234, 1),
        "class" => new ClassSelector(0x020000, 0xff0000),
        "port" => new PortSelector((int)PciePort.RootPort),
        "driver" => new DriverSelector(0),
        "driver set" => new DriverSetSelector(Users),
        "acs" => new CapabilitySelector(Capability.Acs),
        "multifunction" => new CapabilitySelector(Capability.Multifunction),
        "sriov" => new CapabilitySelector(Capability.Sriov),
        "virtual function" => new CapabilitySelector(Capability.VirtualFunction),
        "external" => new CapabilitySelector(Capability.External),
        "reset" => new CapabilitySelector(Capability.Reset),
        "direct map" => new CapabilitySelector(Capability.DirectMap),
        "bridge" => new CapabilitySelector(Capability.Bridge),
        "not" => new NotSelector(Of("vendor")),
        "and with a part that fails" => new AndSelector([Of("vendor"), Of("address elsewhere")]),
        "or with a part that holds" => new OrSelector([Of("bridge"), Of("address range")]),
        "or of unknown parts" => new OrSelector([Of("bridge"), Of("class")]),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };
}
