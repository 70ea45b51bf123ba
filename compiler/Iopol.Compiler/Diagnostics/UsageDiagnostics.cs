namespace Iopol.Compiler.Diagnostics;

/// <summary>C# that uses a compiled policy: 7xxx. Analyzers report them; no policy file has them, so they stand beside <see cref="DiagnosticCatalog"/>.</summary>
public static class UsageDiagnostics
{
    /// <summary>Nobody looks at the decision of an operation that can be refused.</summary>
    public static DiagnosticDescriptor IgnoredDecision { get; } = Warning(7001, "Decision ignored",
        "nobody looks at the decision of '{0}', which can be refused", "ask IsOk, or write '_ =' before it where a refusal does not matter");

    /// <summary>An operation on what was closed before.</summary>
    public static DiagnosticDescriptor UsedAfterClose { get; } = Warning(7002, "Used after it was closed",
        "'{0}' is passed to '{1}', but '{2}' has closed it", "close it last, or open it anew");

    /// <summary>A driver name that is another spelling of one the policy knows, or that nobody knows.</summary>
    public static DiagnosticDescriptor UnknownDriver { get; } = Note(7003, "Unknown driver",
        "'{0}' knows no driver '{1}'", "{2}");

    /// <summary>An address or a group that no host of the project has.</summary>
    public static DiagnosticDescriptor NotOnTheHost { get; } = Note(7004, "Not on a host of the project",
        "no host of the project has {0}", "{1}");

    /// <summary>A literal that is no PCI address.</summary>
    public static DiagnosticDescriptor NoAddress { get; } = Warning(7005, "No PCI address",
        "{0} is no PCI address", "an address is DOMAIN:BUS:DEVICE.FUNCTION in hexadecimal, with a device up to 1f and a function up to 7, as in 0000:01:00.0");

    /// <summary>What one user opened is used as another.</summary>
    public static DiagnosticDescriptor OtherUser { get; } = Warning(7006, "Another user's handle",
        "user {0} opened '{1}', and user {2} calls '{3}' with it", "pass the user who opened it");

    /// <summary>What one policy object opened is passed to another.</summary>
    public static DiagnosticDescriptor OtherPolicy { get; } = Warning(7007, "Another host's handle",
        "'{0}' was opened by '{1}' and means nothing to '{2}'", "its number is one of '{1}': pass it to that");

    /// <summary>Something allocates on a path that is to allocate nothing.</summary>
    public static DiagnosticDescriptor Allocates { get; } = Warning(7008, "Allocation on an allocation-free path",
        "{0} allocates in '{1}', which is marked [AllocationFree]", "move it out of the path, or take the mark away");

    /// <summary>Something waits on a path that is to allocate nothing.</summary>
    public static DiagnosticDescriptor Blocks { get; } = Warning(7009, "Waiting on an allocation-free path",
        "{0} may wait in '{1}', which is marked [AllocationFree]", "move it out of the path, or take the mark away");

    /// <summary>A policy nobody makes an object of.</summary>
    public static DiagnosticDescriptor NeverConstructed { get; } = Note(7010, "Policy never put to use",
        "nothing makes an object of policy class '{0}', so it decides nothing", "construct it over the host's topology, or leave the policy out of the project");

    /// <summary>Two policies over one host.</summary>
    public static DiagnosticDescriptor TwoPolicies { get; } = Note(7011, "Two policies for one host",
        "'{0}' is put over topology '{1}', and so is '{2}': neither knows what the other decides", "let one object decide for a host");

    /// <summary>All of them, in the order of their ids.</summary>
    public static IReadOnlyList<DiagnosticDescriptor> All { get; } =
    [
        IgnoredDecision, UsedAfterClose, UnknownDriver, NotOnTheHost, NoAddress, OtherUser, OtherPolicy, Allocates, Blocks, NeverConstructed, TwoPolicies,
    ];

    private static DiagnosticDescriptor Warning(int number, string title, string message, string help) => Make(number, DiagnosticSeverity.Warning, title, message, help);

    private static DiagnosticDescriptor Note(int number, string title, string message, string help) => Make(number, DiagnosticSeverity.Info, title, message, help);

    private static DiagnosticDescriptor Make(int number, DiagnosticSeverity severity, string title, string message, string help) =>
        new($"IOPOL{number}", severity, "Usage", title, message, help);
}
