using Antlr4.Runtime;
using static Iopol.Compiler.Grammar.IopolParser;

namespace Iopol.Compiler.Syntax.Parsing;

internal sealed partial class SyntaxTreeBuilder
{
    private PageTableDeclarationSyntax PageTable(PagetableDeclarationContext c)
    {
        SyntaxToken keyword = Token(c, PAGETABLE);
        SyntaxToken name = Name(c.name(0));
        SyntaxToken? extends = OptionalToken(c, EXTENDS);
        return new PageTableDeclarationSyntax(
            keyword, name, extends, extends is null ? null : Name(c.name(1)), Token(c, LBRACE), List(c, PageTableMember), Token(c, RBRACE));
    }

    private PageTableMemberSyntax? PageTableMember(ParserRuleContext context) => !Counts(context, RULE_pagetableMember) ? null : context.GetChild(0) switch
    {
        EntrySizeContext c => new EntrySizeSyntax(Token(c, ENTRY), Number(c.integer()), Token(c, SEMI)),
        LevelDeclarationContext c => new LevelDeclarationSyntax(Token(c, LEVEL), Number(c.integer()), Token(c, INDEX), Bits(c.bitRange()), Token(c, SEMI)),
        LevelCountsContext c => new LevelCountsSyntax(Token(c, LEVELS), Separated(c, OptionalNumber), Token(c, SEMI)),
        RootRuleContext c => new RootRuleSyntax(Token(c, ROOT), Separated(c, RootClause), Token(c, SEMI)),
        InputRuleContext c => Input(c),
        OptionDeclarationContext c => new OptionDeclarationSyntax(
            Token(c, OPTION), Name(c.name()), OptionalToken(c, COLON), OptionalNumber(c.integer(0)), OptionalToken(c, DOTDOT), OptionalNumber(c.integer(1)),
            Token(c, ASSIGN), SettingValue(c.settingValue()), Token(c, SEMI)),
        FaultDeclarationContext c => new FaultDeclarationSyntax(Token(c, FAULT), Name(c.name()), Number(c.integer()), String(c.text()), Token(c, SEMI)),
        EntriesBlockContext c => new EntriesBlockSyntax(Token(c, ENTRIES), Token(c, LBRACE), List(c, Row), Token(c, RBRACE)),
        TableKindContext c => TableKind(c),
        LeafKindContext c => LeafKind(c),
        WalkCheckContext c => new WalkCheckSyntax(Token(c, CHECK), Name(c.name()), Token(c, LBRACE), List(c, WalkStep), Token(c, RBRACE)),
        AllowRuleContext c => new AllowRuleSyntax(Token(c, ALLOW), Name(c.name()), Token(c, ASSIGN), Expression(c.expression()), Token(c, SEMI)),
        MapRefusalContext c => new MapRefusalSyntax(Token(c, REFUSE), When(c.whenClause()), String(c.text()), Token(c, SEMI)),
        RunRuleContext c => new RunRuleSyntax(Token(c, RUN), Name(c.name()), Token(c, COVERS), Separated(c, RunLength), Token(c, SEMI)),
        MapAvoidanceContext c => new MapAvoidanceSyntax(Token(c, MAP), Token(c, AVOIDS), Separated(c, OptionalNumber), Token(c, SEMI)),
        _ => null,
    };

    private RootClauseSyntax? RootClause(ParserRuleContext context)
    {
        if (context is not RootClauseContext c) return null;
        if (OptionalToken(c, AT) is { } at) return new RootClauseSyntax(at, Token(c, LEAST), Number(c.integer()), null);
        if (OptionalToken(c, CONCATENATES) is { } concatenates) return new RootClauseSyntax(concatenates, null, Number(c.integer()), Token(c, BITS));
        return new RootClauseSyntax(Token(c, WIDER), Token(c, BY), Number(c.integer()), Token(c, BITS));
    }

    private PageTableMemberSyntax Input(InputRuleContext c)
    {
        SyntaxToken keyword = Token(c, INPUT);
        if (OptionalToken(c, WIDTH) is { } width)
        {
            return new InputWidthSyntax(keyword, width, Number(c.integer(0)), Token(c, DOTDOT), Number(c.integer(1)), Token(c, SEMI));
        }

        return OptionalToken(c, IGNORES) is { } ignores
            ? new IgnoredInputSyntax(keyword, ignores, Bits(c.bitRange()), OptionalWhen(c.whenClause()), Token(c, SEMI))
            : new InputExtensionSyntax(keyword, Name(c.inputExtension()), OptionalWhen(c.whenClause()), Token(c, SEMI));
    }

