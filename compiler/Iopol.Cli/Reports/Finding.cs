using System.Globalization;
using Iopol.Compiler.Diagnostics;
using Iopol.Linux;

namespace Iopol.Cli.Reports;

/// <summary>Something to say about a place in a policy or a host, whoever found it.</summary>
/// <param name="Id"><c>IOPOLnnnn</c>.</param>
/// <param name="Severity"><c>error</c>, <c>warning</c> or <c>info</c>.</param>
/// <param name="File">Path as it was given.</param>
/// <param name="Line">1-based, or null where the whole file is meant.</param>
/// <param name="Column">1-based, or null.</param>
/// <param name="EndLine">Line of the end, or null.</param>
/// <param name="EndColumn">Column after the last character, or null.</param>
/// <param name="Message">One line.</param>
/// <param name="Help">What to do about it, or empty.</param>
internal sealed record Finding(
    string Id, string Severity, string File, int? Line, int? Column, int? EndLine, int? EndColumn, string Message, string Help)
{
    public bool IsError => Severity == "error";

    public bool IsWarning => Severity == "warning";

    public static Finding Of(Diagnostic diagnostic) => new(
        diagnostic.Id,
        diagnostic.Severity switch { DiagnosticSeverity.Error => "error", DiagnosticSeverity.Warning => "warning", _ => "info" },
        diagnostic.Location.Path,
        diagnostic.Location.Start.Line,
        diagnostic.Location.Start.Column,
        diagnostic.Location.End.Line,
        diagnostic.Location.End.Column,
        diagnostic.Message,
        diagnostic.Help);

    public static Finding Of(HostProblem problem) => new(
        problem.Id,
        problem.Severity == HostSeverity.Error ? "error" : "warning",
        problem.Source,
        problem.Line,
        problem.Column,
        null,
        null,
        problem.Message,
        problem.Help);

    /// <summary>A finding about a place of a list.</summary>
    public static Finding Of(HostDiagnostic diagnostic, string file, int line, int column, params object[] arguments) => new(
        diagnostic.Id,
        diagnostic.Severity == HostSeverity.Error ? "error" : "warning",
        file,
        line,
        column,
        null,
        null,
        string.Format(CultureInfo.InvariantCulture, diagnostic.MessageFormat, arguments),
        diagnostic.Help);
}
