using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Iopol.Linux;
using Iopol.Linux.Images;

namespace Iopol.Compiler.Tests.Pages;

/// <summary>The pages about memory images and lists of mappings: their wrong examples are read, and report what the page is about.</summary>
public sealed class ImagePageTests : IDisposable
{
    /// <summary>Ids no text of a few lines can show; the tests of the readers and of iopol map show them.</summary>
    private static readonly Dictionary<string, string> NotShown = new()
    {
        ["IOPOL6201"] = "is about a path",
        ["IOPOL6202"] = "is about a name",
        ["IOPOL6203"] = "needs a list of megabytes",
        ["IOPOL6204"] = "needs a damaged file",
        ["IOPOL6211"] = "is about two files",
        ["IOPOL6243"] = "needs a page table",
        ["IOPOL6244"] = "needs a page table",
        ["IOPOL6245"] = "needs a page table",
        ["IOPOL6246"] = "needs a page table",
        ["IOPOL6247"] = "needs a list of megabytes",
        ["IOPOL6299"] = "needs hundreds of problems",
    };

    private readonly string folder = Directory.CreateTempSubdirectory("iopol-page").FullName;

    public static TheoryData<string> ImageIds => [.. ImageDiagnostics.All.Select(d => d.Id)];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(ImageIds))]
    public void The_wrong_example_reports_the_id(string id)
    {
        PageExample? bad = PageExample.Of(id).SingleOrDefault(e => e.IsBad);
        Assert.Equal(NotShown.ContainsKey(id), bad is null);
        if (bad is not null) Assert.Contains(Read(bad), p => p.Id == id);
    }

    [Theory]
    [MemberData(nameof(ImageIds))]
    public void The_right_example_does_not_report_the_id(string id)
    {
        foreach (PageExample good in PageExample.Of(id).Where(e => !e.IsBad && e.Language is "image" or "mappings"))
        {
            Assert.DoesNotContain(Read(good), p => p.Id == id || p.Severity == HostSeverity.Error);
        }
    }

    private IReadOnlyList<HostProblem> Read(PageExample example)
    {
        if (example.Language == "mappings") return MappingListReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(example.Text)), "page").Problems;
        Assert.Equal("image", example.Language);
        ImageReadResult result = ImageReader.Read(Image(example.Text));
        using MemoryImage? image = result.Image;
        return image?.Vtd?.RootTable is { } root ? [.. result.Problems, .. VtdContexts.Read(image, root).Problems] : result.Problems;
    }

    /// <summary>Makes the pair of a list, of lines <c>@address value</c> for 8 bytes of its pages that are not 0, and of a line <c>@size bytes</c>.</summary>
    private string Image(string text)
    {
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string list = string.Join('\n', lines.Where(l => l[0] != '@'));
        string path = Path.Combine(folder, "page.json");
        File.WriteAllText(path, list);
        List<ulong> pages = [.. list.Split('"').Where(w => w.StartsWith("0x", StringComparison.Ordinal)).Skip(list.Contains("\"root\"", StringComparison.Ordinal) ? 1 : 0).Select(Hex)];
        byte[] content = new byte[Math.Max(pages.Count, 1) * 4096];
        foreach (string[] line in lines.Where(l => l[0] == '@').Select(l => l[1..].Split(' ')))
        {
            if (line[0] == "size") content = new byte[int.Parse(line[1], CultureInfo.InvariantCulture)];
            else BinaryPrimitives.WriteUInt64LittleEndian(content.AsSpan((pages.IndexOf(Hex(line[0]) & ~0xfffUL) * 4096) + (int)(Hex(line[0]) & 0xfff)), Hex(line[1]));
        }

        File.WriteAllBytes(Path.Combine(folder, "page.bin"), content);
        return path;
    }

    private static ulong Hex(string text) => ulong.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
