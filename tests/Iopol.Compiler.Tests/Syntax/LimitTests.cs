using System.Globalization;
using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.Syntax;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Tests.Syntax;

/// <summary>Every limit ends in a diagnostic, whatever the text, and never in a crash.</summary>
public class LimitTests
{
    private static SyntaxTree Parse(string text)
    {
        SyntaxTree tree = SyntaxTree.Parse(new SourceText("a.iopol", text));
        Assert.Equal(text, tree.ToFullString());
        return tree;
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    [Theory]
    [InlineData("policy P for M { a(x) = ", "(", "b", ")", "; }")]
    [InlineData("policy P for M { a(x) = ", "(", "", "", "")]
    [InlineData("policy P for M { a(x) = ", "not ", "b", "", "; }")]
    [InlineData("policy P for M { a(x) = ", "!", "b", "", "; }")]
    [InlineData("policy P for M { a(x) = ", "all y in z: ", "b", "", "; }")]
    [InlineData("policy P for M { a(x) = ", "count y in z: ", "b", "", "; }")]
    [InlineData("policy P for M { a(x) = ", "f(", "b", ")", "; }")]
    [InlineData("policy P for M { a(x) = ", "f[", "b", "]", "; }")]
    [InlineData("policy P for M { a(x) = b", ".c", "", "", "; }")]
    [InlineData("policy P for M { a(x) = b", "(c)", "", "", "; }")]
    [InlineData("policy P for M { select a = ", "(", "b", ")", "; }")]
    [InlineData("policy P for M { select a = ", "not ", "b", "", "; }")]
    [InlineData("policy P for M { a ", "(", "b", ")", " \"c\"; }")]
    [InlineData("model M { operation f() by admin { ", "if a { ", "b = 1;", "}", " } }")]
    [InlineData("model M { operation f() by admin { ", "if a { } else { ", "b = 1;", "}", " } }")]
    [InlineData("model M { operation f() by admin { ", "each a in b { ", "c = 1;", "}", " } }")]
    public void Deep_nesting_is_one_diagnostic(string before, string open, string inside, string close, string after)
    {
        string Text(int depth) => before + Repeat(open, depth) + inside + Repeat(close, depth) + after;
        Diagnostic found = Assert.Single(Parse(Text(100_000)).Diagnostics);
        Assert.Equal("IOPOL1031", found.Id);
        if (after.Length > 0) Assert.DoesNotContain(Parse(Text(40)).Diagnostics, d => d.Id == "IOPOL1031");
    }

    [Theory]
    [InlineData("model M { operation f() by admin { if a { }", " else if a { }", " } }")]
    [InlineData("policy P for M { a(x) = b", " or b", "; }")]
    [InlineData("policy P for M { a(x) = b", " and not b", "; }")]
    [InlineData("policy P for M { a(x) = all y in z: b", " or b", "; }")]
    [InlineData("policy P for M { a(x) = f(b", ", b", "); }")]
    [InlineData("policy P for M { select a = b", " or b", "; }")]
    [InlineData("policy P for M { select a = b", " b", "; }")]
    [InlineData("policy P for M { drivers a = b", ", b", "; }")]
    public void Long_lists_are_not_deep(string before, string repeated, string after) =>
        Assert.Empty(Parse(before + Repeat(repeated, 20_000) + after).Diagnostics);

    [Theory]
    [InlineData("}")]
    [InlineData("{")]
    [InlineData(")")]
    [InlineData("(")]
    [InlineData(";")]
    [InlineData("[")]
    [InlineData("model M {")]
    [InlineData("operation f(")]
    [InlineData("\"")]
    [InlineData("/*")]
    [InlineData("@")]
    [InlineData("else ")]
    [InlineData("0:0:0.")]
    [InlineData("a-")]
    [InlineData("\u202E")]
    [InlineData("\uD800")]
    [InlineData("state x ")]
    public void Endless_garbage_ends(string garbage)
    {
        SyntaxTree tree = Parse(Repeat(garbage, 50_000));
        Assert.InRange(tree.Diagnostics.Count, 1, SyntaxLimits.ReportedErrors + 1);
    }

    [Fact]
    public void A_file_beyond_the_limit_is_not_read()
    {
        Diagnostic found = Assert.Single(Parse(new string(' ', SyntaxLimits.FileLength + 1)).Diagnostics);
        Assert.Equal(("IOPOL1030", "the file has 8388609 characters, more than 8388608"), (found.Id, found.Message));
        Assert.Empty(Parse(new string(' ', SyntaxLimits.FileLength)).Diagnostics);
    }

    [Fact]
    public void A_string_beyond_the_limit_is_one_diagnostic()
    {
        string Text(int length) => $"test \"{new string('x', length - 2)}\" {{ }}";
        Assert.Empty(Parse(Text(SyntaxLimits.StringLength)).Diagnostics);
        Assert.Equal("IOPOL1032", Assert.Single(Parse(Text(SyntaxLimits.StringLength + 1)).Diagnostics).Id);
    }

    [Fact]
    public void Declarations_beyond_the_limit_are_one_diagnostic()
    {
        string Text(int members) => "policy P for M {" + Repeat("a=b;", members) + "}";
        Assert.Empty(Parse(Text(SyntaxLimits.Declarations - 1)).Diagnostics);
        Assert.Equal("IOPOL1033", Assert.Single(Parse(Text(SyntaxLimits.Declarations + 5)).Diagnostics).Id);
    }

    [Fact]
    public void Errors_beyond_the_limit_are_counted_not_shown()
    {
        SyntaxTree tree = Parse("policy P for M {" + Repeat("a = ;\n", 150) + "}");
        Assert.Equal(SyntaxLimits.ReportedErrors + 1, tree.Diagnostics.Count);
        Assert.Equal("IOPOL1034", tree.Diagnostics[^1].Id);
        Assert.DoesNotContain(Parse("policy P for M {" + Repeat("a = ;\n", 100) + "}").Diagnostics, d => d.Id == "IOPOL1034");
    }

    [Fact]
    public void Parsing_is_linear_in_the_number_of_rules()
    {
        string Text(int rules) => "policy P for M {\n" + string.Concat(Enumerable.Range(0, rules).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"    /// Rule {i}.\n    rule_{i}(g) = all d in g: d.driver is none or (d.driver in {{ vfio-pci, pci-stub }} and d.header_type is 0);\n"))) + "}\n";
        // What it allocates is the same on a busy machine, and grows as the work does: tokens, nodes and the parser's own contexts.
        long Bytes(string text)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Empty(SyntaxTree.Parse(new SourceText("a.iopol", text)).Diagnostics);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Bytes(Text(100));
        long small = Bytes(Text(1_000));
        long large = Bytes(Text(10_000));
        Assert.InRange(large, small * 5, small * 15);
    }

    [Fact]
    public void A_cancelled_parse_stops() =>
        Assert.Throws<OperationCanceledException>(() => SyntaxTree.Parse(new SourceText("a.iopol", "model M { }"), new CancellationToken(true)));
}
