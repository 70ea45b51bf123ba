using Iopol.Compiler.Syntax;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Analysis.Suppression;

/// <summary>A comment <c>// iopol: disable IOPOLnnnn reason</c>. Alone on its line it is for the next line, behind code for its own.</summary>
/// <param name="Path">File.</param>
/// <param name="Line">The 1-based line it is for.</param>
/// <param name="Id">The id, or empty.</param>
/// <param name="IdSpan">Where the id stands, or the whole comment where it has none.</param>
/// <param name="Comment">The whole comment.</param>
/// <param name="HasReason">A reason follows the id.</param>
internal sealed record DisableComment(string Path, int Line, string Id, TextSpan IdSpan, TextSpan Comment, bool HasReason)
{
    private const string Mark = "iopol:";
    private const string Word = "disable";

    /// <summary>The comments of a file, in its order.</summary>
    public static IEnumerable<DisableComment> In(SyntaxTree tree)
    {
        foreach (SyntaxToken token in tree.Root.Tokens())
        {
            foreach (SyntaxTrivia trivia in token.LeadingTrivia.Concat(token.TrailingTrivia))
            {
                if (trivia.Kind == SyntaxKind.LineCommentTrivia && Read(tree.Text, trivia.Span) is { } comment) yield return comment;
            }
        }
    }

    private static DisableComment? Read(SourceText source, TextSpan span)
    {
        string text = source.ToString(span);
        int at = Skip(text, 2);
        if (string.CompareOrdinal(text, at, Mark, 0, Mark.Length) != 0) return null;
        at = Skip(text, at + Mark.Length);
        if (string.CompareOrdinal(text, at, Word, 0, Word.Length) != 0) return null;
        at = Skip(text, at + Word.Length);
        int end = at;
        while (end < text.Length && !char.IsWhiteSpace(text[end])) end++;
        TextSpan id = end > at ? new TextSpan(span.Start + at, end - at) : span;
        LinePosition start = source.GetPosition(span.Start);
        bool alone = string.IsNullOrWhiteSpace(source.ToString(TextSpan.FromBounds(source.GetLineSpan(start.Line).Start, span.Start)));
        return new DisableComment(source.Path, alone ? start.Line + 1 : start.Line, text.Substring(at, end - at), id, span, Skip(text, end) < text.Length);
    }

    private static int Skip(string text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
        return at;
    }
}
