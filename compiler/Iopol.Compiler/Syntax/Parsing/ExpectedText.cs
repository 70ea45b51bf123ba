using Antlr4.Runtime;
using Antlr4.Runtime.Misc;
using static Iopol.Compiler.Grammar.IopolParser;

namespace Iopol.Compiler.Syntax.Parsing;

/// <summary>Puts what the parser expected and found into words.</summary>
internal static class ExpectedText
{
    /// <summary>What follows the last token.</summary>
    public const string EndOfFile = "the end of the file";

    /// <summary>What could go on behind an expression; not worth listing where something else must follow.</summary>
    private static readonly HashSet<int> Operators =
    [
        DOT, LBRACK, LPAREN, IS, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, FOREIGN_IS, FOREIGN_IS_NOT, NOT, IN, MATCHES,
        AND, OR, FOREIGN_AND, FOREIGN_OR, FOREIGN_NOT, IMPLIES,
    ];

    private static readonly HashSet<int> Numbers = [INTEGER, HEX_INTEGER, SIZE, BAD_NUMBER, VERSION];

    private static readonly HashSet<int> Addresses = [ADDRESS, SHORT_ADDRESS, BAD_ADDRESS, ADDRESS_PATTERN];

    /// <summary>A set of token types in words: <c>a name or ')'</c>.</summary>
    public static string Describe(IntervalSet expected)
    {
        List<string> parts = [];
        HashSet<int> rest = [.. expected.ToList()];
        if (Kind(rest) is { } kind) parts.Add(kind);
        if (rest.Remove(STRING)) parts.Add("a text in quotes");
        if (rest.Overlaps(Numbers)) parts.Add("a number");
        if (rest.Overlaps(Addresses)) parts.Add("a device address");
        rest.ExceptWith([BAD_STRING, BAD_WORD, .. Numbers, .. Addresses]);
        if (parts.Count > 0 || rest.Except(Operators).Any()) rest.ExceptWith(Operators);
        parts.AddRange(rest.OrderBy(t => t).Select(Sign));
        return Join(parts);
    }

    /// <summary>What is expected where a choice the first word leaves open goes wrong at a later one.</summary>
    public static string AfterName(int rule, IToken previous) => (rule, previous.Type) switch
    {
        (RULE_policyMember, RPAREN) => "'=' or a reason in quotes",
        (RULE_policyMember, LPAREN or COMMA) => "a parameter or a device selector",
        (RULE_policyMember, _) => "'=', '(' or a device selector",
        (RULE_testStep or RULE_operationStep, ASSIGN) => "a value or an operation",
        (RULE_testStep or RULE_operationStep, _) => "'(' or '='",
        (RULE_ifStatement, _) => "'if' or '{'",
        (RULE_enumDeclaration, _) => "a name or '}'",
        (RULE_selectorTerm, _) => "a driver or 'in'",
        (RULE_inputRule, _) => "'zeros', 'sign', 'ones', 'width' or 'ignores'",
        _ => "'in' or 'matches'",
    };

    /// <summary>The words a device of a host literal is described with.</summary>
    public static IReadOnlyList<string> AttributeWords { get; } =
        ["id", "subsystem", "class", "port", "driver", "has", "header", "multifunction", "bridge", "acs", "alias", "direct-map", "reserved"];

    /// <summary>What is expected where more fits than the parser was about to look for; null if that says it all.</summary>
    public static string? InPlace(ParserRuleContext context, IToken previous, IntervalSet expected) => context.RuleIndex switch
    {
        RULE_parameterList when expected.Contains(RPAREN) && previous.Type == IDENTIFIER && context.GetChild(context.ChildCount - 1) is ParameterContext { ChildCount: 1 } => "':', ',' or ')'",
        RULE_parameterList or RULE_operandTail or RULE_operationStep when expected.Contains(RPAREN) => "',' or ')'",
        RULE_setLiteral or RULE_enumDeclaration when expected.Contains(RBRACE) => "',' or '}'",
        RULE_hostDevice when expected.Contains(SEMI) => "an attribute of the device or ';'",
        RULE_driverSetDeclaration or RULE_levelCounts or RULE_rootRule or RULE_runRule or RULE_mapAvoidance when expected.Contains(SEMI) => "',' or ';'",
        RULE_faultStep or RULE_takeStep or RULE_inputRule when expected.Contains(SEMI) && context.GetRuleContexts<WhenClauseContext>().Length == 0 => "'when' or ';'",
        RULE_inputRule when expected.Contains(WIDTH) => "'zeros', 'sign', 'ones', 'width' or 'ignores'",
        RULE_text when context.Parent.RuleIndex == RULE_clauseUse => "a reason in quotes",
        RULE_outcome or RULE_errno => "'ok', 'blocked', 'panic' or an error number",
        RULE_operandStatement when expected.Contains(SEMI) => "'=', '+=', '-=' or ';'",
        _ => null,
    };

