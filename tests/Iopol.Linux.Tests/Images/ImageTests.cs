using System.Text;
using Iopol.Linux.Images;
using Iopol.Runtime.PageTables;
using Iopol.Tests;

namespace Iopol.Linux.Tests.Images;

/// <summary>Images, good and bad.</summary>
public sealed class ImageTests : IDisposable
{
    private readonly ImageFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_image_that_Linux_wrote_reads_without_a_problem()
    {
        ImageReadResult result = ImageReader.Read(RepositoryPaths.InRepository("samples", "tables", "edu-tables.json"));
        using MemoryImage image = Good(result);

        Assert.Empty(result.Problems);
        Assert.Equal(30, image.Runs.Sum(r => (int)(r.Bytes / ImageLimits.PageBytes)));
        Assert.Equal((0x262f000ul, 0x1ef02fffUL), (image.Runs[0].First, image.Runs[^1].Last));
        VtdUnit unit = Assert.IsType<VtdUnit>(image.Vtd);
        Assert.Equal((0x262f000ul, 48, true, false, false), (unit.RootTable!.Value, unit.InputWidth!.Value, unit.IsTranslating!.Value, unit.HasSnoopControl!.Value, unit.HasDeviceTlbs!.Value));
        Assert.Equal([true, true, false], new[] { 3, 4, 5 }.Select(l => unit.HasLevels(l)!.Value));
        Assert.Equal(3, unit.LargePages);
        Assert.True(image.TryRead(0x262f000, 8, out ulong root));
        Assert.Equal(0x2636001ul, root);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_pair_has_its_pages_packed_or_plain(bool packed)
    {
        string list = """{"pages": ["0x5000", "0x6000", "0x9000"]}""";
        byte[] pages = ImageFolder.Pages(3);
        string path = packed ? folder.Pair(list, pages) : folder.File("image.json", Encoding.UTF8.GetBytes(list));
        if (!packed) folder.File("image.bin", pages);
        using MemoryImage image = Good(ImageReader.Read(path));

        Assert.Equal([new(0x5000, 0x2000), new(0x9000, 0x1000)], image.Runs);
        Assert.True(image.TryRead(0x5ffc, 8, out ulong across));
        Assert.Equal(0x02020202_01010101ul, across);
        Assert.True(image.TryRead(0x9ffc, 4, out ulong last));
        Assert.Equal(0x03030303ul, last);
        Assert.False(image.TryRead(0x6ffc, 8, out _));
        Assert.False(image.TryRead(0x7000, 4, out _));
        Assert.False(image.TryRead(ulong.MaxValue - 3, 8, out _));
        Assert.Null(image.Vtd);
    }

    [Fact]
    public void The_memory_of_a_pair_has_holes_where_the_image_has()
    {
        using MemoryImage image = Good(ImageReader.Read(folder.Pair("""{"pages": ["0x5000", "0x9000"]}""", ImageFolder.Pages(2))));
        using PhysicalMemory memory = image.ToMemory();

        Assert.Equal((0ul, 0x10000ul, true), (memory.Base, memory.Size, memory.IsReadOnly));
        for (ulong page = 0; page < memory.Size; page += 0x1000)
        {
            Assert.Equal(image.TryRead(page + 8, 8, out ulong expected), memory.TryRead(page + 8, out ulong found));
            Assert.Equal(expected, found);
        }
    }

    [Fact]
    public void Raw_memory_begins_where_it_is_said_to()
    {
        string path = folder.File("memory.raw", ImageFolder.Pages(2));
        using MemoryImage image = Good(ImageReader.Read(path, 0x40000000));

        Assert.Equal([new(0x40000000, 0x2000)], image.Runs);
        Assert.True(image.TryRead(0x40001000, 4, out ulong value));
        Assert.Equal(0x02020202ul, value);
        Assert.False(image.TryRead(0x3ffffff8, 8, out _));
        Assert.False(image.TryRead(0x40002000, 8, out _));
        byte[] page = new byte[ImageLimits.PageBytes];
        Assert.True(image.TryReadPage(0x40000000, page));
        Assert.All(page, b => Assert.Equal(1, b));
        Assert.False(image.TryReadPage(0x40002000, page));
        using PhysicalMemory memory = image.ToMemory();
        Assert.Equal((0x40000000ul, 0x2000ul), (memory.Base, memory.Size));
    }

    [Theory]
    [InlineData("{", "IOPOL6220", 1, 2)]
    [InlineData("{\"pages\": [\"0x1000\"]} x", "IOPOL6220", 1, 23)]
    [InlineData("[]", "IOPOL6221", 1, 1)]
    [InlineData("{\"pages\": 1}", "IOPOL6221", 1, 11)]
    [InlineData("{\"pages\": null}", "IOPOL6221", 1, 11)]
    [InlineData("{\"pages\": [null]}", "IOPOL6221", 1, 12)]
    [InlineData("{\"pages\":\n [4096]}", "IOPOL6221", 2, 3)]
    [InlineData("{\"pages\": [\"1000\"]}", "IOPOL6223", 1, 12)]
    [InlineData("{\"pages\": [\"0x\"]}", "IOPOL6223", 1, 12)]
    [InlineData("{\"pages\": [\"0x11111111111111111\"]}", "IOPOL6223", 1, 12)]
    [InlineData("{\"pages\": [\"0x1000\",\n\n  \"0x1008\"]}", "IOPOL6207", 3, 3)]
    [InlineData("{\"pages\": [\"0x1000\", \"0x1000\"]}", "IOPOL6208", 1, 22)]
    [InlineData("{\"pages\": [\"0x100000000000000\"]}", "IOPOL6206", 1, 12)]
    [InlineData("{\"pages\": [\"0xfffffffffffff000\"]}", "IOPOL6206", 1, 12)]
    [InlineData("{\"pages\": []}", "IOPOL6210", 1, 12)]
    [InlineData("{\"root\": \"0x1000\"}", "IOPOL6224", 1, 18)]
    [InlineData("{\"pages\": [\"0x1000\"], \"pages\": [\"0x1000\"]}", "IOPOL6225", 1, 23)]
    [InlineData("{\"pages\": [\"0x1000\"], \"contexts\": [{\"did\": 1}]}", "IOPOL6224", 1, 45)]
    [InlineData("{\"pages\": [\"0x1000\"], \"contexts\": [{\"rid\": \"6\"}]}", "IOPOL6223", 1, 44)]
    [InlineData("{\"pages\": [\"0x1000\"], \"contexts\": [{\"rid\": \"1:00:06.0\"}]}", "IOPOL6223", 1, 44)]
    [InlineData("{\"pages\": [\"0x1000\"], \"contexts\": [{\"rid\": \"00:06.0\", \"tt\": 4}]}", "IOPOL6223", 1, 61)]
    [InlineData("{\"pages\": [\"0x1000\"], \"contexts\": [{\"rid\": \"00:06.0\"}, {\"rid\": \"00:06.0\"}]}", "IOPOL6225", 1, 73)]
    [InlineData("{\"pages\": [\"0x1000\"], \"table\": {\"format\": \"x\", \"levels\": 4, \"input_width\": 48}}", "IOPOL6224", 1, 78)]
    [InlineData("{\"pages\": [\"0x1000\"], \"table\": {\"format\": null, \"levels\": 4, \"input_width\": 48, \"root\": \"0x0\"}}", "IOPOL6221", 1, 43)]
    public void A_mistake_in_the_list_is_named_with_its_place(string list, string id, int line, int column)
    {
        HostProblem problem = Assert.Single(Bad(ImageReader.Read(folder.Pair(list, ImageFolder.Pages(1)))), p => p.Severity == HostSeverity.Error);

        Assert.Equal((id, line, column), (problem.Id, problem.Line, problem.Column));
    }

    [Theory]
    [InlineData("""{"pages": ["0x2000", "0x1000"]}""", "IOPOL6209")]
    [InlineData("""{"pages": ["0x1000", "0x2000"], "rooot": 1}""", "IOPOL6226")]
    public void What_is_only_strange_is_a_warning(string list, string id)
    {
        ImageReadResult result = ImageReader.Read(folder.Pair(list, ImageFolder.Pages(2)));
        using MemoryImage image = Good(result);

        Assert.Equal(id, Assert.Single(result.Problems).Id);
    }

    [Fact]
    public void Pages_out_of_order_keep_their_content()
    {
        using MemoryImage image = Good(ImageReader.Read(folder.Pair("""{"pages": ["0x2000", "0x1000"]}""", ImageFolder.Pages(2))));

        Assert.True(image.TryRead(0x2000, 4, out ulong first) && image.TryRead(0x1000, 4, out _));
        Assert.Equal(0x01010101ul, first);
    }

    [Theory]
    [InlineData(4095)]
    [InlineData(4097)]
    [InlineData(8192)]
    [InlineData(1)]
    public void Pages_of_another_size_than_listed_are_refused(int bytes)
    {
        const string list = """{"pages": ["0x1000"]}""";
        Assert.Equal("IOPOL6205", OnlyError(ImageReader.Read(folder.Pair(list, new byte[bytes]))));
        System.IO.File.Delete(Path.Combine(folder.Path, "image.bin.gz"));
        folder.File("image.bin", new byte[bytes]);
        Assert.Equal("IOPOL6205", OnlyError(ImageReader.Read(Path.Combine(folder.Path, "image.json"))));
    }

    [Fact]
    public void A_packed_half_cut_anywhere_is_refused()
    {
        byte[] random = new byte[ImageLimits.PageBytes];
        new Random(1).NextBytes(random);
        string path = folder.Pair("""{"pages": ["0x1000"]}""", random);
        byte[] packed = ImageFolder.Gzip(random);
        for (int length = 0; length < packed.Length; length += length < 40 || length > packed.Length - 40 ? 1 : 97)
        {
            folder.File("image.bin.gz", packed.AsSpan(0, length));
            Assert.Contains(OnlyError(ImageReader.Read(path)), new[] { "IOPOL6204", "IOPOL6205" });
        }

        packed[^6] ^= 1;
        folder.File("image.bin.gz", packed);
        Assert.Equal("IOPOL6204", OnlyError(ImageReader.Read(path)));
    }

    [Fact]
    public void Two_binaries_are_pointed_out_and_the_packed_one_is_read()
    {
        string path = folder.Pair("""{"pages": ["0x1000"]}""", ImageFolder.Pages(1));
        folder.File("image.bin", new byte[ImageLimits.PageBytes]);
        ImageReadResult result = ImageReader.Read(path);
        using MemoryImage image = Good(result);

        Assert.Equal("IOPOL6211", Assert.Single(result.Problems).Id);
        Assert.True(image.TryRead(0x1000, 4, out ulong value));
        Assert.Equal(0x01010101ul, value);
    }

    [Fact]
    public void What_is_not_there_is_named()
    {
        Assert.Equal("IOPOL6201", OnlyError(ImageReader.Read(Path.Combine(folder.Path, "none.raw"))));
        Assert.Equal("IOPOL6201", OnlyError(ImageReader.Read(Path.Combine(folder.Path, "none.json"))));
        Assert.Equal("IOPOL6201", OnlyError(ImageReader.Read(folder.Path)));
        Assert.Equal("IOPOL6201", OnlyError(ImageReader.Read("")));
        Assert.Equal("IOPOL6201", OnlyError(ImageReader.Read("\0")));
        folder.File("alone.json", """{"pages": ["0x1000"]}"""u8);
        ImageReadResult alone = ImageReader.Read(Path.Combine(folder.Path, "alone.json"));
        Assert.Equal("IOPOL6201", OnlyError(alone));
        Assert.Contains("alone.bin.gz", alone.Problems[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_packed_half_is_no_image_by_itself()
    {
        folder.Pair("""{"pages": ["0x1000"]}""", ImageFolder.Pages(1));
        ImageReadResult result = ImageReader.Read(Path.Combine(folder.Path, "image.bin.gz"));

        Assert.Equal("IOPOL6202", OnlyError(result));
        Assert.Contains("image.json", result.Problems[0].Message, StringComparison.Ordinal);
        Assert.Equal("IOPOL6202", OnlyError(ImageReader.Read("memory.gz")));
    }

    [Theory]
    [InlineData(0, 0ul, "IOPOL6210")]
    [InlineData(4095, 0ul, "IOPOL6205")]
    [InlineData(4096, 8ul, "IOPOL6207")]
    [InlineData(4096, 1ul << 56, "IOPOL6206")]
    [InlineData(8192, (1ul << 56) - 4096, "IOPOL6206")]
    public void Raw_memory_that_cannot_be_is_refused(int bytes, ulong first, string id) =>
        Assert.Equal(id, OnlyError(ImageReader.Read(folder.File("memory.raw", new byte[bytes]), first)));

    [Fact]
    public void A_list_that_is_not_UTF_8_is_refused_and_one_with_a_mark_is_read()
    {
        folder.File("image.bin.gz", ImageFolder.Gzip(ImageFolder.Pages(1)));
        Assert.Equal("IOPOL6220", OnlyError(ImageReader.Read(folder.File("image.json", [.. "{\"a"u8, 0xff, .. "\": 1}"u8]))));
        using MemoryImage image = Good(ImageReader.Read(folder.File("image.json", [0xef, 0xbb, 0xbf, .. """{"pages": ["0x1000"]}"""u8])));
    }

    private static MemoryImage Good(ImageReadResult result)
    {
        Assert.DoesNotContain(result.Problems, p => p.Severity == HostSeverity.Error);
        return Assert.IsAssignableFrom<MemoryImage>(result.Image);
    }

    private static IReadOnlyList<HostProblem> Bad(ImageReadResult result)
    {
        Assert.Null(result.Image);
        return result.Problems;
    }

    private static string OnlyError(ImageReadResult result) => Assert.Single(Bad(result), p => p.Severity == HostSeverity.Error).Id;
}
