namespace Iopol.Compiler.Diagnostics;

/// <summary>Meaning: 3xxx. What they are about compiles, but probably does not say what was meant.</summary>
public static class AnalysisDiagnostics
{
    /// <summary>A condition that cannot be false.</summary>
    public static DiagnosticDescriptor AlwaysTrue { get; } = Warning(3001, "Condition always true",
        "'{0}' is always true", "it decides nothing: take it out, or ask what was meant");

    /// <summary>A condition that cannot be true.</summary>
    public static DiagnosticDescriptor AlwaysFalse { get; } = Warning(3002, "Condition always false",
        "'{0}' is always false", "no state of any host makes it true: ask what was meant, or take out what depends on it");

    /// <summary>A statement nothing reaches.</summary>
    public static DiagnosticDescriptor Unreachable { get; } = Warning(3003, "Statement never reached",
        "'{0}' is never reached: '{1}' always ends the operation before it", "take it out, or put it first");

    /// <summary>A condition that holds already.</summary>
    public static DiagnosticDescriptor Redundant { get; } = Warning(3004, "Condition holds already",
        "'{0}' always holds here: {1} makes sure of it", "take it out, or ask what was meant");

    /// <summary>A condition that what came before excludes.</summary>
    public static DiagnosticDescriptor Contradiction { get; } = Warning(3005, "Conditions exclude each other",
        "'{0}' never holds here: {1} excludes it", "one of the two asks for the wrong thing, or this one is not needed");

    /// <summary>Forbids that leave nothing of an operation.</summary>
    public static DiagnosticDescriptor ForbidsAll { get; } = Warning(3006, "Operation forbidden altogether",
        "with '{0}' no call of the operation can succeed", "forbid less, or leave the operation out of the model");

    /// <summary>A parameter nothing uses.</summary>
    public static DiagnosticDescriptor UnusedParameter { get; } = Warning(3007, "Parameter never used",
        "parameter '{0}' of {1} '{2}' is never used", "use it, take it out, or begin its name with '_'");

    /// <summary>A rule or clause list the model never asks.</summary>
    public static DiagnosticDescriptor NeverAsked { get; } = Warning(3008, "Never asked",
        "{0} '{1}' is never asked by model '{2}'", "every policy has to answer it for nothing: ask it, or take it out");

    /// <summary>A declaration nothing uses.</summary>
    public static DiagnosticDescriptor Unused { get; } = Warning(3009, "Never used",
        "{0} '{1}' is never used", "use it, or take it out");

    /// <summary>A state nothing assigns.</summary>
    public static DiagnosticDescriptor NeverAssigned { get; } = Warning(3010, "State never assigned",
        "state '{0}' is never assigned", "it keeps its first value for ever: assign it, or write that value where it is read");

    /// <summary>A state nothing reads.</summary>
    public static DiagnosticDescriptor NeverRead { get; } = Warning(3011, "State never read",
        "state '{0}' is assigned but never read", "read it, or take it and its assignments out");

    /// <summary>A result an operation never gives.</summary>
    public static DiagnosticDescriptor NeverGiven { get; } = Warning(3012, "Result never given",
        "operation '{1}' never gives '{0}'", "write 'give {0} = …;', or take the result out");

    /// <summary>A selector no device can match.</summary>
    public static DiagnosticDescriptor MatchesNothing { get; } = Warning(3013, "Selector matches nothing",
        "'{0}' matches no device there can be", "terms side by side must all match: write 'or' between alternatives");

    /// <summary>An entry all of whose devices an earlier one has.</summary>
    public static DiagnosticDescriptor Shadowed { get; } = Warning(3014, "Entry without effect",
        "'{0}' adds nothing: the entry at {1} matches all its devices", "take it out, or put it first so that its reason is the one shown");

    /// <summary>Entries of two lists that match the same device.</summary>
    public static DiagnosticDescriptor Overlap { get; } = Warning(3015, "Entries of two lists overlap",
        "a device can be in '{0}' by this and in '{1}' by the entry at {2}", "make one of the two narrower, for example with 'not'");

    /// <summary>A driver in two sets.</summary>
    public static DiagnosticDescriptor DriverInTwoSets { get; } = Warning(3016, "Driver in two sets",
        "'{0}' is in '{1}' and in '{2}'", "take it out of one of them");

    /// <summary>A member that stands twice in a set.</summary>
    public static DiagnosticDescriptor DuplicateMember { get; } = Warning(3017, "Member twice",
        "'{0}' is in this set twice", "take one out");

    /// <summary>A device a user gets before its context is switched.</summary>
    public static DiagnosticDescriptor GrantBeforeSwitch { get; } = Warning(3018, "Granted before it is switched",
        "'{0}' comes before '{1}' in line {2}", "the user reaches the device while its old context is in effect: switch first, then grant");

