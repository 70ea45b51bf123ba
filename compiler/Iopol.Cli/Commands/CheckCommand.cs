using System.CommandLine;
using Iopol.Cli.Inputs;
using Iopol.Cli.Output;
using Iopol.Cli.Reports;
using Iopol.Compiler.Diagnostics;

namespace Iopol.Cli.Commands;

/// <summary><c>iopol check</c>: everything that is wrong with policy files.</summary>
internal static class CheckCommand
{
    public static Command Create(Session session)
    {
        Argument<string[]> files = Choices.Files("Policy files; folders stand for every .iopol file below them, - for standard input");
        Option<string> format = Choices.Format("text", "json", "sarif");
        var fix = new Option<bool>("--fix") { Description = "Write what a machine can correct into the files, and say what it was" };
        var verb = new Verb("check", "Checks policies and says what is wrong, where, and what to do about it.",
            new Example("iopol check samples/policies", "every policy below a folder"),
            new Example("iopol check datacenter.iopol --format sarif > iopol.sarif", "findings for a code host"),
            new Example("iopol check --fix datacenter.iopol", "corrects what a machine can"),
            new Example("iopol explain IOPOL2003", "what a finding means, with a wrong and a right example"))
        {
            Arguments = { files },
            Options = { format, fix },
            Notes =
            [
                "Exits with 3 where there is an error; warnings do not change the exit code.",
                "With --fix the answer is about the files as they are afterwards. Names are corrected to the nearest one, a missing rule begins as false: look at what was done.",
            ],
        };
        verb.Does(result =>
        {
            IReadOnlyList<string> names = PolicyFiles.Expand(result.GetRequiredValue(files));
            if (result.GetValue(fix)) Fix(session, names, result.GetValue(format) == "text" ? session.Screen : session.Complaints);
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

    private static void Fix(Session session, IReadOnlyList<string> names, Screen screen)
    {
        foreach (Diagnostic made in PolicyFixes.Make(session, names))
        {
            screen.Line($"{made.Location}: ", new Ink($"fixed {made.Id}", Tone.Good), $": {made.Fix!.Title}");
        }
    }
}
