using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Analysis.Suppression;

/// <summary>Leaves out the warnings that comments disable, and looks at those comments.</summary>
internal static class Suppressions
{
    /// <summary>The diagnostics that stay; errors always do.</summary>
    /// <param name="diagnostics">What was found.</param>
    /// <param name="findings">Takes what is wrong with the comments.</param>
    public static IReadOnlyList<Diagnostic> Apply(IReadOnlyList<Diagnostic> diagnostics, Findings findings)
    {
        DisableComment[] comments = [.. findings.Trees.SelectMany(DisableComment.In)];
        if (comments.Length == 0) return diagnostics;
        var used = new HashSet<DisableComment>();
        var byLine = comments.ToLookup(c => (c.Path, c.Line));
        var kept = new List<Diagnostic>();
        foreach (Diagnostic diagnostic in diagnostics)
        {
            DisableComment[] against = diagnostic.Severity == DiagnosticSeverity.Error ? []
                : [.. byLine[(diagnostic.Location.Path, diagnostic.Location.Start.Line)].Where(c => c.Id == diagnostic.Id)];
            if (against.Length == 0) kept.Add(diagnostic);
            used.UnionWith(against);
        }

        foreach (DisableComment comment in comments) Check(comment, used.Contains(comment), findings);
        return kept;
    }

    private static void Check(DisableComment comment, bool isUsed, Findings findings)
    {
        SyntaxTree tree = findings.Tree(comment.Path)!;
        SourcePlace id = Findings.Place(tree, comment.IdSpan);
        SourcePlace whole = Findings.Place(tree, comment.Comment);
        if (DiagnosticCatalog.Find(comment.Id) is not { } descriptor || descriptor.Id != comment.Id)
        {
            findings.Report(AnalysisDiagnostics.DisableUnknown, id, comment.Id.Length == 0 ? "no id" : $"'{comment.Id}'");
        }
        else if (descriptor.Severity == DiagnosticSeverity.Error)
        {
            findings.Report(AnalysisDiagnostics.DisableError, id, comment.Id);
        }
        else if (!isUsed)
        {
            findings.Report(AnalysisDiagnostics.DisablesNothing, whole, findings.Removal("Take the comment out", whole), comment.Id);
        }
        else if (!comment.HasReason)
        {
            findings.Report(AnalysisDiagnostics.DisableWithoutReason, whole, comment.Id);
        }
    }
}
