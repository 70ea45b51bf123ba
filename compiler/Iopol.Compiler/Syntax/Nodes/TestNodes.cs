namespace Iopol.Compiler.Syntax;

/// <summary><c>policy NAME;</c></summary>
public sealed class PolicyStepSyntax : TestStepSyntax
{
    internal PolicyStepSyntax(SyntaxToken policyKeyword, SyntaxToken name, SyntaxToken semicolon)
        : base(SyntaxKind.PolicyStep, policyKeyword, name, semicolon)
    {
        PolicyKeyword = policyKeyword;
        Name = name;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>policy</c>.</summary>
    public SyntaxToken PolicyKeyword { get; }

    /// <summary>The policy under test.</summary>
    public SyntaxToken Name { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>host NAME;</c></summary>
public sealed class HostStepSyntax : TestStepSyntax
{
    internal HostStepSyntax(SyntaxToken hostKeyword, SyntaxToken name, SyntaxToken semicolon)
        : base(SyntaxKind.HostStep, hostKeyword, name, semicolon)
    {
        HostKeyword = hostKeyword;
        Name = name;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>host</c>.</summary>
    public SyntaxToken HostKeyword { get; }

    /// <summary>The host it runs on.</summary>
    public SyntaxToken Name { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>SETTING = literal;</c></summary>
public sealed class SettingStepSyntax : TestStepSyntax
{
    internal SettingStepSyntax(SyntaxToken name, SyntaxToken equalsToken, ExpressionSyntax value, SyntaxToken semicolon)
        : base(SyntaxKind.SettingStep, name, equalsToken, value, semicolon)
    {
        Name = name;
        EqualsToken = equalsToken;
        Value = value;
        Semicolon = semicolon;
    }

    /// <summary>The setting.</summary>
    public SyntaxToken Name { get; }

    /// <summary>The <c>=</c>.</summary>
    public SyntaxToken EqualsToken { get; }

    /// <summary>A literal or a name.</summary>
    public ExpressionSyntax Value { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>NAME = OP(args) by USER -> OUTCOME;</c></summary>
public sealed class OperationStepSyntax : TestStepSyntax
{
    internal OperationStepSyntax(SyntaxToken? resultName, SyntaxToken? equalsToken, SyntaxToken operation, SyntaxToken openParenthesis, SeparatedList<ExpressionSyntax> arguments, SyntaxToken closeParenthesis, SyntaxToken? byKeyword, SyntaxToken? user, SyntaxToken arrow, OutcomeSyntax outcome, SyntaxToken semicolon)
        : base(SyntaxKind.OperationStep, resultName, equalsToken, operation, openParenthesis, arguments, closeParenthesis, byKeyword, user, arrow, outcome, semicolon)
    {
        ResultName = resultName;
        EqualsToken = equalsToken;
        Operation = operation;
        OpenParenthesis = openParenthesis;
        Arguments = arguments;
        CloseParenthesis = closeParenthesis;
        ByKeyword = byKeyword;
        User = user;
        Arrow = arrow;
        Outcome = outcome;
        Semicolon = semicolon;
    }

    /// <summary>The name the call, or its result, has in later steps.</summary>
    public SyntaxToken? ResultName { get; }

    /// <summary>The <c>=</c> after it.</summary>
    public SyntaxToken? EqualsToken { get; }

    /// <summary>The operation or request.</summary>
    public SyntaxToken Operation { get; }

    /// <summary>The opening <c>(</c>.</summary>
    public SyntaxToken OpenParenthesis { get; }

    /// <summary>The arguments, in order.</summary>
    public SeparatedList<ExpressionSyntax> Arguments { get; }

    /// <summary>The closing <c>)</c>.</summary>
    public SyntaxToken CloseParenthesis { get; }

    /// <summary>The word <c>by</c>, if given.</summary>
    public SyntaxToken? ByKeyword { get; }

    /// <summary>Who calls.</summary>
    public SyntaxToken? User { get; }

    /// <summary>The <c>-></c>.</summary>
    public SyntaxToken Arrow { get; }

    /// <summary>What must come of it.</summary>
    public OutcomeSyntax Outcome { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary>A blocked call has returned: <c>finished NAME -> OUTCOME;</c></summary>
public sealed class FinishedStepSyntax : TestStepSyntax
{
    internal FinishedStepSyntax(SyntaxToken finishedKeyword, SyntaxToken name, SyntaxToken arrow, OutcomeSyntax outcome, SyntaxToken semicolon)
        : base(SyntaxKind.FinishedStep, finishedKeyword, name, arrow, outcome, semicolon)
    {
        FinishedKeyword = finishedKeyword;
        Name = name;
        Arrow = arrow;
        Outcome = outcome;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>finished</c>.</summary>
    public SyntaxToken FinishedKeyword { get; }

    /// <summary>The name the call was given by <c>blocked as</c>.</summary>
    public SyntaxToken Name { get; }

    /// <summary>The <c>-></c>.</summary>
    public SyntaxToken Arrow { get; }

    /// <summary>What must have come of it.</summary>
    public OutcomeSyntax Outcome { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>expect expr;</c></summary>
public sealed class ExpectStepSyntax : TestStepSyntax
{
    internal ExpectStepSyntax(SyntaxToken expectKeyword, ExpressionSyntax condition, SyntaxToken semicolon)
        : base(SyntaxKind.ExpectStep, expectKeyword, condition, semicolon)
    {
        ExpectKeyword = expectKeyword;
        Condition = condition;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>expect</c>.</summary>
    public SyntaxToken ExpectKeyword { get; }

    /// <summary>What must hold now.</summary>
    public ExpressionSyntax Condition { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>check NAME;</c></summary>
public sealed class CheckStepSyntax : TestStepSyntax
{
    internal CheckStepSyntax(SyntaxToken checkKeyword, SyntaxToken property, SyntaxToken semicolon)
        : base(SyntaxKind.CheckStep, checkKeyword, property, semicolon)
    {
        CheckKeyword = checkKeyword;
        Property = property;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>check</c>.</summary>
    public SyntaxToken CheckKeyword { get; }

    /// <summary>The property that must hold after every later step.</summary>
    public SyntaxToken Property { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>note "text";</c></summary>
public sealed class NoteStepSyntax : TestStepSyntax
{
    internal NoteStepSyntax(SyntaxToken noteKeyword, SyntaxToken text, SyntaxToken semicolon)
        : base(SyntaxKind.NoteStep, noteKeyword, text, semicolon)
    {
        NoteKeyword = noteKeyword;
        Text = text;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>note</c>.</summary>
    public SyntaxToken NoteKeyword { get; }

    /// <summary>The string.</summary>
    public SyntaxToken Text { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary>From now on the hardware refuses a device: <c>fail DEVICE to CONTEXT with ERRNO;</c></summary>
public sealed class FailStepSyntax : TestStepSyntax
{
    internal FailStepSyntax(SyntaxToken failKeyword, ExpressionSyntax device, SyntaxToken? toKeyword, ExpressionSyntax? context, SyntaxToken withKeyword, SyntaxToken errno, SyntaxToken semicolon)
        : base(SyntaxKind.FailStep, failKeyword, device, toKeyword, context, withKeyword, errno, semicolon)
    {
        FailKeyword = failKeyword;
        Device = device;
        ToKeyword = toKeyword;
        Context = context;
        WithKeyword = withKeyword;
        Errno = errno;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>fail</c>.</summary>
    public SyntaxToken FailKeyword { get; }

    /// <summary>The device whose driver of the IOMMU refuses.</summary>
    public ExpressionSyntax Device { get; }

    /// <summary>The word <c>to</c>, if given.</summary>
    public SyntaxToken? ToKeyword { get; }

    /// <summary>The one context that is refused; null for every context.</summary>
    public ExpressionSyntax? Context { get; }

    /// <summary>The word <c>with</c>.</summary>
    public SyntaxToken WithKeyword { get; }

    /// <summary>The error number the driver answers.</summary>
    public SyntaxToken Errno { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary>The hardware takes everything of a device again: <c>mend DEVICE;</c></summary>
public sealed class MendStepSyntax : TestStepSyntax
{
    internal MendStepSyntax(SyntaxToken mendKeyword, ExpressionSyntax device, SyntaxToken semicolon)
        : base(SyntaxKind.MendStep, mendKeyword, device, semicolon)
    {
        MendKeyword = mendKeyword;
        Device = device;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>mend</c>.</summary>
    public SyntaxToken MendKeyword { get; }

    /// <summary>The device.</summary>
    public ExpressionSyntax Device { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>ok</c> or <c>ok with a = expr</c></summary>
public sealed class OkOutcomeSyntax : OutcomeSyntax
{
    internal OkOutcomeSyntax(SyntaxToken okKeyword, SyntaxToken? withKeyword, SeparatedList<ResultBindingSyntax> results)
        : base(SyntaxKind.OkOutcome, okKeyword, withKeyword, results)
    {
        OkKeyword = okKeyword;
        WithKeyword = withKeyword;
        Results = results;
    }

    /// <summary>The word <c>ok</c>.</summary>
    public SyntaxToken OkKeyword { get; }

    /// <summary>The word <c>with</c>, if results are checked.</summary>
    public SyntaxToken? WithKeyword { get; }

    /// <summary>The results that are checked; empty without <c>with</c>.</summary>
    public SeparatedList<ResultBindingSyntax> Results { get; }
}

/// <summary><c>NAME = expr</c></summary>
public sealed class ResultBindingSyntax : SyntaxNode
{
    internal ResultBindingSyntax(SyntaxToken name, SyntaxToken equalsToken, ExpressionSyntax value)
        : base(SyntaxKind.ResultBinding, name, equalsToken, value)
    {
        Name = name;
        EqualsToken = equalsToken;
        Value = value;
    }

    /// <summary>The result.</summary>
    public SyntaxToken Name { get; }

    /// <summary>The <c>=</c>.</summary>
    public SyntaxToken EqualsToken { get; }

    /// <summary>The value it must have.</summary>
    public ExpressionSyntax Value { get; }
}

/// <summary><c>ERRNO because NAME at ADDRESS</c></summary>
public sealed class ErrorOutcomeSyntax : OutcomeSyntax
{
    internal ErrorOutcomeSyntax(SyntaxToken errno, SyntaxToken? becauseKeyword, SyntaxToken? cause, SyntaxToken? atKeyword, SyntaxToken? address)
        : base(SyntaxKind.ErrorOutcome, errno, becauseKeyword, cause, atKeyword, address)
    {
        Errno = errno;
        BecauseKeyword = becauseKeyword;
        Cause = cause;
        AtKeyword = atKeyword;
        Address = address;
    }

    /// <summary>The error number the caller gets, for example <c>EBUSY</c>.</summary>
    public SyntaxToken Errno { get; }

    /// <summary>The word <c>because</c>, if given.</summary>
    public SyntaxToken? BecauseKeyword { get; }

    /// <summary>The rule or the label of the requirement that refused.</summary>
    public SyntaxToken? Cause { get; }

    /// <summary>The word <c>at</c>, if given.</summary>
    public SyntaxToken? AtKeyword { get; }

    /// <summary>The device that caused it.</summary>
    public SyntaxToken? Address { get; }
}

/// <summary><c>blocked</c> or <c>blocked as NAME</c></summary>
public sealed class BlockedOutcomeSyntax : OutcomeSyntax
{
    internal BlockedOutcomeSyntax(SyntaxToken blockedKeyword, SyntaxToken? asKeyword, SyntaxToken? name)
        : base(SyntaxKind.BlockedOutcome, blockedKeyword, asKeyword, name)
    {
        BlockedKeyword = blockedKeyword;
        AsKeyword = asKeyword;
        Name = name;
    }

    /// <summary>The word <c>blocked</c>.</summary>
    public SyntaxToken BlockedKeyword { get; }

    /// <summary>The word <c>as</c>, if given.</summary>
    public SyntaxToken? AsKeyword { get; }

    /// <summary>The name of the blocked call in later steps.</summary>
    public SyntaxToken? Name { get; }
}

/// <summary><c>panic</c></summary>
public sealed class PanicOutcomeSyntax : OutcomeSyntax
{
    internal PanicOutcomeSyntax(SyntaxToken panicKeyword)
        : base(SyntaxKind.PanicOutcome, [panicKeyword])
    {
        PanicKeyword = panicKeyword;
    }

    /// <summary>The word <c>panic</c>.</summary>
    public SyntaxToken PanicKeyword { get; }
}
