using Iopol.Compiler.Syntax;
using Iopol.Compiler.Text;

namespace Iopol.Generator;

/// <summary>A policy file of the project.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Text">Its text.</param>
internal sealed record PolicyFile(string Path, string Text)
{
    /// <summary>Whether a file is a policy file. Its name alone decides: some hosts lose the metadata of items.</summary>
    public static bool Is(string path) => path.EndsWith(".iopol", StringComparison.OrdinalIgnoreCase);
}

/// <summary>A policy file that was read. Equal to another that says the same at the same lines and columns, whatever its other comments say.</summary>
/// <param name="path">Full path.</param>
/// <param name="tree">Its tree, under the path seen from the project's folder.</param>
internal sealed class PolicyTree(string path, SyntaxTree tree) : IEquatable<PolicyTree>
{
    public string Path => path;

    public SyntaxTree Tree => tree;

    public static PolicyTree Read(PolicyFile file, ProjectFacts project, CancellationToken cancellationToken) =>
        new(file.Path, SyntaxTree.Of(new SourceText(project.Relative(file.Path), file.Text), cancellationToken));

    public bool Equals(PolicyTree? other) => other is not null && (ReferenceEquals(this, other) || (path == other.Path && tree.SaysTheSame(other.Tree)));

    public override bool Equals(object? obj) => Equals(obj as PolicyTree);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(path);
}
