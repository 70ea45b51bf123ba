namespace Iopol.Compiler.Diagnostics;

/// <summary>Names and members of page tables: 60xx.</summary>
public static class PageTableDiagnostics
{
    /// <summary>A name nobody declared.</summary>
    public static DiagnosticDescriptor UnknownName { get; } = Error(6001, "Unknown name in a page table",
        "there is no {0} '{1}' here", "check the spelling, or declare it");

    /// <summary>A name declared twice.</summary>
    public static DiagnosticDescriptor DuplicateName { get; } = Error(6002, "Name declared twice in a page table",
        "'{0}' is already declared at {1}", "give one of the two another name");

    /// <summary>A name that is a word of the conditions.</summary>
    public static DiagnosticDescriptor WordTaken { get; } = Error(6003, "Word of page tables",
        "'{0}' is a word of page tables and cannot name {1}", "choose another name");

    /// <summary>A member every format needs.</summary>
    public static DiagnosticDescriptor MissingMember { get; } = Error(6004, "Page table incomplete",
        "page table '{0}' does not say {1}", "write: {2}");

    /// <summary>Something that can be said once.</summary>
    public static DiagnosticDescriptor GivenTwice { get; } = Error(6005, "Said twice",
        "'{0}' is already given at line {1}", "take one of the two out");

    /// <summary>A number beyond its limits.</summary>
    public static DiagnosticDescriptor OutOfRange { get; } = Error(6006, "Number out of range in a page table",
        "{0} may be {1}, not {2}", "");

    /// <summary>More of something than the limit.</summary>
    public static DiagnosticDescriptor TooMany { get; } = Error(6007, "Page table too large",
        "page table '{0}' has more than {1} {2}", "leave some out, or describe the format as two");

    /// <summary>Bits whose highest is below their lowest.</summary>
    public static DiagnosticDescriptor BackwardBits { get; } = Error(6008, "Bits written backwards",
        "'{0}' runs from a lower bit to a higher one", "the highest bit comes first: '{1}'");

    /// <summary>A range whose first number is above its last.</summary>
    public static DiagnosticDescriptor BackwardNumbers { get; } = Error(6009, "Range written backwards",
        "the range {0}..{1} is empty", "the smallest number comes first");

    /// <summary>Formats that extend one another.</summary>
    public static DiagnosticDescriptor Cycle { get; } = Error(6010, "Page tables extend one another",
        "page table '{0}' extends itself: {1}", "one of them has to be complete");

    /// <summary>Formats extended too deeply.</summary>
    public static DiagnosticDescriptor TooDeep { get; } = Error(6011, "Extended too deeply",
        "what '{0}' extends is nested deeper than {1}", "extend a format nearer to the first");

    /// <summary>Inherited text that the heir makes wrong.</summary>
    public static DiagnosticDescriptor Misfit { get; } = Error(6012, "Inherited text does not fit",
        "what is inherited from '{0}' does not fit here: {1} (line {2} there)", "say that part anew, or change what it depends on back");

    /// <summary>A level the format has not.</summary>
    public static DiagnosticDescriptor NoLevel { get; } = Error(6013, "No such level",
        "there is no level {0}", "the levels are {1}");

    /// <summary>A level listed twice.</summary>
    public static DiagnosticDescriptor LevelTwice { get; } = Error(6014, "Level listed twice",
        "level {0} is listed twice", "list it once");

    /// <summary>A word that has no meaning at its place.</summary>
    public static DiagnosticDescriptor WordNotHere { get; } = Error(6015, "Word without meaning here",
        "'{0}' has no meaning in {1}", "{2}");

    /// <summary>A number or an address where a truth is needed.</summary>
    public static DiagnosticDescriptor NotATruth { get; } = Error(6016, "Not a condition",
        "'{0}' is {1}, and a condition is needed here", "compare it: 'is', 'is not', '<', '<=', '>', '>=' or 'in'");

    /// <summary>A truth where a number is needed.</summary>
    public static DiagnosticDescriptor NotANumber { get; } = Error(6017, "Not a number",
        "'{0}' is no number", "numbers are written as numbers; options with a range are numbers too");

    /// <summary>A comparison of things a walk does not compare.</summary>
    public static DiagnosticDescriptor NotComparable { get; } = Error(6018, "Cannot be compared",
        "'{0}' compares nothing that a walk compares", "a field or the level is compared with a number, an option, the level or 'top'");

    /// <summary>An expression of policies.</summary>
    public static DiagnosticDescriptor NotHere { get; } = Error(6019, "No condition of a page table",
        "'{0}' has no place in a page table", "conditions are made of fields, options, 'level' and the words of a walk");

    /// <summary>A number a field is too narrow for.</summary>
    public static DiagnosticDescriptor NeverFits { get; } = Error(6020, "Number wider than the field",
        "'{0}' has {1} bits and never is {2}", "compare it with a number it can hold");

    /// <summary>A range for something else than the output.</summary>
    public static DiagnosticDescriptor OnlyOutput { get; } = Error(6021, "Range of something else than the output",
        "'{0}' cannot be asked for a range", "only 'output' is; other things are compared with '>=' and '<=', or with 'in {{ … }}'");

    /// <summary>A question with too few or too many arguments.</summary>
    public static DiagnosticDescriptor OneArgument { get; } = Error(6022, "Wrong number of arguments in a page table",
        "'{0}' takes one {1}", "write one thing between the parentheses");

