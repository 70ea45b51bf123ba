using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.Tests.Pages;
using Microsoft.CodeAnalysis;
using RoslynDiagnostic = Microsoft.CodeAnalysis.Diagnostic;

namespace Iopol.Analyzers.Tests.Usage;

/// <summary>The pages about C#: their examples compile, and the analyzers say of them what the page says.</summary>
public sealed class UsagePageTests
{
    public static TheoryData<string> Ids => [.. UsageDiagnostics.All.Select(d => d.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task The_wrong_example_reports_the_id_and_nothing_else(string id)
    {
        IReadOnlyList<PageExample> examples = PageExample.Of(id);

        IReadOnlyList<RoslynDiagnostic> found = await Analyze(Assert.Single(examples, e => e.IsBad), examples);

        Assert.Equal(id, Assert.Single(found.Select(d => d.Id).Distinct()));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task The_right_example_reports_nothing(string id)
    {
        IReadOnlyList<PageExample> examples = PageExample.Of(id);

        Assert.Empty(await Analyze(Assert.Single(examples, e => !e.IsBad && e.File is null), examples));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_page_is_headed_by_the_descriptors_title(string id)
    {
        Assert.True(DiagnosticPages.TryGet(id, out string? page));
        Assert.StartsWith($"# {id}: {UsageDiagnostics.All.Single(d => d.Id == id).Title}\n", page, StringComparison.Ordinal);
        Assert.Contains("\n## What to do\n", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Analyzers_and_catalogue_have_the_same_ids_in_their_order() =>
        Assert.Equal(
            UsageDiagnostics.All.Select(d => d.Id),
            UsageProject.Analyzers.SelectMany(a => a.SupportedDiagnostics).Select(d => d.Id).Order(StringComparer.Ordinal));

    private static async Task<IReadOnlyList<RoslynDiagnostic>> Analyze(PageExample example, IEnumerable<PageExample> all)
    {
        Assert.Equal("csharp", example.Language);
        OutputKind kind = example.Text.Contains("static void Main()", StringComparison.Ordinal) ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary;
        var project = new UsageProject([("page.cs", example.Text)], all.Where(e => e.File is not null).Select(e => (e.File!, e.Text)), kind);
        Assert.Empty(project.Compilation.GetDiagnostics().Where(d => d.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error).Select(d => d.ToString()));
        IReadOnlyList<RoslynDiagnostic> found = await project.AnalyzeAsync();
        Assert.Empty(project.Thrown);
        return found;
    }
}
