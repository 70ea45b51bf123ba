using Iopol.Compiler.Syntax;
using Iopol.Compiler.Text;
using Iopol.Tests;

namespace Iopol.Compiler.Tests.Syntax;

/// <summary>The systems that ship with the compiler are the first texts the parser has to take.</summary>
public class ShippedSystemsTests
{
    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(RepositoryPaths.InRepository("compiler", "Iopol.Compiler", "Systems"), "*.iopol").Select(f => Path.GetFileName(f)!)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Parses_without_a_word(string file)
    {
        string text = File.ReadAllText(RepositoryPaths.InRepository("compiler", "Iopol.Compiler", "Systems", file));
        SyntaxTree tree = SyntaxTree.Parse(new SourceText(file, text));
        Assert.Empty(tree.Diagnostics);
        Assert.Equal(text, tree.ToFullString());
        Assert.DoesNotContain(tree.Root.Tokens(), t => t.IsMissing);
        Assert.DoesNotContain(tree.Root.Tokens().SelectMany(t => t.LeadingTrivia.Concat(t.TrailingTrivia)), t => t.Kind == SyntaxKind.SkippedTextTrivia);
    }
}
