using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.Syntax;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Tests.Syntax;

/// <summary>What broken text is answered with: one diagnostic a mistake, in plain words, at the exact place.</summary>
public class SyntaxErrorTests
{
    private static SyntaxTree Parse(string text)
    {
        SyntaxTree tree = SyntaxTree.Parse(new SourceText("a.iopol", text));
        Assert.Equal(text, tree.ToFullString());
        return tree;
    }

    /// <summary>Each row: the body of a model, what is marked (<c>[…]</c>), the id, the message.</summary>
    [Theory]
    [InlineData("rule viable(g: group)[]\n rule x(d: device);", "IOPOL1002", "expected ';' after the rule")]
    [InlineData("setting kernel[] version = 6.12;", "IOPOL1002", "expected ':' before 'version'")]
    [InlineData("setting a: bool[] false;", "IOPOL1002", "expected '=' before 'false'")]
    [InlineData("state a: bool [device];", "IOPOL1001", "expected 'per', found 'device'")]
    [InlineData("rule [all](d: device);", "IOPOL1005", "expected a name, and 'all' is a word of the language")]
    [InlineData("[sate] a: bool per device;", "IOPOL1001", "expected a member of the model, found 'sate'")]
    [InlineData("[drivers] a = b;", "IOPOL1003", "'drivers' cannot stand in a model")]
    [InlineData("enum a { b [c] }", "IOPOL1001", "expected ',' or '}', found 'c'")]
    [InlineData("rule a(b: group);[;]", "IOPOL1004", "';' closes nothing")]
    [InlineData("operation f(d [device]) by admin { }", "IOPOL1001", "expected ':', ',' or ')', found 'device'")]
    [InlineData("property a = (b or c[];", "IOPOL1002", "expected ')' before ';'")]
    [InlineData("property a = b[c[];", "IOPOL1002", "expected ']' before ';'")]
    [InlineData("property a = [;]", "IOPOL1001", "expected an expression, found ';'")]
    [InlineData("property a = b [=] c;", "IOPOL1001", "expected ';', found '='")]
    [InlineData("property a = b [==] c;", "IOPOL1006", "'==' is written 'is' in Iopol")]
    [InlineData("property a = b [!=] c;", "IOPOL1006", "'!=' is written 'is not' in Iopol")]
    [InlineData("property a = b [&&] c;", "IOPOL1006", "'&&' is written 'and' in Iopol")]
    [InlineData("property a = b [||] c;", "IOPOL1006", "'||' is written 'or' in Iopol")]
    [InlineData("property a = [!]c;", "IOPOL1006", "'!' is written 'not' in Iopol")]
    [InlineData("property a = b not [c];", "IOPOL1001", "expected 'in' or 'matches', found 'c'")]
    [InlineData("property a = b [@] c;", "IOPOL1010", "'@' has no meaning in Iopol")]
    [InlineData("property a = [\"b;]\n", "IOPOL1011", "the text is not closed on its line")]
    [InlineData("property a = b; [/*] c", "IOPOL1012", "the comment is not closed")]
    [InlineData("property a = \"b[\\c]\";", "IOPOL1013", "'\\c' is no escape")]
    [InlineData("property a = [12abc];", "IOPOL1015", "'12abc' is no number")]
    [InlineData("property a = [18446744073709551616];", "IOPOL1016", "'18446744073709551616' is larger than 64 bits hold")]
    [InlineData("property a = [17179869184G];", "IOPOL1016", "'17179869184G' is larger than 64 bits hold")]
    [InlineData("property a = [99999999999.1];", "IOPOL1016", "'99999999999.1' is larger than a version can be")]
    [InlineData("property a = b is [0000:00:1f.9];", "IOPOL1017", "'0000:00:1f.9' is no device address")]
    [InlineData("property a = b is [0000:00:20.0];", "IOPOL1017", "'0000:00:20.0' is no device address")]
    [InlineData("property a = b is [01:00.0];", "IOPOL1018", "'01:00.0' has no domain")]
    [InlineData("property a = [f(b)](c);", "IOPOL1009", "'f(b)' cannot be called")]
    public void A_mistake_in_a_model(string marked, string id, string message) => Check("model M {\n    ", marked, "\n}\n", id, message);

