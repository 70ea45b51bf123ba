using System.IO.Compression;
using System.Text;
using Iopol.Linux.Images;

namespace Iopol.Linux.Tests.Images;

/// <summary>Every limit refuses one step beyond it, and lets its own value pass where that is cheap to make.</summary>
public sealed class ImageLimitTests : IDisposable
{
    private readonly ImageFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(ImageLimits.Pages, "IOPOL6201")]
    [InlineData(ImageLimits.Pages + 1, "IOPOL6203")]
    public void Pages(int count, string id)
    {
        // The list is read before anybody looks for the pages.
        string pages = string.Join(',', Enumerable.Range(0, count).Select(i => $"\"0x{i:x}000\""));
        Assert.Equal(id, OnlyError(folder.File("image.json", Encoding.UTF8.GetBytes($$"""{"pages": [{{pages}}]}"""))));
    }

    [Fact]
    public void Bytes_of_the_list()
    {
        const string list = """{"pages": ["0x1000"]}""";
        folder.File("image.bin", ImageFolder.Pages(1));
        string path = folder.File("image.json", Encoding.UTF8.GetBytes(list.PadRight(ImageLimits.JsonBytes)));
        using (MemoryImage? image = ImageReader.Read(path).Image) Assert.NotNull(image);
        Assert.Equal("IOPOL6203", OnlyError(folder.File("image.json", Encoding.UTF8.GetBytes(list.PadRight(ImageLimits.JsonBytes + 1)))));
    }

    [Fact]
    public void Depth_of_the_list()
    {
        string deep = $$"""{"x": {{new string('[', HostLimits.JsonDepth)}}""";
        Assert.Equal("IOPOL6203", OnlyError(folder.File("image.json", Encoding.UTF8.GetBytes(deep))));
    }

    [Fact]
    public void A_packed_half_that_unpacks_to_far_more_than_is_listed_is_not_unpacked()
    {
        // A gigabyte of zeros in a megabyte.
        using (FileStream bomb = System.IO.File.Create(Path.Combine(folder.Path, "image.bin.gz")))
        using (var gzip = new GZipStream(bomb, CompressionLevel.Optimal))
        {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 1024; i++) gzip.Write(zeros);
        }

        string pages = string.Join(',', Enumerable.Range(0, 1024).Select(i => $"\"0x{i:x}000\""));
        string path = folder.File("image.json", Encoding.UTF8.GetBytes($$"""{"pages": [{{pages}}]}"""));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal("IOPOL6205", OnlyError(path));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
    }

    [Fact]
    public void A_packed_half_larger_than_the_pages_can_be_is_not_read()
    {
        folder.File("image.bin.gz", new byte[ImageLimits.PackedBytes(ImageLimits.PageBytes) + 1]);
        Assert.Equal("IOPOL6205", OnlyError(folder.File("image.json", """{"pages": ["0x1000"]}"""u8)));
    }

    [Fact]
    public void Pages_that_cannot_be_packed_fit_the_packed_limit()
    {
        byte[] random = new byte[64 * ImageLimits.PageBytes];
        new Random(2).NextBytes(random);
        Assert.InRange(ImageFolder.Gzip(random).Length, 1, ImageLimits.PackedBytes(random.Length));
    }

    [Fact]
    public void Problems()
    {
        string pages = string.Join(',', Enumerable.Range(0, HostLimits.Problems + 5).Select(i => $"\"0x{i:x}001\""));
        IReadOnlyList<HostProblem> problems = ImageReader.Read(folder.File("image.json", Encoding.UTF8.GetBytes($$"""{"pages": [{{pages}}]}"""))).Problems;

        Assert.Equal(HostLimits.Problems + 1, problems.Count);
        Assert.Equal(("IOPOL6299", "5 more problems are not listed"), (problems[^1].Id, problems[^1].Message));
    }

    [Fact]
    public void Mappings_of_a_list()
    {
        string line = "0 0 4K r\n";
        string full = string.Concat(Enumerable.Repeat(line, ImageLimits.Mappings));
        Assert.Equal(ImageLimits.Mappings, Read(full).Mappings!.Count);
        Assert.Equal("IOPOL6247", Assert.Single(Read(full + line).Problems).Id);
    }

    [Fact]
    public void Bytes_of_a_list_of_mappings()
    {
        Assert.NotNull(MappingListReader.Read(new Blanks(ImageLimits.ListBytes), "list").Mappings);
        Assert.Equal("IOPOL6247", Assert.Single(MappingListReader.Read(new Blanks(ImageLimits.ListBytes + 1L), "list").Problems).Id);
    }

    [Fact]
    public void The_catalogue_has_every_id_once_and_says_what_to_do()
    {
        Assert.Equal(ImageDiagnostics.All.Select(d => d.Id).Order(StringComparer.Ordinal), ImageDiagnostics.All.Select(d => d.Id).Distinct().Order(StringComparer.Ordinal));
        Assert.All(ImageDiagnostics.All, d => Assert.StartsWith("IOPOL62", d.Id, StringComparison.Ordinal));
        Assert.All(ImageDiagnostics.All, d => Assert.True(d.Help.Length > 10 && d.Title.Length > 3 && d.MessageFormat.Length > 2));
        Assert.Equal(typeof(ImageDiagnostics).GetProperties().Count(p => p.PropertyType == typeof(HostDiagnostic)), ImageDiagnostics.All.Count);
    }

    private static MappingListResult Read(string text) => MappingListReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "list");

    private static string OnlyError(string path)
    {
        ImageReadResult result = ImageReader.Read(path);
        Assert.Null(result.Image);
        return Assert.Single(result.Problems, p => p.Severity == HostSeverity.Error).Id;
    }

    /// <summary>As many blanks as are asked for, without a length.</summary>
    private sealed class Blanks(long count) : Stream
    {
        private long left = count;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int length)
        {
            int read = (int)Math.Min(left, length);
            buffer.AsSpan(offset, read).Fill((byte)' ');
            left -= read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
