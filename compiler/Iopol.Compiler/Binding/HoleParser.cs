using Iopol.Compiler.Syntax;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Binding;

/// <summary>
/// Reads the expression in a hole of a message: names, facts, states and calls, as in <c>owner[d.group]</c>.
/// Its nodes stand in the file's own text, so that mistakes in them are shown where they are.
/// </summary>
internal sealed class HoleParser
{
    private readonly SourceText source;
    private readonly int end;
    private int at;

    private HoleParser(SourceText source, TextSpan span)
    {
        this.source = source;
        at = span.Start;
        end = span.End;
    }

    /// <summary>The expression, or null where the text is none.</summary>
    public static ExpressionSyntax? Parse(SourceText source, TextSpan span)
    {
        var parser = new HoleParser(source, span);
        ExpressionSyntax? operand = parser.Operand(0);
        parser.SkipSpace();
        return parser.at == parser.end ? operand : null;
    }

    private ExpressionSyntax? Operand(int depth)
    {
        if (depth > SyntaxLimits.NestingDepth || Word() is not { } first) return null;
        ExpressionSyntax operand = new NameExpressionSyntax(first);
        for (int tails = 0; tails <= SyntaxLimits.NestingDepth; tails++)
        {
            if (Sign('.', SyntaxKind.Dot) is { } dot)
            {
                if (Word() is not { } member) return null;
                operand = new MemberExpressionSyntax(operand, dot, member);
            }
            else if (Sign('[', SyntaxKind.OpenBracket) is { } open)
            {
                if (Operand(depth + 1) is not { } key || Sign(']', SyntaxKind.CloseBracket) is not { } close) return null;
                operand = new IndexExpressionSyntax(operand, open, key, close);
            }
            else if (Sign('(', SyntaxKind.OpenParenthesis) is { } openCall)
            {
                if (Arguments(depth + 1) is not { } arguments || Sign(')', SyntaxKind.CloseParenthesis) is not { } close) return null;
                operand = new CallExpressionSyntax(operand, openCall, arguments, close);
            }
            else
            {
                return operand;
            }
        }

        return null;
    }

    private SeparatedList<ExpressionSyntax>? Arguments(int depth)
    {
        var elements = new List<SyntaxElement>();
        SkipSpace();
        if (at < end && source[at] == ')') return new SeparatedList<ExpressionSyntax>(elements);
        while (true)
        {
            if (Operand(depth) is not { } argument) return null;
            elements.Add(argument);
            if (Sign(',', SyntaxKind.Comma) is not { } comma) return new SeparatedList<ExpressionSyntax>(elements);
            elements.Add(comma);
        }
    }

    private SyntaxToken? Word()
    {
        SkipSpace();
        int start = at;
        if (at == end || !IsWordStart(source[at])) return null;
        while (at < end && (IsWordPart(source[at]) || (source[at] == '-' && at + 1 < end && IsWordPart(source[at + 1])))) at++;
        return Token(SyntaxKind.Identifier, start);
    }

    private SyntaxToken? Sign(char sign, SyntaxKind kind)
    {
        SkipSpace();
        if (at == end || source[at] != sign) return null;
        return Token(kind, at++);
    }

    private SyntaxToken Token(SyntaxKind kind, int start) =>
        new(kind, source, kind == SyntaxKind.Identifier ? TextSpan.FromBounds(start, at) : new TextSpan(start, 1), false, [], []);

    private void SkipSpace()
    {
        while (at < end && source[at] is ' ' or '\t') at++;
    }

    private static bool IsWordStart(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '_';

    private static bool IsWordPart(char c) => IsWordStart(c) || c is >= '0' and <= '9';
}
