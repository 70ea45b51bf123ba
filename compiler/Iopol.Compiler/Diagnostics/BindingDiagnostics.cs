namespace Iopol.Compiler.Diagnostics;

/// <summary>Names and types: 2xxx.</summary>
public static class BindingDiagnostics
{
    /// <summary>A name nobody declared.</summary>
    public static DiagnosticDescriptor UnknownName { get; } = Error(2001, "Unknown name",
        "there is no {0} '{1}' here", "check the spelling, or declare it");

    /// <summary>A name declared twice.</summary>
    public static DiagnosticDescriptor DuplicateName { get; } = Error(2002, "Name declared twice",
        "'{0}' is already declared at {1}", "give one of the two another name");

    /// <summary>A name that is the language's own.</summary>
    public static DiagnosticDescriptor ReservedName { get; } = Error(2003, "Name of the language",
        "'{0}' is a word of Iopol and cannot name {1}", "choose another name");

    /// <summary>Too few or too many arguments or parameters.</summary>
    public static DiagnosticDescriptor WrongCount { get; } = Error(2004, "Wrong number of arguments",
        "'{0}' takes {1}, not {2}", "its parameters are ({3})");

    /// <summary>A value of another type than the place needs.</summary>
    public static DiagnosticDescriptor TypeMismatch { get; } = Error(2005, "Wrong type",
        "'{0}' is of type {1}, but {2} is needed here", "");

    /// <summary>Two values of different types are compared.</summary>
    public static DiagnosticDescriptor CannotCompare { get; } = Error(2006, "Values of different types are compared",
        "'{0}' is of type {1} and '{2}' of type {3}, so they are never equal", "compare values of one type");

    /// <summary>Less or greater between values that have no order.</summary>
    public static DiagnosticDescriptor NotOrdered { get; } = Error(2007, "Values without an order",
        "values of type {0} have no order", "only counts, addresses and versions can be less or greater; others can be compared with 'is'");

    /// <summary><c>none</c> where a value is needed.</summary>
    public static DiagnosticDescriptor NoneNotAllowed { get; } = Error(2008, "none where a value is needed",
        "none cannot stand here: a value of type {0} is needed", "only a type with '?' has none among its values");

    /// <summary>The target of an assignment is neither a state nor a driver.</summary>
    public static DiagnosticDescriptor NotAssignable { get; } = Error(2009, "Cannot be assigned",
        "'{0}' cannot be assigned", "states can be assigned, and the driver and the override of a device");

    /// <summary>An errno Iopol does not know.</summary>
    public static DiagnosticDescriptor UnknownErrno { get; } = Error(2010, "Unknown errno",
        "'{0}' is no errno Iopol knows", "the errnos are those of Linux, for example EBUSY, EINVAL, EPERM");

    /// <summary>The policy leaves out a rule the model asks for.</summary>
    public static DiagnosticDescriptor RuleNotSupplied { get; } = Error(2011, "Rule not supplied",
        "policy '{0}' does not supply the rule {1}", "model '{2}' asks for it: write {3} = …;");

    /// <summary>The policy supplies what the model does not ask for.</summary>
    public static DiagnosticDescriptor RuleNotAsked { get; } = Error(2012, "Rule nobody asks for",
        "model '{0}' asks for no rule '{1}'", "a condition of the policy's own is declared with 'predicate'");

    /// <summary>A base policy supplies the rule already.</summary>
    public static DiagnosticDescriptor OverrideMissing { get; } = Error(2013, "override is missing",
        "'{0}' is supplied by '{1}' already", "write 'override' in front to replace it");

    /// <summary><c>override</c> of something no base policy has.</summary>
    public static DiagnosticDescriptor NothingToOverride { get; } = Error(2014, "Nothing to override",
        "'{0}' overrides nothing", "'override' replaces a rule or a predicate of the policy that is extended");

    /// <summary><c>base</c> outside an override, or of another rule.</summary>
    public static DiagnosticDescriptor NoBase { get; } = Error(2015, "base has nothing to stand for",
        "'base.{0}' cannot stand here", "'base.NAME(…)' stands in the body of 'override NAME' and means the rule replaced");

