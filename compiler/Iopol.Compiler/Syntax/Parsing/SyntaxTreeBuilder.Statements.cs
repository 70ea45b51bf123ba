using Antlr4.Runtime;
using Iopol.Compiler.Diagnostics;
using static Iopol.Compiler.Grammar.IopolParser;

namespace Iopol.Compiler.Syntax.Parsing;

internal sealed partial class SyntaxTreeBuilder
{
    private BlockSyntax Block(BlockContext? c) => new(Token(c, LBRACE), List(c, Statement), Token(c, RBRACE));

    private StatementSyntax? Statement(ParserRuleContext context) => (context as StatementContext)?.GetChild(0) switch
    {
        RequireStatementContext c => new RequireStatementSyntax(
            Token(c, REQUIRE), Label(c.label()), Expression(c.expression()), Token(c, ELSE), Name(c.name()), OptionalReason(c.text()), Token(c, SEMI)),
        PromiseStatementContext c => new PromiseStatementSyntax(Token(c, PROMISE), Expression(c.expression()), Token(c, ELSE), Reaction(c)),
        RefuseStatementContext c => Refuse(c),
        PanicStatementContext c => Panic(c),
        BlockStatementContext c => new BlockStatementSyntax(Token(c, BLOCK), Token(c, UNTIL), Expression(c.expression()), Token(c, SEMI)),
        SwitchStatementContext c => Switch(c),
        GrantStatementContext c => new GrantStatementSyntax(Token(c, GRANT), Operand(c.operand(0)), Token(c, TO), Operand(c.operand(1)), Token(c, SEMI)),
        RevokeStatementContext c => Revoke(c),
        IfStatementContext c => new IfStatementSyntax(
            Token(c, IF), Expression(c.expression()), Block(c.block()), List(c, ElseIf), Else(c.elseClause())),
        EachStatementContext c => new EachStatementSyntax(Token(c, EACH), Name(c.name()), Token(c, IN), Operand(c.operand()), Block(c.block())),
        LetStatementContext c => new LetStatementSyntax(Token(c, LET), Name(c.name()), Token(c, ASSIGN), Expression(c.expression()), Token(c, SEMI)),
        FreeStatementContext c => new FreeStatementSyntax(Token(c, FREE), Operand(c.operand()), Token(c, SEMI)),
        GiveStatementContext c => new GiveStatementSyntax(Token(c, GIVE), Name(c.name()), Token(c, ASSIGN), Expression(c.expression()), Token(c, SEMI)),
        OperandStatementContext c => OperandStatement(c),
        _ => null,
    };

    private LabelSyntax? Label(LabelContext? c) => c is null ? null : new LabelSyntax(Token(c, LABEL), Token(c, COLON));

    private StatementSyntax Reaction(PromiseStatementContext c) =>
        c.revokeStatement() is { } revoke ? Revoke(revoke)
        : c.refuseStatement() is { } refuse ? Refuse(refuse)
        : Panic(c.panicStatement());

    private RefuseStatementSyntax Refuse(RefuseStatementContext c) => new(Token(c, REFUSE), Name(c.name()), OptionalReason(c.text()), Token(c, SEMI));

    private PanicStatementSyntax Panic(PanicStatementContext? c) => new(Token(c, PANIC), OptionalReason(c?.text()), Token(c, SEMI));

    private RevokeStatementSyntax Revoke(RevokeStatementContext c) =>
        new(Token(c, REVOKE), Operand(c.operand(0)), Token(c, FROM), Operand(c.operand(1)), Token(c, SEMI));

    private SwitchStatementSyntax Switch(SwitchStatementContext c) => new(
        Token(c, SWITCH), Operand(c.operand(0)), Token(c, TO), Operand(c.operand(1)),
        OptionalToken(c, THROUGH), c.operand(2) is { } through ? Operand(through) : null,
        OptionalToken(c, STEPWISE) ?? OptionalToken(c, ROLLBACK), Else(c.elseClause()), c.elseClause() is null ? Token(c, SEMI) : null);

    private ElseClauseSyntax? Else(ElseClauseContext? c) => c is null ? null : new ElseClauseSyntax(Token(c, ELSE), Block(c.block()));

    private ElseIfClauseSyntax? ElseIf(ParserRuleContext context) =>
        context is ElseIfClauseContext c ? new ElseIfClauseSyntax(Token(c, ELSE), Token(c, IF), Expression(c.expression()), Block(c.block())) : null;

    private StatementSyntax OperandStatement(OperandStatementContext c)
    {
        ExpressionSyntax operand = Operand(c.operand());
        SyntaxToken? sign = OptionalToken(c, ASSIGN) ?? OptionalToken(c, PLUS_ASSIGN) ?? OptionalToken(c, MINUS_ASSIGN);
        if (sign is not null)
        {
            bool target = operand is NameExpressionSyntax or IndexExpressionSyntax or MemberExpressionSyntax;
            if (!target) diagnostics.Add(SyntaxDiagnostics.NoTarget, source.GetLocation(operand.Span), ExpectedText.Shorten(operand.ToString()));
            return new AssignmentStatementSyntax(operand, sign, Expression(c.expression()), Token(c, SEMI));
        }

        if (operand is CallExpressionSyntax call) return new CallStatementSyntax(call, Token(c, SEMI));
        if (c.exception is null && c.Parent is StatementContext { exception: null }) diagnostics.Add(SyntaxDiagnostics.NoStatement, source.GetLocation(operand.Span), ExpectedText.Shorten(operand.ToString()));
        return new AssignmentStatementSyntax(operand, Token(c, ASSIGN), Expression(null), Token(c, SEMI));
    }
}
