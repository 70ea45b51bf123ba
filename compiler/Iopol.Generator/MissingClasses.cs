using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.Syntax;
using Iopol.Compiler.Text;
using PolicyDiagnostic = Iopol.Compiler.Diagnostics.Diagnostic;

namespace Iopol.Generator;

/// <summary>Why a policy file has no class, or fewer than it declares: its first error, free of the objects of a compilation.</summary>
/// <param name="Path">Full path of the file with the error, which may be an imported one.</param>
/// <param name="Location">The error's place.</param>
/// <param name="What">What has no class.</param>
/// <param name="Message">The error.</param>
/// <param name="Id">Its id.</param>
internal sealed record MissingClasses(string Path, SourceLocation Location, string What, string Message, string Id)
{
    /// <summary>What is missing of a file's classes; null where nothing is.</summary>
    public static MissingClasses? In(Iopol.Compiler.Compilation compilation, SourceText own, EquatableArray<PolicyTree> files)
    {
        string[] missing =
        [
            .. compilation.BoundPolicies.Where(p => p.File.Path == own.Path && p.IR is null).Select(p => p.Symbol.Name),
            .. compilation.BoundPageTables.Where(t => t.File.Path == own.Path && t.IR is null).Select(t => t.Symbol.Name),
        ];
        PolicyDiagnostic[] errors = [.. compilation.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)];
        // A file so broken that nothing is declared in it lacks what it was meant to declare.
        bool nothing = missing.Length == 0 && errors.Any(e => e.Location.Path == own.Path) && !SyntaxTree.Of(own).Root.Declarations.OfType<NamedDeclarationSyntax>().Any(d => d is PolicyDeclarationSyntax or PageTableDeclarationSyntax);
        if (missing.Length == 0 && !nothing) return null;
        Dictionary<string, string> paths = files.ToDictionary(f => f.Tree.Text.Path, f => f.Path, StringComparer.Ordinal);
        PolicyDiagnostic? first = errors.Where(e => paths.ContainsKey(e.Location.Path)).OrderBy(e => e.Location.Path != own.Path).FirstOrDefault();
        if (first is null) return null;
        string what = nothing ? "the file" : string.Join(", ", missing.Select(name => $"'{name}'"));
        return new MissingClasses(paths[first.Location.Path], first.Location, what, first.Message, first.Id);
    }

    /// <summary>As Roslyn shows it.</summary>
    public Microsoft.CodeAnalysis.Diagnostic ToDiagnostic() => Report.Of(new PolicyDiagnostic(ProjectDiagnostics.NoClass, Location, What, Message, Id), Path);
}
