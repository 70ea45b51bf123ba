using Iopol.Tests;

namespace Iopol.Package.Tests;

/// <summary>The command line as a .NET tool.</summary>
[Collection(FeedCollection.Name)]
public sealed class ToolTests(Feed feed)
{
    [Fact]
    public void The_tool_installs_and_answers()
    {
        string folder = Path.Combine(feed.Root, "tool user");
        Directory.CreateDirectory(folder);
        feed.Configure(folder);
        Dotnet.Run(folder, "tool", "install", "Iopol.Tool", "--version", Feed.Version, "--tool-path", "tools").Succeeded();
        string iopol = Path.Combine(folder, "tools", OperatingSystem.IsWindows() ? "iopol.exe" : "iopol");
        Outcome audit = Dotnet.Start(iopol, folder, "audit", RepositoryPaths.InRepository("samples", "hosts", "rp-mf.tar.gz"), "--policy", "linux-6-vfio");
        Assert.Contains("group 3  not assignable", audit.Succeeded().Output, StringComparison.Ordinal);
        Assert.StartsWith("IOPOL4005: ", Dotnet.Start(iopol, folder, "explain", "IOPOL4005").Succeeded().Output.TrimStart(), StringComparison.Ordinal);
    }
}
