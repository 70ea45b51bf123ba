namespace Iopol.Tests;

/// <summary>A test that reads data outside the repository and is skipped, with the reason, where that data is absent.</summary>
internal sealed class SharedFactAttribute : FactAttribute
{
    /// <param name="path">Path below the shared folder, for example <c>data/hosts</c>.</param>
    public SharedFactAttribute(string path) => Skip = SharedData.ReasonToSkip(path);
}

/// <summary>Like <see cref="SharedFactAttribute"/>, for theories.</summary>
internal sealed class SharedTheoryAttribute : TheoryAttribute
{
    /// <param name="path">Path below the shared folder, for example <c>data/hosts</c>.</param>
    public SharedTheoryAttribute(string path) => Skip = SharedData.ReasonToSkip(path);
}

internal static class SharedData
{
    public static string? ReasonToSkip(string path)
    {
        string full = RepositoryPaths.InShared(path);
        return Path.Exists(full) ? null : $"needs {path} in the folder 'shared' beside the checkout, which is absent";
    }
}
