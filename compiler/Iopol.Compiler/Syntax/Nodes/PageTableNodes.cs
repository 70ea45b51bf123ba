namespace Iopol.Compiler.Syntax;

/// <summary><c>pagetable NAME { … }</c> or <c>pagetable NAME extends NAME { … }</c></summary>
public sealed class PageTableDeclarationSyntax : NamedDeclarationSyntax
{
    internal PageTableDeclarationSyntax(SyntaxToken pageTableKeyword, SyntaxToken name, SyntaxToken? extendsKeyword, SyntaxToken? baseName, SyntaxToken openBrace, IReadOnlyList<PageTableMemberSyntax> members, SyntaxToken closeBrace)
        : base(SyntaxKind.PageTableDeclaration, pageTableKeyword, name, extendsKeyword, baseName, openBrace, members, closeBrace)
    {
        PageTableKeyword = pageTableKeyword;
        Name = name;
        ExtendsKeyword = extendsKeyword;
        BaseName = baseName;
        OpenBrace = openBrace;
        Members = members;
        CloseBrace = closeBrace;
    }

    /// <summary>The word <c>pagetable</c>.</summary>
    public SyntaxToken PageTableKeyword { get; }

    /// <summary>The declared name.</summary>
    public override SyntaxToken Name { get; }

    /// <summary>The word <c>extends</c>, if it extends another.</summary>
    public SyntaxToken? ExtendsKeyword { get; }

    /// <summary>The format it extends, if any.</summary>
    public SyntaxToken? BaseName { get; }

    /// <summary>The opening <c>{</c>.</summary>
    public SyntaxToken OpenBrace { get; }

    /// <summary>The members, in order.</summary>
    public IReadOnlyList<PageTableMemberSyntax> Members { get; }

    /// <summary>The closing <c>}</c>.</summary>
    public SyntaxToken CloseBrace { get; }
}

