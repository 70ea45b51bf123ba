using Iopol.Compiler.Syntax;
using Iopol.Compiler.Text;
using Iopol.Tests;

namespace Iopol.Compiler.Tests.Syntax;

/// <summary>Every policy text of the repository parses without a word, and comes back as it is.</summary>
public class ShippedSystemsTests
{
    private static readonly string[] Folders = ["compiler/Iopol.Compiler/Systems", "samples"];

    public static TheoryData<string> Files =>
        [.. Folders.SelectMany(f => Directory.GetFiles(RepositoryPaths.InRepository(f), "*.iopol", SearchOption.AllDirectories)).Select(f => Path.GetRelativePath(RepositoryPaths.Root, f))];

    [Theory]
    [MemberData(nameof(Files))]
    public void Parses_without_a_word(string file)
    {
        string text = File.ReadAllText(RepositoryPaths.InRepository(file));
        SyntaxTree tree = SyntaxTree.Parse(new SourceText(file, text));
        Assert.Empty(tree.Diagnostics);
        Assert.Equal(text, tree.ToFullString());
        Assert.DoesNotContain(tree.Root.Tokens(), t => t.IsMissing);
        Assert.DoesNotContain(tree.Root.Tokens().SelectMany(t => t.LeadingTrivia.Concat(t.TrailingTrivia)), t => t.Kind == SyntaxKind.SkippedTextTrivia);
    }
}
