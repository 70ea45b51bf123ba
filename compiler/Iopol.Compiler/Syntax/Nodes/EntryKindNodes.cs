namespace Iopol.Compiler.Syntax;

/// <summary>Rows of every kind: <c>entries { … }</c></summary>
public sealed class EntriesBlockSyntax : PageTableMemberSyntax
{
    internal EntriesBlockSyntax(SyntaxToken entriesKeyword, SyntaxToken openBrace, IReadOnlyList<EntryRowSyntax> rows, SyntaxToken closeBrace)
        : base(SyntaxKind.EntriesBlock, entriesKeyword, openBrace, rows, closeBrace)
    {
        EntriesKeyword = entriesKeyword;
        OpenBrace = openBrace;
        Rows = rows;
        CloseBrace = closeBrace;
    }

    /// <summary>The word <c>entries</c>.</summary>
    public SyntaxToken EntriesKeyword { get; }

    /// <summary>The opening <c>{</c>.</summary>
    public SyntaxToken OpenBrace { get; }

    /// <summary>The rows, in order.</summary>
    public IReadOnlyList<EntryRowSyntax> Rows { get; }

    /// <summary>The closing <c>}</c>.</summary>
    public SyntaxToken CloseBrace { get; }
}

/// <summary><c>table NAME at 1..4 next FIELD { … }</c></summary>
public sealed class TableKindSyntax : KindDeclarationSyntax
{
    internal TableKindSyntax(SyntaxToken tableKeyword, SyntaxToken name, LevelListSyntax? levels, SyntaxToken? nextKeyword, SyntaxToken? nextField, SyntaxToken openBrace, IReadOnlyList<EntryRowSyntax> rows, SyntaxToken closeBrace)
        : base(SyntaxKind.TableKind, tableKeyword, name, levels, nextKeyword, nextField, openBrace, rows, closeBrace)
    {
        TableKeyword = tableKeyword;
        Name = name;
        Levels = levels;
        NextKeyword = nextKeyword;
        NextField = nextField;
        OpenBrace = openBrace;
        Rows = rows;
        CloseBrace = closeBrace;
    }

    /// <summary>The word <c>table</c>.</summary>
    public SyntaxToken TableKeyword { get; }

    /// <summary>The declared name.</summary>
    public override SyntaxToken Name { get; }

    /// <summary>The levels it may stand at; every one but the lowest, if it is left out.</summary>
    public override LevelListSyntax? Levels { get; }

    /// <summary>The word <c>next</c>, if a field holds the number of the level the table is for.</summary>
    public SyntaxToken? NextKeyword { get; }

    /// <summary>That field.</summary>
    public SyntaxToken? NextField { get; }

    /// <summary>The opening <c>{</c>.</summary>
    public SyntaxToken OpenBrace { get; }

    /// <summary>The rows, in order.</summary>
    public override IReadOnlyList<EntryRowSyntax> Rows { get; }

    /// <summary>The closing <c>}</c>.</summary>
    public SyntaxToken CloseBrace { get; }
}

/// <summary><c>leaf NAME at 1..5 covers coded { … }</c></summary>
public sealed class LeafKindSyntax : KindDeclarationSyntax
{
    internal LeafKindSyntax(SyntaxToken leafKeyword, SyntaxToken name, LevelListSyntax? levels, SyntaxToken? coversKeyword, SyntaxToken? covers, SyntaxToken openBrace, IReadOnlyList<EntryRowSyntax> rows, SyntaxToken closeBrace)
        : base(SyntaxKind.LeafKind, leafKeyword, name, levels, coversKeyword, covers, openBrace, rows, closeBrace)
    {
        LeafKeyword = leafKeyword;
        Name = name;
        Levels = levels;
        CoversKeyword = coversKeyword;
        Covers = covers;
        OpenBrace = openBrace;
        Rows = rows;
        CloseBrace = closeBrace;
    }

    /// <summary>The word <c>leaf</c>.</summary>
    public SyntaxToken LeafKeyword { get; }

    /// <summary>The declared name.</summary>
    public override SyntaxToken Name { get; }

    /// <summary>The levels it may stand at; every one, if it is left out.</summary>
    public override LevelListSyntax? Levels { get; }

    /// <summary>The word <c>covers</c>, if it takes more than one entry.</summary>
    public SyntaxToken? CoversKeyword { get; }

    /// <summary>How many entries it takes, or the word <c>coded</c>.</summary>
    public SyntaxToken? Covers { get; }

    /// <summary>The opening <c>{</c>.</summary>
    public SyntaxToken OpenBrace { get; }

    /// <summary>The rows, in order.</summary>
    public override IReadOnlyList<EntryRowSyntax> Rows { get; }

    /// <summary>The closing <c>}</c>.</summary>
    public SyntaxToken CloseBrace { get; }
}

/// <summary><c>at 1..3, 5</c></summary>
public sealed class LevelListSyntax : SyntaxNode
{
    internal LevelListSyntax(SyntaxToken atKeyword, SeparatedList<LevelRangeSyntax> ranges)
        : base(SyntaxKind.LevelList, atKeyword, ranges)
    {
        AtKeyword = atKeyword;
        Ranges = ranges;
    }