    /// <summary>A field of several bits where one is needed.</summary>
    public static DiagnosticDescriptor OneBit { get; } = Error(6023, "Field of several bits",
        "'{0}' has {1} bits, and a field of one bit is needed here", "name the bit that is meant as a field of its own");

    /// <summary>A field asked for before its kind is known.</summary>
    public static DiagnosticDescriptor FieldOfKind { get; } = Error(6024, "Field before its kind is known",
        "no kind that has the field '{0}' is taken before this step", "name the bits in 'entries', or put the step behind the 'take'");

    /// <summary>A field of tables asked for at a leaf.</summary>
    public static DiagnosticDescriptor FieldOfTables { get; } = Error(6025, "Field that no leaf has",
        "no leaf has the field '{0}'", "ask 'every({0})' or 'some({0})' for the whole path");

    /// <summary>A step in a check that cannot have it.</summary>
    public static DiagnosticDescriptor StepNotHere { get; } = Error(6026, "Step in the wrong check",
        "'{0}' cannot stand in 'check {1}'", "entries are taken in 'check entry'; fields are set there and in 'check leaf'");

    /// <summary>Rows that share a bit.</summary>
    public static DiagnosticDescriptor RowsOverlap { get; } = Error(6027, "Rows overlap",
        "bits {0} overlap those of '{1}' in line {2}", "each bit is in one row");

    /// <summary>Bits no row names.</summary>
    public static DiagnosticDescriptor BitsLeft { get; } = Error(6028, "Bits without a row",
        "'{0}' does not say what bits {1} are", "close the rows with 'others ignored;' or 'others reserved;', here or in 'entries'");

    /// <summary>A row that takes the place of a part of another.</summary>
    public static DiagnosticDescriptor PartlyCovered { get; } = Error(6029, "Row covered in part",
        "bits {0} take only a part of '{1}' (bits {2}, line {3})", "a row takes the place of others as a whole: say the rest of those bits too");

    /// <summary>A field at two places.</summary>
    public static DiagnosticDescriptor FieldElsewhere { get; } = Error(6030, "Field at two places",
        "'{0}' is bits {1} in line {2} and bits {3} here", "a field has the same bits in every kind: give it two names");

    /// <summary>A kind that is a table in one format and a leaf in its heir.</summary>
    public static DiagnosticDescriptor KindChanges { get; } = Error(6031, "Table and leaf of one name",
        "'{0}' is a {1} in '{2}'", "choose another name");

    /// <summary>Something a row of this sort cannot have.</summary>
    public static DiagnosticDescriptor RowTakesNo { get; } = Error(6032, "Not in a row of this sort",
        "'{0}' cannot have {1}", "fields have values, and the address has bits of its own; 'coded' is for the address of a leaf");

    /// <summary>Address bits and entry bits that differ in number.</summary>
    public static DiagnosticDescriptor WidthsDiffer { get; } = Error(6033, "Bits do not pair up",
        "{0} are {1} bits, and {2} are {3}", "both ranges have the same number of bits");

    /// <summary>A value the bits cannot hold.</summary>
    public static DiagnosticDescriptor ValueTooLarge { get; } = Error(6034, "Value too large for its bits",
        "{0} does not fit into bits {1}", "they hold {2} bits");

    /// <summary>Two values where there can be one.</summary>
    public static DiagnosticDescriptor TwoValues { get; } = Error(6035, "Two values",
        "only a number can have another one for device memory", "write two numbers: '= 1, 2 for device'");

    /// <summary>The number of the next level in a leaf.</summary>
    public static DiagnosticDescriptor NextOfLeaf { get; } = Error(6036, "A leaf has no next level",
        "'next' is the level of the table that is pointed to, and this is a leaf", "write a number");

    /// <summary>A leaf whose size is coded, or is not, against its rows.</summary>
    public static DiagnosticDescriptor CodedRows { get; } = Error(6037, "Coded size without a coded address",
        "'{0}' has {1} rows with a coded address", "'covers coded' and one row 'address coded' go together");

    /// <summary>An option whose first value is of the wrong sort.</summary>
    public static DiagnosticDescriptor WrongDefault { get; } = Error(6038, "Wrong value of an option",
        "'{0}' is no value of this option", "write {1}");

    /// <summary>All of them, in the order of their ids.</summary>
    public static IReadOnlyList<DiagnosticDescriptor> All { get; } =
    [
        UnknownName, DuplicateName, WordTaken, MissingMember, GivenTwice, OutOfRange, TooMany, BackwardBits, BackwardNumbers, Cycle,
        TooDeep, Misfit, NoLevel, LevelTwice, WordNotHere, NotATruth, NotANumber, NotComparable, NotHere, NeverFits,
        OnlyOutput, OneArgument, OneBit, FieldOfKind, FieldOfTables, StepNotHere, RowsOverlap, BitsLeft, PartlyCovered, FieldElsewhere,
        KindChanges, RowTakesNo, WidthsDiffer, ValueTooLarge, TwoValues, NextOfLeaf, CodedRows, WrongDefault,
    ];

    private static DiagnosticDescriptor Error(int number, string title, string message, string help) =>
        new($"IOPOL{number}", DiagnosticSeverity.Error, "Page tables", title, message, help);
}
