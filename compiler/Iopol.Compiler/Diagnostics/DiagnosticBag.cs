using Iopol.Compiler.Text;

namespace Iopol.Compiler.Diagnostics;

/// <summary>Collects diagnostics while a file is read.</summary>
public sealed class DiagnosticBag
{
    private readonly List<Diagnostic> diagnostics = [];

    /// <summary>How many there are.</summary>
    public int Count => diagnostics.Count;

    /// <summary>Whether one of them is an error.</summary>
    public bool HasErrors => diagnostics.Exists(d => d.Severity == DiagnosticSeverity.Error);

    /// <summary>Adds a diagnostic.</summary>
    public void Add(Diagnostic diagnostic) => diagnostics.Add(diagnostic);

    /// <summary>Adds a diagnostic and returns it.</summary>
    public Diagnostic Add(DiagnosticDescriptor descriptor, SourceLocation location, params object[] arguments)
    {
        Diagnostic diagnostic = new(descriptor, location, arguments);
        diagnostics.Add(diagnostic);
        return diagnostic;
    }

    /// <summary>Adds them all.</summary>
    public void AddRange(IEnumerable<Diagnostic> more) => diagnostics.AddRange(more);

    /// <summary>All of them in the order of the files they are in and, within a file, of their places; equal ones once.</summary>
    public IReadOnlyList<Diagnostic> ToSortedList() =>
        [.. diagnostics.Distinct().OrderBy(d => d.Location.Path, StringComparer.Ordinal).ThenBy(d => d.Span.Start).ThenBy(d => d.Id, StringComparer.Ordinal)];
}
