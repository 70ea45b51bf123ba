using System.Collections.Immutable;
using System.Composition;
using Iopol.Analyzers.Usage;
using Iopol.Compiler.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RoslynDiagnostic = Microsoft.CodeAnalysis.Diagnostic;

namespace Iopol.CodeFixes;

/// <summary>IOPOL7003: writes the driver's name as the policy does. A name that is a constant elsewhere is left to its author.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UnknownDriverFixProvider))]
[Shared]
public sealed class UnknownDriverFixProvider : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [UsageDiagnostics.UnknownDriver.Id];

    /// <inheritdoc/>
    public override FixAllProvider? GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root) return;
        foreach (RoslynDiagnostic diagnostic in context.Diagnostics)
        {
            if (!diagnostic.Properties.TryGetValue(UnknownDriverAnalyzer.Meant, out string? meant) || meant is null) continue;
            if (root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not LiteralExpressionSyntax literal) continue;
            Document document = context.Document;
            context.RegisterCodeFix(CodeAction.Create($"Change to '{meant}'", _ => Replace(document, root, literal, meant), UsageDiagnostics.UnknownDriver.Id), diagnostic);
        }
    }

    private static Task<Document> Replace(Document document, SyntaxNode root, LiteralExpressionSyntax literal, string name) =>
        Task.FromResult(document.WithSyntaxRoot(root.ReplaceNode(literal, literal.WithToken(SyntaxFactory.Literal(name).WithTriviaFrom(literal.Token)))));
}
