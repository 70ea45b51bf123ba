using System.IO.Compression;
using Iopol.Tests;

namespace Iopol.Package.Tests;

/// <summary>The package in a compiler of its time: Roslyn 4.8 on .NET 8, which has an older System.Text.Json than Scriban asks for.</summary>
[Collection(FeedCollection.Name)]
public sealed class OldHostTests(Feed feed)
{
    [Fact]
    public void The_oldest_compiler_it_is_for_loads_and_runs_all_of_it()
    {
        string folder = Path.Combine(feed.Root, "old host");
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.EnumerateFiles(RepositoryPaths.InRepository("tests", "Iopol.Package.Tests", "OldHost"))) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        feed.Configure(folder);
        Dotnet.Run(folder, "build", "OldHost.csproj", "-o", "out").Succeeded();
        string package = Path.Combine(folder, "package");
        ZipFile.ExtractToDirectory(feed.Package("Iopol"), package);
        string policy = Path.Combine(folder, "host.iopol");
        File.WriteAllText(policy, Consumer.Policy);
        Assert.Matches(@"^8 4\.8\.0\.0: 1 generators, [1-9][0-9]* analyzers, 0 problems\s*$", Dotnet.Start(Path.Combine(folder, "out", "OldHost"), folder, package, policy).Succeeded().Output);
    }
}
