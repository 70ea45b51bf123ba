using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using CsCheck;
using Iopol.Runtime.Facts;
using Iopol.Tests;

namespace Iopol.Linux.Tests;

/// <summary>The long form of lspci, with details, registers or both.</summary>
public sealed class LspciTests
{
    private const string Details = "lspci-vvnn.txt";
    private const string Registers = "lspci-xxxx.txt";

    private const string Card = """
        00:1c.0 PCI bridge [0604]: Somebody Root Port [1b36:000c] (prog-if 00 [Normal decode])
        	Control: I/O+ Mem+ BusMaster+
        	IOMMU group: 7
        	Bus: primary=00, secondary=01, subordinate=0a, sec-latency=0
        	Capabilities: [54] Express (v2) Root Port (Slot+), MSI 00
        	Capabilities: [148 v1] Access Control Services
        		ACSCap:	SrcValid+ TransBlk+ ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl- DirectTrans+
        		ACSCtl:	SrcValid+ TransBlk- ReqRedir+ CmpltRedir- UpstreamFwd+ EgressCtrl- DirectTrans-
        	Kernel driver in use: pcieport

        01:00.0 USB controller [0c03]: Somebody xHCI [1b73:1100] (rev 10) (prog-if 30 [XHCI])
        	Subsystem: Somebody Else [1af4:1100]
        	Control: I/O+ Mem+ BusMaster+
        	IOMMU group: 8
        	Capabilities: [a0] Express (v2) Endpoint, MSI 00
        	Capabilities: [100 v1] Advanced Error Reporting

        """;

    public static TheoryData<string> Captures() => Sources.Captures();

    [Theory]
    [MemberData(nameof(Captures))]
    public void Details_tell_what_the_tree_tells(string file) => IsLikeTheTree(file, Details, tellsAll: true);

    [Theory]
    [MemberData(nameof(Captures))]
    public void Registers_tell_what_the_tree_tells(string file) => IsLikeTheTree(file, Registers, tellsAll: false);

    [Fact]
    public void Every_fact_is_taken()
    {
        HostFacts facts = Sources.Facts(Sources.Read(Card));

        DeviceFacts port = facts.Devices[0];
        Assert.Equal((0x1b36, 0x000c, 0x060400, 1), ((int)port.Vendor!, (int)port.Device!, port.Class, port.HeaderType));
        Assert.Equal(PciePort.RootPort, port.Port);
        Assert.Equal(new BridgeFacts(0, 1, 10), port.Bridge);
        Assert.Equal(AcsBits.SV | AcsBits.TB | AcsBits.RR | AcsBits.CR | AcsBits.UF | AcsBits.DT, port.Acs!.Capability);
        Assert.Equal(AcsBits.SV | AcsBits.RR | AcsBits.UF, port.Acs.Control);
        Assert.Equal(DriverFact.Bound("pcieport"), port.Driver);
        DeviceFacts usb = facts.Devices[1];
        Assert.Equal((0x0c0330, 0x1af4, 0x1100), (usb.Class, (int)usb.SubsystemVendor!, (int)usb.SubsystemDevice!));
        Assert.Equal(new AcsFacts(false, AcsBits.None, AcsBits.None), usb.Acs);
        Assert.Equal((8, DriverFact.None), (usb.Group, usb.Driver));
    }

    [Fact]
    public void Without_root_ACS_is_unknown()
    {
        HostReadResult result = Sources.Read("""
            00:1c.0 PCI bridge [0604]: Somebody Root Port [1b36:000c] (prog-if 00 [Normal decode])
            	Flags: bus master, fast devsel, latency 0, IRQ 16, IOMMU group 7
            	Bus: primary=00, secondary=01, subordinate=01, sec-latency=0
            	Capabilities: <access denied>
            	Kernel driver in use: pcieport
            """);

        Assert.Equal("IOPOL5126", Assert.Single(result.Problems).Id);
        DeviceFacts port = Assert.Single(Sources.Facts(result).Devices);
        Assert.Null(port.Acs);
        Assert.Null(port.Port);
        Assert.Equal(7, port.Group);
    }

    [Fact]
    public void Without_extended_capabilities_anywhere_ACS_is_unknown()
    {
        HostFacts facts = Sources.Facts(Sources.Read("""
            01:00.0 Ethernet controller [0200]: Somebody [1b36:0010]
            	Flags: fast devsel, IOMMU group 1
            	Capabilities: [a0] Express Endpoint, MSI 00
            """));

        Assert.Equal(PciePort.Endpoint, facts.Devices[0].Port);
        Assert.Null(facts.Devices[0].Acs);
    }

