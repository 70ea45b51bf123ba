namespace Iopol.Compiler.Diagnostics;

/// <summary>What only a C# project with policy files can meet: 4xxx beside <see cref="ImportDiagnostics"/>.</summary>
public static class ProjectDiagnostics
{
    /// <summary>A policy file with errors, so that classes are missing; the C# compiler's complaints about that are echoes.</summary>
    public static DiagnosticDescriptor NoClass { get; } = new("IOPOL4006", DiagnosticSeverity.Error, "Imports", "No class",
        "{0} becomes no class: {1} ({2})", "what the C# compiler says about a missing type comes from this");

    /// <summary>All of them, in the order of their ids.</summary>
    public static IReadOnlyList<DiagnosticDescriptor> All { get; } = [NoClass];
}
