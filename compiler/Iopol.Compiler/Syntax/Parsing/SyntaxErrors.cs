using Antlr4.Runtime;
using Antlr4.Runtime.Misc;
using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.Grammar;
using Iopol.Compiler.Text;
using static Iopol.Compiler.Grammar.IopolParser;

namespace Iopol.Compiler.Syntax.Parsing;

/// <summary>Says what is wrong where the parser could not go on: at most one diagnostic per unit, none where a malformed token is the cause.</summary>
internal sealed class SyntaxErrors(SourceText source, DiagnosticBag diagnostics, List<int> malformedTokens)
{
    private int lastUnit = -1;

    /// <summary>The text goes on with something else than expected.</summary>
    public void Unexpected(Parser parser, RecognitionException error)
    {
        IToken found = error.OffendingToken;
        if (!Opens(parser, found)) return;
        IntervalSet expected = error.GetExpectedTokens();
        bool decidedLater = error is NoViableAltException { StartToken: { } start } && start.TokenIndex != found.TokenIndex;
        if (!decidedLater && OpeningWords.IsReserved(found.Type) && expected.Contains(IDENTIFIER) && !expected.Contains(LPAREN))
        {
            diagnostics.Add(SyntaxDiagnostics.ReservedWord, Location(found), found.Text);
            return;
        }

        string wanted = decidedLater
            ? ExpectedText.AfterName(parser.Context.RuleIndex, Previous(parser, found))
            : ExpectedText.InPlace(parser.Context, Previous(parser, found), expected) ?? ExpectedText.Describe(expected);
        // The text of a hole ends long before the file does.
        string end = Unit(parser.Context) is HoleContext ? "the end of the hole" : ExpectedText.EndOfFile;
        Diagnostic diagnostic = new(
            SyntaxDiagnostics.UnexpectedText, Location(found), wanted == ExpectedText.EndOfFile ? end : wanted, found.Type == TokenConstants.EOF ? end : ExpectedText.Found(found));
        diagnostics.Add(Help(parser, found, expected) is { } help ? diagnostic.WithHelp(help) : diagnostic);
    }

    /// <summary>A sign is missing before the current token, and is all that is missing.</summary>
    public void Missing(Parser parser, int type)
    {
        IToken found = parser.CurrentToken;
        IToken previous = Previous(parser, found);
        // Missing closing braces are independent of what else is wrong in the unit they close.
        if (type == RBRACE ? IsMalformed(previous.TokenIndex, found.TokenIndex) : !Opens(parser, found)) return;
        string sign = ExpectedText.Sign(type);
        string place = type switch
        {
            SEMI => "after " + ExpectedText.Noun(parser.Context),
            RBRACE => "to close " + ExpectedText.Owner(parser.Context),
            _ => "before " + ExpectedText.Found(found),
        };
        int end = previous.TokenIndex < 0 ? 0 : previous.StopIndex + 1;
        TextSpan after = new(end, 0);
        diagnostics.Add(new Diagnostic(SyntaxDiagnostics.MissingText, source.GetLocation(after), sign, place)
            .WithFix("Add " + sign, new TextEdit(after, sign.Trim('\''))));
    }

    /// <summary>No element of the list at hand starts with the token.</summary>
    public void UnexpectedInList(Parser parser, IToken found)
    {
        if (IsMalformed(Previous(parser, found).TokenIndex, found.TokenIndex)) return;
        int list = parser.Context.RuleIndex;
        if (found.Type is SEMI or RBRACE)
        {
            diagnostics.Add(new Diagnostic(SyntaxDiagnostics.StraySign, Location(found), found.Text)
                .WithFix("Remove it", new TextEdit(Location(found).Span, "")));
        }
        else if (OpeningWords.IsOpening(found.Type))
        {
            Diagnostic diagnostic = new(SyntaxDiagnostics.MisplacedDeclaration, Location(found), found.Text, ExpectedText.List(list), ExpectedText.Elements(list));
            bool closedEarly = list == RULE_compilationUnit && Previous(parser, found).Type == RBRACE;
            diagnostics.Add(closedEarly ? diagnostic.WithHelp("the '}' above may be one too many; " + diagnostic.Help) : diagnostic);
        }
        else
        {
            string help = NearWord.Find(found.Text, ExpectedText.ElementWords(list)) is { } near ? $"did you mean '{near}'?" : "here stand: " + ExpectedText.Elements(list);
            diagnostics.Add(new Diagnostic(SyntaxDiagnostics.UnexpectedText, Location(found), ExpectedText.Element(list), ExpectedText.Found(found)).WithHelp(help));
        }
    }

    /// <summary>Whether an error at the token is the first of its unit and not caused by a malformed token in it.</summary>
    private bool Opens(Parser parser, IToken found)
    {
        int unit = Unit(parser.Context).Start.TokenIndex;
        if (unit == lastUnit) return false;
        lastUnit = unit;
        return !IsMalformed(unit, found.TokenIndex);
    }

    private bool IsMalformed(int from, int to)
    {
        int at = malformedTokens.BinarySearch(from);
        if (at < 0) at = ~at;
        return at < malformedTokens.Count && malformedTokens[at] <= to;
    }

    private static ParserRuleContext Unit(ParserRuleContext context)
    {
        ParserRuleContext at = context;
        while (at.Parent is ParserRuleContext parent && !SyntaxRecovery.IsUnit(at.RuleIndex)) at = parent;
        return at;
    }

    private static string? Help(Parser parser, IToken found, IntervalSet expected)
    {
        if (found.Type == ASSIGN) return "values are compared with 'is'";
        if (found.Type == IMPLIES) return "put one 'implies' in parentheses";
        if (found.Type == COLON && expected.Contains(ASSIGN)) return "a value is given with '='";
        IEnumerable<string> words = parser.Context.RuleIndex switch
        {
            RULE_hostDevice => ExpectedText.AttributeWords,
            RULE_faultStep or RULE_takeStep or RULE_inputRule => [.. ExpectedText.Words(expected), "when"],
            _ => ExpectedText.Words(expected),
        };
        if (found.Type == IDENTIFIER && NearWord.Find(found.Text, words) is { } meant) return $"did you mean '{meant}'?";
        IToken first = Unit(parser.Context).Start;
        if (first.Type != IDENTIFIER || first.TokenIndex == found.TokenIndex || Unit(parser.Context).Parent is not { } list) return null;
        return NearWord.Find(first.Text, ExpectedText.ElementWords(list.RuleIndex)) is { } near ? $"did you mean '{near}'?" : null;
    }

    private static IToken Previous(Parser parser, IToken found)
    {
        ITokenStream tokens = (ITokenStream)parser.InputStream;
        for (int i = found.TokenIndex - 1; i >= 0; i--)
        {
            if (tokens.Get(i).Channel == TokenConstants.DefaultChannel) return tokens.Get(i);
        }

        return found;
    }

    private SourceLocation Location(IToken token) => source.GetLocation(TokenChecks.Span(token));
}