    /// <summary>A rule, predicate or action that calls itself.</summary>
    public static DiagnosticDescriptor Recursive { get; } = Error(2016, "Recursion",
        "{0} '{1}' calls itself: {2}", "nothing in Iopol recurs, so that every decision ends; take one of the calls out");

    /// <summary>A statement an action cannot have.</summary>
    public static DiagnosticDescriptor NotInAction { get; } = Error(2017, "Not in an action",
        "'{0}' cannot stand in an action", "an action runs as a whole: only operations refuse, panic, block and make objects");

    /// <summary><c>block until</c> inside another statement.</summary>
    public static DiagnosticDescriptor BlockInside { get; } = Error(2018, "block until inside a statement",
        "'block until' stands inside '{0}'", "an operation can stop between its outermost statements only");

    /// <summary>A <c>let</c> used after the operation may have stopped.</summary>
    public static DiagnosticDescriptor UsedAfterBlock { get; } = Error(2019, "Used after block until",
        "'{0}' was bound before 'block until' and may be out of date", "bind it again after the block; parameters stay usable");

    /// <summary>A quantifier over the whole host in a decision.</summary>
    public static DiagnosticDescriptor WholeHost { get; } = Error(2020, "The whole host in a decision",
        "'{0}' goes through the whole host", "the cost of a decision would grow with the host; go through a group, a slot, the sharers of a requester ID or an inverse state (properties, requests and tests may use '{0}')");

    /// <summary>A quantifier over something that has no members.</summary>
    public static DiagnosticDescriptor NotADomain { get; } = Error(2021, "Nothing to go through",
        "'{0}' has no members to go through", "go through a group, sharers(d), slot(d) or an inverse state such as groups[c]");

    /// <summary>A set of drivers where one driver is needed.</summary>
    public static DiagnosticDescriptor SetForDriver { get; } = Error(2022, "Set where one driver is needed",
        "'{0}' is a set of drivers, not a driver", "ask for membership with 'in {0}'");

    /// <summary>More driver sets than a driver's mask has bits.</summary>
    public static DiagnosticDescriptor TooManyDriverSets { get; } = Error(2023, "Too many driver sets",
        "policy '{0}' has {1} driver sets", "at most 64 are possible, those of the policies it extends included");

    /// <summary>More than two results.</summary>
    public static DiagnosticDescriptor TooManyResults { get; } = Error(2024, "Too many results",
        "operation '{0}' gives {1} values", "an operation gives at most two");

    /// <summary>A type that cannot stand in this place.</summary>
    public static DiagnosticDescriptor TypeNotHere { get; } = Error(2025, "Type not possible here",
        "{0} cannot be of type {1}", "{2}");

    /// <summary><c>?</c> on a type without none.</summary>
    public static DiagnosticDescriptor NeverNone { get; } = Error(2026, "Type without none",
        "a {0} is never none", "leave the '?' out");

    /// <summary>A number beyond its type.</summary>
    public static DiagnosticDescriptor OutOfRange { get; } = Error(2027, "Number out of range",
        "{0} is out of range: {1}", "");

    /// <summary>A value that must be written down as such.</summary>
    public static DiagnosticDescriptor NotConstant { get; } = Error(2028, "Not a constant",
        "'{0}' is not a constant", "write a literal, none, or a member of the enum");

    /// <summary>An address where the host is not known.</summary>
    public static DiagnosticDescriptor AddressInDecision { get; } = Error(2029, "Device by address",
        "a device by address cannot stand here", "in models and policies write 'd matches (at {0})'; tests may name devices by address");

    /// <summary>A range that ends before it begins.</summary>
    public static DiagnosticDescriptor BackwardRange { get; } = Error(2030, "Range backwards",
        "the range ends before it begins: {0} is after {1}", "write the lower end first");

    /// <summary>A class code with a wrong number of digits.</summary>
    public static DiagnosticDescriptor BadClassCode { get; } = Error(2031, "Malformed class code",
        "'{0}' is no class code", "write two, four or six hexadecimal digits: 0x02 (network), 0x0200 (Ethernet), 0x020000");

    /// <summary>A call that does nothing as a statement.</summary>
    public static DiagnosticDescriptor NotAStatement { get; } = Error(2032, "Does nothing",
        "'{0}' is {1} and does nothing as a statement", "{2}");

