namespace Iopol.Compiler.Syntax;

/// <summary><c>drivers NAME = vfio-pci, pci-stub;</c></summary>
public sealed class DriverSetDeclarationSyntax : NamedMemberSyntax
{
    internal DriverSetDeclarationSyntax(SyntaxToken driversKeyword, SyntaxToken name, SyntaxToken equalsToken, SeparatedList<DriverNameSyntax> drivers, SyntaxToken semicolon)
        : base(SyntaxKind.DriverSetDeclaration, driversKeyword, name, equalsToken, drivers, semicolon)
    {
        DriversKeyword = driversKeyword;
        Name = name;
        EqualsToken = equalsToken;
        Drivers = drivers;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>drivers</c>.</summary>
    public SyntaxToken DriversKeyword { get; }

    /// <summary>The declared name.</summary>
    public override SyntaxToken Name { get; }

    /// <summary>The <c>=</c>.</summary>
    public SyntaxToken EqualsToken { get; }

    /// <summary>The drivers of the set.</summary>
    public SeparatedList<DriverNameSyntax> Drivers { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary>A driver by name; in quotes where the name is no name of Iopol, as <c>"8139too"</c>.</summary>
public sealed class DriverNameSyntax : SyntaxNode
{
    internal DriverNameSyntax(SyntaxToken token)
        : base(SyntaxKind.DriverName, [token])
    {
        Token = token;
    }

    /// <summary>The name or the string.</summary>
    public SyntaxToken Token { get; }
}

/// <summary>A named device selector: <c>select NAME = selector;</c></summary>
public sealed class SelectorDeclarationSyntax : NamedMemberSyntax
{
    internal SelectorDeclarationSyntax(SyntaxToken selectKeyword, SyntaxToken name, SyntaxToken equalsToken, SelectorSyntax selector, SyntaxToken semicolon)
        : base(SyntaxKind.SelectorDeclaration, selectKeyword, name, equalsToken, selector, semicolon)
    {
        SelectKeyword = selectKeyword;
        Name = name;
        EqualsToken = equalsToken;
        Selector = selector;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>select</c>.</summary>
    public SyntaxToken SelectKeyword { get; }

    /// <summary>The declared name.</summary>
    public override SyntaxToken Name { get; }

    /// <summary>The <c>=</c>.</summary>
    public SyntaxToken EqualsToken { get; }

    /// <summary>The devices meant.</summary>
    public SelectorSyntax Selector { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary>What a policy supplies: <c>NAME(params) = expr;</c> or <c>override NAME(params) = expr;</c></summary>
public sealed class RuleDefinitionSyntax : NamedMemberSyntax
{
    internal RuleDefinitionSyntax(SyntaxToken? overrideKeyword, SyntaxToken name, ParameterListSyntax parameters, SyntaxToken equalsToken, ExpressionSyntax body, SyntaxToken semicolon)
        : base(SyntaxKind.RuleDefinition, overrideKeyword, name, parameters, equalsToken, body, semicolon)
    {
        OverrideKeyword = overrideKeyword;
        Name = name;
        Parameters = parameters;
        EqualsToken = equalsToken;
        Body = body;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>override</c>, if the extended policy supplies the rule too.</summary>
    public SyntaxToken? OverrideKeyword { get; }

    /// <summary>The rule.</summary>
    public override SyntaxToken Name { get; }

    /// <summary>The parameters with their parentheses.</summary>
    public ParameterListSyntax Parameters { get; }

    /// <summary>The <c>=</c>.</summary>
    public SyntaxToken EqualsToken { get; }

    /// <summary>What it does.</summary>
    public ExpressionSyntax Body { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>SETTING = literal;</c></summary>
public sealed class SettingAssignmentSyntax : NamedMemberSyntax
{
    internal SettingAssignmentSyntax(SyntaxToken name, SyntaxToken equalsToken, ExpressionSyntax value, SyntaxToken semicolon)
        : base(SyntaxKind.SettingAssignment, name, equalsToken, value, semicolon)
    {
        Name = name;
        EqualsToken = equalsToken;
        Value = value;
        Semicolon = semicolon;
    }

    /// <summary>The setting.</summary>
    public override SyntaxToken Name { get; }

    /// <summary>The <c>=</c>.</summary>
    public SyntaxToken EqualsToken { get; }

    /// <summary>A literal or a name.</summary>
    public ExpressionSyntax Value { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>aliases = together;</c>, <c>untracked</c> or <c>refuse ERRNO</c></summary>
public sealed class AliasHandlingSyntax : MemberSyntax
{
    internal AliasHandlingSyntax(SyntaxToken aliasesKeyword, SyntaxToken equalsToken, SyntaxToken? refuseKeyword, SyntaxToken value, SyntaxToken semicolon)
        : base(SyntaxKind.AliasHandling, aliasesKeyword, equalsToken, refuseKeyword, value, semicolon)
    {
        AliasesKeyword = aliasesKeyword;
        EqualsToken = equalsToken;
        RefuseKeyword = refuseKeyword;
        Value = value;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>aliases</c>.</summary>
    public SyntaxToken AliasesKeyword { get; }

    /// <summary>The <c>=</c>.</summary>
    public SyntaxToken EqualsToken { get; }

    /// <summary>The word <c>refuse</c>, if sharing a requester ID is refused.</summary>
    public SyntaxToken? RefuseKeyword { get; }

    /// <summary><c>together</c>, <c>untracked</c>, or the error number after <c>refuse</c>.</summary>
    public SyntaxToken Value { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary>A clause of the model laid on devices: <c>protect class 0x0200 "the host's network";</c></summary>
public sealed class ClauseUseSyntax : MemberSyntax
{
    internal ClauseUseSyntax(SyntaxToken clause, SelectorSyntax selector, SyntaxToken reason, SyntaxToken semicolon)
        : base(SyntaxKind.ClauseUse, clause, selector, reason, semicolon)
    {
        Clause = clause;
        Selector = selector;
        Reason = reason;
        Semicolon = semicolon;
    }

    /// <summary>The clause.</summary>
    public SyntaxToken Clause { get; }

    /// <summary>The devices it is laid on.</summary>
    public SelectorSyntax Selector { get; }

    /// <summary>The text shown with the refusal; it may hold <c>{holes}</c>.</summary>
    public SyntaxToken Reason { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>forbid OPERATION(params) when expr else ERRNO "reason";</c></summary>
public sealed class ForbidDeclarationSyntax : MemberSyntax
{
    internal ForbidDeclarationSyntax(SyntaxToken forbidKeyword, SyntaxToken operation, ParameterListSyntax parameters, SyntaxToken whenKeyword, ExpressionSyntax condition, SyntaxToken elseKeyword, SyntaxToken errno, SyntaxToken? reason, SyntaxToken semicolon)
        : base(SyntaxKind.ForbidDeclaration, forbidKeyword, operation, parameters, whenKeyword, condition, elseKeyword, errno, reason, semicolon)
    {
        ForbidKeyword = forbidKeyword;
        Operation = operation;
        Parameters = parameters;
        WhenKeyword = whenKeyword;
        Condition = condition;
        ElseKeyword = elseKeyword;
        Errno = errno;
        Reason = reason;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>forbid</c>.</summary>
    public SyntaxToken ForbidKeyword { get; }

    /// <summary>The operation.</summary>
    public SyntaxToken Operation { get; }

    /// <summary>The parameters with their parentheses.</summary>
    public ParameterListSyntax Parameters { get; }

    /// <summary>The word <c>when</c>.</summary>
    public SyntaxToken WhenKeyword { get; }

    /// <summary>When it is refused.</summary>
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
