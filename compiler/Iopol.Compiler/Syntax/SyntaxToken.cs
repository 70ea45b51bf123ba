using System.Text;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Syntax;

/// <summary>A word, literal or sign of the text, with the trivia around it.</summary>
public sealed class SyntaxToken : SyntaxElement
{
    private readonly SourceText source;
    private string? text;

    internal SyntaxToken(SyntaxKind kind, SourceText source, TextSpan span, bool isMissing, IReadOnlyList<SyntaxTrivia> leading, IReadOnlyList<SyntaxTrivia> trailing)
        : base(kind)
    {
        this.source = source;
        Span = span;
        IsMissing = isMissing;
        LeadingTrivia = leading;
        TrailingTrivia = trailing;
    }

    /// <inheritdoc/>
    public override TextSpan Span { get; }

    /// <inheritdoc/>
    public override bool IsMissing { get; }

    /// <summary>The text as written; empty if the token is missing.</summary>
    public string Text => text ??= source.ToString(Span);

    /// <summary>Everything before it that the token before does not trail.</summary>
    public IReadOnlyList<SyntaxTrivia> LeadingTrivia { get; }

    /// <summary>Everything after it on its line, with the end of that line.</summary>
    public IReadOnlyList<SyntaxTrivia> TrailingTrivia { get; }

    /// <inheritdoc/>
    public override TextSpan FullSpan => TextSpan.FromBounds(
        LeadingTrivia.Count > 0 ? LeadingTrivia[0].Span.Start : Span.Start,
        TrailingTrivia.Count > 0 ? TrailingTrivia[TrailingTrivia.Count - 1].Span.End : Span.End);

    /// <summary>The text as written.</summary>
    public override string ToString() => Text;

    internal override void WriteTo(StringBuilder text)
    {
        foreach (SyntaxTrivia trivia in LeadingTrivia) text.Append(trivia.Text);
        text.Append(Text);
        foreach (SyntaxTrivia trivia in TrailingTrivia) text.Append(trivia.Text);
    }
}