    /// <summary>The word <c>at</c>.</summary>
    public SyntaxToken AtKeyword { get; }

    /// <summary>Numbers of levels.</summary>
    public SeparatedList<LevelRangeSyntax> Ranges { get; }
}

/// <summary><c>2</c> or <c>1..3</c></summary>
public sealed class LevelRangeSyntax : SyntaxNode
{
    internal LevelRangeSyntax(SyntaxToken first, SyntaxToken? dots, SyntaxToken? last)
        : base(SyntaxKind.LevelRange, first, dots, last)
    {
        First = first;
        Dots = dots;
        Last = last;
    }

    /// <summary>The level, or the smallest.</summary>
    public SyntaxToken First { get; }

    /// <summary>The <c>..</c> between the ends.</summary>
    public SyntaxToken? Dots { get; }

    /// <summary>The largest level.</summary>
    public SyntaxToken? Last { get; }
}

/// <summary><c>7</c> or <c>51:12</c></summary>
public sealed class BitRangeSyntax : SyntaxNode
{
    internal BitRangeSyntax(SyntaxToken high, SyntaxToken? colon, SyntaxToken? low)
        : base(SyntaxKind.BitRange, high, colon, low)
    {
        High = high;
        Colon = colon;
        Low = low;
    }

    /// <summary>The bit, or the highest.</summary>
    public SyntaxToken High { get; }

    /// <summary>The <c>:</c> between the ends.</summary>
    public SyntaxToken? Colon { get; }

    /// <summary>The lowest bit.</summary>
    public SyntaxToken? Low { get; }
}

/// <summary><c>51:12 address;</c>, <c>7 reserved;</c> or <c>11 snoop = coherent reserved when not snoop_control;</c></summary>
public sealed class BitRowSyntax : EntryRowSyntax
{
    internal BitRowSyntax(BitRangeSyntax bits, SyntaxToken name, BitRangeSyntax? addressBits, SyntaxToken? codedKeyword, RowValueSyntax? value, SyntaxToken? reservedKeyword, WhenClauseSyntax? reservedWhen, SyntaxToken semicolon)
        : base(SyntaxKind.BitRow, bits, name, addressBits, codedKeyword, value, reservedKeyword, reservedWhen, semicolon)
    {
        Bits = bits;
        Name = name;
        AddressBits = addressBits;
        CodedKeyword = codedKeyword;
        Value = value;
        ReservedKeyword = reservedKeyword;
        ReservedWhen = reservedWhen;
        Semicolon = semicolon;
    }

    /// <summary>Which bits.</summary>
    public BitRangeSyntax Bits { get; }

    /// <summary><c>address</c>, <c>reserved</c>, <c>ignored</c> or the name of a field.</summary>
    public SyntaxToken Name { get; }

    /// <summary>Bits of the address they hold, if other than the same.</summary>
    public BitRangeSyntax? AddressBits { get; }

    /// <summary>The word <c>coded</c>, if the address also codes the size.</summary>
    public SyntaxToken? CodedKeyword { get; }

    /// <summary>What the mapper writes, if given.</summary>
    public RowValueSyntax? Value { get; }

    /// <summary>The word <c>reserved</c>, if options make them so.</summary>
    public SyntaxToken? ReservedKeyword { get; }

    /// <summary>When they are reserved.</summary>
    public WhenClauseSyntax? ReservedWhen { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>= 1</c>, <c>= 1, 2 for device</c>, <c>= next</c> or <c>= readable</c></summary>
public sealed class RowValueSyntax : SyntaxNode
{
    internal RowValueSyntax(SyntaxToken equalsToken, ExpressionSyntax value, SyntaxToken? comma, SyntaxToken? other, SyntaxToken? forKeyword, SyntaxToken? right)
        : base(SyntaxKind.RowValue, equalsToken, value, comma, other, forKeyword, right)
    {
        EqualsToken = equalsToken;
        Value = value;
        Comma = comma;
        Other = other;
        ForKeyword = forKeyword;
        Right = right;
    }

    /// <summary>The <c>=</c>.</summary>
    public SyntaxToken EqualsToken { get; }

    /// <summary>A number, <c>next</c>, or a condition.</summary>
    public ExpressionSyntax Value { get; }

    /// <summary>The <c>,</c> between the numbers, if there are two.</summary>
    public SyntaxToken? Comma { get; }

    /// <summary>The other number.</summary>
    public SyntaxToken? Other { get; }

    /// <summary>The word <c>for</c> behind the other number.</summary>
    public SyntaxToken? ForKeyword { get; }

    /// <summary>The right that asks for the other number: <c>device</c>.</summary>
    public SyntaxToken? Right { get; }
}

/// <summary><c>others ignored;</c></summary>
public sealed class OthersRowSyntax : EntryRowSyntax
{
    internal OthersRowSyntax(SyntaxToken othersKeyword, SyntaxToken role, SyntaxToken semicolon)
        : base(SyntaxKind.OthersRow, othersKeyword, role, semicolon)
    {
        OthersKeyword = othersKeyword;
        Role = role;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>others</c>.</summary>
    public SyntaxToken OthersKeyword { get; }

    /// <summary><c>reserved</c> or <c>ignored</c>.</summary>
    public SyntaxToken Role { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}
