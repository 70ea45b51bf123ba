using System.Globalization;
using System.Text.Json;
using Iopol.Cli;
using Microsoft.CodeAnalysis;

namespace Iopol.Analyzers.Tests.PolicyFiles;

/// <summary>A finding as both an editor and the command line show it.</summary>
/// <param name="File">Path.</param>
/// <param name="Place">First and last line and column, from 1.</param>
/// <param name="Id">Id.</param>
/// <param name="Severity"><c>error</c>, <c>warning</c> or <c>info</c>.</param>
/// <param name="Text">Message with its help.</param>
internal sealed record Told(string File, string Place, string Id, string Severity, string Text)
{
    /// <summary>A diagnostic of the analyzer.</summary>
    public static Told Of(Diagnostic diagnostic)
    {
        FileLinePositionSpan span = diagnostic.Location.GetLineSpan();
        return new Told(
            span.Path,
            Range(span.StartLinePosition.Line + 1, span.StartLinePosition.Character + 1, span.EndLinePosition.Line + 1, span.EndLinePosition.Character + 1),
            diagnostic.Id,
            diagnostic.Severity.ToString().ToLowerInvariant(),
            diagnostic.GetMessage(CultureInfo.InvariantCulture));
    }

    /// <summary>What <c>iopol check</c> says about files.</summary>
    public static Told[] ByCheck(IEnumerable<string> files)
    {
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        int code = Application.Run(["check", "--format", "json", .. files], Stream.Null, output, error, new Surroundings());
        Assert.True(code is (int)ExitCode.Fine or (int)ExitCode.PolicyErrors, System.Text.Encoding.UTF8.GetString(error.ToArray()));
        using var json = JsonDocument.Parse(output.ToArray());
        return [.. json.RootElement.EnumerateArray().Select(Of)];
    }

    private static Told Of(JsonElement finding)
    {
        string Text(string name) => finding.GetProperty(name).GetString()!;
        int Number(string name) => finding.GetProperty(name).GetInt32();
        return new Told(
            Text("file"),
            Range(Number("line"), Number("column"), Number("endLine"), Number("endColumn")),
            Text("id"),
            Text("severity"),
            Text("help").Length > 0 ? $"{Text("message")} ({Text("help")})" : Text("message"));
    }

    private static string Range(int line, int column, int endLine, int endColumn) => string.Create(CultureInfo.InvariantCulture, $"{line},{column}-{endLine},{endColumn}");
}
