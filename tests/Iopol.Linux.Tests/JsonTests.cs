using System.Text;
using Iopol.Runtime.Facts;

namespace Iopol.Linux.Tests;

/// <summary>Host facts in JSON, good and bad.</summary>
public sealed class JsonTests
{
    [Fact]
    public void Only_addresses_must_be_given()
    {
        HostReadResult result = Sources.Read("""{"devices": [{"address": "00:02.0"}, {"address": "0000:00:01.0"}]}""");

        Assert.Empty(result.Problems);
        HostFacts facts = Sources.Facts(result);
        FactsEquality.AssertEqual(new HostFacts { Devices = [new() { Address = new BusAddress(0, 0, 1, 0) }, new() { Address = new BusAddress(0, 0, 2, 0) }] }, facts);
        Assert.All(facts.Devices, d => Assert.Equal(DriverFact.Unknown, d.Driver));
    }

    [Theory]
    [InlineData("sysfs", "", true)]
    [InlineData("lspci+groups", "", true)]
    [InlineData("facter", "", true)]
    [InlineData("literal", "", true)]
    [InlineData("dmesg", "", false)]
    [InlineData("listing", "", false)]
    [InlineData("dmesg", """, "driver_known": true""", true)]
    [InlineData("sysfs", """, "driver_known": false""", false)]
    public void A_null_driver_is_none_or_unknown_by_source(string kind, string extra, bool known)
    {
        HostFacts facts = Sources.Facts(Sources.Read($$"""{"devices": [{"address": "00:02.0", "driver": null{{extra}}}], "source_kind": "{{kind}}"}"""));

        Assert.Equal(known, Assert.Single(facts.Devices).Driver.IsKnown);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData(""", "acs": {"present": false, "capability": [], "control": []}""", PciePort.Conventional)]
    [InlineData(""", "acs": {"present": false}, "pcie_type": "unknown" """, null)]
    [InlineData(""", "pcie_type": "conventional" """, PciePort.Conventional)]
    [InlineData(""", "pcie_type": "rc-event-collector" """, PciePort.RootComplexEventCollector)]
    public void A_null_port_type_is_conventional_where_somebody_looked(string extra, PciePort? port) =>
        Assert.Equal(port, Assert.Single(Sources.Facts(Sources.Read($$"""{"devices": [{"address": "00:02.0"{{extra}}}]}""")).Devices).Port);

    [Fact]
    public void A_kernel_logs_note_lists_conventional_functions()
    {
        HostFacts facts = Sources.Facts(Sources.Read("""
            {"source_kind": "dmesg", "devices": [{"address": "00:02.0"}, {"address": "00:03.0"}],
             "notes": ["conventional PCI, no PCI Express capability (printed by the kernel): 0000:00:03.0 10000:e0:1c.0"]}
            """));

        Assert.Equal([null, PciePort.Conventional], facts.Devices.Select(d => d.Port));
    }

