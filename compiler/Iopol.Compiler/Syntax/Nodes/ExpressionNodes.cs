namespace Iopol.Compiler.Syntax;

/// <summary><c>a implies b</c></summary>
public sealed class ImpliesExpressionSyntax : ExpressionSyntax
{
    internal ImpliesExpressionSyntax(ExpressionSyntax left, SyntaxToken impliesKeyword, ExpressionSyntax right)
        : base(SyntaxKind.ImpliesExpression, left, impliesKeyword, right)
    {
        Left = left;
        ImpliesKeyword = impliesKeyword;
        Right = right;
    }

    /// <summary>The premise.</summary>
    public ExpressionSyntax Left { get; }

    /// <summary>The word <c>implies</c>.</summary>
    public SyntaxToken ImpliesKeyword { get; }

    /// <summary>The conclusion.</summary>
    public ExpressionSyntax Right { get; }
}

/// <summary><c>a or b or c</c>, flat</summary>
public sealed class OrExpressionSyntax : ExpressionSyntax
{
    internal OrExpressionSyntax(SeparatedList<ExpressionSyntax> terms)
        : base(SyntaxKind.OrExpression, [terms])
    {
        Terms = terms;
    }

    /// <summary>Two terms or more, evaluated left to right.</summary>
    public SeparatedList<ExpressionSyntax> Terms { get; }
}

/// <summary><c>a and b and c</c>, flat</summary>
public sealed class AndExpressionSyntax : ExpressionSyntax
{
    internal AndExpressionSyntax(SeparatedList<ExpressionSyntax> terms)
        : base(SyntaxKind.AndExpression, [terms])
    {
        Terms = terms;
    }

    /// <summary>Two terms or more, evaluated left to right.</summary>
    public SeparatedList<ExpressionSyntax> Terms { get; }
}

/// <summary><c>not a</c></summary>
public sealed class NotExpressionSyntax : ExpressionSyntax
{
    internal NotExpressionSyntax(SyntaxToken notKeyword, ExpressionSyntax operand)
        : base(SyntaxKind.NotExpression, notKeyword, operand)
    {
        NotKeyword = notKeyword;
        Operand = operand;
    }

    /// <summary>The word <c>not</c>.</summary>
    public SyntaxToken NotKeyword { get; }

    /// <summary>What is negated.</summary>
    public ExpressionSyntax Operand { get; }
}

/// <summary><c>a is b</c>, <c>a is not b</c>, <c>a &lt; b</c></summary>
public sealed class ComparisonExpressionSyntax : ExpressionSyntax
{
    internal ComparisonExpressionSyntax(ExpressionSyntax left, SyntaxToken @operator, SyntaxToken? notKeyword, ExpressionSyntax right)
        : base(SyntaxKind.ComparisonExpression, left, @operator, notKeyword, right)
    {
        Left = left;
        Operator = @operator;
        NotKeyword = notKeyword;
        Right = right;
    }

    /// <summary>The left side.</summary>
    public ExpressionSyntax Left { get; }

    /// <summary><c>is</c>, <c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c> or <c>&gt;=</c>; <see cref="Comparison"/> says what is meant.</summary>
    public SyntaxToken Operator { get; }

    /// <summary>The word <c>not</c> of <c>is not</c>.</summary>
    public SyntaxToken? NotKeyword { get; }

    /// <summary>The right side.</summary>
    public ExpressionSyntax Right { get; }

    /// <summary>What is compared, also where the text has <c>==</c> or <c>!=</c> by mistake.</summary>
    public ComparisonOperator Comparison => Operator.Kind switch
    {
        SyntaxKind.Less => ComparisonOperator.Less,
        SyntaxKind.LessEquals => ComparisonOperator.LessOrEqual,
        SyntaxKind.Greater => ComparisonOperator.Greater,
        SyntaxKind.GreaterEquals => ComparisonOperator.GreaterOrEqual,
        _ => NotKeyword is not null || Operator.Text == "!=" ? ComparisonOperator.IsNot : ComparisonOperator.Is,
    };
}

/// <summary><c>a in b</c>, <c>a not in { x, y }</c></summary>
public sealed class MembershipExpressionSyntax : ExpressionSyntax
{
    internal MembershipExpressionSyntax(ExpressionSyntax left, SyntaxToken? notKeyword, SyntaxToken inKeyword, ExpressionSyntax right)
        : base(SyntaxKind.MembershipExpression, left, notKeyword, inKeyword, right)
    {
        Left = left;
        NotKeyword = notKeyword;
        InKeyword = inKeyword;
        Right = right;
    }

    /// <summary>What is looked for.</summary>
    public ExpressionSyntax Left { get; }

    /// <summary>The word <c>not</c>, if given.</summary>
    public SyntaxToken? NotKeyword { get; }