    private TableKindSyntax TableKind(TableKindContext c)
    {
        SyntaxToken keyword = Token(c, TABLE);
        SyntaxToken name = Name(c.name(0));
        LevelListSyntax? levels = Levels(c.levelList());
        SyntaxToken? next = OptionalToken(c, NEXT);
        return new TableKindSyntax(keyword, name, levels, next, next is null ? null : Name(c.name(1)), Token(c, LBRACE), List(c, Row), Token(c, RBRACE));
    }

    private LeafKindSyntax LeafKind(LeafKindContext c)
    {
        SyntaxToken keyword = Token(c, LEAF);
        SyntaxToken name = Name(c.name());
        LevelListSyntax? levels = Levels(c.levelList());
        SyntaxToken? covers = OptionalToken(c, COVERS);
        SyntaxToken? count = covers is null ? null : OptionalToken(c, CODED) ?? Number(c.integer());
        return new LeafKindSyntax(keyword, name, levels, covers, count, Token(c, LBRACE), List(c, Row), Token(c, RBRACE));
    }

    private LevelListSyntax? Levels(LevelListContext? c) => c is null ? null : new LevelListSyntax(Token(c, AT), Separated(c, LevelRange));

    private LevelRangeSyntax? LevelRange(ParserRuleContext context) =>
        context is LevelRangeContext c ? new LevelRangeSyntax(Number(c.integer(0)), OptionalToken(c, DOTDOT), OptionalNumber(c.integer(1))) : null;

    private RunLengthSyntax? RunLength(ParserRuleContext context) =>
        context is RunLengthContext c ? new RunLengthSyntax(Number(c.integer(0)), Token(c, AT), Number(c.integer(1))) : null;

    private EntryRowSyntax? Row(ParserRuleContext context) => !Counts(context, RULE_entryRow) ? null : context.GetChild(0) switch
    {
        BitRowContext c => new BitRowSyntax(
            Bits(c.bitRange(0)), OptionalToken(c, ADDRESS_WORD) ?? Name(c.name()), c.bitRange(1) is { } address ? Bits(address) : null, OptionalToken(c, CODED), RowValue(c.rowValue()),
            OptionalToken(c, RESERVED), OptionalWhen(c.whenClause()), Token(c, SEMI)),
        OthersRowContext c => new OthersRowSyntax(Token(c, OTHERS), Name(c.name()), Token(c, SEMI)),
        _ => null,
    };

    private RowValueSyntax? RowValue(RowValueContext? c) =>
        c is null ? null
        : new RowValueSyntax(Token(c, ASSIGN), Expression(c.expression()), OptionalToken(c, COMMA), OptionalNumber(c.integer()), OptionalToken(c, FOR), OptionalName(c.name()));

    private WalkStepSyntax? WalkStep(ParserRuleContext context) => !Counts(context, RULE_walkStep) ? null : context.GetChild(0) switch
    {
        FaultStepContext c => new FaultStepSyntax(Token(c, FAULT), Name(c.name()), OptionalWhen(c.whenClause()), Token(c, SEMI)),
        TakeStepContext c => new TakeStepSyntax(Token(c, TAKE), Name(c.name()), OptionalWhen(c.whenClause()), Token(c, SEMI)),
        UpdateStepContext c => new UpdateStepSyntax(
            OptionalToken(c, CLEAR) ?? Token(c, SET), Name(c.name(0)), OptionalWhen(c.whenClause()), Token(c, ELSE), Name(c.name(1)), Token(c, SEMI)),
        _ => null,
    };

    private BitRangeSyntax Bits(BitRangeContext? c) => new(Number(c?.integer(0)), OptionalToken(c, COLON), OptionalNumber(c?.integer(1)));

    private WhenClauseSyntax When(WhenClauseContext? c) => new(Token(c, WHEN), Expression(c?.expression()));

    private WhenClauseSyntax? OptionalWhen(WhenClauseContext? c) => c is null ? null : When(c);

    private SyntaxToken? OptionalNumber(IntegerContext? c) => c is null ? null : Number(c);

    private LiteralExpressionSyntax? OptionalNumber(ParserRuleContext context) =>
        context is IntegerContext c ? new LiteralExpressionSyntax(Number(c)) : null;
}
