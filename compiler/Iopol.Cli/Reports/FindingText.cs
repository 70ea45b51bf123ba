using System.Globalization;
using Iopol.Cli.Output;

namespace Iopol.Cli.Reports;

/// <summary>Findings as MSBuild prints them, one line each so that editors and build logs find the place, with the help below.</summary>
internal static class FindingText
{
    public static void Write(Screen screen, IEnumerable<Finding> findings)
    {
        foreach (Finding finding in findings)
        {
            screen.Line($"{finding.File}{Place(finding)}: ", new Ink($"{finding.Severity} {finding.Id}", ToneOf(finding)), $": {finding.Message}");
            if (finding.Help.Length > 0) screen.Line(new Ink($"    help: {finding.Help}", Tone.Dim));
        }
    }

    /// <summary>One line that counts.</summary>
    public static void Summary(Screen screen, int files, IReadOnlyCollection<Finding> findings)
    {
        int errors = findings.Count(f => f.IsError);
        int warnings = findings.Count(f => f.IsWarning);
        Tone tone = errors > 0 ? Tone.Bad : warnings > 0 ? Tone.Unsure : Tone.Good;
        screen.Line(new Ink($"{Count(files, "file")}: {Count(errors, "error")}, {Count(warnings, "warning")}", tone));
    }

    private static string Place(Finding finding) => (finding.Line, finding.Column) switch
    {
        ({ } line, { } column) => string.Create(CultureInfo.InvariantCulture, $"({line},{column})"),
        ({ } line, null) => string.Create(CultureInfo.InvariantCulture, $"({line})"),
        _ => "",
    };

    private static Tone ToneOf(Finding finding) => finding.IsError ? Tone.Bad : finding.IsWarning ? Tone.Unsure : Tone.Dim;

    private static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
}
