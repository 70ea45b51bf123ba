using Iopol.Tests;

namespace Iopol.Package.Tests;

/// <summary>The consuming samples, copied to an empty folder and built from the package.</summary>
[Collection(FeedCollection.Name)]
public sealed class SampleTests(Feed feed)
{
    private static readonly string Host = RepositoryPaths.InRepository("samples", "hosts", "rp-mf.tar.gz");

    [Fact]
    public void The_minimal_sample_is_refused_and_then_not()
    {
        string folder = Copy("Minimal");
        Dotnet.Run(folder, "build").Succeeded();
        string output = Dotnet.Run(folder, "run", "--no-build", Host).Succeeded().Output;
        Assert.StartsWith("set_container: EPERM, group 3 is used by the kernel", output, StringComparison.Ordinal);
        Assert.Contains("\nset_container: ok", output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_node_agent_answers_its_journal_as_approved()
    {
        string folder = Copy("NodeAgent");
        Dotnet.Run(folder, "build").Succeeded();
        Outcome outcome = Dotnet.Run(folder, "run", "--no-build", Host, "journal.txt");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal(File.ReadAllText(RepositoryPaths.InRepository("samples", "NodeAgent", "answers.txt")).ReplaceLineEndings("\n"), outcome.Output.ReplaceLineEndings("\n"));
        Assert.Equal(4, Dotnet.Run(folder, "run", "--no-build", "no-such-host").ExitCode);
    }

    /// <summary>The sample as it is, but for the version of the package.</summary>
    private string Copy(string name)
    {
        string folder = Path.Combine(feed.Root, "samples", name);
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.EnumerateFiles(RepositoryPaths.InRepository("samples", name)))
        {
            string text = File.ReadAllText(file);
            if (file.EndsWith(".csproj", StringComparison.Ordinal))
            {
                Assert.Contains("Include=\"Iopol\" Version=\"0.1.0\"", text, StringComparison.Ordinal);
                text = text.Replace("Include=\"Iopol\" Version=\"0.1.0\"", $"Include=\"Iopol\" Version=\"{Feed.Version}\"", StringComparison.Ordinal);
            }

            File.WriteAllText(Path.Combine(folder, Path.GetFileName(file)), text);
        }

        feed.Configure(folder);
        return folder;
    }
}
