using System.Collections.Immutable;
using Iopol.Compiler.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using PolicyDiagnostic = Iopol.Compiler.Diagnostics.Diagnostic;
using RoslynDiagnostic = Microsoft.CodeAnalysis.Diagnostic;
using TextSpan = Microsoft.CodeAnalysis.Text.TextSpan;

namespace Iopol.Generator;

/// <summary>A diagnostic of a policy file as Roslyn shows it: in the policy file, with its fix beside it.</summary>
internal static class Report
{
    /// <summary>The diagnostic.</summary>
    /// <param name="diagnostic">What the compiler of policies says.</param>
    /// <param name="path">Full path of its file.</param>
    public static RoslynDiagnostic Of(PolicyDiagnostic diagnostic, string path) => RoslynDiagnostic.Create(
        Descriptors.Of(diagnostic.Id),
        Place(diagnostic.Location, path),
        FixProperties.Write(diagnostic.Fix),
        diagnostic.Help.Length > 0 ? $"{diagnostic.Message} ({diagnostic.Help})" : diagnostic.Message);

    /// <summary>A stretch of a policy file.</summary>
    /// <param name="location">Where, as the compiler of policies says it.</param>
    /// <param name="path">Full path of its file.</param>
    public static Location Place(Compiler.Text.SourceLocation location, string path) => Location.Create(
        path, new TextSpan(location.Span.Start, location.Span.Length), new LinePositionSpan(Position(location.Start), Position(location.End)));

    private static LinePosition Position(Compiler.Text.LinePosition position) => new(position.Line - 1, position.Column - 1);
}
