using System.CommandLine;
using System.Globalization;
using Iopol.Cli.Inputs;
using Iopol.Cli.Output;
using Iopol.Cli.Reports;
using Iopol.Compiler.IR;
using Iopol.Interpreter.Testing;
using Iopol.Linux;
using Iopol.Runtime.Facts;

namespace Iopol.Cli.Commands;

/// <summary><c>iopol test</c>: runs the <c>test</c> blocks of policy files.</summary>
internal static class TestCommand
{
    public static Command Create(Session session)
    {
        Argument<string[]> files = Choices.Files("Policy files; folders stand for every .iopol file below them, - for standard input");
        Option<string> format = Choices.Format("text", "json");
        var filter = new Option<string?>("--filter") { HelpName = "TEXT", Description = "Run only tests whose name contains the text, in any case" };
        var coverage = new Option<bool>("--coverage") { Description = "Show which rules, operations and refusals the tests used" };
        var threshold = new Option<string?>("--threshold") { HelpName = "PERCENT", Description = "Fail where less of a policy than this was used; implies --coverage" };
        var verb = new Verb("test", "Runs the test blocks of policies.",
            new Example("iopol test samples/policies", "every test below a folder"),
            new Example("iopol test datacenter.iopol --coverage --threshold 80", "fails where the tests use less than 80 % of the policy"),
            new Example("iopol test samples/scenarios --filter \"claim\" --format json", "some tests, for a program"))
        {
            Arguments = { files },
            Options = { filter, coverage, threshold, format },
            Notes = ["Exits with 2 where a test fails, coverage is below the threshold, or there is no test to run."],
        };
        verb.Does(result =>
        {
            double? least = Percent(result.GetValue(threshold));
            IReadOnlyList<string> names = PolicyFiles.Expand(result.GetRequiredValue(files));
            string? wanted = result.GetValue(filter);
            TestIR[] tests =
            [
                .. PolicySource.CompileWithoutErrors(session, names).Tests
                    .Where(t => wanted is null || t.Name.Contains(wanted, StringComparison.OrdinalIgnoreCase)),
            ];
            var report = new TestReport([.. tests.Select(t => TestRunner.Run(t, ReadHost))], least is not null || result.GetValue(coverage), least);
            if (result.GetValue(format) == "json") JsonText.Document(session, report.WriteJson);
            else report.WriteText(session.Screen);
            return report.Passed ? ExitCode.Fine : ExitCode.No;
        });
        return verb;
    }

    private static bool ReadHost(string path, out HostFacts? facts, out string problem)
    {
        HostReadResult read = HostReader.Read(path);
        facts = read.Facts;
        problem = facts is null ? read.Problems.First(p => p.Severity == HostSeverity.Error).ToString() : "";
        return facts is not null;
    }

    private static double? Percent(string? text)
    {
        if (text is null) return null;
        return double.TryParse(text.TrimEnd('%'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percent) && percent is >= 0 and <= 100
            ? percent
            : throw CommandFailure.Unusable($"'{text}' is no threshold: give a percentage from 0 to 100");
    }
}
