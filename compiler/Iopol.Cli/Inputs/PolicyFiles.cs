namespace Iopol.Cli.Inputs;

/// <summary>The <c>.iopol</c> files that FILES of a command line stand for.</summary>
internal static class PolicyFiles
{
    private const string Extension = ".iopol";

    /// <summary>Folders become every <c>.iopol</c> file below them, in ordinal order; each file comes once.</summary>
    /// <exception cref="CommandFailure">There is no such file, or nothing in a folder.</exception>
    public static IReadOnlyList<string> Expand(IEnumerable<string> names)
    {
        var files = new List<string>();
        foreach (string name in names)
        {
            if (name == "-" || PolicySource.IsShipped(name) || !Directory.Exists(name))
            {
                files.Add(name);
                continue;
            }

            string[] found = Below(name);
            if (found.Length == 0) throw CommandFailure.Unusable($"there is no {Extension} file in '{name}' or below");
            files.AddRange(found);
        }

        return [.. files.Distinct(StringComparer.Ordinal)];
    }

    private static string[] Below(string folder)
    {
        // A link could lead in a circle, and what it leads to is found where it is.
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = FileAttributes.ReparsePoint };
        try
        {
            return [.. Directory.EnumerateFiles(folder, "*" + Extension, options).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (InputFile.IsUnreadable(e))
        {
            throw CommandFailure.Unusable($"'{folder}' cannot be read: {e.Message}");
        }
    }
}
