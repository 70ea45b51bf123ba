using System.Text;
using Antlr4.Runtime;
using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.Text;
using static Iopol.Compiler.Grammar.IopolLexer;

namespace Iopol.Compiler.Syntax.Parsing;

/// <summary>Finds what is wrong with single tokens: malformed literals, foreign operators, unusual characters. One diagnostic a token.</summary>
internal sealed class TokenChecks(SourceText source, DiagnosticBag diagnostics)
{
    private readonly List<int> malformed = [];

    /// <summary>Checks all tokens; returns the indices, in order, of those that may mislead the parser.</summary>
    public List<int> Check(IReadOnlyList<IToken> tokens)
    {
        foreach (IToken token in tokens)
        {
            // Most tokens are fine by their type alone.
            if (token.Type is IDENTIFIER or (>= ALL and <= DOT)) continue;
            if (Check(token)) malformed.Add(token.TokenIndex);
        }

        return malformed;
    }

    /// <summary>The stretch of the text a token covers; none at the end.</summary>
    public static TextSpan Span(IToken token) => TextSpan.FromBounds(token.StartIndex, token.StopIndex + 1);

    private bool Check(IToken token)
    {
        TextSpan span = Span(token);
        switch (token.Type)
        {
            case FOREIGN_IS: return Foreign(span, "is");
            case FOREIGN_IS_NOT: return Foreign(span, "is not");
            case FOREIGN_AND: return Foreign(span, "and");
            case FOREIGN_OR: return Foreign(span, "or");
            case FOREIGN_NOT: return Foreign(span, "not");
            case INTEGER or HEX_INTEGER or SIZE: return Number(span);
            case VERSION: return Version(span);
            case BAD_NUMBER: return Report(SyntaxDiagnostics.MalformedNumber, span, token.Text);
            case ADDRESS: return !Literals.TryReadAddress(token.Text, out _, out _, out _, out _) && Report(SyntaxDiagnostics.MalformedAddress, span, token.Text);
            case ADDRESS_PATTERN: return !Literals.TryReadAddressPattern(token.Text, out _, out _, out _) && Report(SyntaxDiagnostics.MalformedAddress, span, token.Text);
            case BAD_ADDRESS: return Report(SyntaxDiagnostics.MalformedAddress, span, token.Text);
            case SHORT_ADDRESS: return ShortAddress(span, token.Text);
            case STRING: return String(span);
            case BAD_STRING: return Report(SyntaxDiagnostics.UnclosedString, span);
            case BAD_WORD: return Word(span);
            case DOC_COMMENT or LINE_COMMENT or BLOCK_COMMENT: return Invisible(span, comment: true) && false;
            case BAD_COMMENT: return Report(SyntaxDiagnostics.UnclosedComment, new TextSpan(span.Start, 2));
            case ODD_SPACE: return Space(span);
            case BAD_CHARACTER: return Character(span);
            default: return false;
        }
    }

    private bool Report(DiagnosticDescriptor descriptor, TextSpan span, params object[] arguments)
    {
        diagnostics.Add(descriptor, source.GetLocation(span), arguments);
        return true;
    }

