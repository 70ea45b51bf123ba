namespace Iopol.Compiler.Syntax;

/// <summary>Reads the <c>///</c> lines right above a declaration.</summary>
internal static class DocumentationComment
{
    public static string Read(SyntaxToken? first) => first is null || first.LeadingTrivia.Count == 0 ? "" : string.Join("\n", Trivia(first).Select(t => Line(t.Text)));

    /// <summary>The comments themselves, in order.</summary>
    public static IReadOnlyList<SyntaxTrivia> Trivia(SyntaxToken first)
    {
        List<SyntaxTrivia> lines = [];
        int lineEnds = 0;
        foreach (SyntaxTrivia trivia in first.LeadingTrivia)
        {
            if (trivia.Kind == SyntaxKind.EndOfLineTrivia && ++lineEnds > 1) lines.Clear();
            if (trivia.Kind is SyntaxKind.WhitespaceTrivia or SyntaxKind.EndOfLineTrivia) continue;
            lineEnds = 0;
            if (trivia.Kind == SyntaxKind.DocumentationTrivia) lines.Add(trivia);
        }

        return lines;
    }

    private static string Line(string comment)
    {
        string text = comment.Substring("///".Length).TrimEnd();
        return text.Length > 0 && text[0] == ' ' ? text.Substring(1) : text;
    }
}
