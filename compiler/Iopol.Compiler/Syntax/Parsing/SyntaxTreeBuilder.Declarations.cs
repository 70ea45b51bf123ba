using Antlr4.Runtime;
using static Iopol.Compiler.Grammar.IopolParser;

namespace Iopol.Compiler.Syntax.Parsing;

internal sealed partial class SyntaxTreeBuilder
{
    private DeclarationSyntax? Declaration(ParserRuleContext context) => !Counts(context, RULE_declaration) ? null : context.GetChild(0) switch
    {
        ImportDeclarationContext c => new ImportDeclarationSyntax(Token(c, IMPORT), String(c.text()), Token(c, SEMI)),
        ModelDeclarationContext c => new ModelDeclarationSyntax(Token(c, MODEL), Name(c.name()), Token(c, LBRACE), List(c, ModelMember), Token(c, RBRACE)),
        PolicyDeclarationContext c => new PolicyDeclarationSyntax(
            Token(c, POLICY), Name(c.name(0)), OptionalToken(c, EXTENDS) ?? Token(c, FOR), Name(c.name(1)), Token(c, LBRACE), List(c, PolicyMember), Token(c, RBRACE)),
        HostDeclarationContext c => Host(c),
        TestDeclarationContext c => new TestDeclarationSyntax(Token(c, TEST), String(c.text()), Token(c, LBRACE), List(c, TestStep), Token(c, RBRACE)),
        PagetableDeclarationContext c => PageTable(c),
        _ => null,
    };

    private MemberSyntax? ModelMember(ParserRuleContext context) => !Counts(context, RULE_modelMember) ? null : context.GetChild(0) switch
    {
        SettingDeclarationContext c => new SettingDeclarationSyntax(
            Token(c, SETTING), Name(c.name()), Token(c, COLON), Type(c.type()), Token(c, ASSIGN), SettingValue(c.settingValue()), Token(c, SEMI)),
        EnumDeclarationContext c => new EnumDeclarationSyntax(Token(c, ENUM), Name(c.name()), Token(c, LBRACE), Separated(c, EnumMember), Token(c, RBRACE)),
        ObjectDeclarationContext c => new ObjectDeclarationSyntax(Token(c, OBJECT), Name(c.name()), Token(c, LIMIT), Number(c.integer()), Token(c, SEMI)),
        RuleDeclarationContext c => new RuleDeclarationSyntax(
            Token(c, RULE), Name(c.name()), Parameters(c.parameterList()), OptionalToken(c, ASSIGN), OptionalExpression(c.expression()), Token(c, SEMI)),
        ClauseDeclarationContext c => new ClauseDeclarationSyntax(Token(c, CLAUSE), Name(c.name()), Parameters(c.parameterList()), Token(c, SEMI)),
        StateDeclarationContext c => State(c),
        OperationDeclarationContext c => Operation(c),
        ActionDeclarationContext c => new ActionDeclarationSyntax(Token(c, ACTION), Name(c.name()), Parameters(c.parameterList()), Block(c.block())),
        RequestDeclarationContext c => new RequestDeclarationSyntax(Token(c, REQUEST), Name(c.name()), Parameters(c.parameterList()), Block(c.block())),
        PropertyDeclarationContext c => Property(c),
        PredicateDeclarationContext c => Predicate(c),
        _ => null,
    };

    private MemberSyntax? PolicyMember(ParserRuleContext context) => !Counts(context, RULE_policyMember) ? null : context.GetChild(0) switch
    {
        DriverSetDeclarationContext c => new DriverSetDeclarationSyntax(Token(c, DRIVERS), Name(c.name()), Token(c, ASSIGN), Separated(c, OptionalDriverName), Token(c, SEMI)),
        SelectorDeclarationContext c => new SelectorDeclarationSyntax(Token(c, SELECT), Name(c.name()), Token(c, ASSIGN), Selector(c.selector()), Token(c, SEMI)),
        RuleDefinitionContext c => new RuleDefinitionSyntax(
            null, Name(c.name()), Parameters(c.parameterList()), Token(c, ASSIGN), Expression(c.expression()), Token(c, SEMI)),
        OverrideDefinitionContext c => new RuleDefinitionSyntax(
            Token(c, OVERRIDE), Name(c.name()), Parameters(c.parameterList()), Token(c, ASSIGN), Expression(c.expression()), Token(c, SEMI)),
        SettingAssignmentContext c => SettingAssignment(c),
        ClauseUseContext c => new ClauseUseSyntax(Name(c.name()), Selector(c.selector()), Reason(c.text()), Token(c, SEMI)),
        ForbidDeclarationContext c => new ForbidDeclarationSyntax(
            Token(c, FORBID), Name(c.name(0)), Parameters(c.parameterList()), Token(c, WHEN), Expression(c.expression()),
            Token(c, ELSE), Name(c.name(1)), OptionalReason(c.text()), Token(c, SEMI)),
        PropertyDeclarationContext c => Property(c),
        PredicateDeclarationContext c => Predicate(c),
        _ => null,
    };

