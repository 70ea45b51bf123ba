using System.Text.Json;
using Iopol.Linux.Images;

namespace Iopol.Cli.Tests;

public sealed class MapVerbTests : IDisposable
{
    private readonly TableImages images = new();

    /// <summary>Every shape of every shipped format, <c>NAME/LEVELS</c>.</summary>
    public static TheoryData<string> Shapes =>
    [
        .. TableImages.Json(Tool.Run("formats", "--json")).EnumerateArray()
            .SelectMany(f => f.GetProperty("shapes").EnumerateArray().Select(s => $"{f.GetProperty("name").GetString()}/{s.GetProperty("levels").GetInt32()}")),
    ];

    public void Dispose() => images.Dispose();

    [Fact]
    public void A_list_becomes_an_image_that_reads_as_approved()
    {
        string list = images.File("list.txt", """
            0x100000   0x7f000000  2M     rw    # a buffer
            0x40000000 0x80000000  1G     r
            0x80000000 0x1_0000    64K    w
            """.Replace("_", "", StringComparison.Ordinal));
        ToolRun run = Tool.Run("map", "--format", "vtd-second-stage", "--levels", "4", "--set", "host_width=46", "-o", images.Path("one.json"), list);
        Assert.Equal(ExitCode.Fine, run.Exit);
        ApprovedText.Check("map.one.txt", run.Output.Replace(images.Path("one"), "one", StringComparison.Ordinal));
        Assert.Equal(["list.txt", "one.bin.gz", "one.json"], Directory.GetFiles(images.Path("")).Select(Path.GetFileName).Order(StringComparer.Ordinal)!);

        // The image knows its table.
        ToolRun walk = Tool.Run("walk", "--memory", images.Path("one.json"), "0x40001234", "--access", "r");
        Assert.Contains("0x40001234  read: 0x80001234  (1G", walk.Output, StringComparison.Ordinal);
        Assert.Contains("  host_width=46\n", walk.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Every_format_maps_and_walks(string name)
    {
        string[] shape = ["--format", name.Split('/')[0], "--levels", name.Split('/')[1]];
        ToolRun map = Tool.RunWith("0x10000 0x80000 64K rwu\n0x40000 0x200000 64K rwu\n", ["map", .. shape, "-o", images.Path("all.raw"), "--base", "0x400000", "-", "--json"]);
        Assert.True(map.Exit == ExitCode.Fine, map.Error);
        JsonElement made = TableImages.Json(map);
        string[] table = ["--memory", images.Path("all.raw"), "--base", "0x400000", .. shape, "--root", made.GetProperty("root").GetString()!];
        ToolRun walk = Tool.Run(["walk", .. table, "--access", "rw", "0x12345", "0x4fff8"]);
        Assert.True(walk.Exit == ExitCode.Fine, walk.Output + walk.Error);
        Assert.Contains("0x12345  read, write: 0x82345  ", walk.Output, StringComparison.Ordinal);
        Assert.Contains("0x4fff8  read, write: 0x20fff8  ", walk.Output, StringComparison.Ordinal);
        Assert.All(walk.Output.Split('\n'), line => Assert.True(line.Length <= 80, line));
        ToolRun gap = Tool.Run(["walk", .. table, "0x30000"]);
        Assert.Equal(ExitCode.No, gap.Exit);
        Assert.Contains("  gap      nothing is mapped from 0x20000 to 0x3ffff\n", gap.Output, StringComparison.Ordinal);
        ToolRun tables = Tool.Run(["tables", .. table]);
        Assert.Contains("  mapped     128K\n", tables.Output, StringComparison.Ordinal);
        Assert.Contains("  suspicious nothing\n", tables.Output, StringComparison.Ordinal);
        Assert.All(tables.Output.Split('\n'), line => Assert.True(line.Length <= 80, line));
    }

    [Theory]
    [InlineData("0x1000 0x2000 4K", "(1,17): error IOPOL6240: a mapping is IOVA ADDRESS LENGTH RIGHTS, but there are 3 words")]
    [InlineData("# one\n0x1000 q 4K r", "(2,8): error IOPOL6241: address 'q' is no number of 64 bits")]
    [InlineData("0x1000 0x2000 4K q", "(1,18): error IOPOL6242: rights 'q' have an unknown letter 'q'")]
    [InlineData("0x1080 0x2000 4K r", "(1,1): error IOPOL6243: EINVAL: the IOVA 0x1080 is no multiple of 4K")]
    [InlineData("0x1000 0x2080 4K r", "(1,8): error IOPOL6243: EINVAL: the address 0x2080 is no multiple of 4K")]
    [InlineData("0x1000 0x2000 6K r", "(1,15): error IOPOL6243: EINVAL: the length 0x1800 is no multiple of 4K")]
    [InlineData("0x1000 0x2000 0 r", "(1,15): error IOPOL6243: EINVAL: the length 0x0 is empty")]
    [InlineData("0x1000000000000 0x2000 4K r", "(1,1): error IOPOL6243: ERANGE: 0x1000000000000 to 0x1000000000fff does not fit an IOVA of 48 bits")]
    [InlineData("0xfffffffff000 0x2000 8K r", "(1,1): error IOPOL6243: ERANGE: 0xfffffffff000 to 0x1000000000fff does not fit an IOVA of 48 bits")]
    [InlineData("0xfffffffffffff000 0x2000 8K r", "(1,1): error IOPOL6243: ERANGE: 0xfffffffffffff000 to 0xfff does not fit an IOVA of 48 bits")]
    [InlineData("0x1000 0x10000000000000 4K r", "(1,8): error IOPOL6243: ERANGE: an entry cannot hold the address 0x10000000000000 or one behind it")]
    [InlineData("0x1000 0x2000 4K -", "(1,18): error IOPOL6245: EOPNOTSUPP: a leaf without rights is not present")]
    [InlineData("0x1000 0x2000 4K r\n0x0 0x0 2M r", "(2,1): error IOPOL6244: EADDRINUSE: line 1 maps 0x1000 to 0x1fff")]
    [InlineData("0x1000 0x0 64G r", "(1,12): error IOPOL6247: with 0x1000000000 bytes by leaves of 4K there are too many leaves: the limit is 4194304 leaves")]
    public void A_line_that_cannot_be_mapped_is_named_and_nothing_is_written(string list, string message)
    {
        ToolRun run = Tool.RunWith(list, "map", "--format", "vtd-second-stage", "--levels", "4", "-o", images.Path("image.json"), "-");
        Assert.Equal(ExitCode.InputUnusable, run.Exit);
        Assert.Contains("standard input" + message + "\n", run.Error, StringComparison.Ordinal);
        Assert.Contains("\n    help: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("iopol: no image was written\n", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(images.Path("")));
    }

    [Fact]
    public void Every_line_that_cannot_be_mapped_is_named()
    {
        ToolRun run = Tool.RunWith("0 0 4K r\n0 0 4K r\n0x1000 0 4K r\n0x1000 0 1 r\n", "map", "--format", "vtd-second-stage", "-o", images.Path("image.json"), "-");
        Assert.Equal(2, run.Error.Split("error IOPOL").Length - 1);
    }

    [Fact]
    public void Frames_end_where_they_are_said_to()
    {
        string[] args = ["map", "--format", "vtd-second-stage", "--levels", "4", "-o", images.Path("image.json"), "-", "--frames"];
        ToolRun run = Tool.RunWith("0x1000 0 4K r", [.. args, "3"]);
        Assert.Contains("standard input(1,1): error IOPOL6246: ENOMEM: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Fine, Tool.RunWith("0x1000 0 4K r", [.. args, "4"]).Exit);
        foreach (string wrong in new[] { "0", "x", "262145", "-1" }) Assert.Equal(ExitCode.InputUnusable, Tool.RunWith("", [.. args, wrong]).Exit);
    }

    [Fact]
    public void Mappings_are_added_to_an_image()
    {
        Assert.Equal(ExitCode.Fine, Tool.RunWith("0x1000 0x5000 4K rw", "map", "--format", "vtd-second-stage", "--levels", "3", "-o", images.Path("one.json"), "-").Exit);
        Assert.Equal(ExitCode.Fine, Tool.RunWith("0x200000 0x400000 2M r", "map", "--memory", images.Path("one.json"), "-o", images.Path("two.raw"), "-").Exit);
        ToolRun walk = Tool.Run("walk", "--memory", images.Path("two.raw"), "--base", "1M", "--format", "vtd-second-stage", "--levels", "3", "--root", "1M", "0x1000", "0x200000");
        Assert.Equal(ExitCode.Fine, walk.Exit);
        ToolRun used = Tool.RunWith("0x0 0x0 4M r", "map", "--memory", images.Path("one.json"), "-o", images.Path("three.json"), "-");
        Assert.Contains("EADDRINUSE: 0x1000 is mapped to 0x5000 already, 4K", used.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(images.Path("three.json")));
    }

    [Fact]
    public void A_dump_keeps_its_contexts_when_mappings_are_added()
    {
        ToolRun run = Tool.RunWith("0x700000 0x5000 4K rw", "map", "--memory", TableImages.Edu, "--format", "vtd-second-stage", "--levels", "4", "--root", "0x1ef02000", "-o", images.Path("edu.json"), "-");
        Assert.True(run.Exit == ExitCode.Fine, run.Error);
        ToolRun walk = Tool.Run("walk", "--memory", images.Path("edu.json"), "--rid", "00:06.0", "0x700000", "0x100000");
        Assert.True(walk.Exit == ExitCode.Fine, walk.Output + walk.Error);
        Assert.Empty(walk.Error);
        ToolRun raw = Tool.RunWith("0x700000 0x5000 4K rw", "map", "--memory", TableImages.Edu, "--format", "vtd-second-stage", "--levels", "4", "--root", "0x1ef02000", "-o", images.Path("edu.raw"), "-");
        Assert.Equal(ExitCode.InputUnusable, raw.Exit);
        Assert.Contains("have holes between them", raw.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("is the name of a packed half", "-o", "image.bin.gz")]
    [InlineData("cannot be written", "-o", "/no/such/folder/image.raw")]
    [InlineData("--base 0x800 is no multiple of 4096", "-o", "image.raw", "--base", "0x800")]
    [InlineData("there is no room for the top table", "-o", "image.raw", "--base", "0xfffffffffffff000")]
    [InlineData("--root is for --memory", "-o", "image.raw", "--root", "0x1000")]
    [InlineData("'/no/such/list' cannot be read", "-o", "image.raw", "/no/such/list")]
    public void What_cannot_be_is_named(string message, params string[] args)
    {
        ToolRun run = Tool.RunWith("0 0 4K r", ["map", "--format", "vtd-second-stage", .. args.Select(a => a.StartsWith("image", StringComparison.Ordinal) ? images.Path(a) : a), .. args.Contains("/no/such/list") ? Array.Empty<string>() : ["-"]]);
        Assert.Equal(ExitCode.InputUnusable, run.Exit);
        Assert.Contains(message, string.Join(' ', run.Error.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_too_large_to_copy_is_refused()
    {
        string path = images.Path("large.raw");
        using (FileStream large = File.Create(path)) large.SetLength((ImageLimits.Pages + 1L) * ImageLimits.PageBytes);
        ToolRun run = Tool.RunWith("0 0 4K r", "map", "--memory", path, "--root", "0", "--format", "vtd-second-stage", "-o", images.Path("x.json"), "-");
        Assert.Equal(ExitCode.InputUnusable, run.Exit);
        Assert.Contains("too many to copy", run.Error, StringComparison.Ordinal);
    }
}
