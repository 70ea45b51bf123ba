using System.CommandLine;
using Iopol.Cli.Output;
using Iopol.Compiler.Binding;
using Iopol.Compiler.Diagnostics;
using Iopol.Linux;
using Iopol.Linux.Images;

namespace Iopol.Cli.Commands;

/// <summary><c>iopol explain</c>: the page of a diagnostic.</summary>
internal static class ExplainCommand
{
    public static Command Create(Session session)
    {
        var id = new Argument<string?>("ID") { Description = "Id of a diagnostic, such as IOPOL2003 or 2003; all of them where it is left out", Arity = ArgumentArity.ZeroOrOne };
        var verb = new Verb("explain", "Explains a diagnostic: what it means, what to do, a wrong and a right example.",
            new Example("iopol explain IOPOL2003", "one diagnostic"),
            new Example("iopol explain", "the list of all"))
        {
            Arguments = { id },
        };
        verb.Does(result =>
        {
            if (result.GetValue(id) is not { } asked)
            {
                session.Screen.Rows(0, [.. All().OrderBy(d => d.Id, StringComparer.Ordinal).Select(d => new[] { new Ink(d.Id, Tone.Command), new Ink(d.Title) })]);
                return ExitCode.Fine;
            }

            Explain(session, char.IsAsciiDigit(asked.FirstOrDefault()) ? "IOPOL" + asked : asked.ToUpperInvariant());
            return ExitCode.Fine;
        });
        return verb;
    }

    private static void Explain(Session session, string id)
    {
        if (DiagnosticPages.TryGet(id, out string? page))
        {
            PageText.Write(session.Screen, page);
            return;
        }

        string meant = NearNames.Find(id, [.. All().Select(d => d.Id)]) is { } near ? $"Did you mean {near}? " : "";
        throw CommandFailure.Unusable($"there is no diagnostic '{id}'", $"{meant}iopol explain lists all of them.");
    }

    private static IEnumerable<(string Id, string Title)> All() =>
        DiagnosticCatalog.All.Concat(ProjectDiagnostics.All).Concat(UsageDiagnostics.All).Select(d => (d.Id, d.Title)).Concat(HostDiagnostics.All.Concat(ImageDiagnostics.All).Select(d => (d.Id, d.Title)));
}
