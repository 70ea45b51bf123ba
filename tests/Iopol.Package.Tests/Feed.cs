using System.Reflection;
using Iopol.Tests;

namespace Iopol.Package.Tests;

/// <summary>The packages of this build in a folder of their own, which is all a consumer gets.</summary>
public sealed class Feed : IDisposable
{
    /// <summary>Version of the packages; one no cache on this machine can know.</summary>
    public const string Version = "0.1.0-test";

    /// <summary>Packs what was built.</summary>
    public Feed()
    {
        Folder = Path.Combine(Root, "feed");
        string configuration = typeof(Feed).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Configuration").Value!;
        foreach (string project in new[] { "Iopol.Package/Iopol.Package.csproj", "Iopol.Cli/Iopol.Cli.csproj" })
        {
            Dotnet.Run(RepositoryPaths.Root, "pack", RepositoryPaths.InRepository("compiler", project), "-c", configuration, "--no-build", "-p:PackageVersion=" + Version, "-o", Folder, "-v", "q").Succeeded();
        }
    }

    /// <summary>The folder with the packages.</summary>
    public string Folder { get; }

    /// <summary>A folder of this run, outside the repository, so that nothing of it is inherited.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("iopol-package-").FullName;

    /// <summary>A file of the feed, such as <c>Iopol</c>.</summary>
    public string Package(string id, string extension = "nupkg") => Path.Combine(Folder, $"{id}.{Version}.{extension}");

    /// <summary>NuGet's settings for a consumer: this feed and the machine's own, and packages kept apart.</summary>
    public void Configure(string folder)
    {
        // What everybody has, such as targeting packs, need not be downloaded again for each run.
        string shared = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(Root, "packages")}" /></config>
              <fallbackPackageFolders><add key="machine" value="{shared}" /></fallbackPackageFolders>
              <packageSources><add key="iopol" value="{Folder}" /></packageSources>
            </configuration>
            """);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Root, recursive: true);
}

/// <summary>One feed for all tests, one test at a time: each is a build of its own.</summary>
[CollectionDefinition(Name)]
public sealed class FeedCollection : ICollectionFixture<Feed>
{
    /// <summary>Name of the collection.</summary>
    public const string Name = "feed";
}