    [Theory]
    [InlineData("{", "IOPOL5130", 1, null)]
    [InlineData("{\"devices\": []} x", "IOPOL5130", 1, null)]
    [InlineData("{\"devices\": []}{}", "IOPOL5130", 1, null)]
    [InlineData("{\n \"devices\": [,]}", "IOPOL5130", 2, null)]
    [InlineData("{\"machine\": \"\\ud800\", \"devices\": []}", "IOPOL5130", 1, "machine")]
    [InlineData("{\"\\udc00\": 1, \"devices\": []}", "IOPOL5130", 1, null)]
    [InlineData("[[]]", "IOPOL5131", 1, null)]
    [InlineData("{}", "IOPOL5134", 1, null)]
    [InlineData("{\"devices\": null}", "IOPOL5131", 1, "devices")]
    [InlineData("{\n\"devices\": [\n  17]}", "IOPOL5131", 3, "devices[0]")]
    [InlineData("{\"devices\": [], \"notes\": [null]}", "IOPOL5131", 1, "notes[0]")]
    [InlineData("{\"devices\": [], \"machine\": [1, [2]]}", "IOPOL5131", 1, "machine")]
    [InlineData("{\"devices\": [], \"iommu\": \"via\"}", "IOPOL5132", 1, "iommu")]
    [InlineData("{\"devices\": [], \"source_kind\": \"Sysfs\"}", "IOPOL5132", 1, "source_kind")]
    [InlineData("{\"devices\": [], \"devices\": []}", "IOPOL5135", 1, "devices")]
    [InlineData("{\"devices\": [], \"address_width\": 65}", "IOPOL5133", 1, "address_width")]
    [InlineData("{\"devices\": [], \"address_width\": 1e999}", "IOPOL5133", 1, "address_width")]
    [InlineData("{\"devices\": [], \"expected_groups\": [[\"x\"]]}", "IOPOL5133", 1, "expected_groups[0][0]")]
    [InlineData("{\"devices\": [], \"groups\": [{\"number\": -1}]}", "IOPOL5133", 1, "groups[0].number")]
    [InlineData("{\"devices\": [], \"groups\": [{}]}", "IOPOL5134", 1, "groups[0]")]
    [InlineData("{\"devices\": [], \"groups\": [{\"number\": 1}, {\"number\": 1}]}", "IOPOL5135", 1, "groups[1]")]
    [InlineData("{\"devices\": [], \"groups\": [{\"number\": 1, \"reserved\": [{\"first\": \"0x2\", \"last\": \"0x1\", \"kind\": \"msi\"}]}]}", "IOPOL5137", 1, "groups[0].reserved[0]")]
    [InlineData("{\"devices\": [], \"groups\": [{\"number\": 1, \"reserved\": [{\"first\": \"0x2\", \"kind\": \"msi\"}]}]}", "IOPOL5134", 1, "groups[0].reserved[0]")]
    public void Names_the_place_of_a_mistake(string text, string id, int line, string? member)
    {
        HostReadResult result = Sources.Read(text);

        Assert.Null(result.Facts);
        HostProblem problem = result.Problems.First(p => p.Severity == HostSeverity.Error);
        Assert.Equal((id, (int?)line), (problem.Id, problem.Line));
        if (member is not null) Assert.Equal(member, problem.Member);
        Assert.True(problem.Column >= 1);
    }

