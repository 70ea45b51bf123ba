using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.Systems;
using Iopol.Compiler.Tests.Pages;
using Iopol.Compiler.Text;
using Iopol.Tests;

namespace Iopol.Analyzers.Tests.PolicyFiles;

/// <summary>Projects of policy files: every example of the pages, the samples, what is shipped, and some that are broken together.</summary>
internal static class Corpus
{
    private static readonly Dictionary<string, Func<IReadOnlyList<(string Path, string Text)>>> Projects = All().ToDictionary(p => p.Name, p => p.Files);

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => Projects.Keys;

    /// <summary>The files of one.</summary>
    public static IReadOnlyList<(string Path, string Text)> Files(string name) => Projects[name]();

    private static IEnumerable<(string Name, Func<IReadOnlyList<(string Path, string Text)>> Files)> All()
    {
        foreach (string id in DiagnosticCatalog.All.Select(d => d.Id))
        {
            IReadOnlyList<PageExample> examples = PageExample.Of(id);
            PageExample[] main = [.. examples.Where(e => e.File is null)];
            for (int i = 0; i < main.Length; i++)
            {
                PageExample example = main[i];
                yield return ($"{id} {(example.IsBad ? "wrong" : $"right {i}")}", () => Page(example, examples));
            }
        }

        foreach (string folder in new[] { "policies", "scenarios" }) yield return ($"samples/{folder}", () => Folder(folder));
        foreach (string name in ShippedLibrary.Names) yield return (name, () => ShippedLibrary.TryGet(name, out SourceText? text) ? [(name + ".iopol", text.ToString())] : []);
        yield return ("files that import each other", () =>
        [
            ("one.iopol", "import \"two.iopol\";\npolicy One extends Two { drivers spare = igb; }"),
            ("two.iopol", "import \"deep/three.iopol\";\npolicy Two extends Three { protect class usb \"no\"; protect class usb \"no\"; }"),
            ("deep/three.iopol", "import \"iopol:linux-6-vfio\";\nimport \"../one.iopol\";\npolicy Three extends Linux6Vfio { forbid unbind(d) when d.external else EPERM; }"),
        ]);
        yield return ("a broken file beside others", () =>
        [
            ("broken.iopol", "import \"iopol:linux-6-vfio\";\npolicy Broken extends Linux6Vfio { forbid unbind(d when ) = \"\n"),
            ("fine.iopol", "import \"iopol:linux-6-vfio\";\npolicy Fine extends Linux6Vfio { drivers spare = igb; }"),
            ("on top.iopol", "import \"broken.iopol\";\nimport \"nowhere.iopol\";\npolicy Top extends Broken { drivers spare = igb; }"),
        ]);
        yield return ("an empty file", () => [("empty.iopol", "")]);
        yield return ("other line ends and other scripts", () => [("ä ö/名前.iopol", "import \"iopol:linux-6-vfio\";\r\n// früher 😀\r\npolicy P extends Linux6Vfio { /* 😀 */ drivers spare = igb;\r protect clas usb \"ü\"; }")]);
    }

    private static IReadOnlyList<(string Path, string Text)> Page(PageExample example, IReadOnlyList<PageExample> others) =>
        example.Generator is { } generator
            ? [.. GeneratedExamples.Files(generator).Select(t => (t.Path, t.ToString()))]
            : [("page.iopol", example.Text), .. others.Where(o => o.File is not null).Select(o => (o.File!, o.Text))];

    private static (string Path, string Text)[] Folder(string name)
    {
        string folder = Path.Combine(RepositoryPaths.Root, "samples", name);
        return [.. Directory.EnumerateFiles(folder, "*.iopol", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(f => (Path.GetRelativePath(folder, f), File.ReadAllText(f)))];
    }
}