    /// <summary>The word <c>in</c>.</summary>
    public SyntaxToken InKeyword { get; }

    /// <summary>A <see cref="SetLiteralSyntax"/>, a <see cref="RangeExpressionSyntax"/> or an operand.</summary>
    public ExpressionSyntax Right { get; }
}

/// <summary><c>d matches (selector)</c></summary>
public sealed class MatchesExpressionSyntax : ExpressionSyntax
{
    internal MatchesExpressionSyntax(ExpressionSyntax left, SyntaxToken? notKeyword, SyntaxToken matchesKeyword, SyntaxToken openParenthesis, SelectorSyntax selector, SyntaxToken closeParenthesis)
        : base(SyntaxKind.MatchesExpression, left, notKeyword, matchesKeyword, openParenthesis, selector, closeParenthesis)
    {
        Left = left;
        NotKeyword = notKeyword;
        MatchesKeyword = matchesKeyword;
        OpenParenthesis = openParenthesis;
        Selector = selector;
        CloseParenthesis = closeParenthesis;
    }

    /// <summary>The device.</summary>
    public ExpressionSyntax Left { get; }

    /// <summary>The word <c>not</c>, if given.</summary>
    public SyntaxToken? NotKeyword { get; }

    /// <summary>The word <c>matches</c>.</summary>
    public SyntaxToken MatchesKeyword { get; }

    /// <summary>The opening <c>(</c>.</summary>
    public SyntaxToken OpenParenthesis { get; }

    /// <summary>The selector.</summary>
    public SelectorSyntax Selector { get; }

    /// <summary>The closing <c>)</c>.</summary>
    public SyntaxToken CloseParenthesis { get; }
}

/// <summary><c>all x in DOMAIN: expr</c>, <c>any</c>, <c>no</c>, <c>count</c>, <c>first</c></summary>
public sealed class QuantifierExpressionSyntax : ExpressionSyntax
{
    internal QuantifierExpressionSyntax(SyntaxToken quantifier, SyntaxToken variable, SyntaxToken inKeyword, ExpressionSyntax domain, SyntaxToken? colon, ExpressionSyntax? body)
        : base(SyntaxKind.QuantifierExpression, quantifier, variable, inKeyword, domain, colon, body)
    {
        Quantifier = quantifier;
        Variable = variable;
        InKeyword = inKeyword;
        Domain = domain;
        Colon = colon;
        Body = body;
    }

    /// <summary><see cref="SyntaxKind.AllKeyword"/>, <see cref="SyntaxKind.AnyKeyword"/>, <see cref="SyntaxKind.NoKeyword"/>, <see cref="SyntaxKind.CountKeyword"/> or <see cref="SyntaxKind.FirstKeyword"/>.</summary>
    public SyntaxToken Quantifier { get; }

    /// <summary>The name of the current one.</summary>
    public SyntaxToken Variable { get; }

    /// <summary>The word <c>in</c>.</summary>
    public SyntaxToken InKeyword { get; }

    /// <summary>What it goes through.</summary>
    public ExpressionSyntax Domain { get; }

    /// <summary>The <c>:</c>, if there is a body.</summary>
    public SyntaxToken? Colon { get; }

    /// <summary>The condition on each, if given.</summary>
    public ExpressionSyntax? Body { get; }
}

/// <summary>A name</summary>
public sealed class NameExpressionSyntax : ExpressionSyntax
{
    internal NameExpressionSyntax(SyntaxToken name)
        : base(SyntaxKind.NameExpression, [name])
    {
        Name = name;
    }

    /// <summary>The name; missing where an expression is missing.</summary>
    public SyntaxToken Name { get; }
}

/// <summary><c>a.b</c></summary>
public sealed class MemberExpressionSyntax : ExpressionSyntax
{
    internal MemberExpressionSyntax(ExpressionSyntax target, SyntaxToken dot, SyntaxToken name)
        : base(SyntaxKind.MemberExpression, target, dot, name)
    {
        Target = target;
        Dot = dot;
        Name = name;
    }

    /// <summary>What is asked.</summary>
    public ExpressionSyntax Target { get; }

    /// <summary>The <c>.</c>.</summary>
    public SyntaxToken Dot { get; }

    /// <summary>The member.</summary>
    public SyntaxToken Name { get; }
}

/// <summary><c>a[b]</c></summary>
public sealed class IndexExpressionSyntax : ExpressionSyntax
{
    internal IndexExpressionSyntax(ExpressionSyntax target, SyntaxToken openBracket, ExpressionSyntax key, SyntaxToken closeBracket)
        : base(SyntaxKind.IndexExpression, target, openBracket, key, closeBracket)
    {
        Target = target;
        OpenBracket = openBracket;
        Key = key;
        CloseBracket = closeBracket;
    }

    /// <summary>The state.</summary>
    public ExpressionSyntax Target { get; }

