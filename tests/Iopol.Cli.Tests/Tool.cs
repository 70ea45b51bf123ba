using System.Text;
using Iopol.Tests;

namespace Iopol.Cli.Tests;

/// <summary>What a run of the tool gave.</summary>
internal sealed record ToolRun(int Code, string Output, string Error)
{
    public ExitCode Exit => (ExitCode)Code;
}

/// <summary>Runs the tool in this process.</summary>
internal static class Tool
{
    public static ToolRun Run(params string[] args) => RunWith(null, new Surroundings(), args);

    public static ToolRun RunWith(string? input, params string[] args) => RunWith(input, new Surroundings(), args);

    public static ToolRun RunWith(string? input, Surroundings surroundings, params string[] args) =>
        RunBytes(Encoding.UTF8.GetBytes(input ?? ""), surroundings, args);

    public static ToolRun RunBytes(byte[] input, Surroundings surroundings, params string[] args)
    {
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        int code = Application.Run(args, new MemoryStream(input), output, error, surroundings);
        return new ToolRun(code, Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray()));
    }

    /// <summary>A bundled capture, by name.</summary>
    public static string Host(string name) => RepositoryPaths.InRepository("samples", "hosts", name + ".tar.gz");

    /// <summary>A bundled policy, by name.</summary>
    public static string Policy(string name) => RepositoryPaths.InRepository("samples", "policies", name + ".iopol");
}

/// <summary>A folder that goes away with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("iopol-cli-").FullName;

    public string File(string name, string content)
    {
        string path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
