using System.CommandLine;
using Iopol.Cli.Inputs;
using Iopol.Cli.Output;
using Iopol.Cli.Reports;

namespace Iopol.Cli.Commands;

/// <summary><c>iopol check</c>: everything that is wrong with policy files.</summary>
internal static class CheckCommand
{
    public static Command Create(Session session)
    {
        Argument<string[]> files = Choices.Files("Policy files; folders stand for every .iopol file below them, - for standard input");
        Option<string> format = Choices.Format("text", "json", "sarif");
        var verb = new Verb("check", "Checks policies and says what is wrong, where, and what to do about it.",
            new Example("iopol check samples/policies", "every policy below a folder"),
            new Example("iopol check datacenter.iopol --format sarif > iopol.sarif", "findings for a code host"),
            new Example("iopol explain IOPOL2003", "what a finding means, with a wrong and a right example"))
        {
            Arguments = { files },
            Options = { format },
            Notes = ["Exits with 3 where there is an error; warnings do not change the exit code."],
        };
        verb.Does(result =>
        {
            IReadOnlyList<string> names = PolicyFiles.Expand(result.GetRequiredValue(files));
            Finding[] findings = [.. PolicySource.Compile(session, names).Diagnostics.Select(Finding.Of)];
            switch (result.GetValue(format))
            {
                case "json":
                    JsonText.Document(session, json => FindingJson.Write(json, findings));
                    break;
                case "sarif":
                    JsonText.Document(session, json => FindingSarif.Write(json, findings));
                    break;
                default:
                    FindingText.Write(session.Screen, findings);
                    FindingText.Summary(session.Screen, names.Count, findings);
                    break;
            }

            return findings.Any(f => f.IsError) ? ExitCode.PolicyErrors : ExitCode.Fine;
        });
        return verb;
    }
}
