using Iopol.Compiler;
using Iopol.Compiler.Emit;
using Microsoft.CodeAnalysis.Text;
using PolicyText = Iopol.Compiler.Text.SourceText;
using Told = Iopol.Compiler.Diagnostics.Diagnostic;
using ToldSeverity = Iopol.Compiler.Diagnostics.DiagnosticSeverity;

namespace Iopol.Generator;

/// <summary>Compiles the .iopol files of a project together, since they may import each other.</summary>
internal static class PolicyCompiler
{
    /// <summary>Id of the message about two policies whose classes would have one name.</summary>
    public const string ClassNameTaken = "IOPOL9001";

    public static ProjectPolicies Compile(IReadOnlyList<PolicyFile> files, EmitSettings settings, CancellationToken cancellationToken)
    {
        PolicyFile[] ordered = [.. files.OrderBy(f => f.Path, StringComparer.Ordinal)];
        PolicyText[] texts = [.. ordered.Select(f => new PolicyText(f.Path, f.Text))];
        Compilation compilation = Compilation.Create(texts, new MemoryResolver(texts), cancellationToken);
        Dictionary<string, string> fullPaths = ordered.ToDictionary(f => f.Path, f => f.FullPath, StringComparer.Ordinal);
        List<PolicyDiagnostic> diagnostics = [.. compilation.Diagnostics.Select(d => Report(d, fullPaths))];
        var classes = new List<EmittedClass>();
        var taken = new Dictionary<string, string>(StringComparer.Ordinal);
        var options = new EmitOptions(settings.Namespace, Visibility: settings.IsInternal ? ClassVisibility.Internal : ClassVisibility.Public);
        foreach (BoundPolicy policy in compilation.BoundPolicies.Where(p => p.File.IsRoot))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (policy.IR is not { } ir) continue;
            EmittedFile emitted = PolicyEmitter.Emit(ir, options);
            if (taken.TryGetValue(emitted.HintName, out string? first))
            {
                diagnostics.Add(Taken(ir.Name, first, ir.Place, fullPaths[policy.File.Path]));
                continue;
            }

            taken.Add(emitted.HintName, policy.File.Path);
            classes.Add(new EmittedClass(HintName(policy.File.Path, emitted.HintName), emitted.Text));
        }

        return new ProjectPolicies(new EquatableArray<EmittedClass>(classes), new EquatableArray<PolicyDiagnostic>(diagnostics));
    }

    // Two files may hold policies of one name in the eyes of a file system that ignores case, so the path is part of the name.
    private static string HintName(string path, string className)
    {
        var name = new System.Text.StringBuilder();
        foreach (char c in path) name.Append(c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '_' ? c : '.');
        return name.Append('.').Append(className).ToString().TrimStart('.');
    }

    private static PolicyDiagnostic Report(Told told, Dictionary<string, string> fullPaths) => new(
        told.Id,
        told.Descriptor.Title,
        told.Descriptor.Category,
        told.Severity switch
        {
            ToldSeverity.Error => Microsoft.CodeAnalysis.DiagnosticSeverity.Error,
            ToldSeverity.Warning => Microsoft.CodeAnalysis.DiagnosticSeverity.Warning,
            _ => Microsoft.CodeAnalysis.DiagnosticSeverity.Info,
        },
        told.Help.Length > 0 ? $"{told.Message}; {told.Help}" : told.Message,
        fullPaths.TryGetValue(told.Location.Path, out string? path) ? path : told.Location.Path,
        new TextSpan(told.Span.Start, told.Span.Length),
        new LinePositionSpan(Zero(told.Location.Start), Zero(told.Location.End)));

    private static PolicyDiagnostic Taken(string name, string first, Compiler.IR.SourcePlace place, string path) => new(
        ClassNameTaken,
        "Class name taken",
        "Tool",
        Microsoft.CodeAnalysis.DiagnosticSeverity.Error,
        $"the class of policy '{name}' would have the name of one from '{first}'; rename one of the policies",
        path,
        new TextSpan(place.Span.Start, place.Span.Length),
        new LinePositionSpan(
            new LinePosition(place.Line - 1, place.Column - 1),
            new LinePosition(place.Line - 1, place.Column - 1 + place.Span.Length)));

    // Roslyn counts from 0.
    private static LinePosition Zero(Compiler.Text.LinePosition position) => new(position.Line - 1, position.Column - 1);
}
