using Antlr4.Runtime;
using Antlr4.Runtime.Tree;
using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.Text;
using static Iopol.Compiler.Grammar.IopolParser;

namespace Iopol.Compiler.Syntax.Parsing;

/// <summary>Turns what the parser recognised into the typed tree, in the order of the text; nothing of ANTLR remains.</summary>
internal sealed partial class SyntaxTreeBuilder(SourceText source, IReadOnlyList<IToken> tokens, DiagnosticBag diagnostics, int start = 0)
{
    private readonly TokenReader reader = new(source, tokens, start);
    private int declarations;

    private delegate T? Build<T>(ParserRuleContext context)
        where T : SyntaxNode;

    /// <summary>The whole file.</summary>
    public CompilationUnitSyntax CompilationUnit(CompilationUnitContext? c) =>
        new(List(c, Declaration), reader.Take(tokens[tokens.Count - 1], SyntaxKind.EndOfFile));

    /// <summary>What fills a hole of a reason.</summary>
    public ExpressionSyntax Hole(HoleContext? c) => Operand(c?.operand());

    private SyntaxToken Token(ParserRuleContext? c, int type) => reader.Take(Find(c, type), TokenKinds.Of(type));

    private SyntaxToken? OptionalToken(ParserRuleContext? c, int type) =>
        Find(c, type) is { } found ? reader.Take(found, TokenKinds.Of(type)) : null;

    /// <summary>The only word of a context that is a word and nothing else.</summary>
    private SyntaxToken Word(ParserRuleContext? c, SyntaxKind kind)
    {
        while (c?.children is { Count: > 0 })
        {
            if (c.children[0] is ITerminalNode leaf) return reader.Take(leaf is IErrorNode ? null : leaf.Symbol, kind);
            c = c.children[0] as ParserRuleContext;
        }

        return reader.Take(null, kind);
    }

    private SyntaxToken Name(ParserRuleContext? c) => Word(c, SyntaxKind.Identifier);

    private SyntaxToken? OptionalName(ParserRuleContext? c) => c is null ? null : Name(c);

    /// <summary>A literal, number, string or address: a context of one token that keeps its kind.</summary>
    private SyntaxToken Literal(ParserRuleContext? c, SyntaxKind missing)
    {
        IToken? token = c?.children is { Count: > 0 } && c.children[0] is ITerminalNode leaf and not IErrorNode ? leaf.Symbol : null;
        return reader.Take(token, token is null ? missing : TokenKinds.Of(token.Type));
    }

    private SyntaxToken Number(IntegerContext? c) => Literal(c, SyntaxKind.IntegerLiteral);

    private SyntaxToken String(TextContext? c) => Literal(c, SyntaxKind.StringLiteral);

    private SyntaxToken? OptionalString(TextContext? c) => c is null ? null : String(c);

    private SyntaxToken Reason(TextContext? c)
    {
        SyntaxToken reason = String(c);
        ReasonText.Split(reason, out (TextSpan Span, string Message)? broken);
        if (broken is { } hole) diagnostics.Add(SyntaxDiagnostics.BrokenHole, source.GetLocation(hole.Span), hole.Message);
        return reason;
    }

    private SyntaxToken? OptionalReason(TextContext? c) => c is null ? null : Reason(c);

    private SyntaxToken Address(AddressContext? c) => Literal(c, SyntaxKind.AddressLiteral);

    private IToken? Find(ParserRuleContext? c, int type)
    {
        if (c?.children is null) return null;
        foreach (IParseTree child in c.children)
        {
            if (child is ITerminalNode leaf and not IErrorNode && leaf.Symbol.Type == type && reader.IsAhead(leaf.Symbol)) return leaf.Symbol;
        }

        // Recovery ends at the sign that closes a construct; that one is real.
        return type is SEMI or RBRACE or RPAREN && c.children[c.children.Count - 1] is IErrorNode last
            && last.Symbol.Type == type && reader.IsAhead(last.Symbol) ? last.Symbol : null;
    }

    /// <summary>Whether a context is of the rule and the file may declare it; counts it.</summary>
    private bool Counts(ParserRuleContext context, int rule)
    {
        if (context.RuleIndex != rule) return false;
        if (++declarations != SyntaxLimits.Declarations + 1) return declarations <= SyntaxLimits.Declarations;
        diagnostics.Add(SyntaxDiagnostics.TooManyDeclarations, source.GetLocation(TokenChecks.Span(context.Start)), SyntaxLimits.Declarations);
        return false;
    }

    private static List<T> List<T>(ParserRuleContext? c, Build<T> build)
        where T : SyntaxNode
    {
        List<T> nodes = [];
        if (c?.children is null) return nodes;
        foreach (IParseTree child in c.children)
        {
            if (child is ParserRuleContext rule && build(rule) is { } node) nodes.Add(node);
        }

        return nodes;
    }

    private SeparatedList<T> Separated<T>(ParserRuleContext? c, Build<T> build)
        where T : SyntaxNode
    {
        List<SyntaxElement> elements = [];
        if (c?.children is null) return new SeparatedList<T>(elements);
        foreach (IParseTree child in c.children)
        {
            if (child is ParserRuleContext rule && build(rule) is { } node) elements.Add(node);
            else if (child is ITerminalNode leaf and not IErrorNode && IsSeparator(leaf.Symbol.Type)) elements.Add(reader.Take(leaf.Symbol, TokenKinds.Of(leaf.Symbol.Type)));
        }

        return new SeparatedList<T>(elements);
    }

    private static bool IsSeparator(int type) => type is COMMA or AND or OR or FOREIGN_AND or FOREIGN_OR;
}
