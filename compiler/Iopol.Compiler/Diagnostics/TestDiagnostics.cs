namespace Iopol.Compiler.Diagnostics;

/// <summary>Hosts and tests: 5xxx.</summary>
public static class TestDiagnostics
{
    /// <summary>A test that does not say which policy it is about.</summary>
    public static DiagnosticDescriptor WhichPolicy { get; } = Error(5001, "Which policy",
        "the test does not say which policy it tests", "write 'policy NAME;' as its first step; there is: {0}");

    /// <summary>A test that does not say on which host it runs.</summary>
    public static DiagnosticDescriptor WhichHost { get; } = Error(5002, "Which host",
        "the test does not say on which host it runs", "write 'host NAME;' as its first step; there is: {0}");

    /// <summary><c>because</c> names nothing that can refuse the operation.</summary>
    public static DiagnosticDescriptor UnknownCause { get; } = Error(5003, "Never the cause",
        "nothing called '{0}' refuses '{1}'", "it is refused by: {2}");

    /// <summary><c>finished</c> of a call that was not blocked.</summary>
    public static DiagnosticDescriptor NotPending { get; } = Error(5004, "Nothing is blocked under this name",
        "no earlier step is 'blocked as {0}'", "name the blocked call first: … -> blocked as {0};");

    /// <summary><c>by USER</c> on an operation that is not by a user.</summary>
    public static DiagnosticDescriptor NotByUser { get; } = Error(5005, "Not a user's operation",
        "{0} '{1}' is by {2}, so no user calls it", "leave 'by {3}' out");

    /// <summary>A device or group described twice.</summary>
    public static DiagnosticDescriptor Twice { get; } = Error(5006, "Described twice",
        "{0} {1} is described twice", "describe it once");

    /// <summary>Something a device literal cannot state.</summary>
    public static DiagnosticDescriptor NotAFact { get; } = Error(5007, "Not a fact of a device",
        "'{0}' cannot be stated of a device", "{1}");

    /// <summary>A malformed option of a host.</summary>
    public static DiagnosticDescriptor BadOption { get; } = Error(5008, "Malformed host option",
        "'{0}' is no value for '{1}'", "write {2}");

    /// <summary>A policy, host or setting step after others, or twice.</summary>
    public static DiagnosticDescriptor StepTooLate { get; } = Error(5009, "Step out of order",
        "'{0}' stands {1}", "policy, host and settings are said once, before the first operation");

    /// <summary>A test expects an operation to block that never does.</summary>
    public static DiagnosticDescriptor NeverBlocks { get; } = Error(5010, "Never blocks",
        "{0} '{1}' never blocks", "only operations with 'block until' do");

    /// <summary>More users than a host holds.</summary>
    public static DiagnosticDescriptor TooManyUsers { get; } = Error(5011, "Too many users",
        "the test names more than {0} users", "use fewer users");

    /// <summary>All of them, in the order of their ids.</summary>
    public static IReadOnlyList<DiagnosticDescriptor> All { get; } =
    [
        WhichPolicy, WhichHost, UnknownCause, NotPending, NotByUser, Twice, NotAFact, BadOption, StepTooLate, NeverBlocks, TooManyUsers,
    ];

    private static DiagnosticDescriptor Error(int number, string title, string message, string help) =>
        new($"IOPOL{number}", DiagnosticSeverity.Error, "Hosts and tests", title, message, help);
}
