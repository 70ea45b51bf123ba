using System.Text.RegularExpressions;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Syntax;

/// <summary><c>// iopol: disable IOPOL3001, IOPOL3002 reason</c>: warnings somebody has looked at.</summary>
public sealed class DisableComment
{
    private static readonly Regex Form = new(
        @"^//\s*iopol:\s*disable\s+(IOPOL\d{4}(?:\s*,\s*IOPOL\d{4})*)(.*)$", RegexOptions.CultureInvariant | RegexOptions.Compiled);

    private DisableComment(IReadOnlyList<string> ids, string reason, int line, bool standsAlone, TextSpan span)
    {
        Ids = ids;
        Reason = reason;
        Line = line;
        StandsAlone = standsAlone;
        Span = span;
    }

    /// <summary>The ids it names.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>Why; empty if it does not say.</summary>
    public string Reason { get; }

    /// <summary>The line it is on, from 1.</summary>
    public int Line { get; }

    /// <summary>Whether nothing but it is on its line; it is about the next line then, else about its own.</summary>
    public bool StandsAlone { get; }

    /// <summary>Where it is.</summary>
    public TextSpan Span { get; }

    /// <summary>Whether it silences a diagnostic of this id on this line, from 1.</summary>
    public bool Silences(string id, int line) => line == Line + (StandsAlone ? 1 : 0) && Ids.Contains(id);

    /// <summary>All of them in a file, in order.</summary>
    internal static IReadOnlyList<DisableComment> FindAll(SourceText text, CompilationUnitSyntax root)
    {
        List<DisableComment> found = [];
        if (text.ToString().IndexOf("iopol:", StringComparison.Ordinal) < 0) return found;
        foreach (SyntaxToken token in root.Tokens())
        {
            foreach (SyntaxTrivia trivia in token.LeadingTrivia.Concat(token.TrailingTrivia))
            {
                if (trivia.Kind != SyntaxKind.LineCommentTrivia || Form.Match(trivia.Text) is not { Success: true } match) continue;
                string[] ids = [.. match.Groups[1].Value.Split(',').Select(id => id.Trim())];
                int line = text.GetPosition(trivia.Span.Start).Line;
                int lineStart = text.GetLineSpan(line).Start;
                bool alone = text.ToString(TextSpan.FromBounds(lineStart, trivia.Span.Start)).Trim().Length == 0;
                found.Add(new DisableComment(ids, match.Groups[2].Value.Trim(), line, alone, trivia.Span));
            }
        }

        return found;
    }
}
