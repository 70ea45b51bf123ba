using System.CommandLine;
using System.Text.RegularExpressions;
using Iopol.Cli.Output;
using Iopol.Compiler.Binding;
using Iopol.Compiler.Diagnostics;
using Iopol.Linux;

namespace Iopol.Cli.Commands;

/// <summary><c>iopol explain</c>: the page of a diagnostic.</summary>
internal static partial class ExplainCommand
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
                session.Screen.Rows(0, [.. DiagnosticCatalog.All.Select(d => (d.Id, d.Title)).Concat(HostDiagnostics.All.Select(d => (d.Id, d.Title)))
                    .Select(d => new[] { new Ink(d.Id, Tone.Command), new Ink(d.Title) })]);
                return ExitCode.Fine;
            }

            Explain(session, char.IsAsciiDigit(asked.FirstOrDefault()) ? "IOPOL" + asked : asked.ToUpperInvariant());
            return ExitCode.Fine;
        });
        return verb;
    }

    private static void Explain(Session session, string id)
    {
        if (DiagnosticCatalog.Find(id) is { } descriptor)
        {
            Page(session.Screen, id, descriptor.Title, descriptor.Severity.ToString(), descriptor.MessageFormat, descriptor.HelpText);
            return;
        }

        if (HostDiagnostics.All.FirstOrDefault(d => d.Id == id) is { } host)
        {
            Page(session.Screen, id, host.Title, host.Severity.ToString(), host.MessageFormat, host.Help);
            return;
        }

        string[] known = [.. DiagnosticCatalog.All.Select(d => d.Id), .. HostDiagnostics.All.Select(d => d.Id)];
        string meant = NearNames.Find(id, known) is { } near ? $"Did you mean {near}? " : "";
        throw CommandFailure.Unusable($"there is no diagnostic '{id}'", $"{meant}iopol explain lists all of them.");
    }

    private static void Page(Screen screen, string id, string title, string severity, string message, string help)
    {
        screen.Wrapped(0, 2, new Ink(id, Tone.Strong), $" ({severity.ToLowerInvariant()}): ", new Ink(title, Tone.Strong));
        screen.Line();
        screen.Rows(0, [["message", Places.Replace(message, "...")], ["help", Places.Replace(help, "...")]]);
    }

    /// <summary>The places of a message that are filled with names.</summary>
    [GeneratedRegex(@"\{\d+\}")]
    private static partial Regex Places { get; }
}
