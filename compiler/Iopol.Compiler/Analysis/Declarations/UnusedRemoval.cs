using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.Symbols;
using Iopol.Compiler.Syntax;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Analysis.Declarations;

/// <summary>Takes out declarations that nothing uses, where that changes nothing else.</summary>
internal sealed class UnusedRemoval(Compilation compilation, Findings findings)
{
    private const string Title = "Take it out";

    private readonly Dictionary<string, Dictionary<int, SyntaxNode>> declarations = new(StringComparer.Ordinal);

    /// <summary>The fix, or null where something refers to it or taking it out would change what is done.</summary>
    public DiagnosticFix? Of(Symbol symbol)
    {
        SourcePlace place = symbol.Place;
        if (findings.Tree(place.Path) is not { } tree || compilation.Symbols.ReferencesTo(symbol).Count > 0) return null;
        if (!declarations.TryGetValue(place.Path, out Dictionary<int, SyntaxNode>? byName)) declarations.Add(place.Path, byName = Declarations(tree));
        return !byName.TryGetValue(place.Span.Start, out SyntaxNode? node) ? null : node switch
        {
            StateDeclarationSyntax state => Inverse(state),
            LetStatementSyntax let => Let(tree, let),
            _ => findings.Removal(Title, tree, node),
        };
    }

    private static Dictionary<int, SyntaxNode> Declarations(SyntaxTree tree)
    {
        var byName = new Dictionary<int, SyntaxNode>();
        foreach (SyntaxNode node in tree.Root.DescendantsAndSelf())
        {
            SyntaxToken? name = node switch
            {
                StateDeclarationSyntax state => state.InverseName,
                LetStatementSyntax let => let.Name,
                NamedMemberSyntax member => member.Name,
                NamedDeclarationSyntax declaration => declaration.Name,
                _ => null,
            };
            if (name is { IsMissing: false }) byName[name.Span.Start] = node;
        }

        return byName;
    }

    private static DiagnosticFix Inverse(StateDeclarationSyntax state)
    {
        SyntaxToken inverse = state.InverseKeyword!;
        bool close = inverse.LeadingTrivia.Count == 0 && state.Key.TrailingTrivia.All(t => t.Kind == SyntaxKind.WhitespaceTrivia);
        return new DiagnosticFix(Title, new TextEdit(TextSpan.FromBounds(close ? state.Key.Span.End : inverse.Span.Start, state.InverseName!.Span.End), ""));
    }

    // Operations and 'unmap' do something besides what they give, and are called all the same; an object that is not made would be missed.
    private DiagnosticFix? Let(SyntaxTree tree, LetStatementSyntax let) => let.Value switch
    {
        NewExpressionSyntax => null,
        CallExpressionSyntax { Callee: NameExpressionSyntax callee } when callee.Name.Text is "unmap" or "unmap_within" || IsInRequest(let) =>
            new DiagnosticFix(Title, new TextEdit(TextSpan.FromBounds(let.Span.Start, let.Value.Span.Start), "")),
        _ => findings.Removal(Title, tree, let),
    };

    private static bool IsInRequest(SyntaxNode node)
    {
        for (SyntaxNode? above = node.Parent; above is not null; above = above.Parent)
        {
            if (above is RequestDeclarationSyntax) return true;
        }

        return false;
    }
}
