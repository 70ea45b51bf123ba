using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Iopol.Tests;

namespace Iopol.Cli.Tests;

public class GroupsVerbTests
{
    public static TheoryData<string> Captures() =>
        [.. Directory.GetFiles(RepositoryPaths.InRepository("samples", "hosts"), "*.tar.gz").Select(f => Path.GetFileName(f)[..^7]).Order()];

    [Theory]
    [MemberData(nameof(Captures))]
    public void The_computed_groups_of_a_capture_are_its_kernels_in_JSON(string name)
    {
        using var json = JsonDocument.Parse(Tool.Run("groups", Tool.Host(name), "--format", "json").Output);
        JsonElement root = json.RootElement;
        Assert.Equal(Groups(root.GetProperty("kernel").EnumerateArray()), Groups(root.GetProperty("groups").EnumerateArray().Select(g => g.GetProperty("devices"))));
        Assert.Equal(0, root.GetProperty("differences").GetArrayLength());
        Assert.Equal(0, root.GetProperty("unknown").GetArrayLength());
        foreach (JsonElement group in root.GetProperty("groups").EnumerateArray())
            Assert.Equal(group.GetProperty("devices").GetArrayLength() - 1, group.GetProperty("because").GetArrayLength());
    }

    [Fact]
    public void A_merge_names_rule_devices_and_what_is_lacking_where()
    {
        using var json = JsonDocument.Parse(Tool.Run("groups", Tool.Host("rp-noacs"), "--format", "json").Output);
        JsonElement merge = json.RootElement.GetProperty("groups").EnumerateArray().SelectMany(g => g.GetProperty("because").EnumerateArray()).First(m => m.GetProperty("rule").GetString() == "acs-path");
        JsonElement gap = Assert.Single(merge.GetProperty("gaps").EnumerateArray());
        Assert.Equal(merge.GetProperty("joins").GetString(), gap.GetProperty("device").GetString());
        Assert.Equal("no-capability", gap.GetProperty("lack").GetString());
    }

    [Fact]
    public void Text_shows_the_kernels_groups_the_reasons_and_the_better_answer()
    {
        ToolRun run = Tool.Run("groups", Tool.Host("switch"));
        Assert.Equal(ExitCode.Fine, run.Exit);
        Assert.Empty(run.Error);
        Assert.StartsWith("switch.tar.gz: 6 groups, all as computed\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("\n  because  0000:03:00.0 joins 0000:02:00.0, the bridge above: it has no ACS\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("\nwarning: below the switch at 0000:01:00.0 ", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("\n  better   one group of 0000:02:00.0 0000:02:01.0 0000:03:00.0 0000:04:00.0\n", run.Output, StringComparison.Ordinal);
        Assert.All(run.Output.Split('\n'), line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public void Registers_of_lspci_are_enough()
    {
        ToolRun run = Tool.RunWith(LspciRegisters("rp2-noacs-mf"), "groups", "-");
        Assert.Equal(ExitCode.Fine, run.Exit);
        Assert.Contains("warning IOPOL5125: ", run.Error, StringComparison.Ordinal);
        Assert.StartsWith("standard input: ", run.Output, StringComparison.Ordinal);
        Assert.Contains("the source names no groups of a kernel", run.Output, StringComparison.Ordinal);
        Assert.Contains("of its slot: neither has ACS\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_source_does_not_show_cannot_be_told()
    {
        ToolRun run = Tool.RunWith("IOMMU Group 4 00:1c.0 PCI bridge [0604]: Intel [8086:a338]\nIOMMU Group 9 01:00.0 Ethernet [0200]: Intel [8086:10d3]\n", "groups", "-");
        Assert.Equal(ExitCode.Fine, run.Exit);
        Assert.StartsWith("standard input: 2 groups, 0 as computed, 2 cannot be told\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("\n  missing  bridge above 0000:01:00.0\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kernel_that_did_otherwise_is_shown_with_both_answers()
    {
        string facts = """
            {"source_kind":"literal","devices":[
            {"address":"0000:00:05.0","vendor":"0x1b36","device":"0x0010","class":"0x020000","header_type":0,"multifunction":true,"pcie_type":"conventional","acs":{"present":false},"group":1},
            {"address":"0000:00:05.1","vendor":"0x1b36","device":"0x0010","class":"0x020000","header_type":0,"multifunction":true,"pcie_type":"conventional","acs":{"present":false},"group":2}]}
            """;
        string output = Tool.RunWith(facts, "groups", "-").Output;
        Assert.StartsWith("standard input: 2 groups, 0 as computed, 2 otherwise\n", output, StringComparison.Ordinal);
        Assert.Contains("\n  computed in one group: 0000:00:05.0 0000:00:05.1\n", output, StringComparison.Ordinal);
        Assert.Contains("0000:00:05.1 joins 0000:00:05.0 of its slot: both are conventional PCI", string.Join(' ', output.Split((char[])['\n', ' '], StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);

        using var json = JsonDocument.Parse(Tool.RunWith(facts, "groups", "-", "--format", "json").Output);
        JsonElement difference = Assert.Single(json.RootElement.GetProperty("differences").EnumerateArray());
        Assert.Equal(("apart", "together"), (difference.GetProperty("kernel").GetString(), difference.GetProperty("computed").GetString()));
    }

    [Theory]
    [InlineData("/no/such/host")]
    [InlineData("/dev/null")]
    public void An_unreadable_host_is_unusable(string host) => Assert.Equal(ExitCode.InputUnusable, Tool.Run("groups", host).Exit);

    private static IEnumerable<string> Groups(IEnumerable<JsonElement> groups) =>
        groups.Select(g => string.Join(' ', g.EnumerateArray().Select(d => d.GetString()))).Order(StringComparer.Ordinal);

    private static string LspciRegisters(string capture)
    {
        using var stream = new GZipStream(File.OpenRead(Tool.Host(capture)), CompressionMode.Decompress);
        using var tar = new TarReader(stream);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.Name != "lspci-xxxx.txt") continue;
            using var reader = new StreamReader(entry.DataStream!, Encoding.UTF8);
            return reader.ReadToEnd();
        }

        throw new InvalidOperationException($"{capture} has no registers");
    }
}
