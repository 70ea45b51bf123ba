using System.IO.Compression;
using System.Text.Json.Nodes;
using Iopol.Tests;

namespace Iopol.Conformance.Tests;

/// <summary>A trace and what a real kernel answered to it. The topology is the last part of the trace's name.</summary>
/// <param name="Name">Name of the trace, such as <c>scenario-1.rp-mf</c>.</param>
/// <param name="Kernel">The kernel recorded, such as <c>6.12</c>.</param>
public sealed record Recording(string Name, string Kernel)
{
    /// <summary>Name of the topology it ran on.</summary>
    public string Topology => Name[(Name.LastIndexOf('.') + 1)..];

    /// <summary>The steps, one a line.</summary>
    public IReadOnlyList<string> Steps() => Lines($"{Name}.steps");

    /// <summary>The answers to numbered steps, by trace and number; and those of calls that had waited, behind the answer they precede.</summary>
    public IReadOnlyList<JsonObject> Answers() =>
        [.. Lines($"{Name}.linux-{Kernel}.jsonl").Select(line => JsonNode.Parse(line)!.AsObject()).Where(o => o.ContainsKey("n") || o.ContainsKey("async"))];

    /// <summary>Whether it is of this very kernel.</summary>
    /// <param name="release">The kernel's name of itself, such as <c>6.1.0-56-amd64</c>.</param>
    public bool IsOf(string release) =>
        Has($"{Name}.linux-{Kernel}.jsonl") && (string?)JsonNode.Parse(Lines($"{Name}.linux-{Kernel}.jsonl")[0])!["kernel"] == release;

    /// <summary>The lines of a file among the traces, packed or not.</summary>
    public static List<string> Lines(string file)
    {
        string path = PathOf(file);
        using Stream stream = File.Exists(path) ? File.OpenRead(path) : new GZipStream(File.OpenRead(path + ".gz"), CompressionMode.Decompress);
        using var reader = new StreamReader(stream);
        var lines = new List<string>();
        while (reader.ReadLine() is { } line) lines.Add(line);
        return lines;
    }

    private static bool Has(string file) => File.Exists(PathOf(file)) || File.Exists(PathOf(file) + ".gz");

    private static string PathOf(string file) => RepositoryPaths.InRepository("tests", "Iopol.Conformance.Tests", "Traces", file);

    /// <inheritdoc/>
    public override string ToString() => $"{Name} on {Kernel}";
}
