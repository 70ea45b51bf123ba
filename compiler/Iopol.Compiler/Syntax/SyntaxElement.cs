using System.Text;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Syntax;

/// <summary>A node or a token of the tree.</summary>
public abstract class SyntaxElement
{
    private protected SyntaxElement(SyntaxKind kind) => Kind = kind;

    /// <summary>What it is.</summary>
    public SyntaxKind Kind { get; }

    /// <summary>The node it is part of; null for the root.</summary>
    public SyntaxNode? Parent { get; internal set; }

    /// <summary>The stretch of the text it covers, without the trivia around it.</summary>
    public abstract TextSpan Span { get; }

    /// <summary>The stretch of the text it covers, with the trivia around it.</summary>
    public abstract TextSpan FullSpan { get; }

    /// <summary>Whether nothing in the text stands for it: the parser made it up to go on.</summary>
    public abstract bool IsMissing { get; }

    /// <summary>The text it covers, with the trivia around it.</summary>
    public string ToFullString()
    {
        StringBuilder text = new();
        WriteTo(text);
        return text.ToString();
    }

    internal abstract void WriteTo(StringBuilder text);
}