    /// <summary>A token in words.</summary>
    public static string Found(IToken token) => token.Type switch
    {
        TokenConstants.EOF => EndOfFile,
        STRING or BAD_STRING => "the text " + Shorten(token.Text),
        _ => $"'{Shorten(token.Text)}'",
    };

    /// <summary>A token type in quotes, as it is written.</summary>
    public static string Sign(int type) => type == TokenConstants.EOF ? EndOfFile : DefaultVocabulary.GetLiteralName(type) ?? DeviceIdOrName(type);

    /// <summary>The words of a set of token types, as they are written.</summary>
    public static IEnumerable<string> Words(IntervalSet expected) =>
        expected.ToList().Where(t => t is >= ALL and <= WITH).Select(t => Sign(t).Trim('\''));

    /// <summary>What the innermost construct with a name in English is.</summary>
    public static string Noun(RuleContext context)
    {
        for (RuleContext? at = context; at is not null; at = at.Parent)
        {
            if (NounOf(at.RuleIndex) is { } noun) return noun;
        }

        return "it";
    }

    /// <summary>Whose closing brace is missing.</summary>
    public static string Owner(ParserRuleContext context)
    {
        ParserRuleContext owner = context is BlockContext ? (ParserRuleContext)context.Parent : context;
        string noun = NounOf(owner.RuleIndex) ?? "the block";
        NameContext? name = owner.GetRuleContexts<NameContext>().FirstOrDefault();
        return name is null || owner is EachStatementContext ? noun : $"{noun} '{name.GetText()}'";
    }

    /// <summary>What a list is called.</summary>
    public static string List(int rule) => rule switch
    {
        RULE_compilationUnit => "a file by itself",
        RULE_modelDeclaration => "a model",
        RULE_policyDeclaration => "a policy",
        RULE_hostDeclaration => "a host",
        RULE_testDeclaration => "a test",
        RULE_bootBlock => "a boot block",
        RULE_groupBlock => "a group",
        RULE_pagetableDeclaration => "a page table",
        RULE_entriesBlock or RULE_tableKind or RULE_leafKind => "a list of rows",
        RULE_walkCheck => "a check",
        _ => "a block of statements",
    };

    /// <summary>What an element of a list is called.</summary>
    public static string Element(int rule) => rule switch
    {
        RULE_compilationUnit => "a declaration",
        RULE_testDeclaration => "a step of the test",
        RULE_bootBlock => "a boot option",
        RULE_groupBlock => "a device",
        RULE_block => "a statement",
        RULE_entriesBlock or RULE_tableKind or RULE_leafKind => "bits",
        RULE_walkCheck => "a step of the check",
        _ => "a member of " + List(rule).Replace("a ", "the "),
    };

    /// <summary>The words elements of a list start with.</summary>
    public static IReadOnlyList<string> ElementWords(int rule) => rule switch
    {
        RULE_compilationUnit => ["import", "model", "policy", "host", "test", "pagetable"],
        RULE_modelDeclaration => ["setting", "enum", "object", "rule", "clause", "state", "operation", "action", "request", "property", "predicate"],
        RULE_policyDeclaration => ["drivers", "select", "override", "forbid", "predicate", "property"],
        RULE_hostDeclaration => ["boot", "group", "device"],
        RULE_testDeclaration => ["policy", "host", "expect", "check", "note", "finished"],
        RULE_groupBlock => ["device"],
        RULE_block => ["require", "promise", "refuse", "panic", "block", "switch", "grant", "revoke", "if", "each", "let", "free", "give"],
        RULE_pagetableDeclaration => ["entry", "level", "levels", "root", "input", "option", "fault", "entries", "table", "leaf", "check", "allow", "refuse", "run", "map"],
        RULE_entriesBlock or RULE_tableKind or RULE_leafKind => ["others"],
        RULE_walkCheck => ["fault", "take", "set", "clear"],
        _ => [],
    };

