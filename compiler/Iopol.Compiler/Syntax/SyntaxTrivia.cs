using Iopol.Compiler.Text;

namespace Iopol.Compiler.Syntax;

/// <summary>White space, a comment, or text the parser skipped.</summary>
public readonly struct SyntaxTrivia : IEquatable<SyntaxTrivia>
{
    private readonly SourceText source;

    internal SyntaxTrivia(SyntaxKind kind, SourceText source, TextSpan span)
    {
        Kind = kind;
        this.source = source;
        Span = span;
    }

    /// <summary>What it is.</summary>
    public SyntaxKind Kind { get; }

    /// <summary>The stretch of the text it covers.</summary>
    public TextSpan Span { get; }

    /// <summary>The text as written.</summary>
    public string Text => source.ToString(Span);

    /// <summary>Whether two are the same stretch of the same text.</summary>
    public static bool operator ==(SyntaxTrivia left, SyntaxTrivia right) => left.Equals(right);

    /// <summary>Whether two differ.</summary>
    public static bool operator !=(SyntaxTrivia left, SyntaxTrivia right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(SyntaxTrivia other) => Kind == other.Kind && Span == other.Span && ReferenceEquals(source, other.source);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SyntaxTrivia other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Span.GetHashCode();

    /// <summary>The text as written.</summary>
    public override string ToString() => Text;
}
