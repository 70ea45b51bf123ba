using CsCheck;
using Iopol.Analyzers.Usage;
using Iopol.Runtime.Facts;

namespace Iopol.Analyzers.Tests.Usage;

/// <summary>IOPOL7003, 7004 and 7005.</summary>
public sealed class LiteralTests
{
    private const string Desk = """
        host desk {
            group 1 { device 0000:00:04.0 port root_port header 1 bridge 1..1 acs { SV RR CR UF } driver pcieport; }
            group 3 { device 0000:01:00.0 id 8086:10d3 class 0x0200 multifunction driver e1000e; device 0000:01:00.1 id 8086:10d3 class 0x0200 multifunction; }
        }
        """;

    private const string Facts = """
        { "source_kind": "sysfs", "notes": ["caf\u00e9 \"x\"", 1.5e3, true, null, []], "devices": [
          {"address": "0000:05:00.0", "driver": "nvme", "group": 7, "acs": {"present": false, "capability": []}},
          {"address": "0000:06:00.0", "driver": null, "group": 8}] }
        """;

    [Theory]
    [InlineData("_ = host.Driver({|7003:\"vfio_pci\"|});")]
    [InlineData("_ = host.Driver({|7003:\"VFIO-PCI\"|});")]
    [InlineData("const string Name = \"pci_stub\"; _ = host.Driver({|7003:Name|});")]
    [InlineData("_ = host.Driver({|7003:\"vifo-pci\"|});")]
    [InlineData("_ = host.Driver(name: {|7003:\"pcieprot\"|});")]
    public Task A_driver_is_misspelt(string body) => Marked.Statements(body);

    [Theory]
    [InlineData("_ = host.Driver(\"vfio-pci\"); _ = host.Driver(\"hisi_acc_vfio_pci\");")]
    [InlineData("_ = host.Driver(\"e1000e\"); _ = host.Driver(\"nvme\"); _ = host.Driver(\"ixgbe\"); _ = host.Driver(\"mlx4-vfio-pci\"); _ = host.Driver(\"vfio\");")]
    [InlineData("string name = flag ? \"vfio_pci\" : \"x\"; _ = host.Driver(name);")]
    [InlineData("CompiledPolicy any = host; _ = any.Driver(\"vfio_pci\");")]
    [InlineData("Func<string, int> Driver = _ => 0; _ = Driver(\"vfio_pci\");")]
    public Task A_driver_may_be_any_other(string body) => Marked.Statements(body);

    [Theory]
    [InlineData("_ = host.Driver({|7003:\"nouveau\"|});")]
    [InlineData("_ = host.Driver(\"e1000e\");")]
    public Task A_driver_is_one_of_the_projects_hosts(string body) => Marked.Statements(body, ("desk.iopol", Desk));

    [Theory]
    [InlineData("_ = host.Device({|7004:BusAddress.Parse(\"0000:01:00.2\")|});")]
    [InlineData("_ = host.Device({|7004:new BusAddress(0, 5, 0, 0)|});")]
    [InlineData("BusAddress at = BusAddress.Parse(\"02:00.0\"); _ = host.Device({|7004:at|});")]
    [InlineData("_ = host.Group({|7004:2|});")]
    [InlineData("_ = host.Device(BusAddress.Parse(\"0000:01:00.1\")); _ = host.Device(new BusAddress(function: 0, device: 4, bus: 0, domain: 0)); _ = host.Group(3); _ = host.Group(1);")]
    [InlineData("BusAddress at = BusAddress.Parse(\"02:00.0\"); if (flag) at = default; _ = host.Device(at);")]
    [InlineData("int number = 2; _ = host.Group(number + card.Value); _ = BusAddress.Parse(\"0000:07:00.0\");")]
    public Task A_place_is_on_a_host_of_the_project(string body) => Marked.Statements(body, ("desk.iopol", Desk));