    [Theory]
    [InlineData("require a [esle] EBUSY;", "IOPOL1001", "expected 'else', found 'esle'")]
    [InlineData("require a else [\"x\"];", "IOPOL1001", "expected a name, found the text \"x\"")]
    [InlineData("require a else EBUSY \"x [{]d\";", "IOPOL1014", "the '{' is not closed")]
    [InlineData("require a else EBUSY \"x [{]}\";", "IOPOL1014", "the hole is empty")]
    [InlineData("require a else EBUSY \"x [}]\";", "IOPOL1014", "the '}' closes no hole")]
    [InlineData("promise a else [b];", "IOPOL1001", "expected 'panic', 'refuse' or 'revoke', found 'b'")]
    [InlineData("a = [;]", "IOPOL1001", "expected an expression, found ';'")]
    [InlineData("a = 3[]\n b = 4;", "IOPOL1002", "expected ';' after the statement")]
    [InlineData("[a.b];", "IOPOL1007", "'a.b' does nothing")]
    [InlineData("[f(a)] = b;", "IOPOL1008", "nothing can be assigned to 'f(a)'")]
    [InlineData("if a [b] { c = 1; } else { d = 1; }", "IOPOL1001", "expected '{', found 'b'")]
    [InlineData("if a { c = 1; } else [d] = 2;", "IOPOL1001", "expected 'if' or '{', found 'd'")]
    [InlineData("each x [of] g { a = 1; }", "IOPOL1001", "expected 'in', found 'of'")]
    [InlineData("let x[] 3;", "IOPOL1002", "expected '=' before '3'")]
    [InlineData("switch a [through] b;", "IOPOL1001", "expected 'to', found 'through'")]
    public void A_mistake_in_an_operation(string marked, string id, string message) =>
        Check("model M {\n operation f() by admin {\n  ", marked, "\n  z = 1;\n }\n state s: bool per device;\n}\n", id, message);

    [Theory]
    [InlineData("viable(g) [all] d in g;", "IOPOL1001", "expected '=' or a reason in quotes, found 'all'")]
    [InlineData("drivers a = vfio-pci [pci-stub];", "IOPOL1001", "expected ',' or ';', found 'pci-stub'")]
    [InlineData("protect class 0x02[;]", "IOPOL1001", "expected a reason in quotes, found ';'")]
    [InlineData("protect at [0000] \"x\";", "IOPOL1001", "expected a device address, found '0000'")]
    [InlineData("select s = [;]", "IOPOL1001", "expected a device selector, found ';'")]
    [InlineData("forbid f(d) [else] EPERM;", "IOPOL1001", "expected 'when', found 'else'")]
    [InlineData("x = [;]", "IOPOL1001", "expected a value, found ';'")]
    [InlineData("viable(g) = [{]a};", "IOPOL1001", "expected an expression, found '{'")]
    [InlineData("viable(g) = a in {b [c]};", "IOPOL1001", "expected ',' or '}', found 'c'")]
    [InlineData("[state] s: bool per device;", "IOPOL1003", "'state' cannot stand in a policy")]
    public void A_mistake_in_a_policy(string marked, string id, string message) =>
        Check("policy P for M {\n  a(x) = b;\n  ", marked, "\n  c(x) = d;\n}\n", id, message);

    [Theory]
    [InlineData("policy P [fro] M { a(x) = b; }", "IOPOL1001", "expected 'extends' or 'for', found 'fro'")]
    [InlineData("[modle] M { state x: bool per device; }", "IOPOL1001", "expected a declaration, found 'modle'")]
    [InlineData("import [foo];", "IOPOL1001", "expected a text in quotes, found 'foo'")]
    [InlineData("model M { }\n[}]", "IOPOL1004", "'}' closes nothing")]
    [InlineData("model M { operation f() by admin { a = 1; } }\n[state] a: bool per device;\nstate b: bool per device; }", "IOPOL1003", "'state' cannot stand in a file by itself")]
    [InlineData("model M { operation f() by admin { a = 1;[]\n operation g() by admin { } }", "IOPOL1002", "expected '}' to close operation 'f'")]
    [InlineData("model M { state a: bool per device;[]\npolicy P for M { }", "IOPOL1002", "expected '}' to close model 'M'")]
    [InlineData("model M { operation f() by admin { if a { b = 1;[]", "IOPOL1002", "expected '}' to close the if")]
    [InlineData("test \"t\" { f(1) -> ok[]\n f(2) -> ok; }", "IOPOL1002", "expected ';' after the step")]
    [InlineData("test \"t\" { f(1 [2]) -> ok; }", "IOPOL1001", "expected ',' or ')', found '2'")]
    [InlineData("test \"t\" { f(1)[] EBUSY; }", "IOPOL1002", "expected '->' before 'EBUSY'")]
    [InlineData("test \"t\" { f(1) -> [;] }", "IOPOL1001", "expected 'ok', 'blocked', 'panic' or an error number, found ';'")]
    [InlineData("host h { group [x] { device 0000:00:04.0; } }", "IOPOL1001", "expected a number, found 'x'")]
    [InlineData("host h { device 0000:00:04.0 [prot] root_port; }", "IOPOL1001", "expected an attribute of the device or ';', found 'prot'")]
    public void A_mistake_in_a_file(string marked, string id, string message) => Check("", marked, "\nhost last { a = 1; }\n", id, message);

