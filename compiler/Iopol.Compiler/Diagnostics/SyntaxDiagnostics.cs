using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Diagnostics;

/// <summary>What can be wrong with the text of a file: IOPOL1xxx.</summary>
public static class SyntaxDiagnostics
{
    /// <summary>The text goes on with something else than the language allows there.</summary>
    public static DiagnosticDescriptor UnexpectedText { get; } = Error(
        "IOPOL1001", "Unexpected text", "expected {0}, found {1}", "");

    /// <summary>A sign or word that must close or continue a construct is not there.</summary>
    public static DiagnosticDescriptor MissingText { get; } = Error(
        "IOPOL1002", "Something is missing", "expected {0} {1}", "add {0}");

    /// <summary>A declaration stands where it has no meaning.</summary>
    public static DiagnosticDescriptor MisplacedDeclaration { get; } = Error(
        "IOPOL1003", "Misplaced declaration", "'{0}' cannot stand in {1}", "here stand: {2}");

    /// <summary>A closing brace without an opening one, or a semicolon that ends nothing.</summary>
    public static DiagnosticDescriptor StraySign { get; } = Error(
        "IOPOL1004", "Stray sign", "'{0}' closes nothing", "remove it");

    /// <summary>A word of the language where a name must be.</summary>
    public static DiagnosticDescriptor ReservedWord { get; } = Error(
        "IOPOL1005", "Reserved word as a name", "expected a name, and '{0}' is a word of the language", "choose another name, for example '{0}_'");

    /// <summary>An operator of another language.</summary>
    public static DiagnosticDescriptor ForeignOperator { get; } = Error(
        "IOPOL1006", "Operator of another language", "'{0}' is written '{1}' in Iopol", "write '{1}'");

    /// <summary>A statement that is neither an assignment nor a call.</summary>
    public static DiagnosticDescriptor NoStatement { get; } = Error(
        "IOPOL1007", "Not a statement", "'{0}' does nothing", "assign to it ('{0} = …;') or call it ('{0}(…);')");

    /// <summary>An assignment to something that holds no value.</summary>
    public static DiagnosticDescriptor NoTarget { get; } = Error(
        "IOPOL1008", "Not assignable", "nothing can be assigned to '{0}'", "a target is a name, 'name[key]' or 'x.member'");

    /// <summary>A call of something that is no name.</summary>
    public static DiagnosticDescriptor NotCallable { get; } = Error(
        "IOPOL1009", "Not callable", "'{0}' cannot be called", "a call is 'name(…)' or 'base.name(…)'");

    /// <summary>A character no token starts with.</summary>
    public static DiagnosticDescriptor UnknownCharacter { get; } = Error(
        "IOPOL1010", "Unknown character", "'{0}' has no meaning in Iopol", "remove it, or put text in double quotes");

    /// <summary>A string without a closing quote on its line.</summary>
    public static DiagnosticDescriptor UnclosedString { get; } = Error(
        "IOPOL1011", "Unclosed string", "the text is not closed on its line", "end it with '\"'; a line end inside is written '\\n', a quote '\\\"'");

    /// <summary>A block comment without its end.</summary>
    public static DiagnosticDescriptor UnclosedComment { get; } = Error(
        "IOPOL1012", "Unclosed comment", "the comment is not closed", "end it with '*/'");

    /// <summary>A backslash followed by a character it does not escape.</summary>
    public static DiagnosticDescriptor UnknownEscape { get; } = Error(
        "IOPOL1013", "Unknown escape", "'\\{0}' is no escape", "escapes are '\\\"', '\\\\', '\\n' and '\\t'; a backslash is written '\\\\'");

    /// <summary>A brace in a reason that opens or closes no hole.</summary>
    public static DiagnosticDescriptor BrokenHole { get; } = Error(
        "IOPOL1014", "Broken hole in a reason", "{0}", "a hole is '{{d.driver}}'; a brace itself is written '{{{{' or '}}}}'");

    /// <summary>A word that starts with a digit and is no number.</summary>
    public static DiagnosticDescriptor MalformedNumber { get; } = Error(
        "IOPOL1015", "Malformed number", "'{0}' is no number", "numbers are '42', '0x2a', '4K' (K, M, G, T) and versions '6.12'; a name that starts with a digit goes in quotes");

