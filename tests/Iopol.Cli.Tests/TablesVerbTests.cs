using System.Text.Json;

namespace Iopol.Cli.Tests;

public sealed class TablesVerbTests : IDisposable
{
    private readonly TableImages images = new();

    public void Dispose() => images.Dispose();

    [Fact]
    public void The_image_that_Linux_wrote_reads_as_approved()
    {
        ToolRun run = Tool.Run("tables", "--memory", TableImages.Edu);
        Assert.Equal(ExitCode.Fine, run.Exit);
        Assert.Empty(run.Error);
        ApprovedText.Check("tables.edu.txt", run.Output);
    }

    [Fact]
    public void The_image_that_Linux_wrote_is_there_for_programs()
    {
        JsonElement json = TableImages.Json(Tool.Run("tables", "--memory", TableImages.Edu, "--json"));
        Assert.Equal(9, json.GetProperty("contexts").GetArrayLength());
        Assert.Equal("0x262f000", json.GetProperty("vtd").GetProperty("rootTable").GetString());
        JsonElement[] tables = [.. json.GetProperty("tables").EnumerateArray()];
        Assert.Equal(5, tables.Length);
        JsonElement edu = tables.Single(t => t.GetProperty("requesters").EnumerateArray().Any(r => r.GetString() == "00:06.0"));
        Assert.Equal([("rwx", "516"), ("r-x", "1")], edu.GetProperty("mapped").EnumerateArray().Select(m => (m.GetProperty("allowed").GetString()!, m.GetProperty("leaves").GetString()!)));
        JsonElement bridge = tables.Single(t => t.GetProperty("requesters").GetArrayLength() == 3 && t.GetProperty("root").GetString() == "0x2711000");
        Assert.Equal(8, bridge.GetProperty("mergeable").GetArrayLength());
        Assert.Equal("17342464", bridge.GetProperty("mapped")[0].GetProperty("bytes").GetString());
        Assert.All(tables, t => Assert.Equal(0, t.GetProperty("suspicions").GetArrayLength()));
        Assert.Equal(0, json.GetProperty("conflicts").GetArrayLength());
    }

    [Fact]
    public void One_requester_is_shown_alone_and_one_that_is_not_there_is_named()
    {
        ToolRun run = Tool.Run("tables", "--memory", TableImages.Edu, "--rid", "00:1f.2");
        Assert.Contains("domain 5  00:1f.2\n", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("00:1f.0", run.Output, StringComparison.Ordinal);
        ToolRun none = Tool.Run("tables", "--memory", TableImages.Edu, "--rid", "00:07.0");
        Assert.Equal(ExitCode.InputUnusable, none.Exit);
        Assert.Contains("00:07.0 has no context", none.Error, StringComparison.Ordinal);
        Assert.Contains("00:1f.3", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_wrong_is_shown_with_where_it_is()
    {
        // A reserved bit, a leaf into the interrupt window, a loop, a table outside the memory, an entry that is only marked.
        string memory = images.Raw(8, (0x1000, 0x2003), (0x1008, 0x1003), (0x2000, 0x3003), (0x3000, 0x4003), (0x3008, 0x80000083), (0x3010, 0x9000003), (0x4000, 0xfee01003), (0x4008, 0x10), (0x4010, 0x4000000000005003));
        ToolRun run = Tool.Run("tables", "--memory", memory, "--format", "vtd-second-stage", "--levels", "4", "--root", "0x1000");
        Assert.Equal(ExitCode.Fine, run.Exit);
        ApprovedText.Check("tables.suspicious.txt", run.Output.Replace(memory, "memory.raw", StringComparison.Ordinal));
    }

    [Fact]
    public void Contexts_of_raw_memory_are_found_from_the_root_table()
    {
        string memory = images.Raw(8, (0x1000, 0x2001), (0x2000, 0x3001), (0x2008, 0x702), (0x2010, 0x4001), (0x2018, 0x702), (0x2020, 0x9), (0x2028, 0x202), (0x2030, 0x3001), (0x2038, 0x900));
        ToolRun run = Tool.Run("tables", "--memory", memory, "--rid", "all", "--root", "0x1000");
        Assert.Equal(ExitCode.Fine, run.Exit);
        Assert.Contains("domain 7 has different tables", run.Output, StringComparison.Ordinal);
        Assert.Contains("00:00.2  passes through: reaches all memory (domain 2)", run.Output, StringComparison.Ordinal);
        Assert.Contains("00:00.3  fault 0x3 context_invalid", run.Output, StringComparison.Ordinal);
        JsonElement json = TableImages.Json(Tool.Run("tables", "--memory", memory, "--rid", "all", "--root", "0x1000", "--json"));
        Assert.Equal(4, json.GetProperty("contexts").GetArrayLength());
        Assert.Equal(1, json.GetProperty("conflicts").GetArrayLength());
    }

    [Fact]
    public void A_list_of_what_is_mapped_makes_the_same_table_again()
    {
        ToolRun list = Tool.Run("tables", "--memory", TableImages.Edu, "--rid", "00:06.0", "--list");
        Assert.StartsWith("# 00:06.0: vtd-second-stage, 4 levels, 48 bits, top table at 0x1ef02000\n0x100000 ", list.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Fine, Tool.RunWith(list.Output, "map", "--format", "vtd-second-stage", "--levels", "4", "-o", images.Path("again.json"), "-").Exit);
        ToolRun again = Tool.Run("tables", "--memory", images.Path("again.json"), "--list");
        Assert.Equal(Lines(list), Lines(again));
        JsonElement json = TableImages.Json(Tool.Run("tables", "--memory", images.Path("again.json"), "--list", "--json"));
        Assert.Equal(Lines(list).Length, json[0].GetProperty("ranges").GetArrayLength());

        static string[] Lines(ToolRun run) => [.. run.Output.Split('\n').Where(l => l.Length > 0 && l[0] != '#')];
    }
}
