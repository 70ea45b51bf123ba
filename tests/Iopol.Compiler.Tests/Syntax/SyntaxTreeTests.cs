using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.Syntax;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Tests.Syntax;

/// <summary>What constructs become in the tree.</summary>
public class SyntaxTreeTests
{
    private static SyntaxTree Parse(string text)
    {
        SyntaxTree tree = SyntaxTree.Parse(new SourceText("a.iopol", text));
        Assert.Empty(tree.Diagnostics);
        return tree;
    }

    private static ExpressionSyntax Expression(string text) =>
        ((RuleDefinitionSyntax)((PolicyDeclarationSyntax)Parse($"policy P for M {{ r(x) = {text}; }}").Root.Declarations[0]).Members[0]).Body;

    private static SelectorSyntax Selector(string text) =>
        ((SelectorDeclarationSyntax)((PolicyDeclarationSyntax)Parse($"policy P for M {{ select s = {text}; }}").Root.Declarations[0]).Members[0]).Selector;

    /// <summary>The tree with a pair of brackets for each node that is more than a token.</summary>
    private static string Shape(SyntaxElement element) => element switch
    {
        SyntaxToken token => token.Text,
        SyntaxNode { Children.Count: 1 } node => Shape(node.Children[0]),
        SyntaxNode node => "[" + string.Join(" ", node.Children.Select(Shape)) + "]",
        _ => throw new InvalidOperationException(),
    };

    [Theory]
    [InlineData("a or b and c", "[a or [b and c]]")]
    [InlineData("a and b or c", "[[a and b] or c]")]
    [InlineData("a or b or c", "[a or b or c]")]
    [InlineData("not a and b", "[[not a] and b]")]
    [InlineData("not a is b", "[not [a is b]]")]
    [InlineData("a or b implies c", "[[a or b] implies c]")]
    [InlineData("all x in g: a or b implies c", "[all x in g : [[a or b] implies c]]")]
    [InlineData("a and all x in g: b and c or d", "[a and [all x in g : [[b and c] or d]]]")]
    [InlineData("any x in g or a", "[[any x in g] or a]")]
    [InlineData("all x in g: any y in h: a and b", "[all x in g : [any y in h : [a and b]]]")]
    [InlineData("count x in g > 1 and b", "[[[count x in g] > 1] and b]")]
    [InlineData("(count x in g: a) > 1", "[[( [count x in g : a] )] > 1]")]
    [InlineData("a is not none", "[a is not none]")]
    [InlineData("a not in { b, c }", "[a not in [{ b , c }]]")]
    [InlineData("a not matches (b)", "[a not matches ( b )]")]
    [InlineData("base.f(a)[b].c", "[[[[base . f] ( a )] [ b ]] . c]")]
    [InlineData("(a is none) is (b is c)", "[[( [a is none] )] is [( [b is c] )]]")]
    [InlineData("a.count is none", "[[a . count] is none]")]
    public void Expressions_bind_as_the_reference_says(string text, string shape) => Assert.Equal(shape, Shape(Expression(text)));

    [Theory]
    [InlineData("a b or c", "[[a b] or c]")]
    [InlineData("a and b not c", "[a and b [not c]]")]
    [InlineData("not a b", "[[not a] b]")]
    [InlineData("(a or b) at 0000:01:*", "[[( [a or b] )] [at 0000:01:*]]")]
    [InlineData("driver in a driver b", "[[driver in a] [driver b]]")]
    public void Selectors_bind_as_the_reference_says(string text, string shape) => Assert.Equal(shape, Shape(Selector(text)));

    [Theory]
    [InlineData("a is b", ComparisonOperator.Is)]
    [InlineData("a is not b", ComparisonOperator.IsNot)]
    [InlineData("a < b", ComparisonOperator.Less)]
    [InlineData("a <= b", ComparisonOperator.LessOrEqual)]
    [InlineData("a > b", ComparisonOperator.Greater)]
    [InlineData("a >= b", ComparisonOperator.GreaterOrEqual)]
    public void Comparisons_say_what_they_compare(string text, ComparisonOperator expected) =>
        Assert.Equal(expected, Assert.IsType<ComparisonExpressionSyntax>(Expression(text)).Comparison);

    [Fact]
    public void Foreign_operators_stand_for_what_is_meant()
    {
        SyntaxTree tree = SyntaxTree.Parse(new SourceText("a", "policy P for M { r(x) = a != b && c == d; }"));
        List<ComparisonExpressionSyntax> comparisons = [.. tree.Root.DescendantsAndSelf().OfType<ComparisonExpressionSyntax>()];
        Assert.Equal([ComparisonOperator.IsNot, ComparisonOperator.Is], comparisons.Select(c => c.Comparison));
    }

    [Fact]
    public void Words_of_the_language_are_names_where_they_are_no_keywords()
    {
        string[] soft = ["state", "group", "device", "driver", "host", "class", "port", "user", "access", "container", "space", "at", "id", "count", "policy", "model", "test", "rule", "setting", "ok", "blocked", "to", "through", "limit", "has", "boot", "note", "fail", "mend", "operation"];
        foreach (string word in soft)
        {
            Parse($"model M {{ state {word}: {word}? = {word} per {word} inverse {word}; operation {word}({word}: {word}) by {word} {{ {word} = {word}; {word}[{word}] = {word}.{word}; {word}({word}); let {word} = {word}; switch {word} to {word}; }} }}");
            Parse($"policy {word} for {word} {{ {word}({word}) = {word} is {word} or {word} in {word} and all {word} in {word}: {word}; drivers {word} = {word}; {word} = {word}; protect class {word} \"r\"; }}");
            Parse($"test \"t\" {{ policy {word}; host {word}; {word} = {word}({word}) by {word} -> EPERM because {word}; finished {word} -> ok with {word} = {word}; check {word}; }}");
        }
    }

