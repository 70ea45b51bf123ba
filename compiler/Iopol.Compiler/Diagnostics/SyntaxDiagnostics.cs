namespace Iopol.Compiler.Diagnostics;

/// <summary>What can be wrong with the text of a file: IOPOL1xxx.</summary>
public static class SyntaxDiagnostics
{
    /// <summary>All of them, in the order of their ids.</summary>
    public static IReadOnlyList<DiagnosticDescriptor> All { get; } = [];
}
