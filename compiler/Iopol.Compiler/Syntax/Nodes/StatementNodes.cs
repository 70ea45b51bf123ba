namespace Iopol.Compiler.Syntax;

/// <summary><c>{ … }</c></summary>
public sealed class BlockSyntax : SyntaxNode
{
    internal BlockSyntax(SyntaxToken openBrace, IReadOnlyList<StatementSyntax> statements, SyntaxToken closeBrace)
        : base(SyntaxKind.Block, openBrace, statements, closeBrace)
    {
        OpenBrace = openBrace;
        Statements = statements;
        CloseBrace = closeBrace;
    }

    /// <summary>The opening <c>{</c>.</summary>
    public SyntaxToken OpenBrace { get; }

    /// <summary>The statements, in order.</summary>
    public IReadOnlyList<StatementSyntax> Statements { get; }

    /// <summary>The closing <c>}</c>.</summary>
    public SyntaxToken CloseBrace { get; }
}

/// <summary><c>require label: expr else ERRNO "reason";</c></summary>
public sealed class RequireStatementSyntax : StatementSyntax
{
    internal RequireStatementSyntax(SyntaxToken requireKeyword, LabelSyntax? label, ExpressionSyntax condition, SyntaxToken elseKeyword, SyntaxToken errno, SyntaxToken? reason, SyntaxToken semicolon)
        : base(SyntaxKind.RequireStatement, requireKeyword, label, condition, elseKeyword, errno, reason, semicolon)
    {
        RequireKeyword = requireKeyword;
        Label = label;
        Condition = condition;
        ElseKeyword = elseKeyword;
        Errno = errno;
        Reason = reason;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>require</c>.</summary>
    public SyntaxToken RequireKeyword { get; }

    /// <summary>The name of the requirement, if given.</summary>
    public LabelSyntax? Label { get; }

    /// <summary>What must hold.</summary>
    public ExpressionSyntax Condition { get; }

    /// <summary>The word <c>else</c>.</summary>
    public SyntaxToken ElseKeyword { get; }

    /// <summary>The error number the caller gets, for example <c>EBUSY</c>.</summary>
    public SyntaxToken Errno { get; }

    /// <summary>The text shown with the refusal; it may hold <c>{holes}</c>.</summary>
    public SyntaxToken? Reason { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>NAME:</c></summary>
public sealed class LabelSyntax : SyntaxNode
{
    internal LabelSyntax(SyntaxToken name, SyntaxToken colon)
        : base(SyntaxKind.Label, name, colon)
    {
        Name = name;
        Colon = colon;
    }

    /// <summary>The declared name.</summary>
    public SyntaxToken Name { get; }

    /// <summary>The <c>:</c>.</summary>
    public SyntaxToken Colon { get; }
}

/// <summary><c>promise expr else REACTION</c></summary>
public sealed class PromiseStatementSyntax : StatementSyntax
{
    internal PromiseStatementSyntax(SyntaxToken promiseKeyword, ExpressionSyntax condition, SyntaxToken elseKeyword, StatementSyntax reaction)
        : base(SyntaxKind.PromiseStatement, promiseKeyword, condition, elseKeyword, reaction)
    {
        PromiseKeyword = promiseKeyword;
        Condition = condition;
        ElseKeyword = elseKeyword;
        Reaction = reaction;
    }

    /// <summary>The word <c>promise</c>.</summary>
    public SyntaxToken PromiseKeyword { get; }

    /// <summary>What was promised.</summary>
    public ExpressionSyntax Condition { get; }

    /// <summary>The word <c>else</c>.</summary>
    public SyntaxToken ElseKeyword { get; }

    /// <summary>What happens if the promise is broken: a panic, a revoke or a refusal.</summary>
    public StatementSyntax Reaction { get; }
}

/// <summary><c>refuse ERRNO "reason";</c></summary>
public sealed class RefuseStatementSyntax : StatementSyntax
{
    internal RefuseStatementSyntax(SyntaxToken refuseKeyword, SyntaxToken errno, SyntaxToken? reason, SyntaxToken semicolon)
        : base(SyntaxKind.RefuseStatement, refuseKeyword, errno, reason, semicolon)
    {
        RefuseKeyword = refuseKeyword;
        Errno = errno;
        Reason = reason;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>refuse</c>.</summary>
    public SyntaxToken RefuseKeyword { get; }

    /// <summary>The error number the caller gets, for example <c>EBUSY</c>.</summary>
    public SyntaxToken Errno { get; }

    /// <summary>The text shown with the refusal; it may hold <c>{holes}</c>.</summary>
    public SyntaxToken? Reason { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>panic "reason";</c></summary>
public sealed class PanicStatementSyntax : StatementSyntax
{
    internal PanicStatementSyntax(SyntaxToken panicKeyword, SyntaxToken? reason, SyntaxToken semicolon)
        : base(SyntaxKind.PanicStatement, panicKeyword, reason, semicolon)
    {
        PanicKeyword = panicKeyword;
        Reason = reason;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>panic</c>.</summary>
    public SyntaxToken PanicKeyword { get; }

    /// <summary>The text shown with the refusal; it may hold <c>{holes}</c>.</summary>
    public SyntaxToken? Reason { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary>The caller waits: <c>block until expr;</c></summary>
public sealed class BlockStatementSyntax : StatementSyntax
{
    internal BlockStatementSyntax(SyntaxToken blockKeyword, SyntaxToken untilKeyword, ExpressionSyntax condition, SyntaxToken semicolon)
        : base(SyntaxKind.BlockStatement, blockKeyword, untilKeyword, condition, semicolon)
    {
        BlockKeyword = blockKeyword;
        UntilKeyword = untilKeyword;
        Condition = condition;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>block</c>.</summary>
    public SyntaxToken BlockKeyword { get; }

    /// <summary>The word <c>until</c>.</summary>
    public SyntaxToken UntilKeyword { get; }

    /// <summary>What it waits for.</summary>
    public ExpressionSyntax Condition { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>TARGET = expr;</c>, <c>+=</c> or <c>-=</c></summary>
public sealed class AssignmentStatementSyntax : StatementSyntax
{
    internal AssignmentStatementSyntax(ExpressionSyntax target, SyntaxToken @operator, ExpressionSyntax value, SyntaxToken semicolon)
        : base(SyntaxKind.AssignmentStatement, target, @operator, value, semicolon)
    {
        Target = target;
        Operator = @operator;
        Value = value;
        Semicolon = semicolon;
    }

    /// <summary>A name, <c>name[key]</c> or <c>x.member</c>.</summary>
    public ExpressionSyntax Target { get; }

    /// <summary><c>=</c>, <c>+=</c> or <c>-=</c>.</summary>
    public SyntaxToken Operator { get; }

    /// <summary>The new value, or what is added or taken away.</summary>
    public ExpressionSyntax Value { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>switch X to CONTEXT through CONTEXT stepwise;</c>, or with <c>else { … }</c> at its end.</summary>
public sealed class SwitchStatementSyntax : StatementSyntax
{
    internal SwitchStatementSyntax(SyntaxToken switchKeyword, ExpressionSyntax subject, SyntaxToken toKeyword, ExpressionSyntax context, SyntaxToken? throughKeyword, ExpressionSyntax? intermediate, SyntaxToken? mode, ElseClauseSyntax? @else, SyntaxToken? semicolon)
        : base(SyntaxKind.SwitchStatement, switchKeyword, subject, toKeyword, context, throughKeyword, intermediate, mode, @else, semicolon)
    {
        SwitchKeyword = switchKeyword;
        Subject = subject;
        ToKeyword = toKeyword;
        Context = context;
        ThroughKeyword = throughKeyword;
        Intermediate = intermediate;
        Mode = mode;
        Else = @else;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>switch</c>.</summary>
    public SyntaxToken SwitchKeyword { get; }

    /// <summary>The device, group or requester ID that is switched.</summary>
    public ExpressionSyntax Subject { get; }

    /// <summary>The word <c>to</c>.</summary>
    public SyntaxToken ToKeyword { get; }

    /// <summary>The context it ends in.</summary>
    public ExpressionSyntax Context { get; }

    /// <summary>The word <c>through</c>, if given.</summary>
    public SyntaxToken? ThroughKeyword { get; }

    /// <summary>The context it passes through.</summary>
    public ExpressionSyntax? Intermediate { get; }

    /// <summary><c>stepwise</c> or <c>rollback</c>, if given.</summary>
    public SyntaxToken? Mode { get; }

    /// <summary>What is done before the refusal where the hardware refuses a device, if given.</summary>
    public ElseClauseSyntax? Else { get; }

    /// <summary>The closing <c>;</c>; null behind an <c>else</c>.</summary>
    public SyntaxToken? Semicolon { get; }
}

/// <summary><c>grant X to Y;</c></summary>
public sealed class GrantStatementSyntax : StatementSyntax
{
    internal GrantStatementSyntax(SyntaxToken grantKeyword, ExpressionSyntax subject, SyntaxToken toKeyword, ExpressionSyntax user, SyntaxToken semicolon)
        : base(SyntaxKind.GrantStatement, grantKeyword, subject, toKeyword, user, semicolon)
    {
        GrantKeyword = grantKeyword;
        Subject = subject;
        ToKeyword = toKeyword;
        User = user;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>grant</c>.</summary>
    public SyntaxToken GrantKeyword { get; }

    /// <summary>The device.</summary>
    public ExpressionSyntax Subject { get; }

    /// <summary>The word <c>to</c>.</summary>
    public SyntaxToken ToKeyword { get; }

    /// <summary>Who can reach it from now on.</summary>
    public ExpressionSyntax User { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>revoke X from Y;</c></summary>
public sealed class RevokeStatementSyntax : StatementSyntax
{
    internal RevokeStatementSyntax(SyntaxToken revokeKeyword, ExpressionSyntax subject, SyntaxToken fromKeyword, ExpressionSyntax user, SyntaxToken semicolon)
        : base(SyntaxKind.RevokeStatement, revokeKeyword, subject, fromKeyword, user, semicolon)
    {
        RevokeKeyword = revokeKeyword;
        Subject = subject;
        FromKeyword = fromKeyword;
        User = user;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>revoke</c>.</summary>
    public SyntaxToken RevokeKeyword { get; }

    /// <summary>The device.</summary>
    public ExpressionSyntax Subject { get; }

    /// <summary>The word <c>from</c>.</summary>
    public SyntaxToken FromKeyword { get; }

    /// <summary>Who can no longer reach it.</summary>
    public ExpressionSyntax User { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>if expr { } else if expr { } else { }</c></summary>
public sealed class IfStatementSyntax : StatementSyntax
{
    internal IfStatementSyntax(SyntaxToken ifKeyword, ExpressionSyntax condition, BlockSyntax then, IReadOnlyList<ElseIfClauseSyntax> elseIfs, ElseClauseSyntax? @else)
        : base(SyntaxKind.IfStatement, ifKeyword, condition, then, elseIfs, @else)
    {
        IfKeyword = ifKeyword;
        Condition = condition;
        Then = then;
        ElseIfs = elseIfs;
        Else = @else;
    }

    /// <summary>The word <c>if</c>.</summary>
    public SyntaxToken IfKeyword { get; }

    /// <summary>The condition.</summary>
    public ExpressionSyntax Condition { get; }

    /// <summary>What happens if it holds.</summary>
    public BlockSyntax Then { get; }

    /// <summary>Further conditions, tried in order.</summary>
    public IReadOnlyList<ElseIfClauseSyntax> ElseIfs { get; }

    /// <summary>What happens if none holds.</summary>
    public ElseClauseSyntax? Else { get; }
}

/// <summary><c>else if expr { }</c></summary>
public sealed class ElseIfClauseSyntax : SyntaxNode
{
    internal ElseIfClauseSyntax(SyntaxToken elseKeyword, SyntaxToken ifKeyword, ExpressionSyntax condition, BlockSyntax then)
        : base(SyntaxKind.ElseIfClause, elseKeyword, ifKeyword, condition, then)
    {
        ElseKeyword = elseKeyword;
        IfKeyword = ifKeyword;
        Condition = condition;
        Then = then;
    }

    /// <summary>The word <c>else</c>.</summary>
    public SyntaxToken ElseKeyword { get; }

    /// <summary>The word <c>if</c>.</summary>
    public SyntaxToken IfKeyword { get; }

    /// <summary>The condition.</summary>
    public ExpressionSyntax Condition { get; }

    /// <summary>What happens if it is the first that holds.</summary>
    public BlockSyntax Then { get; }
}

/// <summary><c>else { }</c></summary>
public sealed class ElseClauseSyntax : SyntaxNode
{
    internal ElseClauseSyntax(SyntaxToken elseKeyword, BlockSyntax block)
        : base(SyntaxKind.ElseClause, elseKeyword, block)
    {
        ElseKeyword = elseKeyword;
        Block = block;
    }

    /// <summary>The word <c>else</c>.</summary>
    public SyntaxToken ElseKeyword { get; }

    /// <summary>What happens.</summary>
    public BlockSyntax Block { get; }
}

/// <summary><c>each NAME in DOMAIN { }</c></summary>
public sealed class EachStatementSyntax : StatementSyntax
{
    internal EachStatementSyntax(SyntaxToken eachKeyword, SyntaxToken variable, SyntaxToken inKeyword, ExpressionSyntax domain, BlockSyntax body)
        : base(SyntaxKind.EachStatement, eachKeyword, variable, inKeyword, domain, body)
    {
        EachKeyword = eachKeyword;
        Variable = variable;
        InKeyword = inKeyword;
        Domain = domain;
        Body = body;
    }

    /// <summary>The word <c>each</c>.</summary>
    public SyntaxToken EachKeyword { get; }

    /// <summary>The name of the current one.</summary>
    public SyntaxToken Variable { get; }

    /// <summary>The word <c>in</c>.</summary>
    public SyntaxToken InKeyword { get; }

    /// <summary>What it goes through, in dense order.</summary>
    public ExpressionSyntax Domain { get; }

    /// <summary>What it does.</summary>
    public BlockSyntax Body { get; }
}

/// <summary><c>let NAME = expr;</c></summary>
public sealed class LetStatementSyntax : StatementSyntax
{
    internal LetStatementSyntax(SyntaxToken letKeyword, SyntaxToken name, SyntaxToken equalsToken, ExpressionSyntax value, SyntaxToken semicolon)
        : base(SyntaxKind.LetStatement, letKeyword, name, equalsToken, value, semicolon)
    {
        LetKeyword = letKeyword;
        Name = name;
        EqualsToken = equalsToken;
        Value = value;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>let</c>.</summary>
    public SyntaxToken LetKeyword { get; }

    /// <summary>The declared name.</summary>
    public SyntaxToken Name { get; }

    /// <summary>The <c>=</c>.</summary>
    public SyntaxToken EqualsToken { get; }

    /// <summary>The value.</summary>
    public ExpressionSyntax Value { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>free expr;</c></summary>
public sealed class FreeStatementSyntax : StatementSyntax
{
    internal FreeStatementSyntax(SyntaxToken freeKeyword, ExpressionSyntax subject, SyntaxToken semicolon)
        : base(SyntaxKind.FreeStatement, freeKeyword, subject, semicolon)
    {
        FreeKeyword = freeKeyword;
        Subject = subject;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>free</c>.</summary>
    public SyntaxToken FreeKeyword { get; }

    /// <summary>The object that ceases to exist.</summary>
    public ExpressionSyntax Subject { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>name(args);</c></summary>
public sealed class CallStatementSyntax : StatementSyntax
{
    internal CallStatementSyntax(CallExpressionSyntax call, SyntaxToken semicolon)
        : base(SyntaxKind.CallStatement, call, semicolon)
    {
        Call = call;
        Semicolon = semicolon;
    }

    /// <summary>The call.</summary>
    public CallExpressionSyntax Call { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>give NAME = expr;</c></summary>
public sealed class GiveStatementSyntax : StatementSyntax
{
    internal GiveStatementSyntax(SyntaxToken giveKeyword, SyntaxToken name, SyntaxToken equalsToken, ExpressionSyntax value, SyntaxToken semicolon)
        : base(SyntaxKind.GiveStatement, giveKeyword, name, equalsToken, value, semicolon)
    {
        GiveKeyword = giveKeyword;
        Name = name;
        EqualsToken = equalsToken;
        Value = value;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>give</c>.</summary>
    public SyntaxToken GiveKeyword { get; }

    /// <summary>The result.</summary>
    public SyntaxToken Name { get; }

    /// <summary>The <c>=</c>.</summary>
    public SyntaxToken EqualsToken { get; }

    /// <summary>Its value.</summary>
    public ExpressionSyntax Value { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}