    private bool Foreign(TextSpan span, string word)
    {
        string before = span.Start > 0 && !IsSpace(source[span.Start - 1]) && word != "not" ? " " : "";
        string after = span.End < source.Length && !IsSpace(source[span.End]) ? " " : "";
        diagnostics.Add(new Diagnostic(SyntaxDiagnostics.ForeignOperator, source.GetLocation(span), source.ToString(span), word)
            .WithFix($"Write '{word}'", new TextEdit(span, before + word + after)));
        // The parser takes the operator for the word.
        return false;
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\r' or '\n';

    private bool Number(TextSpan span)
    {
        string text = source.ToString(span);
        if (!Literals.TryReadInteger(text, out _)) Report(SyntaxDiagnostics.NumberTooLarge, span, text, "64 bits hold");
        return false;
    }

    private bool Version(TextSpan span)
    {
        string text = source.ToString(span);
        if (!Literals.TryReadVersion(text, out _)) Report(SyntaxDiagnostics.NumberTooLarge, span, text, "a version can be");
        return false;
    }

    private bool ShortAddress(TextSpan span, string text)
    {
        diagnostics.Add(new Diagnostic(SyntaxDiagnostics.AddressWithoutDomain, source.GetLocation(span), text)
            .WithFix($"Write '0000:{text}'", new TextEdit(new TextSpan(span.Start, 0), "0000:")));
        return false;
    }

    private bool String(TextSpan span)
    {
        if (span.Length > SyntaxLimits.StringLength) Report(SyntaxDiagnostics.StringTooLong, span, span.Length, SyntaxLimits.StringLength);
        else if (!Invisible(span, comment: false)) Escapes(span);
        return false;
    }

    private void Escapes(TextSpan span)
    {
        for (int i = span.Start; i < span.End; i++)
        {
            if (source[i] != '\\') continue;
            i++;
            if (Literals.IsEscape(source[i])) continue;
            Report(SyntaxDiagnostics.UnknownEscape, new TextSpan(i - 1, 2), source[i]);
            return;
        }
    }

    private bool Invisible(TextSpan span, bool comment)
    {
        int size;
        for (int i = span.Start; i < span.End; i += size)
        {
            int code = CodePoint(i, span.End, out size);
            if (!CharacterNames.IsControl(code) && (comment || !CharacterNames.IsInvisible(code))) continue;
            return ReportInvisible(new TextSpan(i, size), code);
        }

        return false;
    }

    private bool ReportInvisible(TextSpan span, int codePoint)
    {
        diagnostics.Add(new Diagnostic(SyntaxDiagnostics.InvisibleCharacter, source.GetLocation(span), CharacterNames.Of(codePoint))
            .WithFix("Remove it", new TextEdit(span, "")));
        return true;
    }

    private bool Word(TextSpan span)
    {
        if (Invisible(span, comment: false)) return true;
        string word = source.ToString(span);
        StringBuilder ascii = new();
        foreach (char c in word) ascii.Append(c < 0x80 ? c.ToString() : CharacterNames.LookAlike(c) ?? c.ToString());
        int first = span.Start;
        while (source[first] < 0x80) first++;
        // A look-alike is named before other letters: it is the one nobody sees.
        for (int i = first; i < span.End; i++)
        {
            if (source[i] < 0x80 || CharacterNames.LookAlike(source[i]) is not { } like) continue;
            Diagnostic found = new(SyntaxDiagnostics.LookAlike, source.GetLocation(new TextSpan(i, 1)), word, CharacterNames.Of(source[i]), like, ascii);
            bool resolved = ascii.ToString().All(c => c < 0x80);
            diagnostics.Add(resolved ? found.WithFix($"Write '{ascii}'", new TextEdit(span, ascii.ToString())) : found);
            return true;
        }

        int code = CodePoint(first, span.End, out int size);
        return Report(SyntaxDiagnostics.NonAsciiName, new TextSpan(first, size), word, CharacterNames.Of(code));
    }

    private bool Space(TextSpan span)
    {
        // A byte order mark starts many a file.
        if (span.Start == 0 && source[0] == '\uFEFF') span = TextSpan.FromBounds(1, span.End);
        if (span.Length == 0) return false;
        if (source[span.Start] == '\uFEFF') return ReportInvisible(new TextSpan(span.Start, 1), 0xFEFF) && false;
        TextSpan first = new(span.Start, 1);
        diagnostics.Add(new Diagnostic(SyntaxDiagnostics.OddSpace, source.GetLocation(first), CharacterNames.Of(source[span.Start]))
            .WithFix("Write a space", new TextEdit(span, " ")));
        return false;
    }

    private bool Character(TextSpan span)
    {
        char c = source[span.Start];
        if (CharacterNames.IsControl(c)) return ReportInvisible(span, c);
        Diagnostic found = new(SyntaxDiagnostics.UnknownCharacter, source.GetLocation(span), c);
        diagnostics.Add(c switch
        {
            '+' or '-' or '*' or '/' or '%' => found.WithHelp("there is no arithmetic; counters change by 'name += 1' and 'name -= 1'"),
            '&' => found.WithHelp("write 'and'"),
            '|' => found.WithHelp("write 'or'"),
            '\'' => found.WithHelp("put text in double quotes"),
            '#' => found.WithHelp("a comment starts with '//'"),
            _ => found,
        });
        return true;
    }

    private int CodePoint(int at, int end, out int size)
    {
        bool pair = char.IsHighSurrogate(source[at]) && at + 1 < end && char.IsLowSurrogate(source[at + 1]);
        size = pair ? 2 : 1;
        return pair ? char.ConvertToUtf32(source[at], source[at + 1]) : source[at];
    }
}