    [Theory]
    [InlineData("	Bus: primary=00, secondary=1xx, subordinate=0a")]
    [InlineData("	Bus: primary=00")]
    [InlineData("	IOMMU group: seven")]
    [InlineData("	Capabilities: 54] Express")]
    [InlineData("	Capabilities: [54] Express (v2) Sideways Port")]
    [InlineData("		ACSCap:	SrcValid+ TransBlk+")]
    [InlineData("		ACSCtl:	SrcValid? TransBlk+ ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl- DirectTrans+")]
    [InlineData("10: 00 00")]
    [InlineData("00: 86 8 0")]
    public void A_spoilt_line_leaves_its_fact_unknown(string line)
    {
        HostReadResult result = Sources.Read($"00:1c.0 PCI bridge [0604]: Somebody [1b36:000c]\n\tControl: I/O+\n{line}\n");

        Assert.Contains(result.Problems, p => p.Id == "IOPOL5123" && p.Line == 3);
        Assert.Single(Sources.Facts(result).Devices);
    }

    [Fact]
    public void One_text_of_two_machines_is_refused() =>
        Assert.Equal(("IOPOL5124", 18), Sources.Read(Card + "\n" + Card).Problems.Where(p => p.Severity == HostSeverity.Error).Select(p => (p.Id, p.Line!.Value)).Single());

    [Fact]
    public void A_text_without_groups_says_so() =>
        Assert.Equal("IOPOL5125", Assert.Single(Sources.Read(Card.Replace("\tIOMMU group: 7\n", "", StringComparison.Ordinal).Replace("\tIOMMU group: 8\n", "", StringComparison.Ordinal)).Problems).Id);

    [Fact]
    public void A_line_that_is_too_long_is_refused() =>
        Assert.Equal("IOPOL5103", Sources.Read(Card + "\t" + new string('x', HostLimits.LineLength) + "\n").Problems.Single(p => p.Severity == HostSeverity.Error).Id);

    [Fact]
    public void Any_cut_or_changed_text_is_read_or_refused() => Gen.Select(Gen.Int[0, Card.Length], Gen.Int[0, Card.Length - 1], Gen.Char).Sample((cut, at, c) =>
    {
        string changed = string.Concat(Card.AsSpan(0, at), [c], Card.AsSpan(at + 1));
        HostReadResult result = Sources.Read(changed[..cut]);
        Assert.Equal(result.Facts is null, result.Problems.Any(p => p.Severity == HostSeverity.Error));
    });

    private static void IsLikeTheTree(string capture, string name, bool tellsAll)
    {
        HostFacts tree = Sources.Facts(HostReader.Read(Sources.Capture(capture)));
        HostReadResult result = Sources.Read(Entry(capture, name));
        HostFacts text = Sources.Facts(result);

        Assert.Equal(tellsAll ? [] : ["IOPOL5125"], result.Problems.Select(p => p.Id));
        Assert.Equal("lspci+groups", text.SourceKind);
        Assert.Equal(tree.Devices.Select(d => Told(d, tellsAll)), text.Devices.Select(d => Told(d, tellsAll)));
        if (tellsAll) Assert.Equal(tree.Iommu, text.Iommu);
    }

    /// <summary>What both sources tell: details do not show the multifunction bit, registers neither drivers nor groups; the ids of a VF are with its PF, the subsystem of a bridge in a capability.</summary>
    private static DeviceFacts Told(DeviceFacts device, bool tellsAll)
    {
        DeviceFacts told = device with { Aliases = [], DriverOverride = null, External = null, Resettable = null, RequiresDirectMap = null };
        if (tellsAll) return told with { Aliases = device.Aliases, Multifunction = device.Multifunction == true ? true : null };
        bool isVirtual = device.Sriov is { Virtual: true };
        return told with
        {
            Aliases = device.Aliases,
            Driver = DriverFact.Unknown,
            Group = null,
            Vendor = isVirtual ? null : device.Vendor,
            Device = isVirtual ? null : device.Device,
            SubsystemVendor = device.HeaderType == 1 ? null : device.SubsystemVendor,
            SubsystemDevice = device.HeaderType == 1 ? null : device.SubsystemDevice,
        };
    }

    private static string Entry(string capture, string name)
    {
        using var stream = new GZipStream(File.OpenRead(Sources.Capture(capture)), CompressionMode.Decompress);
        using var tar = new TarReader(stream);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.Name != name) continue;
            using var reader = new StreamReader(entry.DataStream!, Encoding.UTF8);
            return reader.ReadToEnd();
        }

        throw new InvalidOperationException($"{capture} has no {name}");
    }
}
