namespace Iopol.Compiler.Syntax;

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