    /// <summary>The opening <c>[</c>.</summary>
    public SyntaxToken OpenBracket { get; }

    /// <summary>Whose cell.</summary>
    public ExpressionSyntax Key { get; }

    /// <summary>The closing <c>]</c>.</summary>
    public SyntaxToken CloseBracket { get; }
}

/// <summary><c>name(args)</c> or <c>base.name(args)</c></summary>
public sealed class CallExpressionSyntax : ExpressionSyntax
{
    internal CallExpressionSyntax(ExpressionSyntax callee, SyntaxToken openParenthesis, SeparatedList<ExpressionSyntax> arguments, SyntaxToken closeParenthesis)
        : base(SyntaxKind.CallExpression, callee, openParenthesis, arguments, closeParenthesis)
    {
        Callee = callee;
        OpenParenthesis = openParenthesis;
        Arguments = arguments;
        CloseParenthesis = closeParenthesis;
    }

    /// <summary>A <see cref="NameExpressionSyntax"/>, or a <see cref="MemberExpressionSyntax"/> on <c>base</c>.</summary>
    public ExpressionSyntax Callee { get; }

    /// <summary>The opening <c>(</c>.</summary>
    public SyntaxToken OpenParenthesis { get; }

    /// <summary>The arguments, evaluated left to right.</summary>
    public SeparatedList<ExpressionSyntax> Arguments { get; }

    /// <summary>The closing <c>)</c>.</summary>
    public SyntaxToken CloseParenthesis { get; }
}

/// <summary>A literal; <see cref="Literals"/> reads its value</summary>
public sealed class LiteralExpressionSyntax : ExpressionSyntax
{
    internal LiteralExpressionSyntax(SyntaxToken token)
        : base(SyntaxKind.LiteralExpression, [token])
    {
        Token = token;
    }

    /// <summary>The token; its kind says which literal it is.</summary>
    public SyntaxToken Token { get; }
}

/// <summary><c>(a)</c></summary>
public sealed class ParenthesizedExpressionSyntax : ExpressionSyntax
{
    internal ParenthesizedExpressionSyntax(SyntaxToken openParenthesis, ExpressionSyntax inner, SyntaxToken closeParenthesis)
        : base(SyntaxKind.ParenthesizedExpression, openParenthesis, inner, closeParenthesis)
    {
        OpenParenthesis = openParenthesis;
        Inner = inner;
        CloseParenthesis = closeParenthesis;
    }

    /// <summary>The opening <c>(</c>.</summary>
    public SyntaxToken OpenParenthesis { get; }

    /// <summary>What is inside.</summary>
    public ExpressionSyntax Inner { get; }

    /// <summary>The closing <c>)</c>.</summary>
    public SyntaxToken CloseParenthesis { get; }
}

/// <summary><c>new NAME</c></summary>
public sealed class NewExpressionSyntax : ExpressionSyntax
{
    internal NewExpressionSyntax(SyntaxToken newKeyword, SyntaxToken type)
        : base(SyntaxKind.NewExpression, newKeyword, type)
    {
        NewKeyword = newKeyword;
        Type = type;
    }

    /// <summary>The word <c>new</c>.</summary>
    public SyntaxToken NewKeyword { get; }

    /// <summary>The object, or <c>space</c>.</summary>
    public SyntaxToken Type { get; }
}

/// <summary><c>{ a, b }</c></summary>
public sealed class SetLiteralSyntax : ExpressionSyntax
{
    internal SetLiteralSyntax(SyntaxToken openBrace, SeparatedList<ExpressionSyntax> elements, SyntaxToken closeBrace)
        : base(SyntaxKind.SetLiteral, openBrace, elements, closeBrace)
    {
        OpenBrace = openBrace;
        Elements = elements;
        CloseBrace = closeBrace;
    }

    /// <summary>The opening <c>{</c>.</summary>
    public SyntaxToken OpenBrace { get; }

    /// <summary>The elements, in order.</summary>
    public SeparatedList<ExpressionSyntax> Elements { get; }

    /// <summary>The closing <c>}</c>.</summary>
    public SyntaxToken CloseBrace { get; }
}

/// <summary><c>0xfee00000..0xfeefffff</c></summary>
public sealed class RangeExpressionSyntax : ExpressionSyntax
{
    internal RangeExpressionSyntax(ExpressionSyntax first, SyntaxToken dots, ExpressionSyntax last)
        : base(SyntaxKind.RangeExpression, first, dots, last)
    {
        First = first;
        Dots = dots;
        Last = last;
    }

    /// <summary>The smallest value.</summary>
    public ExpressionSyntax First { get; }

    /// <summary>The <c>..</c> between the ends.</summary>
    public SyntaxToken Dots { get; }

    /// <summary>The largest value.</summary>
    public ExpressionSyntax Last { get; }
}
