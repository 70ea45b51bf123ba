using System.Collections.Concurrent;
using Iopol.Compiler.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using PolicyDiagnostic = Iopol.Compiler.Diagnostics.Diagnostic;
using PolicySeverity = Iopol.Compiler.Diagnostics.DiagnosticSeverity;
using RoslynDescriptor = Microsoft.CodeAnalysis.DiagnosticDescriptor;
using RoslynDiagnostic = Microsoft.CodeAnalysis.Diagnostic;
using RoslynSeverity = Microsoft.CodeAnalysis.DiagnosticSeverity;

namespace Iopol.Generator;

/// <summary>A diagnostic of a policy file, free of the objects of a compilation.</summary>
/// <param name="Id"><c>IOPOLnnnn</c>.</param>
/// <param name="Message">The message, with the help behind it.</param>
/// <param name="Path">Full path of the policy file.</param>
/// <param name="Start">Offset in the file.</param>
/// <param name="Length">Length in the file.</param>
/// <param name="Line">0-based first line.</param>
/// <param name="Column">0-based first column.</param>
/// <param name="EndLine">0-based last line.</param>
/// <param name="EndColumn">0-based column behind the end.</param>
internal sealed record Report(string Id, string Message, string Path, int Start, int Length, int Line, int Column, int EndLine, int EndColumn)
{
    private static readonly ConcurrentDictionary<string, RoslynDescriptor> Descriptors = new(StringComparer.Ordinal);

    /// <summary>The report of a diagnostic.</summary>
    /// <param name="diagnostic">What the compiler of policies says.</param>
    /// <param name="path">Full path of its file.</param>
    public static Report Of(PolicyDiagnostic diagnostic, string path) => new(
        diagnostic.Id,
        diagnostic.Help.Length > 0 ? $"{diagnostic.Message} ({diagnostic.Help})" : diagnostic.Message,
        path,
        diagnostic.Span.Start,
        diagnostic.Span.Length,
        diagnostic.Location.Start.Line - 1,
        diagnostic.Location.Start.Column - 1,
        diagnostic.Location.End.Line - 1,
        diagnostic.Location.End.Column - 1);

    /// <summary>The diagnostic as Roslyn shows it, in the policy file.</summary>
    public RoslynDiagnostic ToDiagnostic() => RoslynDiagnostic.Create(
        Descriptors.GetOrAdd(Id, Describe),
        Location.Create(Path, new TextSpan(Start, Length), new LinePositionSpan(new LinePosition(Line, Column), new LinePosition(EndLine, EndColumn))),
        Message);

    private static RoslynDescriptor Describe(string id)
    {
        Compiler.Diagnostics.DiagnosticDescriptor descriptor = DiagnosticCatalog.Find(id)
            ?? throw new ArgumentException($"the catalogue lacks {id}", nameof(id));
        // The message is complete already; as an argument its braces are left alone.
        return new RoslynDescriptor(
            id,
            descriptor.Title,
            "{0}",
            "Iopol." + descriptor.Category,
            descriptor.Severity switch
            {
                PolicySeverity.Error => RoslynSeverity.Error,
                PolicySeverity.Warning => RoslynSeverity.Warning,
                _ => RoslynSeverity.Info,
            },
            isEnabledByDefault: true);
    }
}
