using System.Text;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Syntax;

/// <summary>A construct of the language with the tokens and nodes it is made of.</summary>
public abstract class SyntaxNode : SyntaxElement
{
    private readonly SyntaxElement[] children;

    private protected SyntaxNode(SyntaxKind kind, params object?[] parts)
        : base(kind)
    {
        int count = 0;
        foreach (object? part in parts) count += part is SyntaxElement ? 1 : Elements(part).Count;
        children = new SyntaxElement[count];
        int at = 0;
        foreach (object? part in parts)
        {
            if (part is SyntaxElement element) children[at++] = element;
            else foreach (SyntaxElement inner in Elements(part)) children[at++] = inner;
        }

        foreach (SyntaxElement child in children) child.Parent = this;
    }

    /// <summary>Nodes and tokens it is made of, in the order of the text.</summary>
    public IReadOnlyList<SyntaxElement> Children => children;

    /// <inheritdoc/>
    public override TextSpan Span
    {
        get
        {
            SyntaxToken? first = FirstToken(present: true);
            return first is null
                ? new TextSpan(FullSpan.Start, 0)
                : TextSpan.FromBounds(first.Span.Start, LastToken(present: true)!.Span.End);
        }
    }

    /// <inheritdoc/>
    public override TextSpan FullSpan
    {
        get
        {
            SyntaxToken? first = FirstToken(present: false);
            return first is null ? default : TextSpan.FromBounds(first.FullSpan.Start, LastToken(present: false)!.FullSpan.End);
        }
    }

    /// <inheritdoc/>
    public override bool IsMissing => FirstToken(present: true) is null;

    /// <summary>The first token, missing or not; null if it has none.</summary>
    public SyntaxToken? GetFirstToken() => FirstToken(present: false);

    /// <summary>The last token, missing or not; null if it has none.</summary>
    public SyntaxToken? GetLastToken() => LastToken(present: false);

    /// <summary>It and all nodes in it, in the order of the text.</summary>
    public IEnumerable<SyntaxNode> DescendantsAndSelf()
    {
        Stack<SyntaxNode> open = new();
        open.Push(this);
        while (open.Count > 0)
        {
            SyntaxNode node = open.Pop();
            yield return node;
            for (int i = node.children.Length - 1; i >= 0; i--)
            {
                if (node.children[i] is SyntaxNode child) open.Push(child);
            }
        }
    }

    /// <summary>All tokens in it, in the order of the text.</summary>
    public IEnumerable<SyntaxToken> Tokens()
    {
        Stack<SyntaxElement> open = new();
        open.Push(this);
        while (open.Count > 0)
        {
            SyntaxElement element = open.Pop();
            if (element is SyntaxToken token) yield return token;
            if (element is not SyntaxNode node) continue;
            for (int i = node.children.Length - 1; i >= 0; i--) open.Push(node.children[i]);
        }
    }

    /// <summary>The text it covers, without the trivia around it.</summary>
    public override string ToString()
    {
        TextSpan full = FullSpan;
        TextSpan span = Span;
        return ToFullString().Substring(span.Start - full.Start, span.Length);
    }

    internal override void WriteTo(StringBuilder text)
    {
        foreach (SyntaxElement child in children) child.WriteTo(text);
    }

    private static IReadOnlyList<SyntaxElement> Elements(object? part) => part switch
    {
        ISyntaxSequence sequence => sequence.Elements,
        IReadOnlyList<SyntaxElement> elements => elements,
        _ => [],
    };

    private SyntaxToken? FirstToken(bool present)
    {
        foreach (SyntaxElement child in children)
        {
            SyntaxToken? token = child is SyntaxNode node ? node.FirstToken(present) : (SyntaxToken)child;
            if (token is not null && !(present && token.IsMissing)) return token;
        }

        return null;
    }

    private SyntaxToken? LastToken(bool present)
    {
        for (int i = children.Length - 1; i >= 0; i--)
        {
            SyntaxToken? token = children[i] is SyntaxNode node ? node.LastToken(present) : (SyntaxToken)children[i];
            if (token is not null && !(present && token.IsMissing)) return token;
        }

        return null;
    }
}
