using Iopol.Compiler.Syntax;
using Iopol.Compiler.Systems;

namespace Iopol.Compiler;

/// <summary>A file of a compilation.</summary>
public sealed class SourceFile
{
    internal SourceFile(SyntaxTree tree, bool isRoot)
    {
        Tree = tree;
        IsRoot = isRoot;
    }

    /// <summary>Its path.</summary>
    public string Path => Tree.Text.Path;

    /// <summary>Its syntax.</summary>
    public SyntaxTree Tree { get; }

    /// <summary>It was asked for, not only imported.</summary>
    public bool IsRoot { get; }

    /// <summary>It came with Iopol.</summary>
    internal bool IsShipped => Path.StartsWith(ShippedLibrary.Scheme, StringComparison.Ordinal);

    /// <summary>The files it imports, in order.</summary>
    public IReadOnlyList<SourceFile> Imports => ImportList;

    internal List<SourceFile> ImportList { get; } = [];

    /// <summary>The path of each import as written, as many as <see cref="ImportList"/>.</summary>
    internal List<SyntaxToken> ImportPaths { get; } = [];
}
