using System.Text.Json;
using Iopol.Tests;

namespace Iopol.Cli.Tests;

public sealed class WalkVerbTests : IDisposable
{
    private readonly TableImages images = new();

    public void Dispose() => images.Dispose();

    [Theory]
    [InlineData("found", 0, "0x200abc", "0x40000123")]
    [InlineData("denied", 2, "0x200abc", "--access", "w")]
    [InlineData("gap", 2, "0x500000")]
    [InlineData("outside", 2, "0xffff800000001000", "--access", "rw", "--privileged")]
    public void A_walk_reads_as_approved(string name, int code, params string[] args)
    {
        ToolRun run = Tool.Run(["walk", "--memory", TableImages.Edu, "--rid", "00:06.0", .. args]);
        Assert.Equal(code, run.Code);
        Assert.Empty(run.Error);
        ApprovedText.Check($"walk.{name}.txt", TableImages.WithoutPlaces(run.Output));
    }

    [Fact]
    public void An_answer_is_there_for_programs()
    {
        JsonElement json = TableImages.Json(Tool.Run("walk", "--memory", TableImages.Edu, "--rid", "00:06.0", "--json", "--access", "w", "0x100010", "0x200010", "0x500000"));
        Assert.Equal(("vtd-second-stage", 4, 48, "0x1ef02000"), (json.GetProperty("format").GetString(), json.GetProperty("levels").GetInt32(), json.GetProperty("inputWidth").GetInt32(), json.GetProperty("root").GetString()));
        Assert.Equal(4, json.GetProperty("context").GetProperty("domain").GetInt32());
        Assert.False(json.GetProperty("options").GetProperty("snoop_control").GetBoolean());
        JsonElement[] walks = [.. json.GetProperty("walks").EnumerateArray()];
        Assert.Equal([true, false, false], walks.Select(w => w.GetProperty("ok").GetBoolean()));
        Assert.Equal(("0x1fde2010", 12, "rwx"), (walks[0].GetProperty("address").GetString(), walks[0].GetProperty("leafBits").GetInt32(), walks[0].GetProperty("allowed").GetString()));
        Assert.Equal([3, 2, 1, 0], walks[0].GetProperty("path").EnumerateArray().Select(e => e.GetProperty("level").GetInt32()));
        JsonElement fault = walks[1].GetProperty("fault");
        Assert.Equal(("write_denied", 5, 0), (fault.GetProperty("name").GetString(), fault.GetProperty("code").GetInt32(), fault.GetProperty("level").GetInt32()));
        Assert.Equal(["write (bit 1) is 0"], fault.GetProperty("because").EnumerateArray().Select(b => b.GetString()!));
        Assert.StartsWith("iopol:vtd-second-stage(", fault.GetProperty("at").GetString(), StringComparison.Ordinal);
        JsonElement last = walks[1].GetProperty("path")[3];
        Assert.Equal(("0x000000001fde0001", "page", "0x1fde0000"), (last.GetProperty("value").GetString(), last.GetProperty("kind").GetString(), last.GetProperty("target").GetString()));
        Assert.Contains(last.GetProperty("bits").EnumerateArray(), b => b.GetProperty("name").GetString() == "write" && b.GetProperty("value").GetString() == "0x0");
        Assert.Equal(("0x301000", "0x40000000"), (walks[2].GetProperty("below").GetProperty("iova").GetString(), walks[2].GetProperty("above").GetProperty("iova").GetString()));
    }

    [Fact]
    public void A_requester_without_a_context_faults_before_any_table()
    {
        ToolRun run = Tool.Run("walk", "--memory", TableImages.Edu, "--rid", "00:07.0", "0x1000");
        Assert.Equal(ExitCode.No, run.Exit);
        ApprovedText.Check("walk.refused.txt", run.Output);
        JsonElement json = TableImages.Json(Tool.Run("walk", "--memory", TableImages.Edu, "--rid", "03:00.0", "0x1000", "--json"));
        Assert.Equal(1, json.GetProperty("walks")[0].GetProperty("fault").GetProperty("code").GetInt32());
    }

