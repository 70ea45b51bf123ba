namespace Iopol.Compiler.Diagnostics;

/// <summary>Every diagnostic there is.</summary>
public static class DiagnosticCatalog
{
    /// <summary>All descriptors, in the order of their ids.</summary>
    public static IReadOnlyList<DiagnosticDescriptor> All { get; } =
        [.. SyntaxDiagnostics.All, .. BindingDiagnostics.All, .. AnalysisDiagnostics.All, .. ImportDiagnostics.All, .. TestDiagnostics.All, .. PageTableDiagnostics.All, .. PageTableAnalysisDiagnostics.All];

    /// <summary>The descriptor of an id, or null if there is none; case does not matter.</summary>
    public static DiagnosticDescriptor? Find(string id) => All.FirstOrDefault(d => d.Id.Equals(id, StringComparison.OrdinalIgnoreCase));
}
