using System.Globalization;
using CsCheck;
using Iopol.Tests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Iopol.Analyzers.Tests.Usage;

/// <summary>Code with nothing wrong in it gets no diagnostic, and code that is cut off makes no analyzer throw.</summary>
public sealed class CorpusTests
{
    private static readonly string[] GlobalUsings =
        ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks"];

    private static readonly string[] Corpus =
        ["samples/Minimal", "tests/Iopol.Runtime.Tests", "tests/Iopol.Conformance.Tests", "tests/Iopol.Benchmarks", "tests/Iopol.Analyzers.Tests/Usage/Harmless"];

    /// <summary>Folders of code that uses compiled policies.</summary>
    public static TheoryData<string> Folders => [.. Corpus];

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Nothing_is_said_about_harmless_code(string folder)
    {
        UsageProject project = Project(folder);
        // Tests see internals of what they test, which this project does not; a sample is whole.
        if (folder.StartsWith("samples/", StringComparison.Ordinal)) Assert.Empty(project.Compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString()));
        IReadOnlyList<Diagnostic> found = await project.AnalyzeAsync();
        Assert.Empty(project.Thrown);
        // Tests and benchmarks set their scene by calls whose decisions they drop, which is what IOPOL7001 is about.
        if (folder is "tests/Iopol.Runtime.Tests" or "tests/Iopol.Benchmarks") found = [.. found.Where(d => d.Id != "IOPOL7001" || !IsDropped(d))];
        Assert.True(found.Count == 0, string.Join('\n', found.Select(d => $"{d.Location.GetLineSpan()}: {d.Id}: {d.GetMessage(CultureInfo.InvariantCulture)}")));
    }

    [Fact]
    public void The_corpus_uses_policies() => Assert.All(
        Corpus.Where(f => f is "samples/Minimal" or "tests/Iopol.Runtime.Tests" or "tests/Iopol.Analyzers.Tests/Usage/Harmless"),
        folder => Assert.Contains(Sources(folder), s => s.Text.Contains("IsOk", StringComparison.Ordinal)));

    [Fact]
    public void Code_that_is_cut_off_throws_nothing()
    {
        string[] texts = [.. Corpus.SelectMany(Sources).Select(s => s.Text).Where(t => t.Contains("Iopol.Policies", StringComparison.Ordinal) || t.Contains("Runtime.Enforcement", StringComparison.Ordinal))];
        Assert.NotEmpty(texts);
        Gen.Select(Gen.Int[0, texts.Length - 1], Gen.Double[0, 1], Gen.Double[0, 0.1]).Sample(
            (text, cut, left) =>
            {
                string whole = texts[text];
                int end = (int)(whole.Length * cut);
                int again = Math.Min(whole.Length, end + (int)(whole.Length * left));
                // Cut off, or with a hole in it.
                foreach (string broken in new[] { whole[..end], whole[..end] + whole[again..] })
                {
                    var project = new UsageProject([("Broken.cs", broken), Usings()]);
                    project.AnalyzeAsync().GetAwaiter().GetResult();
                    Assert.Empty(project.Thrown);
                }
            },
            iter: 60,
            threads: 1);
    }

    private static bool IsDropped(Diagnostic diagnostic) =>
        diagnostic.Location.SourceTree!.GetRoot().FindNode(diagnostic.Location.SourceSpan) is ExpressionStatementSyntax or { Parent: ExpressionStatementSyntax };

    private static UsageProject Project(string folder)
    {
        (string Path, string Text)[] policies = [.. Files(folder, "*.iopol").Select(f => (Path.GetFileName(f), File.ReadAllText(f)))];
        bool isProgram = folder.StartsWith("samples/", StringComparison.Ordinal);
        return new UsageProject(Sources(folder).Append(Usings()), policies, isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, withXunit: true, rootNamespace: Path.GetFileName(folder));
    }

    private static (string Path, string Text) Usings() => ("Usings.cs", string.Concat(GlobalUsings.Append("Xunit").Select(u => $"global using {u};\n")));

    private static IEnumerable<(string Path, string Text)> Sources(string folder) => Files(folder, "*.cs").Select(f => (f, File.ReadAllText(f)));

    private static IEnumerable<string> Files(string folder, string pattern) => Directory.EnumerateFiles(RepositoryPaths.InRepository(folder), pattern, SearchOption.AllDirectories)
        .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && !f.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);
}