    [Theory]
    [InlineData("_ = host.Device({|7004:BusAddress.Parse(\"0000:01:00.0\")|}); _ = host.Device(BusAddress.Parse(\"0000:05:00.0\")); _ = host.Group({|7004:3|}); _ = host.Group(8); _ = host.Driver(\"nvme\"); _ = host.Driver({|7003:\"e1000e\"|});")]
    public Task A_host_may_be_facts_in_JSON(string body) => Marked.Statements(body, ("desk.json", Facts), ("package.json", "{ \"devices\": [\"phone\"] }"));

    [Theory]
    [InlineData("desk.iopol", "host desk = \"desk.tar.gz\";")]
    [InlineData("desk.iopol", "host desk { group 3 { device 0000:01:00.0; }")]
    [InlineData("desk.json", "{ \"devices\": [ {\"address\": \"0000:01:00.0\"}, {\"address\": \"zero\"} ] }")]
    [InlineData("desk.json", "{ \"devices\": [ {\"address\": \"0000:01:00.0\" } }")]
    [InlineData("none.txt", "")]
    public Task Nothing_is_said_of_a_host_that_is_not_known(string path, string text) =>
        Marked.Statements("_ = host.Device(BusAddress.Parse(\"0000:09:00.0\")); _ = host.Group(9); _ = host.Driver(\"e1000e\");", (path, text));

    [Fact]
    public Task Nothing_is_said_of_groups_the_facts_leave_open() => Marked.Statements(
        "_ = host.Device({|7004:BusAddress.Parse(\"0000:09:00.0\")|}); _ = host.Group(9);", ("desk.json", "{ \"devices\": [ {\"address\": \"0000:01:00.0\"} ] }"));

    [Theory]
    [InlineData("_ = {|7005:BusAddress.Parse(\"0000:01:20.0\")|};")]
    [InlineData("_ = host.Device({|7005:BusAddress.Parse(\"0000:01:00\")|});")]
    [InlineData("_ = {|7005:new BusAddress(0, 256, 0, 0)|};")]
    [InlineData("_ = {|7005:new BusAddress(0, 0, 0, function: 8)|};")]
    [InlineData("_ = BusAddress.Parse(\"01:00.0\"); _ = new BusAddress(0xfffff, 255, 31, 7); _ = BusAddress.TryParse(\"x\", out _);")]
    [InlineData("int device = 32; _ = new BusAddress(0, 0, device, 0); string text = \"x\"; _ = BusAddress.Parse(text);")]
    [InlineData("Func<object> throws = () => BusAddress.Parse(\"0000:01:20.0\"); Action too = () => BusAddress.Parse(\"0\");")]
    public Task An_address_is_one(string body) => Marked.Statements(body);

    [Fact]
    public void Addresses_are_read_as_the_runtime_reads_them() =>
        Gen.Char["01f:. gA9"].Array[0, 13].Select(c => new string(c)).Sample(
            text => PciAddress.Read(text) == (BusAddress.TryParse(text, out BusAddress address) ? address.Packed : null), iter: 200_000);

    [Theory]
    [InlineData("0000:01:00.0")]
    [InlineData("01:00.0")]
    [InlineData("10000:e1:1f.7")]
    [InlineData("00000001:00:00.0")]
    [InlineData(":01:00.0")]
    [InlineData("fffff:ff:1f.7")]
    [InlineData("100000:00:00.0")]
    [InlineData("80000000:00:00.0")]
    [InlineData("0000:01:20.0")]
    [InlineData("0000:01:00.8")]
    [InlineData("")]
    [InlineData(".0")]
    public void These_addresses_too(string text) =>
        Assert.Equal(BusAddress.TryParse(text, out BusAddress address) ? address.Packed : null, PciAddress.Read(text));

    [Fact]
    public void JSON_that_is_cut_off_is_none() => Assert.All(Enumerable.Range(0, Facts.Length), length => Assert.False(JsonText.TryRead(Facts[..length], out _)));

    [Fact]
    public void JSON_that_is_too_deep_is_none()
    {
        Assert.True(JsonText.TryRead(new string('[', 64) + new string(']', 64), out _));
        Assert.False(JsonText.TryRead(new string('[', 65) + new string(']', 65), out _));
        Assert.False(JsonText.TryRead(new string('[', 1_000_000), out _));
    }
}
