using System.Globalization;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Diagnostics;

/// <summary>Something to say about a place in a file. Two with the same content are equal.</summary>
public sealed class Diagnostic : IEquatable<Diagnostic>
{
    private readonly string? help;

    /// <summary>A diagnostic at <paramref name="location"/>; <paramref name="arguments"/> fill the places of its message and help.</summary>
    public Diagnostic(DiagnosticDescriptor descriptor, SourceLocation location, params object[] arguments)
        : this(descriptor, location, null, null, Text(arguments))
    {
    }

    private Diagnostic(DiagnosticDescriptor descriptor, SourceLocation location, string? help, DiagnosticFix? fix, IReadOnlyList<string> arguments)
    {
        Descriptor = descriptor;
        Location = location;
        this.help = help;
        Fix = fix;
        Arguments = arguments;
    }

    /// <summary>What kind of diagnostic it is.</summary>
    public DiagnosticDescriptor Descriptor { get; }

    /// <summary>File, stretch, lines and columns.</summary>
    public SourceLocation Location { get; }

    /// <summary>What fills the places of the message.</summary>
    public IReadOnlyList<string> Arguments { get; }

    /// <summary>Edits that resolve it, if a machine can make them.</summary>
    public DiagnosticFix? Fix { get; }

    /// <summary><c>IOPOLnnnn</c>.</summary>
    public string Id => Descriptor.Id;

    /// <summary>How much it matters.</summary>
    public DiagnosticSeverity Severity => Descriptor.Severity;

    /// <summary>The stretch of the file.</summary>
    public TextSpan Span => Location.Span;

    /// <summary>The message, one line.</summary>
    public string Message => Format(Descriptor.MessageFormat);

    /// <summary>What to do about it, one line; empty if there is nothing to add.</summary>
    public string Help => help ?? Format(Descriptor.HelpText);

    /// <summary>The same diagnostic with a help line of its own.</summary>
    public Diagnostic WithHelp(string help) => new(Descriptor, Location, help, Fix, Arguments);

    /// <summary>The same diagnostic with a fix.</summary>
    public Diagnostic WithFix(string title, params TextEdit[] edits) => new(Descriptor, Location, help, new DiagnosticFix(title, edits), Arguments);

    /// <inheritdoc/>
    public bool Equals(Diagnostic? other) =>
        other is not null && Descriptor.Equals(other.Descriptor) && Location == other.Location && help == other.help
        && Equals(Fix, other.Fix) && Arguments.SequenceEqual(other.Arguments);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Diagnostic);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((Descriptor.GetHashCode() * 31) + Span.GetHashCode());

    /// <summary>One line as MSBuild prints it: <c>path(line,column): error IOPOL1001: message</c>.</summary>
    public override string ToString() => $"{Location}: {Severity switch { DiagnosticSeverity.Error => "error", DiagnosticSeverity.Warning => "warning", _ => "info" }} {Id}: {Message}";

    private static string[] Text(object[] arguments) => [.. arguments.Select(a => Convert.ToString(a, CultureInfo.InvariantCulture) ?? "")];

    private string Format(string format) => string.Format(CultureInfo.InvariantCulture, format, [.. Arguments]);
}
