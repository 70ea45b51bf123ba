namespace Iopol.Compiler.Diagnostics;

/// <summary>Edits of one file that resolve a diagnostic.</summary>
public sealed class DiagnosticFix : IEquatable<DiagnosticFix>
{
    /// <summary>A fix called <paramref name="title"/> that makes <paramref name="edits"/>.</summary>
    public DiagnosticFix(string title, params TextEdit[] edits)
    {
        Title = title;
        Edits = (TextEdit[])edits.Clone();
    }

    /// <summary>What the fix does, as an editor offers it: <c>Write 'is'</c>.</summary>
    public string Title { get; }

    /// <summary>The edits; none overlaps another.</summary>
    public IReadOnlyList<TextEdit> Edits { get; }

    /// <inheritdoc/>
    public bool Equals(DiagnosticFix? other) => other is not null && Title == other.Title && Edits.SequenceEqual(other.Edits);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DiagnosticFix);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Title) ^ Edits.Count;

    /// <summary>The title.</summary>
    public override string ToString() => Title;
}
