namespace Iopol.Compiler.Diagnostics;

/// <summary>One kind of diagnostic: its stable id and its words.</summary>
public sealed class DiagnosticDescriptor : IEquatable<DiagnosticDescriptor>
{
    /// <summary>Describes the diagnostic <paramref name="id"/>.</summary>
    public DiagnosticDescriptor(string id, DiagnosticSeverity severity, string category, string title, string messageFormat, string helpText)
    {
        Id = id;
        Severity = severity;
        Category = category;
        Title = title;
        MessageFormat = messageFormat;
        HelpText = helpText;
    }

    /// <summary>
    /// <c>IOPOLnnnn</c>, never reused: 1xxx text and syntax, 2xxx names and types, 3xxx meaning, 4xxx imports and files,
    /// 5xxx tests and hosts, 6xxx page tables, 7xxx C# that uses a policy, 9xxx the tool.
    /// </summary>
    public string Id { get; }

    /// <summary>How much it matters.</summary>
    public DiagnosticSeverity Severity { get; }

    /// <summary>The range its id is in, for example <c>Syntax</c>.</summary>
    public string Category { get; }

    /// <summary>A few words for a list of all diagnostics.</summary>
    public string Title { get; }

    /// <summary>The message, with <c>{0}</c>, <c>{1}</c>, … for the things it names.</summary>
    public string MessageFormat { get; }

    /// <summary>The help line, with the same places as the message; empty if there is nothing to add.</summary>
    public string HelpText { get; }

    /// <summary>Two descriptors are the same if their ids are.</summary>
    public bool Equals(DiagnosticDescriptor? other) => other is not null && Id == other.Id;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DiagnosticDescriptor);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Id);

    /// <summary>The id.</summary>
    public override string ToString() => Id;
}
