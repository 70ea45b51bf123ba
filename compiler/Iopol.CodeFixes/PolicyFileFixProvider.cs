using System.Collections.Immutable;
using System.Composition;
using Iopol.Compiler.Diagnostics;
using Iopol.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;
using RoslynDiagnostic = Microsoft.CodeAnalysis.Diagnostic;
using TextSpan = Microsoft.CodeAnalysis.Text.TextSpan;

namespace Iopol.CodeFixes;

/// <summary>Offers, in <c>.iopol</c> files, the fix that comes with a diagnostic: the edits are the compiler's, the same an operator gets from the command line.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(PolicyFileFixProvider), DocumentKinds = [nameof(TextDocumentKind.AdditionalDocument)], DocumentExtensions = [".iopol"])]
[Shared]
public sealed class PolicyFileFixProvider : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [.. DiagnosticCatalog.All.Select(d => d.Id)];

    /// <inheritdoc/>
    public override FixAllProvider? GetFixAllProvider() => PolicyFileFixAllProvider.Instance;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (RoslynDiagnostic diagnostic in context.Diagnostics)
        {
            if (FixProperties.Read(diagnostic.Properties) is not { } fix) continue;
            TextDocument document = context.TextDocument;
            context.RegisterCodeFix(CodeAction.Create(fix.Title, cancellation => ApplyAsync(document, [fix], cancellation), equivalenceKey: diagnostic.Id), diagnostic);
        }

        return Task.CompletedTask;
    }

    /// <summary>The solution with fixes made in a policy file; one that overlaps an earlier one is left for the next time.</summary>
    internal static async Task<Solution> ApplyAsync(TextDocument document, IEnumerable<DiagnosticFix> fixes, CancellationToken cancellationToken)
    {
        SourceText text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
        IEnumerable<TextChange> changes = FixBatch.Of(fixes).Edits.Select(e => new TextChange(new TextSpan(e.Span.Start, e.Span.Length), e.NewText));
        return document.Project.Solution.WithAdditionalDocumentText(document.Id, text.WithChanges(changes));
    }
}
