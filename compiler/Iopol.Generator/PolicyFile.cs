namespace Iopol.Generator;

/// <summary>A policy file of the project.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Text">Its text.</param>
internal sealed record PolicyFile(string Path, string Text);

/// <summary>What the project says about itself.</summary>
/// <param name="Directory">Its folder, with a separator at the end; empty where the host does not tell.</param>
/// <param name="Namespace">Namespace of the classes.</param>
internal sealed record ProjectFacts(string Directory, string Namespace)
{
    private const string NamespaceOtherwise = "Iopol.Policies";

    /// <summary>From the properties the SDK shows to generators.</summary>
    public static ProjectFacts From(string? directory, string? rootNamespace) =>
        new(directory ?? "", string.IsNullOrEmpty(rootNamespace) ? NamespaceOtherwise : rootNamespace!);

    /// <summary>The path below the project's folder with forward slashes, so that what is emitted is the same on every machine.</summary>
    public string Relative(string path) =>
        (Directory.Length > 0 && path.StartsWith(Directory, StringComparison.Ordinal) ? path.Substring(Directory.Length) : path).Replace('\\', '/');
}
