using Iopol.Compiler.Diagnostics;
using Iopol.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using RoslynDiagnostic = Microsoft.CodeAnalysis.Diagnostic;

namespace Iopol.CodeFixes;

/// <summary>Makes all fixes of one id in the policy files of a project. Roslyn's own provider for batches looks at C# documents only.</summary>
internal sealed class PolicyFileFixAllProvider : FixAllProvider
{
    public static PolicyFileFixAllProvider Instance { get; } = new();

    public override IEnumerable<FixAllScope> GetSupportedFixAllScopes() => [FixAllScope.Project, FixAllScope.Solution];

    public override Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext)
    {
        string title = $"Fix all {string.Join(", ", fixAllContext.DiagnosticIds)} in policy files";
        return Task.FromResult<CodeAction?>(CodeAction.Create(title, cancellation => FixAsync(fixAllContext, cancellation), title));
    }

    private static async Task<Solution> FixAsync(FixAllContext context, CancellationToken cancellationToken)
    {
        Solution solution = context.Solution;
        IEnumerable<Project> projects = context.Scope == FixAllScope.Solution ? solution.Projects : [context.Project];
        foreach (Project project in projects)
        {
            IEnumerable<RoslynDiagnostic> found = await context.GetAllDiagnosticsAsync(project).ConfigureAwait(false);
            ILookup<string, DiagnosticFix> fixes = found
                .Select(d => (d.Location.GetLineSpan().Path, d.Location.SourceSpan, Fix: FixProperties.Read(d.Properties)))
                .Where(d => d.Fix is not null)
                .OrderBy(d => d.SourceSpan)
                .ToLookup(d => d.Path, d => d.Fix!, StringComparer.Ordinal);
            foreach (TextDocument document in project.AdditionalDocuments.Where(d => d.FilePath is not null && fixes.Contains(d.FilePath)))
            {
                solution = await PolicyFileFixProvider.ApplyAsync(solution.GetAdditionalDocument(document.Id)!, fixes[document.FilePath!], cancellationToken).ConfigureAwait(false);
            }
        }

        return solution;
    }
}