    [Theory]
    [InlineData("\"address\": 5", "IOPOL5131")]
    [InlineData("\"address\": null", "IOPOL5131")]
    [InlineData("\"address\": \"00:20.0\"", "IOPOL5133")]
    [InlineData("\"address\": \"00:02.8\"", "IOPOL5133")]
    [InlineData("\"vendor\": \"0x0\"", "IOPOL5134")]
    [InlineData("\"address\": \"00:02.0\", \"vendor\": 32902", "IOPOL5131")]
    [InlineData("\"address\": \"00:02.0\", \"vendor\": \"8086\"", "IOPOL5133")]
    [InlineData("\"address\": \"00:02.0\", \"class\": \"0x1000000\"", "IOPOL5133")]
    [InlineData("\"address\": \"00:02.0\", \"header_type\": 3", "IOPOL5133")]
    [InlineData("\"address\": \"00:02.0\", \"header_type\": 1.5", "IOPOL5133")]
    [InlineData("\"address\": \"00:02.0\", \"multifunction\": 1", "IOPOL5131")]
    [InlineData("\"address\": \"00:02.0\", \"pcie_type\": \"root\"", "IOPOL5132")]
    [InlineData("\"address\": \"00:02.0\", \"group\": -1", "IOPOL5133")]
    [InlineData("\"address\": \"00:02.0\", \"group\": 99999999999999999999", "IOPOL5133")]
    [InlineData("\"address\": \"00:02.0\", \"driver\": \"\"", "IOPOL5133")]
    [InlineData("\"address\": \"00:02.0\", \"driver\": \"x\", \"driver_known\": false", "IOPOL5137")]
    [InlineData("\"address\": \"00:02.0\", \"bridge\": {\"primary\": 0}", "IOPOL5134")]
    [InlineData("\"address\": \"00:02.0\", \"bridge\": {\"secondary\": 256}", "IOPOL5133")]
    [InlineData("\"address\": \"00:02.0\", \"acs\": {\"present\": false, \"capability\": [\"SV\"]}", "IOPOL5137")]
    [InlineData("\"address\": \"00:02.0\", \"acs\": {\"present\": true, \"capability\": [\"XX\"]}", "IOPOL5132")]
    [InlineData("\"address\": \"00:02.0\", \"acs\": {}", "IOPOL5134")]
    [InlineData("\"address\": \"00:02.0\", \"sriov\": {\"role\": null}", "IOPOL5131")]
    [InlineData("\"address\": \"00:02.0\", \"sriov\": {\"role\": \"vf\", \"pf\": \"x\"}", "IOPOL5133")]
    [InlineData("\"address\": \"00:02.0\", \"address\": \"00:03.0\"", "IOPOL5135")]
    [InlineData("\"address\": \"00:01.0\"", "IOPOL5135")]
    public void Refuses_a_bad_device(string members, string id)
    {
        HostReadResult result = Sources.Read("{\"devices\": [{\"address\": \"00:01.0\"}, {" + members + "}]}");

        Assert.Null(result.Facts);
        HostProblem problem = Assert.Single(result.Problems);
        Assert.Equal(id, problem.Id);
        Assert.StartsWith("devices[1]", problem.Member, StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_every_mistake_in_one_run()
    {
        HostReadResult result = Sources.Read("""
            {"iommu": "x",
             "devices": [{"address": "zz", "vendor": 5},
                         {"address": "00:01.0", "group": -2}]}
            """);

        Assert.Equal([("iommu", 1), ("devices[0].address", 2), ("devices[0].vendor", 2), ("devices[1].group", 3)], result.Problems.Select(p => (p.Member, p.Line)));
        Assert.Equal("test(1,11): error IOPOL5132: iommu is 'x'; it can be intel, amd, arm", result.Problems[0].ToString());
    }

    [Fact]
    public void An_unknown_member_is_ignored_with_one_warning()
    {
        HostReadResult result = Sources.Read("""{"devices": [{"address": "00:01.0", "drivr": {"a": [1]}}, {"address": "00:02.0", "drivr": 1}]}""");

        Assert.Equal(2, Sources.Facts(result).Devices.Count);
        Assert.Equal("IOPOL5136", Assert.Single(result.Problems).Id);
    }

    [Theory]
    [InlineData("""[["00:01.0", "00:02.0"]]""", true)]
    [InlineData("""[["00:02.0", "00:01.0"]]""", true)]
    [InlineData("""[["00:01.0"], ["00:02.0"]]""", false)]
    [InlineData("""[["00:01.0", "00:02.0", "00:03.0"]]""", false)]
    [InlineData("""[["00:01.0", "00:01.0"]]""", false)]
    [InlineData("[]", false)]
    public void Expected_groups_are_compared_with_the_devices(string groups, bool same)
    {
        HostReadResult result = Sources.Read("""{"devices": [{"address": "00:01.0", "group": 7}, {"address": "00:02.0", "group": 7}, {"address": "00:03.0"}], "expected_groups": """ + groups + "}");

        Assert.NotNull(result.Facts);
        Assert.Equal(same ? [] : ["IOPOL5138"], result.Problems.Select(p => p.Id));
    }

    [Fact]
    public void Refuses_what_is_not_utf8()
    {
        byte[] text = [.. "{\"machine\": \""u8, 0xc3, 0x28, .. "\"}"u8];

        Assert.Equal("IOPOL5130", Assert.Single(Sources.Read(text).Problems).Id);
    }

    [Fact]
    public void Takes_a_byte_order_mark()
    {
        Assert.NotNull(Sources.Read([0xef, 0xbb, 0xbf, .. "{\"devices\": []}"u8]).Facts);
        Assert.NotNull(Sources.Read([0xff, 0xfe, .. Encoding.Unicode.GetBytes("{\"devices\": []}")]).Facts);
    }
}
