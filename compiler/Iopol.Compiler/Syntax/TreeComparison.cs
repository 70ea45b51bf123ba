using Iopol.Compiler.Text;

namespace Iopol.Compiler.Syntax;

/// <summary>Compares two trees by what can reach anything compiled from them.</summary>
internal static class TreeComparison
{
    /// <summary>The same tokens at the same lines and columns, under the same documentation.</summary>
    public static bool SayTheSame(SyntaxNode node, SyntaxTree one, SyntaxNode otherNode, SyntaxTree other)
    {
        int alike = CommonStart(one.Text, other.Text);
        using IEnumerator<SyntaxToken> left = node.Tokens().GetEnumerator();
        using IEnumerator<SyntaxToken> right = otherNode.Tokens().GetEnumerator();
        while (left.MoveNext())
        {
            if (!right.MoveNext() || !(IsInside(alike, left.Current, right.Current) || SayTheSame(left.Current, one, right.Current, other))) return false;
        }

        return !right.MoveNext();
    }

    // Most of two texts is the same where one was edited: what was read from that part need not be looked at.
    private static bool IsInside(int alike, SyntaxToken one, SyntaxToken other) =>
        one.Kind == other.Kind && one.Span == other.Span && one.IsMissing == other.IsMissing && one.FullSpan.End < alike;

    private static int CommonStart(SourceText one, SourceText other)
    {
        string left = one.ToString();
        string right = other.ToString();
        int shorter = Math.Min(left.Length, right.Length);
        int at = 0;
        while (at < shorter && left[at] == right[at]) at++;
        return at;
    }

    // The end of the file is where it is: nothing compiled knows its place.
    private static bool SayTheSame(SyntaxToken one, SyntaxTree from, SyntaxToken other, SyntaxTree to) =>
        one.Kind == other.Kind && one.IsMissing == other.IsMissing
        && (one.Span.Length == 0 || (one.Text == other.Text && from.Text.GetPosition(one.Span.Start) == to.Text.GetPosition(other.Span.Start)))
        && DocumentationComment.Read(one) == DocumentationComment.Read(other);
}
