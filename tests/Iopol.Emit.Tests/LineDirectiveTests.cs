using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;
using Iopol.Compiler;
using Iopol.Compiler.Emit;
using Iopol.Compiler.IR;
using Iopol.Compiler.Systems;
using Iopol.Compiler.Text;
using Iopol.Emit.Tests.Differential;
using Iopol.Runtime.Enforcement;
using Iopol.Runtime.State;
using Iopol.Runtime.Topology;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SourceText = Iopol.Compiler.Text.SourceText;

namespace Iopol.Emit.Tests;

/// <summary>Emitted bodies lead back to the text they were made from.</summary>
public sealed class LineDirectiveTests
{
    private const string OnDisk = "/src/über alles/p.iopol";

    private const string Model = """
        model M {
            object file limit 2;
            rule fine(g: group);
            state home: group? per file inverse files;
            operation op(f: file, d: device) by user gives out: file? {
                require held: home[f] is none
                    else EPERM "{f} is at home";
                block until d.driver is none;
                if fine(d.group) { home[f] = d.group; }
                else { refuse EBUSY "{d}"; }
                each e in d.group { require no h in files[e.group]: h is not f else EBUSY "{e}"; }
                lend(f, d);
                give out = new file;
            }
            action lend(f: file, d: device) { home[f] = d.group; }
        }

        """;

    private const string Policy = """
        policy P for M {
            drivers ours = vfio-pci;
            fine(g) = all d in g: d.driver is none
                                  or d.driver in ours;
            aliases = together;
        }
        """;

    [Fact]
    public void A_rule_leads_to_its_body()
    {
        PolicyIR policy = Compile(Model + Policy);
        ExpressionSyntax body = Root(policy).DescendantNodes().OfType<MethodDeclarationSyntax>().Single(m => m.Identifier.Text == "FineHolds").ExpressionBody!.Expression;
        FileLinePositionSpan at = Mapped(body);
        Assert.True(at.HasMappedPath);
        Assert.Equal(OnDisk, at.Path);
        Assert.Equal(Position(Model + Policy, "all d in g"), at.StartLinePosition);
        Assert.True(at.EndLinePosition <= Position(Model + Policy, ";\n    aliases"), at.ToString());
    }

