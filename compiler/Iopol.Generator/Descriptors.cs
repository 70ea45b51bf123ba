using System.Collections.Immutable;
using Iopol.Compiler.Diagnostics;
using RoslynDescriptor = Microsoft.CodeAnalysis.DiagnosticDescriptor;
using RoslynSeverity = Microsoft.CodeAnalysis.DiagnosticSeverity;

namespace Iopol.Generator;

/// <summary>The catalogue of <c>iopol check</c>, as Roslyn wants it: the same ids, titles and severities.</summary>
internal static class Descriptors
{
    private static readonly ImmutableDictionary<string, RoslynDescriptor> ById = DiagnosticCatalog.All.Concat(ProjectDiagnostics.All).ToImmutableDictionary(d => d.Id, Describe, StringComparer.Ordinal);

    /// <summary>Those of <c>iopol check</c>, in the order of their ids.</summary>
    public static ImmutableArray<RoslynDescriptor> Catalogue { get; } = [.. DiagnosticCatalog.All.Select(d => ById[d.Id])];

    /// <summary>The descriptor of an id of the catalogue.</summary>
    public static RoslynDescriptor Of(string id) => ById[id];

    /// <summary>How much it matters, as Roslyn says it.</summary>
    public static RoslynSeverity Severity(DiagnosticDescriptor descriptor) => descriptor.Severity switch
    {
        DiagnosticSeverity.Error => RoslynSeverity.Error,
        DiagnosticSeverity.Warning => RoslynSeverity.Warning,
        _ => RoslynSeverity.Info,
    };

    private static RoslynDescriptor Describe(DiagnosticDescriptor descriptor) => new(
        descriptor.Id,
        descriptor.Title,
        // The message is complete already; as an argument its braces are left alone.
        "{0}",
        "Iopol." + descriptor.Category,
        Severity(descriptor),
        isEnabledByDefault: true,
        helpLinkUri: DiagnosticPages.Link(descriptor.Id));
}
