using Iopol.Compiler.Diagnostics;
using Iopol.Linux;
using Iopol.Linux.Images;

namespace Iopol.Compiler.Tests.Pages;

/// <summary>Every diagnostic has a page, and the page's examples do what it says.</summary>
public sealed class DiagnosticPageTests
{
    /// <summary>Ids whose wrong example brings others along, with the reason.</summary>
    private static readonly Dictionary<string, string[]> Companions = new()
    {
        // A hundred syntax errors are what it is about.
        ["IOPOL1034"] = ["IOPOL1001"],
    };

    public static TheoryData<string> LanguageIds => [.. DiagnosticCatalog.All.Select(d => d.Id)];

    [Fact]
    public void Every_id_has_a_page_and_every_page_an_id() =>
        Assert.Equal(DiagnosticCatalog.All.Select(d => d.Id).Concat(HostDiagnostics.All.Concat(ImageDiagnostics.All).Select(d => d.Id)).Concat(ProjectDiagnostics.All.Concat(UsageDiagnostics.All).Select(d => d.Id)).Order(StringComparer.Ordinal), DiagnosticPages.Ids);

    [Fact]
    public void Ids_are_unique_and_well_formed()
    {
        Assert.Equal(DiagnosticCatalog.All.Count, DiagnosticCatalog.All.Select(d => d.Id).Distinct().Count());
        Assert.All(DiagnosticCatalog.All, d => Assert.Matches("^IOPOL[1-9][0-9]{3}$", d.Id));
    }

    [Fact]
    public void A_page_is_found_whatever_the_case()
    {
        Assert.True(DiagnosticPages.TryGet("iopol3018", out string? page));
        Assert.StartsWith("# IOPOL3018: Granted before it is switched", page, StringComparison.Ordinal);
        Assert.False(DiagnosticPages.TryGet("IOPOL0000", out _));
    }

    [Theory]
    [MemberData(nameof(LanguageIds))]
    public void The_wrong_example_reports_the_id_and_nothing_else(string id)
    {
        IReadOnlyList<PageExample> examples = PageExample.Of(id);
        PageExample bad = Assert.Single(examples, e => e.IsBad);

        Compilation compilation = bad.Compile(examples);

        string[] others = Companions.TryGetValue(id, out string[]? listed) ? listed : [];
        Assert.Contains(compilation.Diagnostics, d => d.Id == id);
        Assert.Empty(compilation.Diagnostics.Where(d => d.Id != id && !others.Contains(d.Id)).Select(Show));
    }

    [Theory]
    [MemberData(nameof(LanguageIds))]
    public void The_right_example_reports_nothing(string id)
    {
        IReadOnlyList<PageExample> examples = PageExample.Of(id);
        PageExample[] good = [.. examples.Where(e => !e.IsBad && e.File is null)];

        Assert.NotEmpty(good);
        foreach (PageExample example in good)
        {
            Assert.Equal("iopol", example.Language);
            Assert.Empty(example.Compile(examples).Diagnostics.Select(Show));
        }
    }

    [Theory]
    [MemberData(nameof(LanguageIds))]
    public void The_page_is_headed_by_the_descriptors_title(string id)
    {
        Assert.True(DiagnosticPages.TryGet(id, out string? page));
        Assert.StartsWith($"# {id}: {DiagnosticCatalog.Find(id)!.Title}\n", page, StringComparison.Ordinal);
        Assert.Contains("\n## What to do\n", page, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(LanguageIds))]
    public void The_fix_of_the_wrong_example_resolves_it_without_a_new_error(string id)
    {
        IReadOnlyList<PageExample> examples = PageExample.Of(id);
        PageExample bad = examples.Single(e => e.IsBad);
        if (bad.Generator is not null) return;
        Compilation before = bad.Compile(examples);
        Diagnostic? fixable = before.Diagnostics.FirstOrDefault(d => d.Fix is not null && d.Location.Path == "page.iopol");
        if (fixable is null) return;

        string text = bad.Text;
        foreach (TextEdit edit in fixable.Fix!.Edits.OrderByDescending(e => e.Span.Start)) text = text[..edit.Span.Start] + edit.NewText + text[edit.Span.End..];
        Compilation after = (bad with { Text = text }).Compile(examples);

        Assert.True(after.Diagnostics.Count(d => d.Id == fixable.Id) < before.Diagnostics.Count(d => d.Id == fixable.Id));
        Assert.Empty(after.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error && before.Diagnostics.All(b => b.Id != d.Id)).Select(Show));
    }

    private static string Show(Diagnostic diagnostic) => $"{diagnostic.Location}: {diagnostic.Id}: {diagnostic.Message}";
}
