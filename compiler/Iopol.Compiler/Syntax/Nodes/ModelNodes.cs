namespace Iopol.Compiler.Syntax;

/// <summary><c>setting NAME: TYPE = literal;</c></summary>
public sealed class SettingDeclarationSyntax : NamedMemberSyntax
{
    internal SettingDeclarationSyntax(SyntaxToken settingKeyword, SyntaxToken name, SyntaxToken colon, TypeSyntax type, SyntaxToken equalsToken, ExpressionSyntax value, SyntaxToken semicolon)
        : base(SyntaxKind.SettingDeclaration, settingKeyword, name, colon, type, equalsToken, value, semicolon)
    {
        SettingKeyword = settingKeyword;
        Name = name;
        Colon = colon;
        Type = type;
        EqualsToken = equalsToken;
        Value = value;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>setting</c>.</summary>
    public SyntaxToken SettingKeyword { get; }

    /// <summary>The declared name.</summary>
    public override SyntaxToken Name { get; }

    /// <summary>The <c>:</c>.</summary>
    public SyntaxToken Colon { get; }

    /// <summary>The type of the setting.</summary>
    public TypeSyntax Type { get; }

    /// <summary>The <c>=</c>.</summary>
    public SyntaxToken EqualsToken { get; }

    /// <summary>The value it has unless a policy or a test says otherwise: a literal or a name.</summary>
    public ExpressionSyntax Value { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>enum NAME { a = 1, b }</c></summary>
public sealed class EnumDeclarationSyntax : NamedMemberSyntax
{
    internal EnumDeclarationSyntax(SyntaxToken enumKeyword, SyntaxToken name, SyntaxToken openBrace, SeparatedList<EnumMemberSyntax> members, SyntaxToken closeBrace)
        : base(SyntaxKind.EnumDeclaration, enumKeyword, name, openBrace, members, closeBrace)
    {
        EnumKeyword = enumKeyword;
        Name = name;
        OpenBrace = openBrace;
        Members = members;
        CloseBrace = closeBrace;
    }

    /// <summary>The word <c>enum</c>.</summary>
    public SyntaxToken EnumKeyword { get; }

    /// <summary>The declared name.</summary>
    public override SyntaxToken Name { get; }

    /// <summary>The opening <c>{</c>.</summary>
    public SyntaxToken OpenBrace { get; }

    /// <summary>The values, in order.</summary>
    public SeparatedList<EnumMemberSyntax> Members { get; }

    /// <summary>The closing <c>}</c>.</summary>
    public SyntaxToken CloseBrace { get; }
}

/// <summary>One value of an enum: <c>a</c> or <c>a = 1</c></summary>
public sealed class EnumMemberSyntax : SyntaxNode
{
    internal EnumMemberSyntax(SyntaxToken name, SyntaxToken? equalsToken, SyntaxToken? value)
        : base(SyntaxKind.EnumMember, name, equalsToken, value)
    {
        Name = name;
        EqualsToken = equalsToken;
        Value = value;
    }

    /// <summary>The declared name.</summary>
    public SyntaxToken Name { get; }

    /// <summary>The <c>=</c>, if the number is given.</summary>
    public SyntaxToken? EqualsToken { get; }

    /// <summary>The number, if given.</summary>
    public SyntaxToken? Value { get; }
}

/// <summary><c>object NAME limit INT;</c></summary>
public sealed class ObjectDeclarationSyntax : NamedMemberSyntax
{
    internal ObjectDeclarationSyntax(SyntaxToken objectKeyword, SyntaxToken name, SyntaxToken limitKeyword, SyntaxToken limit, SyntaxToken semicolon)
        : base(SyntaxKind.ObjectDeclaration, objectKeyword, name, limitKeyword, limit, semicolon)
    {
        ObjectKeyword = objectKeyword;
        Name = name;
        LimitKeyword = limitKeyword;
        Limit = limit;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>object</c>.</summary>
    public SyntaxToken ObjectKeyword { get; }

    /// <summary>The declared name.</summary>
    public override SyntaxToken Name { get; }

    /// <summary>The word <c>limit</c>.</summary>
    public SyntaxToken LimitKeyword { get; }

    /// <summary>How many may exist at a time.</summary>
    public SyntaxToken Limit { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary>A rule the policy supplies: <c>rule NAME(p: type);</c> or with a default, <c>rule NAME(p: type) = expr;</c></summary>
public sealed class RuleDeclarationSyntax : NamedMemberSyntax
{
    internal RuleDeclarationSyntax(SyntaxToken ruleKeyword, SyntaxToken name, ParameterListSyntax parameters, SyntaxToken? equalsToken, ExpressionSyntax? @default, SyntaxToken semicolon)
        : base(SyntaxKind.RuleDeclaration, ruleKeyword, name, parameters, equalsToken, @default, semicolon)
    {
        RuleKeyword = ruleKeyword;
        Name = name;
        Parameters = parameters;
        EqualsToken = equalsToken;
        Default = @default;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>rule</c>.</summary>
    public SyntaxToken RuleKeyword { get; }

    /// <summary>The declared name.</summary>
    public override SyntaxToken Name { get; }

    /// <summary>The parameters with their parentheses.</summary>
    public ParameterListSyntax Parameters { get; }

    /// <summary>The <c>=</c>, if there is a default.</summary>
    public SyntaxToken? EqualsToken { get; }

    /// <summary>What holds when no policy supplies the rule.</summary>
    public ExpressionSyntax? Default { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary>A clause a policy may use: <c>clause NAME(d: device);</c></summary>
public sealed class ClauseDeclarationSyntax : NamedMemberSyntax
{
    internal ClauseDeclarationSyntax(SyntaxToken clauseKeyword, SyntaxToken name, ParameterListSyntax parameters, SyntaxToken semicolon)
        : base(SyntaxKind.ClauseDeclaration, clauseKeyword, name, parameters, semicolon)
    {
        ClauseKeyword = clauseKeyword;
        Name = name;
        Parameters = parameters;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>clause</c>.</summary>
    public SyntaxToken ClauseKeyword { get; }

    /// <summary>The declared name.</summary>
    public override SyntaxToken Name { get; }

    /// <summary>The parameters with their parentheses.</summary>
    public ParameterListSyntax Parameters { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>state NAME: TYPE? = expr per KEY inverse NAME;</c></summary>
public sealed class StateDeclarationSyntax : NamedMemberSyntax
{
    internal StateDeclarationSyntax(SyntaxToken stateKeyword, SyntaxToken name, SyntaxToken colon, TypeSyntax type, SyntaxToken? equalsToken, ExpressionSyntax? initial, SyntaxToken perKeyword, SyntaxToken key, SyntaxToken? inverseKeyword, SyntaxToken? inverseName, SyntaxToken semicolon)
        : base(SyntaxKind.StateDeclaration, stateKeyword, name, colon, type, equalsToken, initial, perKeyword, key, inverseKeyword, inverseName, semicolon)
    {
        StateKeyword = stateKeyword;
        Name = name;
        Colon = colon;
        Type = type;
        EqualsToken = equalsToken;
        Initial = initial;
        PerKeyword = perKeyword;
        Key = key;
        InverseKeyword = inverseKeyword;
        InverseName = inverseName;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>state</c>.</summary>
    public SyntaxToken StateKeyword { get; }

    /// <summary>The declared name.</summary>
    public override SyntaxToken Name { get; }

    /// <summary>The <c>:</c>.</summary>
    public SyntaxToken Colon { get; }

    /// <summary>The type of each cell.</summary>
    public TypeSyntax Type { get; }

    /// <summary>The <c>=</c>, if an initial value is given.</summary>
    public SyntaxToken? EqualsToken { get; }

    /// <summary>The initial value of each cell.</summary>
    public ExpressionSyntax? Initial { get; }

    /// <summary>The word <c>per</c>.</summary>
    public SyntaxToken PerKeyword { get; }

    /// <summary>What there is one cell of: host, device, group, user, rid or an object.</summary>
    public SyntaxToken Key { get; }

    /// <summary>The word <c>inverse</c>, if given.</summary>
    public SyntaxToken? InverseKeyword { get; }

    /// <summary>The name of the map back from the value to its keys.</summary>
    public SyntaxToken? InverseName { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>operation NAME(params) by ACTOR gives a: T { … }</c></summary>
public sealed class OperationDeclarationSyntax : NamedMemberSyntax
{
    internal OperationDeclarationSyntax(SyntaxToken operationKeyword, SyntaxToken name, ParameterListSyntax parameters, SyntaxToken byKeyword, SyntaxToken actor, SyntaxToken? givesKeyword, SeparatedList<ParameterSyntax> results, BlockSyntax body)
        : base(SyntaxKind.OperationDeclaration, operationKeyword, name, parameters, byKeyword, actor, givesKeyword, results, body)
    {
        OperationKeyword = operationKeyword;
        Name = name;
        Parameters = parameters;
        ByKeyword = byKeyword;
        Actor = actor;
        GivesKeyword = givesKeyword;
        Results = results;
        Body = body;
    }

    /// <summary>The word <c>operation</c>.</summary>
    public SyntaxToken OperationKeyword { get; }

    /// <summary>The declared name.</summary>
    public override SyntaxToken Name { get; }

    /// <summary>The parameters with their parentheses.</summary>
    public ParameterListSyntax Parameters { get; }

    /// <summary>The word <c>by</c>.</summary>
    public SyntaxToken ByKeyword { get; }

    /// <summary>Who may call it.</summary>
    public SyntaxToken Actor { get; }

    /// <summary>The word <c>gives</c>, if it has results.</summary>
    public SyntaxToken? GivesKeyword { get; }

    /// <summary>The results; empty without <c>gives</c>.</summary>
    public SeparatedList<ParameterSyntax> Results { get; }

    /// <summary>What it does.</summary>
    public BlockSyntax Body { get; }
}

/// <summary>Steps that operations share: <c>action NAME(params) { … }</c></summary>
public sealed class ActionDeclarationSyntax : NamedMemberSyntax
{
    internal ActionDeclarationSyntax(SyntaxToken actionKeyword, SyntaxToken name, ParameterListSyntax parameters, BlockSyntax body)
        : base(SyntaxKind.ActionDeclaration, actionKeyword, name, parameters, body)
    {
        ActionKeyword = actionKeyword;
        Name = name;
        Parameters = parameters;
        Body = body;
    }

    /// <summary>The word <c>action</c>.</summary>
    public SyntaxToken ActionKeyword { get; }

    /// <summary>The declared name.</summary>
    public override SyntaxToken Name { get; }

    /// <summary>The parameters with their parentheses.</summary>
    public ParameterListSyntax Parameters { get; }

    /// <summary>What it does.</summary>
    public BlockSyntax Body { get; }
}

/// <summary>The calls a user program makes: <c>request NAME(params) { … }</c></summary>
public sealed class RequestDeclarationSyntax : NamedMemberSyntax
{
    internal RequestDeclarationSyntax(SyntaxToken requestKeyword, SyntaxToken name, ParameterListSyntax parameters, BlockSyntax body)
        : base(SyntaxKind.RequestDeclaration, requestKeyword, name, parameters, body)
    {
        RequestKeyword = requestKeyword;
        Name = name;
        Parameters = parameters;
        Body = body;
    }

    /// <summary>The word <c>request</c>.</summary>
    public SyntaxToken RequestKeyword { get; }

    /// <summary>The declared name.</summary>
    public override SyntaxToken Name { get; }

    /// <summary>The parameters with their parentheses.</summary>
    public ParameterListSyntax Parameters { get; }

    /// <summary>What it does.</summary>
    public BlockSyntax Body { get; }
}

/// <summary>What holds in every reachable state: <c>property NAME "text" = expr;</c></summary>
public sealed class PropertyDeclarationSyntax : NamedMemberSyntax
{
    internal PropertyDeclarationSyntax(SyntaxToken propertyKeyword, SyntaxToken name, SyntaxToken? text, SyntaxToken equalsToken, ExpressionSyntax condition, SyntaxToken semicolon)
        : base(SyntaxKind.PropertyDeclaration, propertyKeyword, name, text, equalsToken, condition, semicolon)
    {
        PropertyKeyword = propertyKeyword;
        Name = name;
        Text = text;
        EqualsToken = equalsToken;
        Condition = condition;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>property</c>.</summary>
    public SyntaxToken PropertyKeyword { get; }

    /// <summary>The declared name.</summary>
    public override SyntaxToken Name { get; }

    /// <summary>The string that says it in words, if given.</summary>
    public SyntaxToken? Text { get; }

    /// <summary>The <c>=</c>.</summary>
    public SyntaxToken EqualsToken { get; }

    /// <summary>What must hold.</summary>
    public ExpressionSyntax Condition { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary>A named condition: <c>predicate NAME(params) = expr;</c></summary>
public sealed class PredicateDeclarationSyntax : NamedMemberSyntax
{
    internal PredicateDeclarationSyntax(SyntaxToken predicateKeyword, SyntaxToken name, ParameterListSyntax parameters, SyntaxToken equalsToken, ExpressionSyntax condition, SyntaxToken semicolon)
        : base(SyntaxKind.PredicateDeclaration, predicateKeyword, name, parameters, equalsToken, condition, semicolon)
    {
        PredicateKeyword = predicateKeyword;
        Name = name;
        Parameters = parameters;
        EqualsToken = equalsToken;
        Condition = condition;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>predicate</c>.</summary>
    public SyntaxToken PredicateKeyword { get; }

    /// <summary>The declared name.</summary>
    public override SyntaxToken Name { get; }

    /// <summary>The parameters with their parentheses.</summary>
    public ParameterListSyntax Parameters { get; }

    /// <summary>The <c>=</c>.</summary>
    public SyntaxToken EqualsToken { get; }

    /// <summary>What it stands for.</summary>
    public ExpressionSyntax Condition { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>(a: device, b: group)</c></summary>
public sealed class ParameterListSyntax : SyntaxNode
{
    internal ParameterListSyntax(SyntaxToken openParenthesis, SeparatedList<ParameterSyntax> parameters, SyntaxToken closeParenthesis)
        : base(SyntaxKind.ParameterList, openParenthesis, parameters, closeParenthesis)
    {
        OpenParenthesis = openParenthesis;
        Parameters = parameters;
        CloseParenthesis = closeParenthesis;
    }

    /// <summary>The opening <c>(</c>.</summary>
    public SyntaxToken OpenParenthesis { get; }

    /// <summary>The parameters, in order.</summary>
    public SeparatedList<ParameterSyntax> Parameters { get; }

    /// <summary>The closing <c>)</c>.</summary>
    public SyntaxToken CloseParenthesis { get; }
}

/// <summary>One parameter or result; where a policy supplies a rule the type may be left out.</summary>
public sealed class ParameterSyntax : SyntaxNode
{
    internal ParameterSyntax(SyntaxToken name, SyntaxToken? colon, TypeSyntax? type)
        : base(SyntaxKind.Parameter, name, colon, type)
    {
        Name = name;
        Colon = colon;
        Type = type;
    }

    /// <summary>The declared name.</summary>
    public SyntaxToken Name { get; }

    /// <summary>The <c>:</c>, if a type is given.</summary>
    public SyntaxToken? Colon { get; }

    /// <summary>The type, if given.</summary>
    public TypeSyntax? Type { get; }
}

/// <summary><c>NAME</c> or <c>NAME?</c></summary>
public sealed class TypeSyntax : SyntaxNode
{
    internal TypeSyntax(SyntaxToken name, SyntaxToken? question)
        : base(SyntaxKind.Type, name, question)
    {
        Name = name;
        Question = question;
    }

    /// <summary>The name of the type.</summary>
    public SyntaxToken Name { get; }

    /// <summary>The <c>?</c> of a type that may be <c>none</c>.</summary>
    public SyntaxToken? Question { get; }
}
