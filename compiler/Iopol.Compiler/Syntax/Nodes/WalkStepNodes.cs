namespace Iopol.Compiler.Syntax;

/// <summary><c>check entry { … }</c></summary>
public sealed class WalkCheckSyntax : PageTableMemberSyntax
{
    internal WalkCheckSyntax(SyntaxToken checkKeyword, SyntaxToken where, SyntaxToken openBrace, IReadOnlyList<WalkStepSyntax> steps, SyntaxToken closeBrace)
        : base(SyntaxKind.WalkCheck, checkKeyword, where, openBrace, steps, closeBrace)
    {
        CheckKeyword = checkKeyword;
        Where = where;
        OpenBrace = openBrace;
        Steps = steps;
        CloseBrace = closeBrace;
    }

    /// <summary>The word <c>check</c>.</summary>
    public SyntaxToken CheckKeyword { get; }

    /// <summary><c>input</c>, <c>entry</c> or <c>leaf</c>.</summary>
    public SyntaxToken Where { get; }

    /// <summary>The opening <c>{</c>.</summary>
    public SyntaxToken OpenBrace { get; }

    /// <summary>The steps, in order.</summary>
    public IReadOnlyList<WalkStepSyntax> Steps { get; }

    /// <summary>The closing <c>}</c>.</summary>
    public SyntaxToken CloseBrace { get; }
}

/// <summary><c>fault NAME when reserved;</c></summary>
public sealed class FaultStepSyntax : WalkStepSyntax
{
    internal FaultStepSyntax(SyntaxToken faultKeyword, SyntaxToken fault, WhenClauseSyntax? when, SyntaxToken semicolon)
        : base(SyntaxKind.FaultStep, faultKeyword, fault, when, semicolon)
    {
        FaultKeyword = faultKeyword;
        Fault = fault;
        When = when;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>fault</c>.</summary>
    public SyntaxToken FaultKeyword { get; }

    /// <summary>The reason.</summary>
    public SyntaxToken Fault { get; }

    /// <summary>When it applies; always, if it is left out.</summary>
    public WhenClauseSyntax? When { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>take NAME when page_size;</c></summary>
public sealed class TakeStepSyntax : WalkStepSyntax
{
    internal TakeStepSyntax(SyntaxToken takeKeyword, SyntaxToken entryKind, WhenClauseSyntax? when, SyntaxToken semicolon)
        : base(SyntaxKind.TakeStep, takeKeyword, entryKind, when, semicolon)
    {
        TakeKeyword = takeKeyword;
        EntryKind = entryKind;
        When = when;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>take</c>.</summary>
    public SyntaxToken TakeKeyword { get; }

    /// <summary>The kind of entry.</summary>
    public SyntaxToken EntryKind { get; }

    /// <summary>When it applies; always, if it is left out.</summary>
    public WhenClauseSyntax? When { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>set dirty when writing else unreadable;</c></summary>
public sealed class UpdateStepSyntax : WalkStepSyntax
{
    internal UpdateStepSyntax(SyntaxToken keyword, SyntaxToken field, WhenClauseSyntax? when, SyntaxToken elseKeyword, SyntaxToken fault, SyntaxToken semicolon)
        : base(SyntaxKind.UpdateStep, keyword, field, when, elseKeyword, fault, semicolon)
    {
        Keyword = keyword;
        Field = field;
        When = when;
        ElseKeyword = elseKeyword;
        Fault = fault;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>set</c> or <c>clear</c>.</summary>
    public SyntaxToken Keyword { get; }

    /// <summary>The field.</summary>
    public SyntaxToken Field { get; }

    /// <summary>When it applies; always, if it is left out.</summary>
    public WhenClauseSyntax? When { get; }

    /// <summary>The word <c>else</c>.</summary>
    public SyntaxToken ElseKeyword { get; }

    /// <summary>The reason where the memory cannot be written.</summary>
    public SyntaxToken Fault { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}
