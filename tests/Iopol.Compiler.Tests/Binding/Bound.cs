using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Tests.Binding;

/// <summary>Compiles texts held in the test.</summary>
internal static class Bound
{
    public static Compilation Compile(string text, params (string Path, string Text)[] others) =>
        Compilation.Create([new SourceText("test.iopol", text)], new MemoryResolver(others.Select(o => new SourceText(o.Path, o.Text))));

    public static Compilation CompileFile(string path) => Compilation.Create([new SourceText(path, File.ReadAllText(path))], FileResolver.Instance);

    public static void AssertNoErrors(Compilation compilation) =>
        Assert.DoesNotContain(compilation.Diagnostics, d => d.Severity == DiagnosticSeverity.Error);

    /// <summary>The only policy of a text without errors.</summary>
    public static PolicyIR Policy(string text)
    {
        Compilation compilation = Compile(text);
        AssertNoErrors(compilation);
        return Assert.Single(compilation.Policies);
    }
}
