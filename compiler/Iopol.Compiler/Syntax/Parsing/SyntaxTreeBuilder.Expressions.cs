using Antlr4.Runtime;
using Antlr4.Runtime.Tree;
using Iopol.Compiler.Diagnostics;
using static Iopol.Compiler.Grammar.IopolParser;

namespace Iopol.Compiler.Syntax.Parsing;

internal sealed partial class SyntaxTreeBuilder
{
    private ExpressionSyntax? OptionalExpression(ExpressionContext? c) => c is null ? null : Expression(c);

    private ExpressionSyntax Expression(ExpressionContext? c)
    {
        if (c?.disjunction(0) is not { } left) return MissingExpression();
        ExpressionSyntax premise = Disjunction(left);
        return OptionalToken(c, IMPLIES) is { } implies
            ? new ImpliesExpressionSyntax(premise, implies, c.disjunction(1) is { } right ? Disjunction(right) : MissingExpression())
            : premise;
    }

    private NameExpressionSyntax MissingExpression() => new(Name(null));

    private ExpressionSyntax Disjunction(DisjunctionContext c)
    {
        if (c.ChildCount == 1) return Conjunction(c.conjunction(0));
        return new OrExpressionSyntax(Separated(c, x => x is ConjunctionContext term ? Conjunction(term) : null));
    }

    private ExpressionSyntax Conjunction(ConjunctionContext? c)
    {
        if (c?.ChildCount is null or 0) return MissingExpression();
        if (c.ChildCount == 1) return Negation(c.negation(0));
        return new AndExpressionSyntax(Separated(c, x => x is NegationContext term ? Negation(term) : null));
    }

    private ExpressionSyntax Negation(NegationContext? c)
    {
        if ((OptionalToken(c, NOT) ?? OptionalToken(c, FOREIGN_NOT)) is { } not) return new NotExpressionSyntax(not, Negation(c!.negation()));
        if (c?.quantifier() is { } quantifier) return Quantifier(quantifier, Token(quantifier, quantifier.Start.Type), quantifier.name(), quantifier.operand(), quantifier.expression());
        return Comparison(c);
    }

    private QuantifierExpressionSyntax Quantifier(ParserRuleContext c, SyntaxToken keyword, NameContext? name, OperandContext? domain, ExpressionContext? body) =>
        new(keyword, Name(name), Token(c, IN), Operand(domain), OptionalToken(c, COLON), OptionalExpression(body));

    private ExpressionSyntax Comparison(NegationContext? c)
    {
        ExpressionSyntax left = Operand(c?.operand());
        if (c?.comparisonTail() is not { ChildCount: > 0 } tail) return left;
        SyntaxToken? not = tail.GetChild(0) is ITerminalNode { Symbol.Type: NOT } ? Token(tail, NOT) : null;
        if (OptionalToken(tail, IN) is { } within)
        {
            return new MembershipExpressionSyntax(left, not, within, tail.setLiteral() is { } set ? SetLiteral(set) : OperandOrRange(tail));
        }

        if (OptionalToken(tail, MATCHES) is { } matches)
        {
            return new MatchesExpressionSyntax(left, not, matches, Token(tail, LPAREN), Selector(tail.selector()), Token(tail, RPAREN));
        }

        // A 'not' without 'in' or 'matches' after it.
        if (not is not null) return new MembershipExpressionSyntax(left, not, Token(tail, IN), MissingExpression());
        SyntaxToken sign = Token(tail, ((ITerminalNode)tail.GetChild(0)).Symbol.Type);
        return new ComparisonExpressionSyntax(left, sign, OptionalToken(tail, NOT), Operand(tail.operand()));
    }

    private ExpressionSyntax OperandOrRange(ComparisonTailContext c)
    {
        ExpressionSyntax first = Operand(c.operand());
        return c.rangeEnd() is { } end ? new RangeExpressionSyntax(first, Token(end, DOTDOT), Operand(end.operand())) : first;
    }

    private SetLiteralSyntax SetLiteral(SetLiteralContext c) =>
        new(Token(c, LBRACE), Separated<ExpressionSyntax>(c, x => x is OperandContext element ? Operand(element) : null), Token(c, RBRACE));

    private ExpressionSyntax Operand(OperandContext? c)
    {
        ExpressionSyntax operand = Primary(c);
        OperandTailContext[] tails = c?.operandTail() ?? [];
        if (tails.Length > SyntaxLimits.NestingDepth) throw new Grammar.NestingTooDeepException(tails[SyntaxLimits.NestingDepth].Start);
        foreach (OperandTailContext tail in tails) operand = Tail(operand, tail);
        return operand;
    }

    private ExpressionSyntax Tail(ExpressionSyntax target, OperandTailContext c)
    {
        if (OptionalToken(c, DOT) is { } dot) return new MemberExpressionSyntax(target, dot, Name(c.name()));
        if (OptionalToken(c, LBRACK) is { } bracket) return new IndexExpressionSyntax(target, bracket, Expression(c.expression(0)), Token(c, RBRACK));
        bool callable = target is NameExpressionSyntax or MemberExpressionSyntax { Target: NameExpressionSyntax { Name.Text: "base" } };
        if (!callable) diagnostics.Add(SyntaxDiagnostics.NotCallable, source.GetLocation(target.Span), ExpectedText.Shorten(target.ToString()));
        return new CallExpressionSyntax(target, Token(c, LPAREN), Arguments(c), Token(c, RPAREN));
    }

    private SeparatedList<ExpressionSyntax> Arguments(ParserRuleContext c) => Separated(c, x => x is ExpressionContext e ? Expression(e) : null);

    private ExpressionSyntax Primary(OperandContext? c) => c?.GetChild(0) switch
    {
        LiteralContext literal => LiteralExpression(literal),
        ParenthesizedContext p => new ParenthesizedExpressionSyntax(Token(p, LPAREN), Expression(p.expression()), Token(p, RPAREN)),
        CreationContext n => new NewExpressionSyntax(Token(n, NEW), Name(n.name())),
        CountingContext count => Quantifier(count, Token(count, count.Start.Type), count.name(), count.operand(), count.expression()),
        _ => new NameExpressionSyntax(Name(c?.name())),
    };

    private LiteralExpressionSyntax LiteralExpression(LiteralContext c) => new(Literal(c, SyntaxKind.IntegerLiteral));
}
