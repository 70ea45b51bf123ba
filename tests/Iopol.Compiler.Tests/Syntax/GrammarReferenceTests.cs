using System.Text.RegularExpressions;
using Iopol.Compiler.Syntax;
using Iopol.Compiler.Text;
using Iopol.Tests;

namespace Iopol.Compiler.Tests.Syntax;

/// <summary>The grammar reference for authors says what the parser does.</summary>
public class GrammarReferenceTests
{
    private static readonly string Reference = File.ReadAllText(RepositoryPaths.InRepository("grammar", "README.md"));

    public static TheoryData<int, string, bool> Examples
    {
        get
        {
            TheoryData<int, string, bool> examples = [];
            foreach (Match block in Regex.Matches(Reference, "^```iopol( bad)?\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline))
            {
                int line = Reference[..block.Index].Count(c => c == '\n') + 2;
                examples.Add(line, block.Groups[2].Value, block.Groups[1].Success);
            }

            return examples;
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Examples_parse_unless_marked_bad(int line, string example, bool bad)
    {
        SyntaxTree tree = SyntaxTree.Parse(new SourceText($"README.md:{line}", example));
        if (bad) Assert.Single(tree.Diagnostics);
        else Assert.Empty(tree.Diagnostics);
    }

    [Fact]
    public void Examples_of_page_tables_bind()
    {
        IEnumerable<string> formats = Examples.Where(row => !(bool)row[2] && ((string)row[1]).Contains("pagetable ", StringComparison.Ordinal)).Select(row => (string)row[1]);
        Compilation compilation = Compilation.Create([new SourceText("README.md", string.Concat(formats))], ShippedResolver.Instance);
        Assert.Empty(compilation.Diagnostics.Select(d => d.ToString()));
        Assert.Equal(["Example", "Tracked", "Shapes"], compilation.PageTables.Select(t => t.Name));
    }

    [Fact]
    public void There_are_examples() => Assert.True(Examples.Count >= 15);

    [Fact]
    public void Every_rule_of_the_parser_is_named()
    {
        string grammar = File.ReadAllText(RepositoryPaths.InRepository("grammar", "IopolParser.g4"));
        List<string> rules = [.. Regex.Matches(grammar, @"^([a-z]\w*)\s*:", RegexOptions.Multiline).Select(m => m.Groups[1].Value)];
        Assert.True(rules.Count > 80);
        Assert.DoesNotContain(rules, r => !Regex.IsMatch(Reference, $@"\b{r}\b"));
    }

    [Fact]
    public void Every_reserved_word_is_listed_as_one()
    {
        string lexer = File.ReadAllText(RepositoryPaths.InRepository("grammar", "IopolLexer.g4"));
        string section = lexer[lexer.IndexOf("// Reserved words", StringComparison.Ordinal)..lexer.IndexOf("// Opening words", StringComparison.Ordinal)];
        IEnumerable<string> words = Regex.Matches(section, "'([a-z]+)'").Select(m => m.Groups[1].Value).Where(w => w is not ("count" or "first")).Order();
        string listed = Regex.Match(Reference, "label of a `require`:\n`([a-z\\s]+)`").Groups[1].Value;
        Assert.Equal(words, listed.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Order());
    }
}