/// <summary><c>entry 8;</c></summary>
public sealed class EntrySizeSyntax : PageTableMemberSyntax
{
    internal EntrySizeSyntax(SyntaxToken entryKeyword, SyntaxToken size, SyntaxToken semicolon)
        : base(SyntaxKind.EntrySize, entryKeyword, size, semicolon)
    {
        EntryKeyword = entryKeyword;
        Size = size;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>entry</c>.</summary>
    public SyntaxToken EntryKeyword { get; }

    /// <summary>Bytes of an entry.</summary>
    public SyntaxToken Size { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>level 3 index 47:39;</c></summary>
public sealed class LevelDeclarationSyntax : PageTableMemberSyntax
{
    internal LevelDeclarationSyntax(SyntaxToken levelKeyword, SyntaxToken number, SyntaxToken indexKeyword, BitRangeSyntax bits, SyntaxToken semicolon)
        : base(SyntaxKind.LevelDeclaration, levelKeyword, number, indexKeyword, bits, semicolon)
    {
        LevelKeyword = levelKeyword;
        Number = number;
        IndexKeyword = indexKeyword;
        Bits = bits;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>level</c>.</summary>
    public SyntaxToken LevelKeyword { get; }

    /// <summary>The format's number for the level.</summary>
    public SyntaxToken Number { get; }

    /// <summary>The word <c>index</c>.</summary>
    public SyntaxToken IndexKeyword { get; }

    /// <summary>Bits of the IOVA that choose the entry.</summary>
    public BitRangeSyntax Bits { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>levels 3, 4, 5;</c></summary>
public sealed class LevelCountsSyntax : PageTableMemberSyntax
{
    internal LevelCountsSyntax(SyntaxToken levelsKeyword, SeparatedList<LiteralExpressionSyntax> counts, SyntaxToken semicolon)
        : base(SyntaxKind.LevelCounts, levelsKeyword, counts, semicolon)
    {
        LevelsKeyword = levelsKeyword;
        Counts = counts;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>levels</c>.</summary>
    public SyntaxToken LevelsKeyword { get; }

    /// <summary>How many levels a table may have.</summary>
    public SeparatedList<LiteralExpressionSyntax> Counts { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>root at least 16K, wider by 2 bits;</c></summary>
public sealed class RootRuleSyntax : PageTableMemberSyntax
{
    internal RootRuleSyntax(SyntaxToken rootKeyword, SeparatedList<RootClauseSyntax> clauses, SyntaxToken semicolon)
        : base(SyntaxKind.RootRule, rootKeyword, clauses, semicolon)
    {
        RootKeyword = rootKeyword;
        Clauses = clauses;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>root</c>.</summary>
    public SyntaxToken RootKeyword { get; }

    /// <summary>What is said about the top table.</summary>
    public SeparatedList<RootClauseSyntax> Clauses { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>at least 4K</c>, <c>concatenates 4 bits</c> or <c>wider by 2 bits</c></summary>
public sealed class RootClauseSyntax : SyntaxNode
{
    internal RootClauseSyntax(SyntaxToken keyword, SyntaxToken? secondKeyword, SyntaxToken number, SyntaxToken? bitsKeyword)
        : base(SyntaxKind.RootClause, keyword, secondKeyword, number, bitsKeyword)
    {
        Keyword = keyword;
        SecondKeyword = secondKeyword;
        Number = number;
        BitsKeyword = bitsKeyword;
    }

    /// <summary>The word <c>at</c>, <c>concatenates</c> or <c>wider</c>.</summary>
    public SyntaxToken Keyword { get; }

    /// <summary><c>least</c> behind <c>at</c>, <c>by</c> behind <c>wider</c>.</summary>
    public SyntaxToken? SecondKeyword { get; }

    /// <summary>Bytes behind <c>at least</c>, else bits.</summary>
    public SyntaxToken Number { get; }

    /// <summary>The word <c>bits</c>, except behind <c>at least</c>.</summary>
    public SyntaxToken? BitsKeyword { get; }
}

/// <summary><c>input sign when five_levels;</c></summary>
public sealed class InputExtensionSyntax : PageTableMemberSyntax
{
    internal InputExtensionSyntax(SyntaxToken inputKeyword, SyntaxToken extension, WhenClauseSyntax? when, SyntaxToken semicolon)
        : base(SyntaxKind.InputExtension, inputKeyword, extension, when, semicolon)
    {
        InputKeyword = inputKeyword;
        Extension = extension;
        When = when;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>input</c>.</summary>
    public SyntaxToken InputKeyword { get; }

    /// <summary><c>zeros</c>, <c>sign</c> or <c>ones</c>.</summary>
    public SyntaxToken Extension { get; }

    /// <summary>When it applies; always, if it is left out.</summary>
    public WhenClauseSyntax? When { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>input width 30..57;</c></summary>
public sealed class InputWidthSyntax : PageTableMemberSyntax
{
    internal InputWidthSyntax(SyntaxToken inputKeyword, SyntaxToken widthKeyword, SyntaxToken least, SyntaxToken dots, SyntaxToken most, SyntaxToken semicolon)
        : base(SyntaxKind.InputWidth, inputKeyword, widthKeyword, least, dots, most, semicolon)
    {
        InputKeyword = inputKeyword;
        WidthKeyword = widthKeyword;
        Least = least;
        Dots = dots;
        Most = most;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>input</c>.</summary>
    public SyntaxToken InputKeyword { get; }

    /// <summary>The word <c>width</c>.</summary>
    public SyntaxToken WidthKeyword { get; }

    /// <summary>The smallest width in bits.</summary>
    public SyntaxToken Least { get; }

    /// <summary>The <c>..</c> between the ends.</summary>
    public SyntaxToken Dots { get; }

    /// <summary>The largest width in bits.</summary>
    public SyntaxToken Most { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>input ignores 63:56 when top_byte_ignored;</c></summary>
public sealed class IgnoredInputSyntax : PageTableMemberSyntax
{
    internal IgnoredInputSyntax(SyntaxToken inputKeyword, SyntaxToken ignoresKeyword, BitRangeSyntax bits, WhenClauseSyntax? when, SyntaxToken semicolon)
        : base(SyntaxKind.IgnoredInput, inputKeyword, ignoresKeyword, bits, when, semicolon)
    {
        InputKeyword = inputKeyword;
        IgnoresKeyword = ignoresKeyword;
        Bits = bits;
        When = when;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>input</c>.</summary>
    public SyntaxToken InputKeyword { get; }

    /// <summary>The word <c>ignores</c>.</summary>
    public SyntaxToken IgnoresKeyword { get; }

    /// <summary>Bits of the IOVA a walk ignores.</summary>
    public BitRangeSyntax Bits { get; }

    /// <summary>When it applies; always, if it is left out.</summary>
    public WhenClauseSyntax? When { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>option host_width: 36..52 = 52;</c> or <c>option snoop_control = false;</c></summary>
public sealed class OptionDeclarationSyntax : NamedPageTableMemberSyntax
{
    internal OptionDeclarationSyntax(SyntaxToken optionKeyword, SyntaxToken name, SyntaxToken? colon, SyntaxToken? least, SyntaxToken? dots, SyntaxToken? most, SyntaxToken equalsToken, ExpressionSyntax value, SyntaxToken semicolon)
        : base(SyntaxKind.OptionDeclaration, optionKeyword, name, colon, least, dots, most, equalsToken, value, semicolon)
    {
        OptionKeyword = optionKeyword;
        Name = name;
        Colon = colon;
        Least = least;
        Dots = dots;
        Most = most;
        EqualsToken = equalsToken;
        Value = value;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>option</c>.</summary>
    public SyntaxToken OptionKeyword { get; }

    /// <summary>The declared name.</summary>
    public override SyntaxToken Name { get; }

    /// <summary>The <c>:</c> of a number.</summary>
    public SyntaxToken? Colon { get; }

    /// <summary>The smallest number.</summary>
    public SyntaxToken? Least { get; }

    /// <summary>The <c>..</c> between the ends.</summary>
    public SyntaxToken? Dots { get; }

    /// <summary>The largest number.</summary>
    public SyntaxToken? Most { get; }

    /// <summary>The <c>=</c>.</summary>
    public SyntaxToken EqualsToken { get; }

    /// <summary>What it is unless somebody chooses.</summary>
    public ExpressionSyntax Value { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>fault NAME 0x5 "text";</c></summary>
public sealed class FaultDeclarationSyntax : NamedPageTableMemberSyntax
{
    internal FaultDeclarationSyntax(SyntaxToken faultKeyword, SyntaxToken name, SyntaxToken code, SyntaxToken text, SyntaxToken semicolon)
        : base(SyntaxKind.FaultDeclaration, faultKeyword, name, code, text, semicolon)
    {
        FaultKeyword = faultKeyword;
        Name = name;
        Code = code;
        Text = text;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>fault</c>.</summary>
    public SyntaxToken FaultKeyword { get; }

    /// <summary>The declared name.</summary>
    public override SyntaxToken Name { get; }

    /// <summary>The number the hardware reports.</summary>
    public SyntaxToken Code { get; }

    /// <summary>The string: what it means.</summary>
    public SyntaxToken Text { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>allow read = every(read);</c></summary>
public sealed class AllowRuleSyntax : PageTableMemberSyntax
{
    internal AllowRuleSyntax(SyntaxToken allowKeyword, SyntaxToken right, SyntaxToken equalsToken, ExpressionSyntax condition, SyntaxToken semicolon)
        : base(SyntaxKind.AllowRule, allowKeyword, right, equalsToken, condition, semicolon)
    {
        AllowKeyword = allowKeyword;
        Right = right;
        EqualsToken = equalsToken;
        Condition = condition;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>allow</c>.</summary>
    public SyntaxToken AllowKeyword { get; }

    /// <summary><c>read</c>, <c>write</c> or <c>execute</c>.</summary>
    public SyntaxToken Right { get; }

    /// <summary>The <c>=</c>.</summary>
    public SyntaxToken EqualsToken { get; }

    /// <summary>When a complete walk leaves it.</summary>
    public ExpressionSyntax Condition { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>refuse when not readable "text";</c></summary>
public sealed class MapRefusalSyntax : PageTableMemberSyntax
{
    internal MapRefusalSyntax(SyntaxToken refuseKeyword, WhenClauseSyntax when, SyntaxToken text, SyntaxToken semicolon)
        : base(SyntaxKind.MapRefusal, refuseKeyword, when, text, semicolon)
    {
        RefuseKeyword = refuseKeyword;
        When = when;
        Text = text;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>refuse</c>.</summary>
    public SyntaxToken RefuseKeyword { get; }

    /// <summary>When nothing is mapped.</summary>
    public WhenClauseSyntax When { get; }

    /// <summary>The string: why.</summary>
    public SyntaxToken Text { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>run FIELD covers 16 at 3, 16 at 2;</c></summary>
public sealed class RunRuleSyntax : PageTableMemberSyntax
{
    internal RunRuleSyntax(SyntaxToken runKeyword, SyntaxToken field, SyntaxToken coversKeyword, SeparatedList<RunLengthSyntax> lengths, SyntaxToken semicolon)
        : base(SyntaxKind.RunRule, runKeyword, field, coversKeyword, lengths, semicolon)
    {
        RunKeyword = runKeyword;
        Field = field;
        CoversKeyword = coversKeyword;
        Lengths = lengths;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>run</c>.</summary>
    public SyntaxToken RunKeyword { get; }

    /// <summary>The hint.</summary>
    public SyntaxToken Field { get; }

    /// <summary>The word <c>covers</c>.</summary>
    public SyntaxToken CoversKeyword { get; }

    /// <summary>Entries in a run, by level.</summary>
    public SeparatedList<RunLengthSyntax> Lengths { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>16 at 3</c></summary>
public sealed class RunLengthSyntax : SyntaxNode
{
    internal RunLengthSyntax(SyntaxToken count, SyntaxToken atKeyword, SyntaxToken level)
        : base(SyntaxKind.RunLength, count, atKeyword, level)
    {
        Count = count;
        AtKeyword = atKeyword;
        Level = level;
    }

    /// <summary>How many entries.</summary>
    public SyntaxToken Count { get; }

    /// <summary>The word <c>at</c>.</summary>
    public SyntaxToken AtKeyword { get; }

    /// <summary>At which level.</summary>
    public SyntaxToken Level { get; }
}

/// <summary><c>map avoids 512G;</c></summary>
public sealed class MapAvoidanceSyntax : PageTableMemberSyntax
{
    internal MapAvoidanceSyntax(SyntaxToken mapKeyword, SyntaxToken avoidsKeyword, SeparatedList<LiteralExpressionSyntax> sizes, SyntaxToken semicolon)
        : base(SyntaxKind.MapAvoidance, mapKeyword, avoidsKeyword, sizes, semicolon)
    {
        MapKeyword = mapKeyword;
        AvoidsKeyword = avoidsKeyword;
        Sizes = sizes;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>map</c>.</summary>
    public SyntaxToken MapKeyword { get; }

    /// <summary>The word <c>avoids</c>.</summary>
    public SyntaxToken AvoidsKeyword { get; }

    /// <summary>Leaf sizes nobody may write.</summary>
    public SeparatedList<LiteralExpressionSyntax> Sizes { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>when a and b</c></summary>
public sealed class WhenClauseSyntax : SyntaxNode
{
    internal WhenClauseSyntax(SyntaxToken whenKeyword, ExpressionSyntax condition)
        : base(SyntaxKind.WhenClause, whenKeyword, condition)
    {
        WhenKeyword = whenKeyword;
        Condition = condition;
    }

    /// <summary>The word <c>when</c>.</summary>
    public SyntaxToken WhenKeyword { get; }

    /// <summary>What must hold.</summary>
    public ExpressionSyntax Condition { get; }
}
