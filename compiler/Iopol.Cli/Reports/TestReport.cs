using System.Globalization;
using System.Text.Json;
using Iopol.Cli.Output;
using Iopol.Interpreter.Machines;
using Iopol.Interpreter.Testing;

namespace Iopol.Cli.Reports;

/// <summary>What became of tests, for people and for programs.</summary>
internal sealed class TestReport
{
    private readonly IReadOnlyList<TestResult> results;
    private readonly CoverageReport? coverage;

    /// <param name="results">The tests, in the order of their files.</param>
    /// <param name="withCoverage">Say what of the policies was used.</param>
    /// <param name="threshold">Least share of each policy that must be used, in percent; null where none is asked for.</param>
    public TestReport(IReadOnlyList<TestResult> results, bool withCoverage, double? threshold)
    {
        this.results = results;
        if (withCoverage) coverage = new CoverageReport([.. TestRunner.Merge(results).OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => c.Value)], threshold);
    }

    /// <summary>There were tests, all passed, and enough was covered.</summary>
    public bool Passed => results.Count > 0 && Failed == 0 && coverage?.IsBelow != true;

    private int Failed => results.Count(r => !r.Passed);

    private double Milliseconds => results.Sum(r => r.Elapsed.TotalMilliseconds);

    public void WriteText(Screen screen)
    {
        string? file = null;
        foreach (TestResult result in results)
        {
            if (result.Place.Path != file)
            {
                if (file is not null) screen.Line();
                screen.Line(new Ink(file = result.Place.Path, Tone.Strong));
            }

            Write(screen, result);
        }

        if (results.Count > 0) screen.Line();
        coverage?.WriteText(screen);
        if (results.Count == 0)
        {
            screen.Line(new Ink("no test to run", Tone.Bad));
            return;
        }

        string summary = string.Create(CultureInfo.InvariantCulture, $"{results.Count - Failed} passed, {Failed} failed ({Milliseconds:0}ms)");
        screen.Line(new Ink(summary, Failed > 0 ? Tone.Bad : Tone.Good));
        if (coverage?.IsBelow == true) screen.Line(new Ink(coverage.Complaint, Tone.Bad));
    }

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("tests");
        foreach (TestResult result in results) Write(json, result);
        json.WriteEndArray();
        json.WriteNumber("passed", results.Count - Failed);
        json.WriteNumber("failed", Failed);
        json.WriteNumber("milliseconds", Math.Round(Milliseconds, 3));
        coverage?.WriteJson(json);
        json.WriteEndObject();
    }

    private static void Write(Screen screen, TestResult result)
    {
        string time = string.Create(CultureInfo.InvariantCulture, $" ({result.Elapsed.TotalMilliseconds:0.0}ms)");
        Ink mark = result.Passed ? new Ink("ok      ", Tone.Good) : new Ink("FAILED  ", Tone.Bad);
        screen.Wrapped(2, 10, mark, result.Name, new Ink(time, Tone.Dim));
        foreach (string note in result.Notes) screen.Wrapped(10, 10, new Ink($"note: {note}", Tone.Dim));
        if (result.Failure is not { } failure) return;
        string[] lines = failure.Message.Split('\n');
        // The place comes first and unbroken, so that an editor finds it.
        screen.Line($"          {failure.Place}: ", new Ink(lines[0], Tone.Bad));
        foreach (string line in lines.Skip(1)) screen.Line($"            {line}");
    }

    private static void Write(Utf8JsonWriter json, TestResult result)
    {
        json.WriteStartObject();
        json.TextOrNull("name", result.Name);
        json.TextOrNull("policy", result.Policy);
        json.TextOrNull("file", result.Place.Path);
        json.WriteNumber("line", result.Place.Line);
        json.WriteString("outcome", result.Passed ? "passed" : "failed");
        json.WriteNumber("milliseconds", Math.Round(result.Elapsed.TotalMilliseconds, 3));
        if (result.Notes.Count > 0) json.Texts("notes", result.Notes);
        if (result.Failure is { } failure)
        {
            json.WriteStartObject("failure");
            json.TextOrNull("at", failure.Place.ToString());
            json.TextOrNull("message", failure.Message);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
