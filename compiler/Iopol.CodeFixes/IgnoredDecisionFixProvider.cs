using System.Collections.Immutable;
using System.Composition;
using Iopol.Compiler.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using RoslynDiagnostic = Microsoft.CodeAnalysis.Diagnostic;

namespace Iopol.CodeFixes;

/// <summary>IOPOL7001: looks at the decision and throws where it is a refusal, or says that it is dropped on purpose.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(IgnoredDecisionFixProvider))]
[Shared]
public sealed class IgnoredDecisionFixProvider : CodeFixProvider
{
    /// <summary>Key of the fix that throws.</summary>
    public const string Throws = "IOPOL7001.throw";

    /// <summary>Key of the fix that drops the decision.</summary>
    public const string Drops = "IOPOL7001.drop";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [UsageDiagnostics.IgnoredDecision.Id];

    /// <inheritdoc/>
    public override FixAllProvider? GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root) return;
        foreach (RoslynDiagnostic diagnostic in context.Diagnostics)
        {
            if (root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<StatementSyntax>() is not ExpressionStatementSyntax statement) continue;
            if (statement.Expression is InvocationExpressionSyntax call)
            {
                Document document = context.Document;
                context.RegisterCodeFix(CodeAction.Create("Throw where it is refused", _ => Replace(document, root, statement, Throwing(call)), Throws), diagnostic);
            }

            if (statement.Expression is InvocationExpressionSyntax or ConditionalAccessExpressionSyntax)
            {
                Document document = context.Document;
                context.RegisterCodeFix(CodeAction.Create("Drop the decision on purpose", _ => Replace(document, root, statement, Dropping(statement)), Drops), diagnostic);
            }
        }
    }

    private static Task<Document> Replace(Document document, SyntaxNode root, StatementSyntax old, StatementSyntax made) =>
        Task.FromResult(document.WithSyntaxRoot(root.ReplaceNode(old, made.WithTriviaFrom(old).WithAdditionalAnnotations(Formatter.Annotation))));

    private static IfStatementSyntax Throwing(InvocationExpressionSyntax call)
    {
        string operation = call.Expression switch
        {
            MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText,
            SimpleNameSyntax name => name.Identifier.ValueText,
            _ => call.Expression.ToString(),
        };
        ExpressionSyntax isOk = SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, call.WithoutTrivia(), SyntaxFactory.IdentifierName("IsOk"));
        TypeSyntax exception = SyntaxFactory.ParseTypeName("global::System.InvalidOperationException").WithAdditionalAnnotations(Simplifier.Annotation);
        ExpressionSyntax text = SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(operation + " was refused"));
        ArgumentListSyntax arguments = SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(text)));
        return SyntaxFactory.IfStatement(
            SyntaxFactory.PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, isOk),
            SyntaxFactory.ThrowStatement(SyntaxFactory.ObjectCreationExpression(exception, arguments, null)));
    }

    private static ExpressionStatementSyntax Dropping(ExpressionStatementSyntax statement) => statement.WithExpression(SyntaxFactory.AssignmentExpression(
        SyntaxKind.SimpleAssignmentExpression, SyntaxFactory.ParseExpression("_"), statement.Expression.WithoutTrivia()));
}
