using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.Syntax;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Tests.Syntax;

/// <summary>Text must say what it seems to say.</summary>
public class UnusualCharacterTests
{
    private static IReadOnlyList<Diagnostic> Parse(string text)
    {
        SyntaxTree tree = SyntaxTree.Parse(new SourceText("a.iopol", text));
        Assert.Equal(text, tree.ToFullString());
        return tree.Diagnostics;
    }

    [Theory]
    [InlineData("v\u0456able", 18, "IOPOL1021", "'v\u0456able' holds U+0456, which looks like 'i'")]
    [InlineData("\u0430", 17, "IOPOL1021", "'\u0430' holds U+0430, which looks like 'a'")]
    [InlineData("gr\u03BFup", 19, "IOPOL1021", "'gr\u03BFup' holds U+03BF, which looks like 'o'")]
    [InlineData("\uFF41\uFF42", 17, "IOPOL1021", "'\uFF41\uFF42' holds U+FF41, which looks like 'a'")]
    [InlineData("gr\u00F6\u0441", 20, "IOPOL1021", "'gr\u00F6\u0441' holds U+0441, which looks like 'c'")]
    [InlineData("gr\u00F6\u00DFe", 19, "IOPOL1020", "'gr\u00F6\u00DFe' holds U+00F6; names are written in ASCII")]
    [InlineData("x\U0001F600y", 18, "IOPOL1020", "'x\U0001F600y' holds U+1F600; names are written in ASCII")]
    [InlineData("a\u200Bb", 18, "IOPOL1022", "U+200B (zero width space) does not show, and can hide what the text says")]
    [InlineData("a\u202Eb", 18, "IOPOL1022", "U+202E (right-to-left override) does not show, and can hide what the text says")]
    public void In_a_name_one_diagnostic_at_the_character(string name, int at, string id, string message)
    {
        Diagnostic found = Assert.Single(Parse($"policy P for M {{ {name}(x) = b; }}"));
        Assert.Equal((id, message, at), (found.Id, found.Message, found.Span.Start));
    }

    [Theory]
    [InlineData("// {0}")]
    [InlineData("/* {0} */")]
    [InlineData("/// {0}\nmodel M {{ }}")]
    [InlineData("test \"{0}\" {{ }}")]
    public void Direction_marks_and_control_characters_are_refused_everywhere(string form)
    {
        foreach (char c in "\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069\u200E\u200F\u061C\u0000\u001B\u007F\u0085")
        {
            Diagnostic found = Assert.Single(Parse(string.Format(null, form, $"a{c}b")));
            Assert.Equal("IOPOL1022", found.Id);
            Assert.Contains($"U+{(int)c:X4}", found.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Other_letters_may_stand_in_comments_and_texts() =>
        Assert.Empty(Parse("// größe, \u0440\u0443\u0441\u0441\u043A\u0438\u0439, \U0001F468\u200D\U0001F469\u200D\U0001F467\n/* 漢字 */ /// é\ntest \"größe → 漢字\" { }"));

    [Theory]
    [InlineData("\u200B")]
    [InlineData("\u2060")]
    [InlineData("\u00AD")]
    public void Characters_without_width_are_refused_in_texts(string invisible) =>
        Assert.Equal("IOPOL1022", Assert.Single(Parse($"test \"a{invisible}b\" {{ }}")).Id);

    [Theory]
    [InlineData('\u00A0')]
    [InlineData('\u2003')]
    [InlineData('\u3000')]
    [InlineData('\u2028')]
    public void Odd_spaces_are_named(char space)
    {
        Diagnostic found = Assert.Single(Parse($"model{space}M {{ }}"));
        Assert.Equal(("IOPOL1023", new TextSpan(5, 1)), (found.Id, found.Span));
    }

    [Fact]
    public void A_byte_order_mark_may_start_a_file_and_stand_nowhere_else()
    {
        Assert.Empty(Parse("\uFEFFmodel M { }"));
        Assert.Equal("IOPOL1022", Assert.Single(Parse("model \uFEFFM { }")).Id);
    }

    [Fact]
    public void Each_bad_word_has_its_own_diagnostic() =>
        Assert.Equal(3, Parse("policy P for M { \u0430(x) = \u0435 or \u043E; }").Count);

    [Fact]
    public void Typographic_quotes_cost_one_diagnostic_a_word()
    {
        IReadOnlyList<Diagnostic> found = Parse("policy P for M { protect class 0x02 \u201Cmine\u201D; a(x) = b; }");
        Assert.Equal("IOPOL1021", Assert.Single(found).Id);
        Assert.Contains("looks like '\"'", found[0].Message, StringComparison.Ordinal);
    }
}
