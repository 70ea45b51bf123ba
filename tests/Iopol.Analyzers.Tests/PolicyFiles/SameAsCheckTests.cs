using Microsoft.CodeAnalysis;

namespace Iopol.Analyzers.Tests.PolicyFiles;

/// <summary>The editor and <c>iopol check</c> say the same, both ways: ids, severities, texts, places.</summary>
public sealed class SameAsCheckTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("iopol analyzer ä ").FullName;

    public static TheoryData<string> Projects => [.. Corpus.Names];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Projects))]
    public async Task Both_say_the_same(string name)
    {
        IReadOnlyList<(string Path, string Text)> files = Corpus.Files(name);
        foreach ((string path, string text) in files)
        {
            string full = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, text);
        }

        using var workspace = new PolicyWorkspace([.. files]);
        IEnumerable<Told> inEditor = (await workspace.DiagnoseAsync()).Select(Told.Of).Select(t => t with { File = t.File[PolicyWorkspace.Folder.Length..] });
        // The command line has full paths here, the project those from its folder; both go by the order of the paths.
        IEnumerable<Told> byCheck = Told.ByCheck(files.Select(f => Path.Combine(folder, f.Path)).Order(StringComparer.Ordinal))
            .Select(t => t with { File = Path.GetRelativePath(folder, t.File), Text = t.Text.Replace(folder + "/", "", StringComparison.Ordinal) });

        Assert.Equal(Ordered(byCheck), Ordered(inEditor));
        if (name.EndsWith("wrong", StringComparison.Ordinal)) Assert.Contains(inEditor, t => t.Id == name.Split(' ')[0]);
    }

    [Fact]
    public async Task Every_diagnostic_leads_to_a_page()
    {
        using var workspace = new PolicyWorkspace(("a.iopol", "policy"));

        Diagnostic told = Assert.Single(await workspace.DiagnoseAsync());

        Assert.EndsWith("#" + told.Id, told.Descriptor.HelpLinkUri, StringComparison.Ordinal);
        Assert.True(Iopol.Compiler.Diagnostics.DiagnosticPages.TryGet(told.Id, out _));
    }

    private static IEnumerable<Told> Ordered(IEnumerable<Told> told) =>
        told.OrderBy(t => t.File, StringComparer.Ordinal).ThenBy(t => t.Place, StringComparer.Ordinal).ThenBy(t => t.Id, StringComparer.Ordinal).ThenBy(t => t.Text, StringComparer.Ordinal);
}
