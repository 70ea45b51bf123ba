using System.Text;
using CsCheck;
using Iopol.Linux.Images;
using Iopol.Tests;

namespace Iopol.Linux.Tests.Images;

/// <summary>What is written is read back as it was, and whatever is read ends in a result.</summary>
public sealed class ImagePropertyTests : IDisposable
{
    private readonly ImageFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_image_that_is_written_is_read_back()
    {
        Gen.Select(Gen.ULong[0, 1UL << 40].Select(a => a & ~0xfffUL), Gen.Select(Gen.Int[6, 16], Gen.ULong).Array[1, 20]).Sample(input =>
        {
            (ulong first, (int Bits, ulong Value)[] frames) = input;
            var builder = new ImageBuilder(first, 1000);
            var written = new List<(ulong Address, ulong Value)>();
            foreach ((int bits, ulong value) in frames)
            {
                Assert.True(builder.TryTake(1UL << bits, out ulong address));
                Assert.Equal(0ul, address & ((1UL << bits) - 1));
                Assert.DoesNotContain(written, w => w.Address >= address && w.Address < address + (1UL << bits));
                ulong last = address + (1UL << bits) - 8;
                Assert.True(builder.TryRead(last, 8, out ulong zero) && zero == 0 && builder.TryWrite(last, 8, value));
                written.Add((last, value));
            }

            Assert.True(builder.IsContiguous);
            var note = new TableNote("vtd-second-stage", 4, 48, ["host_width=46"], written[0].Address);
            string path = Path.Combine(folder.Path, "image.json");
            using (FileStream pages = System.IO.File.Create(Path.Combine(folder.Path, "image.bin.gz"))) builder.WritePacked(pages);
            using (FileStream list = System.IO.File.Create(path)) builder.WriteList(list, null, note);
            ImageReadResult pair = ImageReader.Read(path);
            using MemoryImage image = pair.Image!;
            Assert.Empty(pair.Problems);
            Assert.Equal((note.Format, note.Levels, note.InputWidth, note.Root), (image.Table!.Format, image.Table.Levels, image.Table.InputWidth, image.Table.Root));
            Assert.Equal(note.Options, image.Table.Options);

            string raw = Path.Combine(folder.Path, $"{Guid.NewGuid():N}.raw");
            using (FileStream pages = System.IO.File.Create(raw)) builder.WritePages(pages);
            using MemoryImage flat = ImageReader.Read(raw, builder.Base).Image!;
            Assert.Equal(image.Runs, flat.Runs);
            foreach ((ulong address, ulong value) in written)
            {
                Assert.True(image.TryRead(address, 8, out ulong one) && flat.TryRead(address, 8, out ulong other) && one == value && other == value);
            }
        }, iter: 40, threads: 1);
    }

    [Fact]
    public void The_image_Linux_wrote_is_written_as_it_was()
    {
        using MemoryImage image = ImageReader.Read(RepositoryPaths.InRepository("samples", "tables", "edu-tables.json")).Image!;
        var builder = new ImageBuilder(image, 10);
        string path = Path.Combine(folder.Path, "copy.json");
        using (FileStream pages = System.IO.File.Create(Path.Combine(folder.Path, "copy.bin.gz"))) builder.WritePacked(pages);
        using (FileStream list = System.IO.File.Create(path)) builder.WriteList(list, image.Vtd, null);
        using MemoryImage copy = ImageReader.Read(path).Image!;

        Assert.Equal(image.Runs, copy.Runs);
        Assert.Equal(image.Vtd!.Contexts.Select(c => c with { Line = 0, Column = 0 }), copy.Vtd!.Contexts.Select(c => c with { Line = 0, Column = 0 }));
        Assert.Empty(VtdContexts.Read(copy, copy.Vtd.RootTable!.Value).Problems);
        Assert.True(builder.TryTake(4096, out ulong fresh));
        Assert.Equal(image.Runs[^1].Last + 1, fresh);
    }

    [Fact]
    public void Frames_end_with_the_pages_there_may_be_and_come_back()
    {
        var builder = new ImageBuilder(0x1000, 2);
        Assert.True(builder.TryTake(4096, out ulong first) && builder.TryTake(4096, out _));
        Assert.False(builder.TryTake(4096, out _));
        builder.TryWrite(first, 8, 5);
        builder.Give(first, 4096);
        Assert.True(builder.TryTake(4096, out ulong again) && again == first && builder.TryRead(first, 8, out ulong zero) && zero == 0);
        Assert.False(builder.TryTake(64, out _));
        Assert.False(new ImageBuilder((1UL << ImageLimits.AddressBits) - 4096, 9).TryTake(8192, out _));
    }

    [Fact]
    public void Small_frames_share_a_page()
    {
        var builder = new ImageBuilder(0x1000, 1);
        for (ulong i = 0; i < 4; i++)
        {
            Assert.True(builder.TryTake(1024, out ulong address));
            Assert.Equal(0x1000 + (i * 1024), address);
        }

        Assert.False(builder.TryTake(1024, out _));
        Assert.Equal(1, builder.Pages);
    }

    [Fact]
    public void Damaged_lists_and_pages_end_in_problems()
    {
        byte[] list = System.IO.File.ReadAllBytes(RepositoryPaths.InRepository("samples", "tables", "edu-tables.json"));
        byte[] pages = System.IO.File.ReadAllBytes(RepositoryPaths.InRepository("samples", "tables", "edu-tables.bin.gz"));
        Gen.Select(Gen.Bool, Gen.Int[0, 1 << 20], Gen.Byte, Gen.Int[0, 20]).Sample(damage =>
        {
            (bool inList, int at, byte value, int cut) = damage;
            byte[] bad = [.. inList ? list : pages];
            bad[at % bad.Length] = value;
            if (cut == 0) bad = bad[..(at % bad.Length)];
            folder.File("image.bin.gz", inList ? pages : bad);
            ImageReadResult result = ImageReader.Read(folder.File("image.json", inList ? bad : list));
            using MemoryImage? image = result.Image;
            Assert.Equal(image is null, result.Problems.Any(p => p.Severity == HostSeverity.Error));
            if (image?.Vtd?.RootTable is { } root) Assert.NotNull(VtdContexts.Read(image, root).All);
        }, iter: 300, threads: 1);
    }

    [Fact]
    public void Any_text_is_a_list_of_mappings_or_a_list_of_problems()
    {
        Gen<string> word = Gen.OneOf(Gen.Const("0x1000"), Gen.Const("4K"), Gen.Const("rw"), Gen.Const("#"), Gen.Const("\n"), Gen.Const("-"), Gen.String[Gen.Char['\0', '\u02ff'], 0, 6]);
        word.Array[0, 30].Sample(words =>
        {
            MappingListResult result = MappingListReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(string.Join(' ', words))), "list");
            Assert.Equal(result.Mappings is null, result.Problems.Count > 0);
            Assert.All(result.Problems, p => Assert.True(p.Line > 0 && !p.Message.Any(char.IsControl)));
        }, iter: 500);
    }
}
