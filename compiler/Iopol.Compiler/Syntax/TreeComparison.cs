namespace Iopol.Compiler.Syntax;

/// <summary>Compares two trees by what can reach anything compiled from them.</summary>
internal static class TreeComparison
{
    /// <summary>The same tokens at the same lines and columns, under the same documentation.</summary>
    public static bool SayTheSame(SyntaxNode node, SyntaxTree one, SyntaxNode otherNode, SyntaxTree other)
    {
        using IEnumerator<SyntaxToken> left = node.Tokens().GetEnumerator();
        using IEnumerator<SyntaxToken> right = otherNode.Tokens().GetEnumerator();
        while (left.MoveNext())
        {
            if (!right.MoveNext() || !SayTheSame(left.Current, one, right.Current, other)) return false;
        }

        return !right.MoveNext();
    }

    // The end of the file is where it is: nothing compiled knows its place.
    private static bool SayTheSame(SyntaxToken one, SyntaxTree from, SyntaxToken other, SyntaxTree to) =>
        one.Kind == other.Kind && one.IsMissing == other.IsMissing
        && (one.Span.Length == 0 || (one.Text == other.Text && from.Text.GetPosition(one.Span.Start) == to.Text.GetPosition(other.Span.Start)))
        && DocumentationComment.Read(one) == DocumentationComment.Read(other);
}
