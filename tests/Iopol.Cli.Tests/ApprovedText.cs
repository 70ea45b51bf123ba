using Iopol.Tests;

namespace Iopol.Cli.Tests;

/// <summary>The approved texts lie in Approved/; a changed one is written beside it as .received.txt.</summary>
internal static class ApprovedText
{
    /// <summary>The text is the approved one, and fits 80 columns.</summary>
    public static void Check(string name, string actual)
    {
        // The path of the checkout is no part of the text.
        actual = actual.Replace(RepositoryPaths.Root + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
        Assert.All(actual.Split('\n'), line => Assert.True(line.Length <= 80, line));
        Assert.All(actual.Split('\n'), line => Assert.Equal(line.TrimEnd(), line));
        string file = Path.Combine(RepositoryPaths.InRepository("tests", "Iopol.Cli.Tests", "Approved"), name);
        string approved = File.Exists(file) ? File.ReadAllText(file) : "";
        if (approved == actual) return;
        File.WriteAllText(Path.ChangeExtension(file, ".received.txt"), actual);
        Assert.Equal(approved, actual);
    }
}