    /// <summary><c>new</c> or <c>unmap</c> inside a larger expression.</summary>
    public static DiagnosticDescriptor EffectInside { get; } = Error(2033, "Effect inside an expression",
        "'{0}' changes the host and cannot stand inside an expression", "bind it first: let x = {0} …;");

    /// <summary>Something else than a call of an operation in a request.</summary>
    public static DiagnosticDescriptor NotInRequest { get; } = Error(2034, "Not in a request",
        "'{0}' cannot stand in a request", "a request is a straight line of calls: op(…); or let x = op(…);");

    /// <summary>A result of an operation that gives none.</summary>
    public static DiagnosticDescriptor GivesNothing { get; } = Error(2035, "Nothing is given",
        "{0} '{1}' gives nothing", "call it without a name in front");

    /// <summary>Policies that extend one another in a circle.</summary>
    public static DiagnosticDescriptor PolicyCycle { get; } = Error(2036, "Policies extend each other",
        "policy '{0}' extends itself: {1}", "one of them must be 'for' a model");

    /// <summary><c>none</c> where nothing tells its type.</summary>
    public static DiagnosticDescriptor UntypedNone { get; } = Error(2037, "none of what",
        "nothing here tells which type this none has", "use none in a comparison, an assignment or an argument");

    /// <summary>An inverse on a state that refers to nothing.</summary>
    public static DiagnosticDescriptor NoInverse { get; } = Error(2038, "Inverse of a value",
        "state '{0}' cannot have an inverse: its {1} is of type {2}", "an inverse leads from a thing back to the things that refer to it, as in: state container: container? per group inverse groups;");

    /// <summary>A state or inverse used in a wrong shape.</summary>
    public static DiagnosticDescriptor WrongShape { get; } = Error(2039, "Used in a wrong way",
        "'{0}' is {1}", "write {2}");

    /// <summary>A hole of a message that is no expression.</summary>
    public static DiagnosticDescriptor BadHole { get; } = Error(2040, "Hole without an expression",
        "'{0}' cannot fill a hole", "a hole holds a name, a fact, a state or a call, as in '{{d}} is bound to {{d.driver}}'");

    /// <summary>Calls or selectors nested beyond the limit.</summary>
    public static DiagnosticDescriptor CallsTooDeep { get; } = Error(2041, "Calls nested too deeply",
        "what '{0}' calls is nested deeper than {1}", "let it call fewer things that call other things");

    /// <summary>A selector that grows beyond the limit when the selectors it names are written out.</summary>
    public static DiagnosticDescriptor SelectorTooLarge { get; } = Error(2042, "Selector too large",
        "with '{0}' this selector has more than {1} terms", "use fewer or smaller named selectors");

    /// <summary>An <c>else</c> behind a switch that always succeeds.</summary>
    public static DiagnosticDescriptor NothingToFail { get; } = Error(2043, "Nothing to fail",
        "this switch always succeeds, so its 'else' never runs", "write 'stepwise' or 'rollback' in front of 'else': with neither word a device the hardware refuses is parked in blocked");

    /// <summary>All of them, in the order of their ids.</summary>
    public static IReadOnlyList<DiagnosticDescriptor> All { get; } =
    [
        UnknownName, DuplicateName, ReservedName, WrongCount, TypeMismatch, CannotCompare, NotOrdered, NoneNotAllowed, NotAssignable, UnknownErrno,
        RuleNotSupplied, RuleNotAsked, OverrideMissing, NothingToOverride, NoBase, Recursive, NotInAction, BlockInside, UsedAfterBlock, WholeHost,
        NotADomain, SetForDriver, TooManyDriverSets, TooManyResults, TypeNotHere, NeverNone, OutOfRange, NotConstant, AddressInDecision, BackwardRange,
        BadClassCode, NotAStatement, EffectInside, NotInRequest, GivesNothing, PolicyCycle, UntypedNone, NoInverse, WrongShape, BadHole, CallsTooDeep,
        SelectorTooLarge, NothingToFail,
    ];

    private static DiagnosticDescriptor Error(int number, string title, string message, string help) =>
        new($"IOPOL{number}", DiagnosticSeverity.Error, "Names and types", title, message, help);
}
