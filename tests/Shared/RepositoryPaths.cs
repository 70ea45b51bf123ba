using System.Runtime.CompilerServices;

namespace Iopol.Tests;

/// <summary>Where the tests find files of the repository and, beside it, data that is not part of it.</summary>
internal static class RepositoryPaths
{
    /// <summary>Root of the checkout, found by the solution file above this source file.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The folder beside the checkout that holds facts of real machines; it may be absent.</summary>
    public static string Shared { get; } = Path.Combine(Path.GetDirectoryName(Root)!, "shared");

    /// <summary>A path below the root of the checkout.</summary>
    public static string InRepository(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>A path below <see cref="Shared"/>.</summary>
    public static string InShared(params string[] parts) => Path.Combine([Shared, .. parts]);

    private static string FindRoot([CallerFilePath] string here = "")
    {
        // Deterministic CI builds map source paths, so fall back on the test binary's own folder.
        foreach (string start in new[] { Path.GetDirectoryName(here) ?? "", AppContext.BaseDirectory })
        {
            for (DirectoryInfo? at = Directory.Exists(start) ? new DirectoryInfo(start) : null; at is not null; at = at.Parent)
            {
                if (File.Exists(Path.Combine(at.FullName, "Iopol.slnx"))) return at.FullName;
            }
        }

        throw new DirectoryNotFoundException("No Iopol.slnx above " + AppContext.BaseDirectory);
    }
}
