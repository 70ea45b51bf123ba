using System.Globalization;

namespace Iopol.Linux;

/// <summary>Collects the problems of one source, up to <see cref="HostLimits.Problems"/>.</summary>
internal sealed class ProblemLog(string source, HostDiagnostic? more = null)
{
    private readonly List<HostProblem> problems = [];
    private int unlisted;

    public string Source { get; } = source;

    public bool HasErrors { get; private set; }

    public IReadOnlyList<HostProblem> ToList()
    {
        if (unlisted == 0) return problems;
        HostDiagnostic last = more ?? HostDiagnostics.MoreProblems;
        return [.. problems, new HostProblem(last, Source, Format(last, [unlisted]), null, null, null)];
    }

    public void Report(HostDiagnostic diagnostic, params object[] arguments) =>
        Add(diagnostic, arguments, null, null, null);

    public void ReportMember(HostDiagnostic diagnostic, string member, params object[] arguments) =>
        Add(diagnostic, arguments, member, null, null);

    public void ReportLine(HostDiagnostic diagnostic, int line, params object[] arguments) =>
        Add(diagnostic, arguments, null, line, null);

    public void ReportPlace(HostDiagnostic diagnostic, int line, int column, string? member, params object[] arguments) =>
        Add(diagnostic, arguments, member, line, column);

    private void Add(HostDiagnostic diagnostic, object[] arguments, string? member, int? line, int? column)
    {
        bool first = !HasErrors && diagnostic.Severity == HostSeverity.Error;
        HasErrors |= first;

        // The first error is always listed: it is why there are no facts.
        if (problems.Count >= HostLimits.Problems && !first)
        {
            unlisted++;
            return;
        }

        problems.Add(new HostProblem(diagnostic, Source, Format(diagnostic, arguments), member, line, column));
    }

    private static string Format(HostDiagnostic diagnostic, object[] arguments)
    {
        for (int i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] is string text) arguments[i] = Printable(text);
        }

        return string.Format(CultureInfo.InvariantCulture, diagnostic.MessageFormat, arguments);
    }

    /// <summary>Quoted input is cut and freed of control characters, so that a hostile name cannot write to a terminal.</summary>
    private static string Printable(string text)
    {
        const int most = 120;
        string cut = text.Length > most ? string.Concat(text.AsSpan(0, most), "...") : text;
        return cut.AsSpan().IndexOfAnyInRange('\0', '\x1f') < 0 && cut.AsSpan().IndexOfAnyInRange('\x7f', '\x9f') < 0
            ? cut
            : string.Create(cut.Length, cut, static (span, from) =>
            {
                for (int i = 0; i < span.Length; i++) span[i] = char.IsControl(from[i]) ? '?' : from[i];
            });
    }
}