    [Fact]
    public void Reserved_words_are_labels_causes_and_members()
    {
        Parse("model M { operation f() by admin { require free: a.free else EPERM; require all: b.new.is else EPERM; } }");
        Parse("test \"t\" { f() -> EPERM because free; }");
    }

    [Fact]
    public void Aliases_are_a_construct_of_their_own()
    {
        PolicyDeclarationSyntax policy = (PolicyDeclarationSyntax)Parse("policy P for M { aliases = together; aliases = refuse EBUSY; kernel = 6.1; }").Root.Declarations[0];
        AliasHandlingSyntax together = Assert.IsType<AliasHandlingSyntax>(policy.Members[0]);
        AliasHandlingSyntax refuse = Assert.IsType<AliasHandlingSyntax>(policy.Members[1]);
        Assert.Equal(("together", "EBUSY"), (together.Value.Text, refuse.Value.Text));
        Assert.Null(together.RefuseKeyword);
        Assert.NotNull(refuse.RefuseKeyword);
        Assert.Equal(SyntaxKind.VersionLiteral, ((LiteralExpressionSyntax)Assert.IsType<SettingAssignmentSyntax>(policy.Members[2]).Value).Token.Kind);
    }

    [Fact]
    public void Documentation_is_what_stands_right_above()
    {
        SyntaxTree tree = Parse("/// Header.\n\n/// One.\n///   Two.\n// no\nmodel M {\n    /// Three.\n    /* x */ setting a: bool = true; /// not b's\n    setting b: bool = true;\n\n    /// Cut off.\n\n    setting c: bool = true;\n}\n");
        ModelDeclarationSyntax model = (ModelDeclarationSyntax)tree.Root.Declarations[0];
        Assert.Equal("One.\n  Two.", model.Documentation);
        Assert.Equal(["Three.", "", ""], model.Members.Select(m => m.Documentation));
    }

    [Fact]
    public void Disable_comments_are_found_with_their_line()
    {
        SyntaxTree tree = Parse("// iopol: disable IOPOL3001, IOPOL3002 looked at\nmodel M {\n    setting a: bool = true; // iopol: disable IOPOL2001\n}\n// iopol: disable nothing\n");
        Assert.Equal(2, tree.DisableComments.Count);
        DisableComment above = tree.DisableComments[0];
        Assert.Equal((1, "looked at", true), (above.Line, above.Reason, above.StandsAlone));
        Assert.Equal(["IOPOL3001", "IOPOL3002"], above.Ids);
        Assert.True(above.Silences("IOPOL3002", 2));
        Assert.False(above.Silences("IOPOL3002", 1));
        Assert.True(tree.DisableComments[1].Silences("IOPOL2001", 3));
        Assert.False(tree.DisableComments[1].Silences("IOPOL2001", 4));
    }

    [Fact]
    public void Reasons_split_into_texts_and_holes_at_their_places()
    {
        const string Text = """test "x" { } policy P for M { protect a "{{{d}}} is \"{owner[d.group]}\"!"; }""";
        SyntaxTree tree = Parse(Text);
        SyntaxToken reason = tree.Root.DescendantsAndSelf().OfType<ClauseUseSyntax>().Single().Reason;
        IReadOnlyList<ReasonPart> parts = ReasonText.Split(reason);
        Assert.Equal(["{", "d", "} is \"", "owner[d.group]", "\"!"], parts.Select(p => p.Text));
        Assert.Equal([false, true, false, true, false], parts.Select(p => p.IsHole));
        Assert.All(parts.Where(p => p.IsHole), p => Assert.Equal(p.Text, Text.Substring(p.Span.Start, p.Span.Length)));
        DiagnosticBag diagnostics = new();
        IndexExpressionSyntax hole = Assert.IsType<IndexExpressionSyntax>(tree.ParseHole(parts[3], diagnostics));
        Assert.Equal(Text.IndexOf("d.group", StringComparison.Ordinal), hole.Key.Span.Start);
        Assert.Equal(0, diagnostics.Count);
    }

    [Theory]
    [InlineData("d.", "expected a name, found the end of the hole")]
    [InlineData("d e", "expected the end of the hole, found 'e'")]
    public void A_broken_hole_is_reported_in_its_place(string hole, string message)
    {
        SyntaxTree tree = Parse($"policy P for M {{ protect a \"{{{hole}}}\"; }}");
        ReasonPart part = ReasonText.Split(tree.Root.DescendantsAndSelf().OfType<ClauseUseSyntax>().Single().Reason).Single();
        DiagnosticBag diagnostics = new();
        tree.ParseHole(part, diagnostics);
        Diagnostic found = Assert.Single(diagnostics.ToSortedList());
        Assert.Equal(message, found.Message);
        Assert.InRange(found.Span.Start, part.Span.Start, part.Span.End);
    }

    [Fact]
    public void Lines_and_columns_count_from_one()
    {
        SourceText text = new("a", "ab\ncd\r\ne\rf");
        Assert.Equal(4, text.LineCount);
        Assert.Equal(["1,1", "1,3", "2,1", "3,1", "4,1", "4,2"], new[] { 0, 2, 3, 7, 9, 10 }.Select(o => text.GetPosition(o).ToString()));
        Assert.Equal(["ab", "cd", "e", "f"], Enumerable.Range(1, 4).Select(l => text.ToString(text.GetLineSpan(l))));
        Assert.Equal("a(2,1)", text.GetLocation(new TextSpan(3, 2)).ToString());
    }
}
