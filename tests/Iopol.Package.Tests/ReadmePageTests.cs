using System.Text.RegularExpressions;
using Iopol.Tests;

namespace Iopol.Package.Tests;

/// <summary>The README's page "Use Iopol in your project", followed word by word.</summary>
[Collection(FeedCollection.Name)]
public sealed partial class ReadmePageTests(Feed feed)
{
    [Fact]
    public void The_page_leads_from_an_empty_folder_to_an_answer()
    {
        string readme = File.ReadAllText(RepositoryPaths.InRepository("README.md"));
        string page = readme[readme.IndexOf("\n## Use Iopol in your project\n", StringComparison.Ordinal)..];
        page = page[..page.IndexOf("\n- A decision is a small value", StringComparison.Ordinal)];
        (string Language, string Text)[] blocks = [.. Block().Matches(page).Select(m => (m.Groups[1].Value, m.Groups[2].Value))];
        Assert.Equal(["sh", "iopol", "csharp", "sh", ""], blocks.Select(b => b.Language));

        string folder = Path.Combine(feed.Root, "readme");
        Directory.CreateDirectory(folder);
        feed.Configure(folder);
        Shell(folder, blocks[0].Text);
        File.WriteAllText(Path.Combine(folder, "host.iopol"), blocks[1].Text);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), blocks[2].Text);
        Assert.Equal(blocks[4].Text, Shell(folder, blocks[3].Text).ReplaceLineEndings("\n"));
    }

    /// <summary>Runs the lines of a block, with the version of this build and the captures of this repository.</summary>
    private static string Shell(string folder, string block)
    {
        string output = "";
        foreach (string line in block.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = line.Replace("--version 0.1.0", "--version " + Feed.Version, StringComparison.Ordinal)
                .Replace("samples/hosts/", RepositoryPaths.InRepository("samples", "hosts") + "/", StringComparison.Ordinal).Split(' ');
            Assert.Equal("dotnet", words[0]);
            Outcome outcome = Dotnet.Run(folder, words[1..]);
            Assert.True(outcome.ExitCode is 0 or 2, outcome.Output);
            output += outcome.Output;
        }

        return output;
    }

    [GeneratedRegex("^```(sh|iopol|csharp|)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