    [Fact]
    public void A_requester_that_passes_through_has_its_own_addresses()
    {
        string memory = images.Unit(0x3009, 0x702);
        ToolRun run = Tool.Run("walk", "--memory", memory, "--root", "0x1000", "--rid", "00:00.0", "0x123456");
        Assert.Equal(ExitCode.Fine, run.Exit);
        Assert.Contains("0x123456  read: 0x123456, because the unit passes the requester", run.Output, StringComparison.Ordinal);
        Assert.Equal("0x123456", TableImages.Json(Tool.Run("walk", "--memory", memory, "--root", "0x1000", "--rid", "00:00.0", "0x123456", "--json")).GetProperty("walks")[0].GetProperty("address").GetString());
    }

    [Fact]
    public void A_context_that_hardware_refuses_is_a_finding_and_an_answer()
    {
        ToolRun run = Tool.Run("walk", "--memory", images.Unit(0x3001, 0x700), "--root", "0x1000", "--rid", "00:00.0", "0x0");
        Assert.Equal(ExitCode.No, run.Exit);
        Assert.Contains("warning IOPOL6232: the context of 00:00.0 at 0x2000 is invalid", run.Error, StringComparison.Ordinal);
        Assert.Contains("fault 0x3 context_invalid, the address width AW=0 of the", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_width_of_the_unit_and_of_the_context_are_taken_from_where_they_stand()
    {
        // CAP says 42 bits, the context four levels.
        string list = """{"root": "0x1000", "cap": "0x29_0000", "ecap": "0x84", "pages": ["0x1000", "0x2000", "0x3000"]}""".Replace("_", "", StringComparison.Ordinal);
        string path = images.File("unit.json", list);
        byte[] pages = new byte[0x3000];
        (ulong, ulong)[] values = [(0x0, 0x2001), (0x1000, 0x3001), (0x1008, 0x702)];
        foreach ((ulong at, ulong value) in values) BitConverter.TryWriteBytes(pages.AsSpan((int)at), value);
        File.WriteAllBytes(images.Path("unit.bin"), pages);

        ToolRun run = Tool.Run("walk", "--memory", path, "--rid", "00:00.0", "0x40000000000");
        Assert.Equal(ExitCode.No, run.Exit);
        Assert.StartsWith("vtd-second-stage, 4 levels, 42 bits, top table at 0x3000\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("from the unit: --input-width 42 --set snoop_control=true --set", run.Output, StringComparison.Ordinal);
        Assert.Contains("fault 0x4 beyond_width", run.Output, StringComparison.Ordinal);
        Assert.Contains("48 bits", Tool.Run("walk", "--memory", path, "--rid", "00:00.0", "0x0", "--input-width", "48", "--set", "snoop_control=false").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void In_scalable_mode_a_requester_and_a_PASID_have_tables_of_their_own()
    {
        // 00:00.0: RID_PASID 0 has a second stage, PASID 1 a first stage, PASID 2 both.
        string memory = images.Raw(
            9, (0x1000, 0x2001), (0x2000, 0x3009), (0x3000, 0x4001), (0x4000, 0x5285), (0x4008, 7), (0x4040, 0x41), (0x4048, 7), (0x4050, 0x6010),
            (0x4080, 0x50c5), (0x4090, 0x6000), (0x5000, 0x83), (0x6000, 0x7007), (0x7000, 0x40000087));
        string[] args = ["walk", "--memory", memory, "--root", "0x1400", "--rid", "00:00.0", "0x1234"];
        ToolRun second = Tool.Run(args);
        Assert.StartsWith("vtd-second-stage-scalable, 3 levels, 39 bits, top table at 0x5000\n", second.Output, StringComparison.Ordinal);
        Assert.Contains("from the unit: --set access_dirty=true\n", second.Output, StringComparison.Ordinal);
        Assert.Contains("PASID entry at 0x4000: PASID=0 PGTT=2 AW=1 DID=7", second.Output, StringComparison.Ordinal);
        Assert.Contains("0x1234  read: 0x1234  (1G", second.Output, StringComparison.Ordinal);
        Assert.Contains("sets     hardware would set accessed", second.Output, StringComparison.Ordinal);
        ToolRun first = Tool.Run([.. args, "--pasid", "1"]);
        Assert.StartsWith("x86-first-stage, 4 levels, 48 bits, top table at 0x6000\n", first.Output, StringComparison.Ordinal);
        Assert.Contains("from the unit: --set write_protect=true --set execute_disable=false\n", first.Output, StringComparison.Ordinal);
        Assert.Contains("0x1234  read: 0x40001234  (1G", first.Output, StringComparison.Ordinal);
        ToolRun nested = Tool.Run([.. args, "--pasid", "2"]);
        Assert.Equal(ExitCode.InputUnusable, nested.Exit);
        Assert.Contains("Walk one of them: --format x86-first-stage --root 0x6000", nested.Error, StringComparison.Ordinal);
        ToolRun none = Tool.Run([.. args, "--pasid", "3"]);
        Assert.Equal(ExitCode.No, none.Exit);
        Assert.Contains("fault 0x59 pasid_not_present, PASID 3 has no entry", none.Output, StringComparison.Ordinal);
        Assert.All(none.Output.Split('\n'), line => Assert.True(line.Length <= 80, line));
        ToolRun tables = Tool.Run("tables", "--memory", memory, "--root", "0x1400", "--rid", "all");
        Assert.Contains("domain 7  00:00.0\n  vtd-second-stage-scalable, 3 levels", tables.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Contexts_that_differ_from_the_list_are_pointed_out()
    {
        string list = File.ReadAllText(TableImages.Edu).Replace("\"did\": 4,", "\"did\": 9,", StringComparison.Ordinal);
        string path = images.File("edu.json", list);
        File.Copy(Path.ChangeExtension(TableImages.Edu, ".bin.gz"), images.Path("edu.bin.gz"));

        ToolRun run = Tool.Run("walk", "--memory", path, "--rid", "00:06.0", "0x100000");
        Assert.Equal(ExitCode.Fine, run.Exit);
        Assert.Contains("edu.json(23,3): warning IOPOL6233: 00:06.0: did is 9 in the list and 4 in memory; the memory counts\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_unit_that_does_not_translate_is_pointed_out()
    {
        string path = images.File("off.json", File.ReadAllText(TableImages.Edu).Replace("0xc7000000", "0x47000000", StringComparison.Ordinal));
        File.Copy(Path.ChangeExtension(TableImages.Edu, ".bin.gz"), images.Path("off.bin.gz"));
        Assert.Contains("translation is off (GSTS.TES is 0)", Tool.Run("walk", "--memory", path, "--rid", "00:06.0", "0x100000").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_format_of_ones_own_is_walked_and_its_errors_are_those_of_a_format()
    {
        string format = images.File("mine.iopol", """
            pagetable Mine {
                entry 8;
                levels 1;
                level 0 index 20:12;
                root at least 4K;
                input zeros;
                fault absent 0x42 "there is nothing";
                fault denied 0x43 "it is not for that";
                fault elsewhere 0x44 "the table is elsewhere";
                entries { 0 read = readable; 1 write = writable; 2 execute = executable; others ignored; }
                leaf page at 0 { 51:12 address; }
                check input { fault absent when outside; }
                check entry {
                    fault elsewhere when unreadable;
                    fault absent when not read and not write and not execute;
                    fault denied when reading and not read or writing and not write or executing and not execute;
                    take page;
                }
                allow read = every(read);
                allow write = every(write);
                allow execute = every(execute);
                refuse when not readable and not writable and not executable "a page without rights is absent";
            }
            """);
        string memory = images.Raw(2, (0x1010, 0x5001));

        ToolRun run = Tool.Run("walk", "--memory", memory, "--format", format + ":Mine", "--root", "0x1000", "0x2345", "0x3000");
        Assert.Equal(ExitCode.No, run.Exit);
        Assert.Contains("0x2345  read: 0x5345", run.Output, StringComparison.Ordinal);
        Assert.Contains("0x3000  read: fault 0x42 absent, there is nothing", run.Output, StringComparison.Ordinal);
        Assert.Contains("mine.iopol(15,", run.Output, StringComparison.Ordinal);
        Assert.Equal(run.Output, Tool.Run("walk", "--memory", memory, "--format", format, "--root", "0x1000", "0x2345", "0x3000").Output);

        File.AppendAllText(format, "pagetable Worse { entry 3; }");
        ToolRun worse = Tool.Run("walk", "--memory", memory, "--format", format, "--root", "0x1000", "0x2345");
        Assert.Equal(ExitCode.PolicyErrors, worse.Exit);
        Assert.Contains("mine.iopol(", worse.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reserved_bit_is_marked_and_named()
    {
        string memory = images.Raw(8, (0x1000, 0x2003), (0x2000, 0x3003), (0x3000, 0x4803), (0x4000, 0x7003));
        ToolRun run = Tool.Run("walk", "--memory", memory, "--format", "vtd-second-stage", "--levels", "4", "--root", "0x1000", "0x0");
        Assert.Equal(ExitCode.No, run.Exit);
        Assert.Contains("fault 0xc reserved_bit", run.Output, StringComparison.Ordinal);
        Assert.Contains("reserved 11=1 must be 0", run.Output, StringComparison.Ordinal);
        Assert.Contains("because  bit 11 must be 0 in a pointer entry", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Colours_are_for_terminals()
    {
        string[] args = ["walk", "--memory", TableImages.Edu, "--rid", "00:06.0", "0x500000"];
        Assert.DoesNotContain('\u001b', Tool.Run(args).Output);
        Assert.Contains('\u001b', Tool.RunWith(null, new Surroundings { OutputIsTerminal = true }, args).Output);
    }

    [Theory]
    [InlineData("'zz' is no number of 64 bits", "zz")]
    [InlineData("Hex begins with 0x: 0xfffff000", "fffff000")]
    [InlineData("'rq' is no access", "0", "--access", "rq")]
    [InlineData("what format is the table?", "0")]
    [InlineData("Did you mean vtd-second-stage?", "0", "--format", "vtd-secondstag")]
    [InlineData("where is the top table?", "0", "--format", "vtd-second-stage")]
    [InlineData("is no multiple of the top table's 4096 bytes", "0", "--format", "vtd-second-stage", "--root", "0x1008")]
    [InlineData("has no shape of 7 levels", "0", "--format", "vtd-second-stage", "--root", "0x1000", "--levels", "7")]
    [InlineData("--levels 'four' is no number", "0", "--format", "vtd-second-stage", "--root", "0x1000", "--levels", "four")]
    [InlineData("takes IOVAs of 40 to 48 bits, not 64", "0", "--format", "vtd-second-stage", "--root", "0x1000", "--levels", "4", "--input-width", "64")]
    [InlineData("Did you mean host_width?", "0", "--format", "vtd-second-stage", "--root", "0x1000", "--set", "host_widht=40")]
    [InlineData("it can be 36 to 52", "0", "--format", "vtd-second-stage", "--root", "0x1000", "--set", "host_width=99")]
    [InlineData("it can be true or false", "0", "--format", "vtd-second-stage", "--root", "0x1000", "--set", "device_tlb=1")]
    [InlineData("write NAME=VALUE", "0", "--format", "vtd-second-stage", "--root", "0x1000", "--set", "device_tlb")]
    [InlineData("'6' is no requester", "0", "--rid", "6")]
    [InlineData("does not say where the root table", "0", "--rid", "00:06.0")]
    [InlineData("error IOPOL6230: the VT-d root table at 0x90000", "0", "--rid", "00:06.0", "--root", "0x90000")]
    [InlineData("error IOPOL6207: the base address is 0x8", "0", "--base", "0x8", "--format", "vtd-second-stage", "--root", "0x1000")]
    public void What_cannot_be_is_named(string message, params string[] args)
    {
        ToolRun run = Tool.Run(["walk", "--memory", images.Raw(2), .. args]);
        Assert.Equal(ExitCode.InputUnusable, run.Exit);
        Assert.Contains(message, string.Join(' ', run.Error.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_base_is_for_raw_memory()
    {
        ToolRun run = Tool.Run("walk", "--memory", TableImages.Edu, "--base", "0x1000", "--rid", "00:06.0", "0");
        Assert.Equal(ExitCode.InputUnusable, run.Exit);
        Assert.Contains("--base is for raw memory", run.Error, StringComparison.Ordinal);
    }
}