    [Fact]
    public void Independent_mistakes_are_all_reported_once()
    {
        SyntaxTree tree = Parse("""
            model M {
                rule viable(g: group)
                setting a bool = true;
                operation f(d: device) by admin {
                    require d.driver is none esle EBUSY "x";
                    a = ;
                    b;
                }
                operation g() by admin { c = (1; }
            }
            policy P for M { r(x) = y z; }
            test "t" { f(1) -> ; }
            """);
        Assert.Equal([2, 3, 5, 6, 7, 9, 11, 12], tree.Diagnostics.Select(d => d.Location.Start.Line));
    }

    [Fact]
    public void What_follows_a_mistake_is_in_the_tree()
    {
        SyntaxTree tree = Parse("model M { rule a(x: ; state b: bool per device; operation c() by admin { x = ; y = 1; } }");
        Assert.Equal(2, tree.Diagnostics.Count);
        ModelDeclarationSyntax model = Assert.IsType<ModelDeclarationSyntax>(Assert.Single(tree.Root.Declarations));
        Assert.Equal(["a", "b", "c"], model.Members.Cast<NamedMemberSyntax>().Select(m => m.Name.Text));
        OperationDeclarationSyntax operation = (OperationDeclarationSyntax)model.Members[2];
        Assert.Equal(2, operation.Body.Statements.Count);
        Assert.True(((AssignmentStatementSyntax)operation.Body.Statements[0]).Value.IsMissing);
    }

    [Theory]
    [InlineData("policy P for M { a(x) = b == c and !d; }", "policy P for M { a(x) = b is c and not d; }")]
    [InlineData("policy P for M { a(x) = b!=c||d&&e; }", "policy P for M { a(x) = b is not c or d and e; }")]
    [InlineData("policy P for M { a(x) = b is 01:00.0 }", "policy P for M { a(x) = b is 0000:01:00.0; }")]
    [InlineData("model M { rule a(x: group); };", "model M { rule a(x: group); }")]
    [InlineData("policy P for M { \u0430(x) = b; }", "policy P for M { a(x) = b; }")]
    public void Fixes_resolve_what_they_are_for(string text, string repaired)
    {
        string current = text;
        foreach (TextEdit edit in Parse(text).Diagnostics.SelectMany(d => d.Fix!.Edits).OrderByDescending(e => e.Span.Start))
        {
            current = current[..edit.Span.Start] + edit.NewText + current[edit.Span.End..];
        }

        Assert.Equal(repaired, current);
        Assert.Empty(Parse(current).Diagnostics);
    }

    [Theory]
    [InlineData("modle M { }", "did you mean 'model'?")]
    [InlineData("model M { sate a: bool per device; }", "did you mean 'state'?")]
    [InlineData("model M { operation f() by admin { lett x = 3; } }", "did you mean 'let'?")]
    [InlineData("policy P for M { a(x) = b = c; }", "values are compared with 'is'")]
    [InlineData("policy P for M { a(x) = b - c; }", "there is no arithmetic; counters change by 'name += 1' and 'name -= 1'")]
    [InlineData("policy P for M { a(x) = b implies c implies d; }", "put one 'implies' in parentheses")]
    public void Help_says_what_to_write(string text, string help) => Assert.Equal(help, Assert.Single(Parse(text).Diagnostics).Help);

    [Fact]
    public void Every_descriptor_is_in_the_catalog_once_and_in_its_range()
    {
        Assert.Equal(DiagnosticCatalog.All.Count, DiagnosticCatalog.All.Select(d => d.Id).Distinct().Count());
        Assert.All(SyntaxDiagnostics.All, d => Assert.Matches("^IOPOL1\\d{3}$", d.Id));
        int declared = typeof(SyntaxDiagnostics).GetProperties().Count(p => p.PropertyType == typeof(DiagnosticDescriptor));
        Assert.Equal(declared, SyntaxDiagnostics.All.Count);
        Assert.Same(SyntaxDiagnostics.StraySign, DiagnosticCatalog.Find("iopol1004"));
    }

    private static void Check(string before, string marked, string after, string id, string message)
    {
        // '[' and ']' may be part of the text: the mark is the pair that encloses the least.
        int end = marked.LastIndexOf(']');
        int start = marked.LastIndexOf('[', end);
        string text = before + marked.Remove(end, 1).Remove(start, 1) + after;
        Diagnostic found = Assert.Single(Parse(text).Diagnostics);
        Assert.Equal((id, message), (found.Id, found.Message));
        Assert.Equal(TextSpan.FromBounds(before.Length + start, before.Length + end - 1), found.Span);
    }
}
