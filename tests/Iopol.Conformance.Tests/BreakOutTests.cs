using Iopol.Runtime.Facts;
using Iopol.Runtime.Iommu;

namespace Iopol.Conformance.Tests;

/// <summary>Devices try to break out of what the models say is in effect for them, step by step, by DMA.</summary>
public sealed class BreakOutTests
{
    private const string F0 = "0000:01:00.0", F1 = "0000:01:00.1", C0 = "0000:02:01.0", C1 = "0000:02:01.1";
    private const int Alice = 0, Bob = 1;

    /// <summary>
    /// Under iommu=pt the group of a card is viable with a function on pci-stub. On Linux 5.12 it keeps its identity domain until the
    /// container has a backend: whatever sits behind the stub reaches the kernel. With DMA ownership the group is blocked from the claim on.
    /// </summary>
    [Theory]
    [InlineData("linux-5.12-vfio", true)]
    [InlineData("linux-6-vfio", false)]
    public void A_viable_group_under_pt(string model, bool reachesKernel)
    {
        using var host = new DmaUnderModel(model, Card(isPassThrough: true), _ => Alice);
        foreach (string function in (string[])[F0, F1]) host.Do(0, "unbind", function);
        host.Do(0, "bind", F0, "pci-stub");
        host.Do(0, "bind", F1, "vfio-pci");
        long file = host.Do(Alice, "open_group", F1), container = host.Do(Alice, "open_container");
        host.Do(Alice, "set_container", file, container);
        foreach (string function in (string[])[F0, F1])
        {
            OwnerSet reached = host.Reaches(function);
            Assert.Equal(reachesKernel, reached.Contains(FrameOwner.Kernel));
            Assert.Equal(reachesKernel, reached.Contains(FrameOwner.Tables));
            Assert.Equal(!reachesKernel, reached.IsEmpty);
        }

        // From here on both keep the card inside.
        host.Do(Alice, "set_iommu", container, "type1v2");
        host.Do(Alice, "map", container, 0x40_0000, 0x4000, 3);
        host.Do(Alice, "get_device_fd", file, F1);
        foreach (string function in (string[])[F0, F1])
        {
            Assert.Equal("user 0", host.Reaches(function).ToString());
            Assert.Equal(FaultKind.Translation, host.Write(function, 0x40_4000).Last.Fault);
        }
    }

    /// <summary>3b of the proposal of June 2021: two functions with one requester ID. Function 0 was never detached and yet is blocked.</summary>
    [Fact]
    public void A_detached_sibling_takes_the_shared_requester_id_along()
    {
        using var host = new DmaUnderModel("rfc-device-centric", ConventionalCard(), _ => Alice);
        (long h1, _) = AttachBoth(host);
        Assert.True(host.Write(C0, 0x1000).Owners.IsWithin(FrameOwner.User(Alice)));
        Assert.True(host.Write(C1, 0x1000).IsOk);
        host.Do(Alice, "detach", h1);
        Assert.Equal(FaultKind.Blocked, host.Write(C0, 0x1000).Last.Fault);
        Assert.Equal(FaultKind.Blocked, host.Write(C1, 0x1000).Last.Fault);
    }

    /// <summary>3c: function 1 goes to another space, and function 0's DMA lands there, by whatever the record says.</summary>
    [Fact]
    public void A_sibling_attached_elsewhere_takes_the_shared_requester_id_there()
    {
        // The second space is for Bob's memory, so that one sees where a write lands.
        using var host = new DmaUnderModel("rfc-device-centric", ConventionalCard(), space => space == 0 ? Alice : Bob);
        (long h1, long two) = AttachBoth(host);
        Assert.Equal("user 0", host.Reaches(C0).ToString());
        host.Do(Alice, "detach", h1);
        host.Do(Alice, "attach", h1, two);
        Assert.Equal("user 1", host.Reaches(C0).ToString());
    }

    private static (long H1, long Two) AttachBoth(DmaUnderModel host)
    {
        long h0 = host.Do(Alice, "open_device", C0), h1 = host.Do(Alice, "open_device", C1), file = host.Do(Alice, "open_ioasid");
        host.Do(Alice, "bind_ioasid", h0, file);
        host.Do(Alice, "bind_ioasid", h1, file);
        long one = host.Do(Alice, "ioasid_alloc", file), two = host.Do(Alice, "ioasid_alloc", file);
        foreach (long space in (long[])[one, two]) host.Do(Alice, "map", space, 0x1000, 0x1000, 3);
        host.Do(Alice, "attach", h0, one);
        host.Do(Alice, "attach", h1, one);
        return (h1, two);
    }

    /// <summary>The card of scenarios 1 and 2: a requester ID for each function, one group.</summary>
    private static HostFacts Card(bool isPassThrough) => Host(isPassThrough, [RootPort(1), .. new[] { F0, F1 }.Select(f => Function(f, PciePort.Endpoint, "e1000e"))]);

    /// <summary>The card of scenario 3: both functions behind a bridge that puts its own requester ID on their DMA.</summary>
    private static HostFacts ConventionalCard() => Host(
        isPassThrough: false,
        [
            RootPort(2),
            Function("0000:01:00.0", PciePort.PcieToPciBridge, null) with { Class = 0x060400, HeaderType = 1, Multifunction = false, Bridge = new BridgeFacts(1, 2, 2) },
            .. new[] { C0, C1 }.Select(f => Function(f, PciePort.Conventional, "vfio-pci")),
        ]);

    private static HostFacts Host(bool isPassThrough, DeviceFacts[] devices) => new()
    {
        DefaultIsIdentity = isPassThrough,
        IsolatedMsi = true,
        CacheCoherent = true,
        Devices = devices,
        Groups = [new GroupFacts(1, null, []), new GroupFacts(3, null, [])],
    };

    private static DeviceFacts RootPort(int last) => Function("0000:00:04.0", PciePort.RootPort, "pcieport") with
    {
        Class = 0x060400,
        HeaderType = 1,
        Multifunction = false,
        Bridge = new BridgeFacts(0, 1, last),
        Acs = new AcsFacts(true, AcsBits.SV | AcsBits.RR | AcsBits.CR | AcsBits.UF, AcsBits.SV | AcsBits.RR | AcsBits.CR | AcsBits.UF),
        Group = 1,
    };

    private static DeviceFacts Function(string address, PciePort port, string? driver) => new()
    {
        Address = BusAddress.Parse(address),
        Vendor = 0x8086,
        Device = 0x10d3,
        Class = 0x020000,
        HeaderType = 0,
        Multifunction = true,
        Port = port,
        Acs = new AcsFacts(false, AcsBits.None, AcsBits.None),
        Driver = driver is null ? DriverFact.None : DriverFact.Bound(driver),
        Group = 3,
        RequiresDirectMap = false,
        External = false,
        Resettable = true,
    };
}