    /// <summary>The elements of a list in words.</summary>
    public static string Elements(int rule) => string.Join(", ", ElementWords(rule)) + rule switch
    {
        RULE_policyDeclaration => ", 'rule(…) = …;', 'setting = …;', 'clause selector \"reason\";'",
        RULE_testDeclaration => ", 'setting = …;', 'operation(…) -> outcome;'",
        RULE_hostDeclaration => ", 'option = …;'",
        RULE_bootBlock => "'option = …;'",
        RULE_block => ", an assignment, a call",
        RULE_entriesBlock or RULE_tableKind or RULE_leafKind => ", 'BITS name;', 'BITS address;', 'BITS reserved;', 'BITS ignored;'",
        _ => "",
    };

    /// <summary>The kind of word or expression a set stands for; its members leave the set.</summary>
    private static string? Kind(HashSet<int> expected)
    {
        if (!expected.Contains(IDENTIFIER)) return null;
        bool operand = expected.Contains(INTEGER) && expected.Contains(LPAREN);
        bool selector = expected.Contains(LPAREN) && !operand;
        bool value = expected.Contains(INTEGER) && expected.Contains(TRUE);
        expected.RemoveWhere(t => t is (>= ACTION and <= WITH) or IDENTIFIER or BAD_WORD);
        if (operand || selector || value) expected.RemoveWhere(t => t is (>= ALL and <= TRUE) or LPAREN or STRING or DEVICE_ID or FOREIGN_NOT || Numbers.Contains(t) || Addresses.Contains(t));
        return operand ? "an expression" : selector ? "a device selector" : value ? "a value" : "a name";
    }

    private static string? NounOf(int rule) => rule switch
    {
        RULE_importDeclaration => "the import",
        RULE_modelDeclaration => "model",
        RULE_policyDeclaration => "policy",
        RULE_hostDeclaration => "host",
        RULE_testDeclaration => "the test",
        RULE_settingDeclaration => "the setting",
        RULE_enumDeclaration => "enum",
        RULE_objectDeclaration => "the object",
        RULE_ruleDeclaration or RULE_ruleDefinition or RULE_overrideDefinition => "the rule",
        RULE_clauseDeclaration or RULE_clauseUse => "the clause",
        RULE_stateDeclaration => "the state",
        RULE_operationDeclaration => "operation",
        RULE_actionDeclaration => "action",
        RULE_requestDeclaration => "request",
        RULE_propertyDeclaration => "the property",
        RULE_predicateDeclaration => "the predicate",
        RULE_driverSetDeclaration => "the driver set",
        RULE_selectorDeclaration => "the selector",
        RULE_settingAssignment or RULE_settingStep => "the value",
        RULE_forbidDeclaration => "the forbid",
        RULE_requireStatement => "the require",
        RULE_promiseStatement => "the promise",
        RULE_ifStatement or RULE_elseIfClause => "the if",
        RULE_elseClause => "the else",
        RULE_eachStatement => "the each",
        RULE_statement => "the statement",
        RULE_bootBlock => "the boot block",
        RULE_hostOption => "the option",
        RULE_groupBlock => "the group",
        RULE_hostDevice => "the device",
        RULE_testStep => "the step",
        RULE_pagetableDeclaration => "page table",
        RULE_entrySize => "the entry",
        RULE_levelDeclaration => "the level",
        RULE_levelCounts => "the levels",
        RULE_rootRule => "the root",
        RULE_inputRule => "the input",
        RULE_optionDeclaration => "the option",
        RULE_faultDeclaration => "the fault",
        RULE_entriesBlock => "the entries",
        RULE_tableKind => "table",
        RULE_leafKind => "leaf",
        RULE_walkCheck => "check",
        RULE_allowRule => "the allow",
        RULE_mapRefusal => "the refuse",
        RULE_runRule => "the run",
        RULE_mapAvoidance => "the map",
        RULE_entryRow => "the row",
        RULE_walkStep => "the step",
        _ => null,
    };

    private static string DeviceIdOrName(int type) => type switch
    {
        DEVICE_ID => "a device id ('8086:105e')",
        LABEL => "a label",
        _ => DefaultVocabulary.GetDisplayName(type),
    };

    private static string Join(List<string> parts) => parts.Count switch
    {
        0 => "something else",
        1 => parts[0],
        <= 6 => string.Join(", ", parts.Take(parts.Count - 1)) + " or " + parts[parts.Count - 1],
        _ => string.Join(", ", parts.Take(5)) + " or another word that fits",
    };

    /// <summary>A text short enough for a message, on one line.</summary>
    public static string Shorten(string text)
    {
        string line = string.Join(" ", text.Split(['\r', '\n', '\t', ' '], StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= 40 ? line : $"{line.Remove(37)}…";
    }
}
