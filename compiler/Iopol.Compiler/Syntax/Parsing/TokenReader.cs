using Antlr4.Runtime;
using Iopol.Compiler.Grammar;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Syntax.Parsing;

/// <summary>
/// Hands the tokens of a file to the tree in the order of the text. Whatever the tree passes over becomes trivia,
/// so the tree holds every character, however broken the text.
/// </summary>
internal sealed class TokenReader(SourceText source, IReadOnlyList<IToken> tokens, int start)
{
    private readonly List<SyntaxTrivia> trivia = [];
    private int next;
    private int position = start;

    /// <summary>The tree's token for a token of the parser; a missing one if that was made up or is passed already.</summary>
    public SyntaxToken Take(IToken? token, SyntaxKind kind)
    {
        if (token is null || !IsAhead(token)) return new SyntaxToken(kind, source, new TextSpan(position, 0), isMissing: true, [], []);
        IReadOnlyList<SyntaxTrivia> leading = ReadLeading(token);
        TextSpan span = TokenChecks.Span(token);
        position = span.End;
        return new SyntaxToken(kind, source, span, isMissing: false, leading, ReadTrailing());
    }

    /// <summary>Whether the token is in the text and not passed yet.</summary>
    public bool IsAhead(IToken token) => token.TokenIndex >= next;

    private SyntaxTrivia[] ReadLeading(IToken token)
    {
        while (next < token.TokenIndex)
        {
            IToken passed = tokens[next++];
            ReadGap(passed.StartIndex, stopAfterLine: false);
            Add(KindOfTrivia(passed), passed.StopIndex + 1);
        }

        next++;
        ReadGap(token.StartIndex, stopAfterLine: false);
        return Flush();
    }

    private SyntaxTrivia[] ReadTrailing()
    {
        while (next < tokens.Count)
        {
            IToken token = tokens[next];
            bool comment = token.Channel == IopolLexer.COMMENTS;
            if (ReadGap(token.StartIndex, stopAfterLine: true) || !comment) break;
            Add(KindOfTrivia(token), token.StopIndex + 1);
            next++;
        }

        return Flush();
    }

    /// <summary>Reads the white space up to <paramref name="end"/>; true if it stopped after the end of a line.</summary>
    private bool ReadGap(int end, bool stopAfterLine)
    {
        while (position < end)
        {
            int at = position;
            if (source[at] is '\r' or '\n')
            {
                at += source[at] == '\r' && at + 1 < end && source[at + 1] == '\n' ? 2 : 1;
                Add(SyntaxKind.EndOfLineTrivia, at);
                if (stopAfterLine) return true;
                continue;
            }

            while (at < end && source[at] is not ('\r' or '\n')) at++;
            Add(SyntaxKind.WhitespaceTrivia, at);
        }

        return false;
    }

    private void Add(SyntaxKind kind, int end)
    {
        trivia.Add(new SyntaxTrivia(kind, source, TextSpan.FromBounds(position, end)));
        position = end;
    }

    private SyntaxTrivia[] Flush()
    {
        if (trivia.Count == 0) return [];
        SyntaxTrivia[] flushed = [.. trivia];
        trivia.Clear();
        return flushed;
    }

    private static SyntaxKind KindOfTrivia(IToken token) => token.Type switch
    {
        IopolLexer.DOC_COMMENT => SyntaxKind.DocumentationTrivia,
        IopolLexer.LINE_COMMENT => SyntaxKind.LineCommentTrivia,
        IopolLexer.BLOCK_COMMENT or IopolLexer.BAD_COMMENT => SyntaxKind.BlockCommentTrivia,
        IopolLexer.ODD_SPACE => SyntaxKind.WhitespaceTrivia,
        _ => SyntaxKind.SkippedTextTrivia,
    };
}