    /// <summary>A number that does not fit.</summary>
    public static DiagnosticDescriptor NumberTooLarge { get; } = Error(
        "IOPOL1016", "Number too large", "'{0}' is larger than {1}", "");

    /// <summary>A device address with too many digits or an impossible part.</summary>
    public static DiagnosticDescriptor MalformedAddress { get; } = Error(
        "IOPOL1017", "Malformed device address", "'{0}' is no device address", "an address is domain:bus:device.function in hexadecimal, device 00 to 1f and function 0 to 7: '0000:01:00.0'");

    /// <summary>A device address as <c>lspci</c> prints it, without the domain.</summary>
    public static DiagnosticDescriptor AddressWithoutDomain { get; } = Error(
        "IOPOL1018", "Device address without domain", "'{0}' has no domain", "write '0000:{0}'");

    /// <summary>A letter outside ASCII in a name.</summary>
    public static DiagnosticDescriptor NonAsciiName { get; } = Error(
        "IOPOL1020", "Letter outside ASCII", "'{0}' holds {1}; names are written in ASCII", "other letters may stand in comments and in texts");

    /// <summary>A character that looks like an ASCII one and is another.</summary>
    public static DiagnosticDescriptor LookAlike { get; } = Error(
        "IOPOL1021", "Look-alike character", "'{0}' holds {1}, which looks like '{2}'", "write '{3}'");

    /// <summary>A character that does not show, or turns the direction of the text.</summary>
    public static DiagnosticDescriptor InvisibleCharacter { get; } = Error(
        "IOPOL1022", "Invisible character", "{0} does not show, and can hide what the text says", "remove it");

    /// <summary>A space other than U+0020 and the tab.</summary>
    public static DiagnosticDescriptor OddSpace { get; } = Error(
        "IOPOL1023", "Odd space", "{0} looks like a space and is another character", "write a space");

    /// <summary>The file is longer than <see cref="SyntaxLimits.FileLength"/>.</summary>
    public static DiagnosticDescriptor FileTooLong { get; } = Error(
        "IOPOL1030", "File too long", "the file has {0} characters, more than {1}", "split it and use 'import'");

    /// <summary>The text nests deeper than <see cref="SyntaxLimits.NestingDepth"/>; nothing of the file is read.</summary>
    public static DiagnosticDescriptor NestingTooDeep { get; } = Error(
        "IOPOL1031", "Nesting too deep", "the text nests deeper than {0} levels here; the file is not read", "name parts of it with 'predicate' or 'select'");

    /// <summary>A string is longer than <see cref="SyntaxLimits.StringLength"/>.</summary>
    public static DiagnosticDescriptor StringTooLong { get; } = Error(
        "IOPOL1032", "String too long", "the text has {0} characters, more than {1}", "shorten it");

    /// <summary>A file declares more than <see cref="SyntaxLimits.Declarations"/>.</summary>
    public static DiagnosticDescriptor TooManyDeclarations { get; } = Error(
        "IOPOL1033", "Too many declarations", "the file declares more than {0} things", "split it and use 'import'");

    /// <summary>A file has more errors than <see cref="SyntaxLimits.ReportedErrors"/>.</summary>
    public static DiagnosticDescriptor TooManyErrors { get; } = Error(
        "IOPOL1034", "Too many errors", "the file has more than {0} errors; the others are not shown", "resolve the first ones");

    /// <summary>All of them, in the order of their ids.</summary>
    public static IReadOnlyList<DiagnosticDescriptor> All { get; } =
    [
        UnexpectedText, MissingText, MisplacedDeclaration, StraySign, ReservedWord, ForeignOperator, NoStatement, NoTarget, NotCallable,
        UnknownCharacter, UnclosedString, UnclosedComment, UnknownEscape, BrokenHole, MalformedNumber, NumberTooLarge, MalformedAddress,
        AddressWithoutDomain, NonAsciiName, LookAlike, InvisibleCharacter, OddSpace,
        FileTooLong, NestingTooDeep, StringTooLong, TooManyDeclarations, TooManyErrors,
    ];

    private static DiagnosticDescriptor Error(string id, string title, string message, string help) =>
        new(id, DiagnosticSeverity.Error, "Syntax", title, message, help);
}