    [Theory]
    [InlineData("return Refused(EPERM, 1)", "require held")]
    [InlineData("return Blocked(1)", "block until")]
    [InlineData("(FineHolds(Topology.GroupOf(d)))", "fine(d.group) { home")]
    [InlineData("return Refused(EBUSY, 2)", "refuse EBUSY")]
    [InlineData("return Refused(EBUSY, 3", "require no h")]
    [InlineData("Lend(f, d);", "lend(f, d);")]
    [InlineData("out2 = made;", "give out")]
    [InlineData("for (int e = ", "each e in")]
    public void A_statement_leads_to_the_line_it_was_made_from(string code, string text)
    {
        PolicyIR policy = Compile(Model + Policy);
        SyntaxNode root = Root(policy);
        int start = root.ToFullString().IndexOf(code.Replace("out2", "@out", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.True(start >= 0, root.ToFullString());
        FileLinePositionSpan at = root.SyntaxTree.GetMappedLineSpan(new Microsoft.CodeAnalysis.Text.TextSpan(start, code.Length));
        Assert.Equal((OnDisk, Position(Model + Policy, text).Line), (at.Path, at.StartLinePosition.Line));
    }

    [Fact]
    public void What_is_not_the_policys_stays_in_the_emitted_file()
    {
        PolicyIR policy = Compile(Model + Policy);
        SyntaxNode root = Root(policy);
        foreach (MemberDeclarationSyntax member in root.DescendantNodes().OfType<MemberDeclarationSyntax>())
        {
            Assert.False(Mapped(member.GetFirstToken()).HasMappedPath, member.ToString());
            if (member is not MethodDeclarationSyntax { ExpressionBody: not null }) Assert.False(Mapped(member.GetLastToken()).HasMappedPath, member.ToString());
        }

        foreach (ReturnStatementSyntax done in root.DescendantNodes().OfType<ReturnStatementSyntax>().Where(r => r.ToString().StartsWith("return Done(", StringComparison.Ordinal)))
        {
            Assert.False(Mapped(done).HasMappedPath);
        }
    }

    [Fact]
    public void A_file_that_is_on_no_disk_is_not_led_to()
    {
        SourceText own = new("mine.iopol", "import \"iopol:linux-6-vfio\";\npolicy Mine extends Linux6Vfio {\n    override viable(g) = base.viable(g) and no d in g: d.requires_direct_map;\n}\n");
        Iopol.Compiler.Compilation compilation = Iopol.Compiler.Compilation.Create([own], ShippedResolver.Instance);
        Assert.False(compilation.HasErrors, string.Join("\n", compilation.Diagnostics));
        PolicyIR policy = compilation.Policies.Single(p => p.Name == "Mine");
        string text = PolicyEmitter.Emit(policy, new EmitOptions("Emitted", LinePath: p => p == "mine.iopol" ? "/src/mine.iopol" : null)).Text;
        string[] directives = [.. text.Split('\n').Select(l => l.Trim()).Where(l => l.StartsWith("#line", StringComparison.Ordinal) && l != "#line default").Distinct()];
        Assert.Equal(["#line (3,26)-(3,76) 9 \"/src/mine.iopol\""], directives);
        Assert.Empty(InMemory.Compilation([new EmittedFile("Mine.g.cs", text)]).GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning));
    }

    [Theory]
    [InlineData("C:\\Users\\x\\a b\\p.iopol", true)]
    [InlineData("/src/naïve/政策/😀.iopol", true)]
    [InlineData("/src/\\u0022.iopol", true)]
    [InlineData("/src/{0}{{ 1 + 1 }}.iopol", true)]
    [InlineData("/src/#line 1 .iopol", true)]
    [InlineData("/src/*/ // .iopol", true)]
    [InlineData("/src/\"quoted\".iopol", false)]
    [InlineData("/src/\n#error x\n", false)]
    [InlineData("/src/\r.iopol", false)]
    [InlineData("/src/\u2028.iopol", false)]
    [InlineData("/src/\u0085.iopol", false)]
    [InlineData("/src/\u202e.iopol", false)]
    [InlineData("/src/\0.iopol", false)]
    [InlineData("", false)]
    public void A_path_stays_a_path(string path, bool canStand) => StaysAPath(path, canStand);

    [Fact]
    public void A_path_that_is_no_text_cannot_stand() => StaysAPath("/src/\ud800.iopol", canStand: false);

    [Theory]
    [InlineData(7, 3, 7, 3, "#line (7,3)-(7,3) 9 \"p\"")]
    [InlineData(7, 3, 8, 1, "#line (7,3)-(8,1) 9 \"p\"")]
    [InlineData(0xfeefed, 65536, 0xfeefed, 65536, "#line (16707565,65536)-(16707565,65536) 9 \"p\"")]
    [InlineData(7, 65537, 7, 65540, "#line 7 \"p\"")]
    [InlineData(7, 3, 7, 65540, "#line 7 \"p\"")]
    [InlineData(0xfeefee, 1, 0xfeefee, 2, null)]
    public void A_place_too_far_off_gets_a_plainer_directive_or_none(int line, int column, int endLine, int endColumn, string? expected)
    {
        PolicyIR policy = Compile(Model + Policy);
        SourcePlace far = policy.Place with { Line = line, Column = column, End = new(endLine, endColumn) };
        policy = policy with { Rules = [.. policy.Rules.Select(r => r with { BodyPlace = far })] };
        EmittedFile file = PolicyEmitter.Emit(policy, new EmitOptions("Emitted", LinePath: _ => "p"));
        Assert.Empty(InMemory.Compilation([file]).GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning));
        string after = file.Text[file.Text.IndexOf("bool FineHolds(", StringComparison.Ordinal)..].Split('\n')[1].Trim();
        Assert.Equal(expected, after.StartsWith('#') ? after : null);
    }

    [Fact]
    public void Every_directive_stands_before_code_that_begins_where_it_says()
    {
        int seen = 0;
        foreach (string system in ShippedLibrary.Names)
        {
            Assert.True(ShippedLibrary.TryGet(system, out SourceText? text));
            foreach (PolicyIR policy in Iopol.Compiler.Compilation.Create([text], ShippedResolver.Instance).Policies)
            {
                SyntaxTree tree = CSharpSyntaxTree.ParseText(PolicyEmitter.Emit(policy, new EmitOptions("Emitted", LinePath: p => p)).Text);
                Assert.Empty(tree.GetDiagnostics());
                foreach (LineSpanDirectiveTriviaSyntax directive in tree.GetRoot().DescendantNodes(descendIntoTrivia: true).OfType<LineSpanDirectiveTriviaSyntax>())
                {
                    seen++;
                    SyntaxToken first = tree.GetRoot().FindToken(directive.FullSpan.End);
                    FileLinePositionSpan at = Mapped(first);
                    Assert.Equal((text.Path, directive.Start.ToString()), (at.Path, $"({at.StartLinePosition.Line + 1},{at.StartLinePosition.Character + 1})"));
                    string there = text.ToString(text.GetLineSpan(at.StartLinePosition.Line + 1))[at.StartLinePosition.Character..];
                    Assert.Matches("^[a-zA-Z(]", there);
                }
            }
        }

        Assert.True(seen > 500, $"{seen} directives");
    }