    /// <summary>A user's context without a user who gets the device.</summary>
    public static DiagnosticDescriptor SwitchWithoutGrant { get; } = Warning(3019, "Switched for nobody",
        "'{0}' puts a user's context in effect, but model '{1}' grants no device to anybody", "add 'grant DEVICE to USER;' where the user gets the device");

    /// <summary>A switch that can give the sharers of a requester ID different books.</summary>
    public static DiagnosticDescriptor SplitsSharers { get; } = Warning(3020, "Sharers of a requester ID can be split",
        "'{0}' switches single devices, and sharers of a requester ID would move with them unseen", "write 'together' or 'refuse ERRNO'");

    /// <summary>A refusal after something was done.</summary>
    public static DiagnosticDescriptor RefusesAfterChange { get; } = Warning(3021, "Refused after a change",
        "this can refuse after '{0}' in line {1} was done", "what was done stays done: ask first, then change");

    /// <summary>A refusal without a reason.</summary>
    public static DiagnosticDescriptor NoReason { get; } = Warning(3022, "No reason given",
        "this {0} gives no reason", "say why, in words for whoever is refused: \"{{d}} belongs to somebody else\"");

    /// <summary>A comparison with none of what never is none.</summary>
    public static DiagnosticDescriptor NeverNone { get; } = Warning(3023, "Never none",
        "'{0}' is never none", "only a type with '?' has none among its values");

    /// <summary>A state that is assigned its own value.</summary>
    public static DiagnosticDescriptor AssignedItself { get; } = Warning(3024, "Assigned its own value",
        "'{0}' is assigned the value it has", "assign another value, or take it out");

    /// <summary>A switch to the context in effect.</summary>
    public static DiagnosticDescriptor SwitchedAlready { get; } = Warning(3025, "Switched there already",
        "'{0}' repeats the switch before it", "take one of the two out");

    /// <summary>A comment that disables an id there is not.</summary>
    public static DiagnosticDescriptor DisableUnknown { get; } = Warning(3026, "Nothing to disable by this id",
        "this comment disables {0}, which is no diagnostic of Iopol", "write: // iopol: disable IOPOLnnnn reason");

    /// <summary>A comment that disables an error.</summary>
    public static DiagnosticDescriptor DisableError { get; } = Warning(3027, "Errors cannot be disabled",
        "{0} is an error and cannot be disabled", "correct the text; only warnings can be disabled");

    /// <summary>A comment that disables nothing.</summary>
    public static DiagnosticDescriptor DisablesNothing { get; } = Warning(3028, "Disables nothing",
        "there is no {0} here to disable", "take the comment out; it is for its own line, or for the next one where it stands alone");

    /// <summary>A comment that gives no reason.</summary>
    public static DiagnosticDescriptor DisableWithoutReason { get; } = Warning(3029, "Disabled without a reason",
        "this comment disables {0} without a reason", "say why behind the id: // iopol: disable {0} the kernel does so too");

    /// <summary>A long set of drivers in no order.</summary>
    public static DiagnosticDescriptor UnsortedDrivers { get; } = Info(3030, "Drivers out of order",
        "the {1} drivers of '{0}' are not in order: '{2}' comes after '{3}'", "in order, one sees what is there and what is missing");

    /// <summary>A policy that leaves the handling of aliases to what is usual.</summary>
    public static DiagnosticDescriptor AliasesNotNamed { get; } = Info(3031, "Alias handling not named",
        "policy '{0}' does not say what becomes of devices that share a requester ID, and '{1}' switches single devices", "without a word they move together: write 'aliases = together;', or another handling");

    /// <summary>An entry that spares one function of a device and meets its companion in the same group.</summary>
    public static DiagnosticDescriptor CompanionLeftOut { get; } = Warning(3032, "Companion function left out",
        "this spares {0} and not {1}, a function of the same device in the same group of host '{2}'", "a user gets a group as a whole or not at all: write 'at {3}'");

    /// <summary>All of them, in the order of their ids.</summary>
    public static IReadOnlyList<DiagnosticDescriptor> All { get; } =
    [
        AlwaysTrue, AlwaysFalse, Unreachable, Redundant, Contradiction, ForbidsAll, UnusedParameter, NeverAsked, Unused, NeverAssigned,
        NeverRead, NeverGiven, MatchesNothing, Shadowed, Overlap, DriverInTwoSets, DuplicateMember, GrantBeforeSwitch, SwitchWithoutGrant, SplitsSharers,
        RefusesAfterChange, NoReason, NeverNone, AssignedItself, SwitchedAlready, DisableUnknown, DisableError, DisablesNothing, DisableWithoutReason,
        UnsortedDrivers, AliasesNotNamed, CompanionLeftOut,
    ];

    private static DiagnosticDescriptor Warning(int number, string title, string message, string help) =>
        new($"IOPOL{number}", DiagnosticSeverity.Warning, "Meaning", title, message, help);

    private static DiagnosticDescriptor Info(int number, string title, string message, string help) =>
        new($"IOPOL{number}", DiagnosticSeverity.Info, "Meaning", title, message, help);
}
