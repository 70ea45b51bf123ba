using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Iopol.Generator;

/// <summary>An .iopol file of the project.</summary>
/// <param name="FullPath">Path as the compiler knows it; diagnostics name it.</param>
/// <param name="Path">Path relative to the project, with <c>/</c>: what emitted code and hint names are made from.</param>
/// <param name="Text">Content.</param>
internal sealed record PolicyFile(string FullPath, string Path, string Text);

/// <summary>What the project says about emitted classes.</summary>
/// <param name="Namespace">Namespace.</param>
/// <param name="IsInternal">Only the project itself sees the classes.</param>
internal sealed record EmitSettings(string Namespace, bool IsInternal);

/// <summary>An emitted class.</summary>
/// <param name="HintName">Unique in the project.</param>
/// <param name="Text">C#.</param>
internal sealed record EmittedClass(string HintName, string Text);

/// <summary>A message about an .iopol file.</summary>
internal sealed record PolicyDiagnostic(
    string Id, string Title, string Category, DiagnosticSeverity Severity, string Message, string Path, TextSpan Span, LinePositionSpan Lines)
{
    /// <summary>As Roslyn reports it, in the .iopol file.</summary>
    public Diagnostic ToDiagnostic() => Diagnostic.Create(
        Id, Category, Message, Severity, Severity, isEnabledByDefault: true, warningLevel: Severity == DiagnosticSeverity.Error ? 0 : 1,
        title: Title, location: Location.Create(Path, Span, Lines));
}

/// <summary>Everything the policies of a project come to.</summary>
internal sealed record ProjectPolicies(EquatableArray<EmittedClass> Classes, EquatableArray<PolicyDiagnostic> Diagnostics);