    private DeclarationSyntax Host(HostDeclarationContext c)
    {
        SyntaxToken keyword = Token(c, HOST);
        SyntaxToken name = Name(c.name());
        return OptionalToken(c, ASSIGN) is { } equals
            ? new HostFileDeclarationSyntax(keyword, name, equals, String(c.text()), Token(c, SEMI))
            : new HostDeclarationSyntax(keyword, name, Token(c, LBRACE), List(c, HostMember), Token(c, RBRACE));
    }

    private StateDeclarationSyntax State(StateDeclarationContext c) => new(
        Token(c, STATE), Name(c.name(0)), Token(c, COLON), Type(c.type()), OptionalToken(c, ASSIGN), OptionalExpression(c.expression()),
        Token(c, PER), Name(c.name(1)), OptionalToken(c, INVERSE), OptionalName(c.name(2)), Token(c, SEMI));

    private OperationDeclarationSyntax Operation(OperationDeclarationContext c) => new(
        Token(c, OPERATION), Name(c.name(0)), Parameters(c.parameterList()), Token(c, BY), Name(c.name(1)),
        OptionalToken(c.resultList(), GIVES), Separated(c.resultList(), Parameter), Block(c.block()));

    private PropertyDeclarationSyntax Property(PropertyDeclarationContext c) => new(
        Token(c, PROPERTY), Name(c.name()), OptionalString(c.text()), Token(c, ASSIGN), Expression(c.expression()), Token(c, SEMI));

    private PredicateDeclarationSyntax Predicate(PredicateDeclarationContext c) => new(
        Token(c, PREDICATE), Name(c.name()), Parameters(c.parameterList()), Token(c, ASSIGN), Expression(c.expression()), Token(c, SEMI));

    private MemberSyntax SettingAssignment(SettingAssignmentContext c)
    {
        ParserRuleContext? name = c.name(0);
        if (name?.GetText() != "aliases" && c.REFUSE() is null)
        {
            return new SettingAssignmentSyntax(Name(name), Token(c, ASSIGN), SettingValue(c.settingValue()), Token(c, SEMI));
        }

        SyntaxToken keyword = Word(name, SyntaxKind.AliasesKeyword);
        SyntaxToken equals = Token(c, ASSIGN);
        SyntaxToken? refuse = OptionalToken(c, REFUSE);
        SyntaxToken value = refuse is null ? Name(c.settingValue()?.name()) : Name(c.name(1));
        return new AliasHandlingSyntax(keyword, equals, refuse, value, Token(c, SEMI));
    }

    private EnumMemberSyntax? EnumMember(ParserRuleContext context) =>
        context is EnumMemberContext c ? new EnumMemberSyntax(Name(c.name()), OptionalToken(c, ASSIGN), c.integer() is { } value ? Number(value) : null) : null;

    private ParameterListSyntax Parameters(ParameterListContext? c) => new(Token(c, LPAREN), Separated(c, Parameter), Token(c, RPAREN));

    private ParameterSyntax? Parameter(ParserRuleContext context) =>
        context is ParameterContext c ? new ParameterSyntax(Name(c.name()), OptionalToken(c, COLON), c.type() is { } type ? Type(type) : null) : null;

    private TypeSyntax Type(TypeContext? c) => new(Name(c?.name()), OptionalToken(c, QUESTION));

    private DriverNameSyntax? OptionalDriverName(ParserRuleContext context) => context is DriverNameContext c ? DriverName(c) : null;

    private DriverNameSyntax DriverName(DriverNameContext? c) => new(c?.text() is { } text ? String(text) : Name(c?.name()));

    private ExpressionSyntax SettingValue(SettingValueContext? c) =>
        c?.literal() is { } literal ? LiteralExpression(literal) : new NameExpressionSyntax(Name(c?.name()));
}
