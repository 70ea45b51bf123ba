using CsCheck;
using Iopol.Compiler.Syntax;
using Iopol.Compiler.Text;
using Iopol.Tests;

namespace Iopol.Compiler.Tests.Syntax;

/// <summary>Whatever the text, the tree gives it back, and its parts lie where they say.</summary>
public class LosslessTests
{
    private static readonly string[] Valid =
    [
        .. Directory.GetFiles(RepositoryPaths.InRepository("compiler/Iopol.Compiler/Systems"), "*.iopol").Select(File.ReadAllText),
        .. GrammarReferenceTests.Examples.Select(row => (string)row[1]),
    ];

    private static readonly string[] Pieces =
    [
        "{", "}", "(", ")", "[", "]", ";", ",", ":", "?", "..", ".", "->", "=", "==", "!=", "&&", "!", "\"", "\\", "/*", "*/", "//", "///", "\n", "\r", "\r\n",
        "model", "policy", "state", "rule", "operation", "test", "host", "device", "group", "all", "not", "in", "is", "else", "if", "or", "require", "count", "implies", "matches",
        "pagetable", "level", "table", "leaf", "entries", "check", "fault", "take", "set", "when", "address", "others", "reserved", "51:12",
        "x", "7", "0x", "4K", "6.12", "0000:01:00.0", "0000:01:*", "8086:105e", "01:00.0", "\u0430", "\u202E", "\u00A0", "\uD800", "\uFEFF", "\0", "😀", "@", "-",
    ];

    private static readonly Gen<string> Mutant =
        from text in Gen.OneOf(Valid)
        from edits in Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[0, 30], Gen.OneOf(Pieces)).Array[1, 8]
        select edits.Aggregate(text, Mutate);

    private static string Mutate(string text, (int At, int Length, string Piece) edit)
    {
        int at = edit.At % (text.Length + 1);
        int length = Math.Min(edit.Length, text.Length - at);
        return text.Remove(at, length).Insert(at, edit.Piece);
    }

    [Fact]
    public void Mutated_files_come_back_as_they_are() => Mutant.Sample(Check, iter: 1_500);

    [Fact]
    public void Random_pieces_come_back_as_they_are() =>
        Gen.OneOf(Pieces).Array[0, 60].Select(pieces => string.Join(" ", pieces)).Sample(Check, iter: 1_500);

    [Fact]
    public void Every_prefix_of_a_file_comes_back_as_it_is()
    {
        string text = Valid[^1];
        for (int length = 0; length <= text.Length; length += 3) Check(text[..length]);
    }

    private static void Check(string text)
    {
        SyntaxTree tree = SyntaxTree.Parse(new SourceText("a.iopol", text));
        Assert.Equal(text, tree.ToFullString());
        int end = 0;
        foreach (SyntaxToken token in tree.Root.Tokens())
        {
            Assert.Equal(end, token.FullSpan.Start);
            Assert.Equal(token.IsMissing, token.Span.Length == 0 && token.Kind != SyntaxKind.EndOfFile);
            end = token.FullSpan.End;
        }

        Assert.Equal(text.Length, end);
        foreach (SyntaxNode node in tree.Root.DescendantsAndSelf())
        {
            Assert.All(node.Children, child => Assert.Same(node, child.Parent));
            Assert.True(node.FullSpan.Start <= node.Span.Start && node.Span.End <= node.FullSpan.End);
            if (!node.IsMissing) Assert.Equal(text.Substring(node.Span.Start, node.Span.Length), node.ToString());
        }

        bool complete = tree.Root.Tokens().All(t => !t.IsMissing)
            && tree.Root.Tokens().SelectMany(t => t.LeadingTrivia.Concat(t.TrailingTrivia)).All(t => t.Kind != SyntaxKind.SkippedTextTrivia);
        // A tree with something missing or skipped has a diagnostic that says so.
        Assert.True(complete || tree.Diagnostics.Count > 0);
        Assert.All(tree.Diagnostics, d => Assert.InRange(d.Span.End, d.Span.Start, text.Length));
        Assert.All(tree.Diagnostics, d => Assert.DoesNotContain('\n', d.Message + d.Help));
    }
}
