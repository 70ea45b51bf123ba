using System.Collections.Immutable;
using Iopol.Analyzers.PolicyFiles;
using Iopol.Tests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Iopol.Analyzers.Tests;

/// <summary>The lists of ids that come with the analyzers say what the analyzers have.</summary>
public sealed class ReleaseTrackingTests
{
    [Fact]
    public void Every_id_is_listed_with_its_category_and_severity_and_no_other_is()
    {
        IEnumerable<string> listed = Rows("AnalyzerReleases.Shipped.md").Concat(Rows("AnalyzerReleases.Unshipped.md"));
        IEnumerable<string> there = Descriptors().Select(d => $"{d.Id} | {d.Category} | {d.DefaultSeverity} | {d.Title}");

        Assert.Equal(there.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_id_has_a_help_link() => Assert.All(Descriptors(), d => Assert.EndsWith("#" + d.Id, d.HelpLinkUri, StringComparison.Ordinal));

    private static IEnumerable<DiagnosticDescriptor> Descriptors() => typeof(PolicyFileAnalyzer).Assembly.GetTypes()
        .Where(t => !t.IsAbstract && t.IsSubclassOf(typeof(DiagnosticAnalyzer)))
        .SelectMany(t => ((DiagnosticAnalyzer)Activator.CreateInstance(t)!).SupportedDiagnostics)
        .DistinctBy(d => d.Id);

    private static IEnumerable<string> Rows(string file) =>
        File.ReadLines(RepositoryPaths.InRepository("compiler", "Iopol.Analyzers", file)).Where(l => l.StartsWith("IOPOL", StringComparison.Ordinal));
}
