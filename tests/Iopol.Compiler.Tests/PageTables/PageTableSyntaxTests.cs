using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.Syntax;
using Iopol.Compiler.Tests.Binding;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Tests.PageTables;

/// <summary>Broken page tables: one diagnostic a mistake, at the exact place; and words of page tables as names elsewhere.</summary>
public sealed class PageTableSyntaxTests
{
    private static SyntaxTree Parse(string text)
    {
        SyntaxTree tree = SyntaxTree.Parse(new SourceText("a.iopol", text));
        Assert.Equal(text, tree.ToFullString());
        return tree;
    }

    [Theory]
    [InlineData("entry [|x|];", "IOPOL1001", "expected a number, found 'x'")]
    [InlineData("level 1 [|29|]:21;", "IOPOL1001", "expected 'index', found '29'")]
    [InlineData("level 1 [|indx|] 29:21;", "IOPOL1001", "expected 'index', found 'indx'")]
    [InlineData("level 1 index 29:21[||]\n level 0 index 20:12;", "IOPOL1002", "expected ';' after the level")]
    [InlineData("level 1 index 29:[|;|]", "IOPOL1001", "expected a number, found ';'")]
    [InlineData("levels 1 [|2|];", "IOPOL1001", "expected ',' or ';', found '2'")]
    [InlineData("root at [|4K|];", "IOPOL1001", "expected 'least', found '4K'")]
    [InlineData("root wider by 2[|;|]", "IOPOL1001", "expected 'bits', found ';'")]
    [InlineData("input zeros [|if|] a;", "IOPOL1001", "expected 'when' or ';', found 'if'")]
    [InlineData("[|take|] a;", "IOPOL1003", "'take' cannot stand in a page table")]
    [InlineData("entry[|;|]", "IOPOL1001", "expected a number, found ';'")]
    [InlineData("table a { 11 b [|12|]; }", "IOPOL1001", "expected ';', found '12'")]
    [InlineData("table a { 11 b [|coded|]; }", "IOPOL1001", "expected ';', found 'coded'")]
    [InlineData("input width 30[|-|]40;", "IOPOL1010", "'-' has no meaning in Iopol")]
    [InlineData("option a: 1..2[|;|]", "IOPOL1001", "expected '=', found ';'")]
    [InlineData("option a = [|;|]", "IOPOL1001", "expected a value, found ';'")]
    [InlineData("fault a [|\"text\"|];", "IOPOL1001", "expected a number, found the text \"text\"")]
    [InlineData("fault a 1[|;|]", "IOPOL1001", "expected a text in quotes, found ';'")]
    [InlineData("table a { 51:12[|;|] }", "IOPOL1001", "expected a name, found ';'")]
    [InlineData("table a { [|address|] 51:12; }", "IOPOL1001", "expected bits, found 'address'")]
    [InlineData("table a { 0 b = [|;|] }", "IOPOL1001", "expected an expression, found ';'")]
    [InlineData("table a { 0 b[||]\n 1 c; }", "IOPOL1002", "expected ';' after the row")]
    [InlineData("table a { 0 b reserved [|if|] c; }", "IOPOL1001", "expected 'when', found 'if'")]
    [InlineData("leaf a at [|b|] { }", "IOPOL1001", "expected a number, found 'b'")]
    [InlineData("leaf a covers [|all|] { }", "IOPOL1001", "expected a number or 'coded', found 'all'")]
    [InlineData("leaf a at 0 [|51|]:12 address;", "IOPOL1001", "expected '{', found '51'")]
    [InlineData("check entry { [|tak|] a; }", "IOPOL1001", "expected a step of the check, found 'tak'")]
    [InlineData("check entry { fault a [|wen|] b; }", "IOPOL1001", "expected 'when' or ';', found 'wen'")]
    [InlineData("check entry { set a when b[|;|] }", "IOPOL1001", "expected 'else', found ';'")]
    [InlineData("check entry { fault a when [|;|] }", "IOPOL1001", "expected an expression, found ';'")]
    [InlineData("check entry { fault a when b [|==|] 1; }", "IOPOL1006", "'==' is written 'is' in Iopol")]
    [InlineData("allow read[||] when a;", "IOPOL1002", "expected '=' before 'when'")]
    [InlineData("refuse when a[|;|]", "IOPOL1001", "expected a text in quotes, found ';'")]
    [InlineData("run a [|of|] 16 at 1;", "IOPOL1001", "expected 'covers', found 'of'")]
    [InlineData("run a covers 16[|;|]", "IOPOL1001", "expected 'at', found ';'")]
    [InlineData("map [|avoid|] 4K;", "IOPOL1001", "expected 'avoids', found 'avoid'")]
    [InlineData("[|optoin|] a = true;", "IOPOL1001", "expected a member of the page table, found 'optoin'")]
    [InlineData("[|state|] s: bool per device;", "IOPOL1003", "'state' cannot stand in a page table")]
    [InlineData("[|;|]", "IOPOL1004", "';' closes nothing")]
    public void A_mistake_in_a_page_table(string marked, string id, string message)
    {
        const string before = "pagetable P {\n    entry 8;\n    ";
        int start = marked.IndexOf("[|", StringComparison.Ordinal);
        int end = marked.IndexOf("|]", StringComparison.Ordinal) - 2;
        string text = before + marked.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal) + "\n    levels 1;\n}\nhost last { a = 1; }\n";
        SyntaxTree tree = Parse(text);
        Diagnostic only = Assert.Single(tree.Diagnostics);
        Assert.Equal((id, message), (only.Id, only.Message));
        Assert.Equal(TextSpan.FromBounds(before.Length + start, before.Length + end), only.Span);
        Assert.Equal(2, tree.Root.Declarations.Count);
        Assert.IsType<LevelCountsSyntax>(((PageTableDeclarationSyntax)tree.Root.Declarations[0]).Members[^1]);
    }

    [Theory]
    [InlineData("pagetable P { table a { 0 b;[||]\n leaf c at 0 { 1 d; } }", "expected '}' to close table 'a'")]
    [InlineData("pagetable P { check entry { fault a;[||]\n allow read = true; }", "expected '}' to close check 'entry'")]
    [InlineData("pagetable P { entry 8;[||]\npolicy Q for M { a(b) = c; }", "expected '}' to close page table 'P'")]
    [InlineData("pagetable P { entries { 0 a;[||]", "expected '}' to close the entries")]
    public void A_missing_brace_is_told_where_it_belongs(string marked, string message)
    {
        Diagnostic first = Parse(marked.Replace("[||]", "", StringComparison.Ordinal)).Diagnostics[0];
        Assert.Equal(("IOPOL1002", message), (first.Id, first.Message));
        Assert.Equal(marked.IndexOf("[||]", StringComparison.Ordinal), first.Span.Start);
    }

    [Theory]
    [InlineData("pagetable P { optoin a = true; }", "did you mean 'option'?")]
    [InlineData("pagetable P { check entry { tkae a; } }", "did you mean 'take'?")]
    [InlineData("pagetable P { level 1 indx 2; }", "did you mean 'index'?")]
    [InlineData("pagetabel P { }", "did you mean 'pagetable'?")]
    public void Help_says_what_to_write(string text, string help) => Assert.Equal(help, Assert.Single(Parse(text).Diagnostics).Help);

    [Fact]
    public void Independent_mistakes_are_all_reported_once()
    {
        SyntaxTree tree = Parse("""
            pagetable P {
                entry;
                level 1 29:21;
                table a { 51:12; 0 b = ; 1 c; }
                check entry { fault when a; take; set d; fault e; }
                allow read = ;
                refuse when x;
                leaf f at 0 { 2 g; }
            }
            """);
        Assert.Equal([2, 3, 4, 4, 5, 5, 5, 6, 7], tree.Diagnostics.Select(d => d.Location.Start.Line));
        PageTableDeclarationSyntax table = Assert.IsType<PageTableDeclarationSyntax>(Assert.Single(tree.Root.Declarations));
        Assert.Equal("g", ((BitRowSyntax)Assert.IsType<LeafKindSyntax>(table.Members[^1]).Rows[0]).Name.Text);
    }

    [Fact]
    public void Words_of_page_tables_are_names_everywhere_else()
    {
        string[] words =
        [
            "address",
            "allow", "clear", "entries", "entry", "fault", "input", "leaf", "level", "levels", "map", "option", "pagetable", "root", "run", "set", "table", "take",
            "avoids", "bits", "coded", "concatenates", "covers", "ignores", "index", "least", "next", "others", "wider", "width",
        ];
        foreach (string word in words)
        {
            SyntaxTree tree = Parse($$"""
                model M {
                    clause {{word}}(d: device);
                    state {{word}}_of: bool per device;
                    operation op(
                        {{word}}: device) by admin {
                        require {{word}}: {{word}} is
                            {{word}} else EPERM;
                        let x = {{word}}_of[
                            {{word}}];
                    }
                }
                policy P for M {
                    {{word}} vendor 0x8086 "theirs";
                    {{word}} nics "ours";
                    select nics = class network and
                        {{word}} or {{word}};
                }
                """);
            Assert.Empty(tree.Diagnostics.Select(d => $"{word}: {d}"));
        }
    }

    [Fact]
    public void Page_tables_and_policies_stand_in_one_file()
    {
        Compilation compilation = Bound.Compile(SampleFormats.Skipping + "\nimport \"iopol:linux-6-vfio\";\npolicy Mine extends Linux6Vfio { }\n");
        Bound.AssertNoErrors(compilation);
        Assert.Equal("Skipping", Assert.Single(compilation.PageTables).Name);
        Assert.Contains(compilation.Policies, p => p.Name == "Mine");
    }

    [Fact]
    public void A_range_is_no_domain_of_a_policy()
    {
        Compilation compilation = Bound.Compile(Marked.Condition("d.header_type in 0..1"));
        Diagnostic only = Assert.Single(compilation.Diagnostics, d => d.Severity == DiagnosticSeverity.Error);
        Assert.Equal(("IOPOL2039", "'0..1' is a range, which only page tables ask for"), (only.Id, only.Message));
    }
}
