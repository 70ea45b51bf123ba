using System.Globalization;
using System.Text;
using Iopol.Linux;

namespace Iopol.Compiler.Tests.Pages;

/// <summary>The pages about sources of host facts: their wrong examples are read, and report what the page is about.</summary>
public sealed class HostPageTests : IDisposable
{
    /// <summary>Ids no text of a few lines can show; the tests of the reader show them.</summary>
    private static readonly Dictionary<string, string> NotShown = new()
    {
        ["IOPOL5101"] = "is about a path",
        ["IOPOL5103"] = "needs a source of hundreds of megabytes",
        ["IOPOL5105"] = "needs an archive with absolute names",
        ["IOPOL5106"] = "needs an archive with a name twice",
        ["IOPOL5111"] = "needs a file that root cannot read",
        ["IOPOL5112"] = "needs binary configuration space",
        ["IOPOL5199"] = "needs hundreds of problems",
    };

    private readonly string folder = Directory.CreateTempSubdirectory("iopol-page").FullName;

    public static TheoryData<string> HostIds => [.. HostDiagnostics.All.Select(d => d.Id)];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(HostIds))]
    public void The_wrong_example_reports_the_id(string id)
    {
        PageExample? bad = PageExample.Of(id).SingleOrDefault(e => e.IsBad);
        Assert.Equal(NotShown.ContainsKey(id), bad is null);
        if (bad is null) return;

        HostReadResult result = Read(bad);

        Assert.Contains(result.Problems, p => p.Diagnostic.Id == id);
    }

    [Theory]
    [MemberData(nameof(HostIds))]
    public void The_right_example_does_not_report_the_id(string id)
    {
        foreach (PageExample good in PageExample.Of(id).Where(e => !e.IsBad && e.Language is "json" or "listing" or "tree"))
        {
            HostReadResult result = Read(good);

            Assert.NotNull(result.Facts);
            Assert.DoesNotContain(result.Problems, p => p.Diagnostic.Id == id);
        }
    }

    private HostReadResult Read(PageExample example)
    {
        if (example.Language == "tree") return HostReader.Read(Tree(example.Text));
        byte[] bytes = example.Language == "bytes"
            ? [.. example.Text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(b => byte.Parse(b, NumberStyles.HexNumber, CultureInfo.InvariantCulture))]
            : Encoding.UTF8.GetBytes(example.Text);
        using var stream = new MemoryStream(bytes);
        return HostReader.Read(stream);
    }

    /// <summary>Makes the files of lines <c>path: content</c> the links of lines <c>path -> target</c>, and the folders of lines <c>path/</c>.</summary>
    private string Tree(string lines)
    {
        string root = Directory.CreateDirectory(Path.Combine(folder, Guid.NewGuid().ToString("N"))).FullName;
        foreach (string line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            int link = line.IndexOf(" -> ", StringComparison.Ordinal);
            int colon = line.IndexOf(": ", StringComparison.Ordinal);
            string path = Path.Combine(root, link >= 0 ? line[..link] : colon >= 0 ? line[..colon] : line);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (link >= 0) File.CreateSymbolicLink(path, line[(link + 4)..]);
            else if (colon >= 0) File.WriteAllText(path, line[(colon + 2)..] + "\n");
        }

        return root;
    }
}
