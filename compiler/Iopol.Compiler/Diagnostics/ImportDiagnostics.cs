namespace Iopol.Compiler.Diagnostics;

/// <summary>Imports: 4xxx.</summary>
public static class ImportDiagnostics
{
    /// <summary>The resolver has no such file.</summary>
    public static DiagnosticDescriptor NotFound { get; } = Error(4001, "Import not found",
        "cannot read '{0}'", "the path is relative to this file; what ships with Iopol is imported as \"iopol:NAME\"");

    /// <summary>No such system ships with Iopol.</summary>
    public static DiagnosticDescriptor NotShipped { get; } = Error(4002, "Not shipped with Iopol",
        "no '{0}' ships with Iopol", "there is: {1}");

    /// <summary>Files that import each other.</summary>
    public static DiagnosticDescriptor Cycle { get; } = Error(4003, "Import cycle",
        "this import comes back to its own file: {0}", "put what both need into a third file");

    /// <summary>Imports nested beyond the limit.</summary>
    public static DiagnosticDescriptor TooDeep { get; } = Error(4004, "Imports nested too deeply",
        "imports are nested deeper than {0}", "import the files side by side");

    /// <summary>Two declarations would become classes of one name.</summary>
    public static DiagnosticDescriptor OneClass { get; } = Error(4005, "Two declarations, one class",
        "'{0}' becomes the class {1}, and so does what is declared at {2}", "give one of them another name; letters, digits and capitals at the start of words are all that counts");

    /// <summary>All of them, in the order of their ids.</summary>
    public static IReadOnlyList<DiagnosticDescriptor> All { get; } = [NotFound, NotShipped, Cycle, TooDeep, OneClass];

    private static DiagnosticDescriptor Error(int number, string title, string message, string help) =>
        new($"IOPOL{number}", DiagnosticSeverity.Error, "Imports", title, message, help);
}