    [Fact]
    public void A_stack_trace_names_the_line_of_the_policy()
    {
        PolicyIR policy = Compile(Model + Policy);
        EmittedFile file = PolicyEmitter.Emit(policy, new EmitOptions("Emitted", LinePath: _ => OnDisk));
        using var image = new MemoryStream();
        using var symbols = new MemoryStream();
        CSharpCompilation compilation = InMemory.Compilation([file]);
        compilation = compilation.WithOptions(compilation.Options.WithOptimizationLevel(OptimizationLevel.Debug));
        // Symbols name a file by its encoding and hash, so the tree has to come from bytes.
        SyntaxTree tree = CSharpSyntaxTree.ParseText(Microsoft.CodeAnalysis.Text.SourceText.From(file.Text, System.Text.Encoding.UTF8), (CSharpParseOptions)compilation.SyntaxTrees.Single().Options, file.HintName);
        compilation = compilation.ReplaceSyntaxTree(compilation.SyntaxTrees.Single(), tree);
        Microsoft.CodeAnalysis.Emit.EmitResult result = compilation.Emit(image, symbols, options: new Microsoft.CodeAnalysis.Emit.EmitOptions(debugInformationFormat: Microsoft.CodeAnalysis.Emit.DebugInformationFormat.PortablePdb));
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        image.Position = symbols.Position = 0;
        Type type = new AssemblyLoadContext("traced", isCollectible: true).LoadFromStream(image, symbols).GetType("Emitted.P")!;
        var compiled = (CompiledPolicy)type.GetConstructors()[0].Invoke([RandomHost.Make(3), null]);
        // Nothing a caller gives makes a body throw; a class that lost its state does.
        type.GetField("homeOf", BindingFlags.Instance | BindingFlags.NonPublic)!.SetValue(compiled, null);
        type.GetField("filePool", BindingFlags.Instance | BindingFlags.NonPublic)!.SetValue(compiled, Taken());
        var thrown = Assert.ThrowsAny<Exception>(() => compiled.Call(0, 0, [0, 0], 0));
        StackFrame frame = new StackTrace(thrown, fNeedFileInfo: true).GetFrames().First(f => f.GetFileName() is not null);
        Assert.Equal((OnDisk, Position(Model + Policy, "require held").Line + 1), (frame.GetFileName(), frame.GetFileLineNumber()));
    }

    private static void StaysAPath(string path, bool canStand)
    {
        PolicyIR policy = Compile(Model + Policy);
        EmittedFile file = PolicyEmitter.Emit(policy, new EmitOptions("Emitted", LinePath: _ => path));
        CSharpCompilation compilation = InMemory.Compilation([file]);
        Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning));
        SyntaxTree tree = compilation.SyntaxTrees.Single();
        string[] paths = [.. tree.GetRoot().DescendantNodes().OfType<StatementSyntax>().Select(n => Mapped(n)).Where(m => m.HasMappedPath).Select(m => m.Path).Distinct()];
        Assert.Equal(canStand ? [path] : [], paths);
        if (!canStand) Assert.Equal(PolicyEmitter.Emit(policy, new EmitOptions("Emitted")).Text, file.Text);
    }

    private static ObjectPool Taken()
    {
        var pool = new ObjectPool(2);
        pool.Take();
        return pool;
    }

    private static PolicyIR Compile(string text)
    {
        Iopol.Compiler.Compilation compilation = Iopol.Compiler.Compilation.Create([new SourceText("p.iopol", text)], ShippedResolver.Instance);
        Assert.False(compilation.HasErrors, string.Join("\n", compilation.Diagnostics));
        return compilation.Policies.Single();
    }

    private static SyntaxNode Root(PolicyIR policy)
    {
        EmittedFile file = PolicyEmitter.Emit(policy, new EmitOptions("Emitted", LinePath: p => p == "p.iopol" ? OnDisk : null));
        Assert.Empty(InMemory.Compilation([file]).GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning));
        return CSharpSyntaxTree.ParseText(file.Text, path: file.HintName).GetRoot();
    }

    private static FileLinePositionSpan Mapped(SyntaxNodeOrToken code) => code.SyntaxTree!.GetMappedLineSpan(code.Span);

    private static Microsoft.CodeAnalysis.Text.LinePosition Position(string text, string of)
    {
        int at = text.IndexOf(of, StringComparison.Ordinal);
        Assert.True(at >= 0, of);
        string before = text[..at];
        return new Microsoft.CodeAnalysis.Text.LinePosition(before.Count(c => c == '\n'), at - (before.LastIndexOf('\n') + 1));
    }
}
