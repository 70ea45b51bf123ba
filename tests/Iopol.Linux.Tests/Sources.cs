using System.Text;
using Iopol.Runtime.Facts;
using Iopol.Tests;

namespace Iopol.Linux.Tests;

/// <summary>The sources the tests read.</summary>
internal static class Sources
{
    public static string Capture(string name) => RepositoryPaths.InRepository("samples", "hosts", name);

    public static TheoryData<string> Captures() =>
        [.. Directory.GetFiles(RepositoryPaths.InRepository("samples", "hosts"), "*.tar.gz").Select(Path.GetFileName).OfType<string>().Order()];

    public static TheoryData<string> SharedMachines()
    {
        string root = RepositoryPaths.InShared("data", "hosts");
        return Directory.Exists(root)
            ? [.. new[] { "lspci", "facter", "dmesg" }.SelectMany(d => Directory.GetFiles(Path.Combine(root, d), "*.json")).Select(f => Path.GetRelativePath(root, f)).Order()]
            : ["absent"];
    }

    public static HostReadResult Read(byte[] content) => HostReader.Read(new MemoryStream(content), new HostReadOptions { SourceName = "test" });

    public static HostReadResult Read(string content) => Read(Encoding.UTF8.GetBytes(content));

    public static HostFacts Facts(HostReadResult result)
    {
        Assert.DoesNotContain(result.Problems, p => p.Severity == HostSeverity.Error);
        return Assert.IsType<HostFacts>(result.Facts);
    }

    public static string Json(HostFacts facts)
    {
        using var stream = new MemoryStream();
        HostFactsJson.Write(facts, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
