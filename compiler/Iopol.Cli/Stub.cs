using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.Text;
namespace Iopol.Compiler
{
    public sealed class Compilation
    {
        public IReadOnlyList<PolicyIR> Policies { get; } = [];
        public IReadOnlyList<TestIR> Tests { get; } = [];
        public IReadOnlyList<Diagnostic> Diagnostics { get; init; } = [];
        public static Compilation Create(IReadOnlyList<SourceText> roots, Func<string, SourceText?> resolver) =>
            new() { Diagnostics = [.. roots.SelectMany(r => Syntax.SyntaxTree.Parse(r).Diagnostics)] };
    }
    public static class ShippedLibrary
    {
        public static IReadOnlyList<string> Names { get; } = ["linux-6-vfio", "linux-5.12-vfio"];
        public static SourceText? Find(string name) => new("iopol:" + name, "");
    }
    public static class IrPrinter { public static string Print(PolicyIR p) => p.Name; }
    public static class NearNames { public static string? Find(string name, IEnumerable<string> candidates) => candidates.FirstOrDefault(c => c[0] == name.FirstOrDefault()); }
}
namespace Iopol.Compiler.Emit
{
    public sealed record EmittedFile(string HintName, string Text);
    public sealed record EmitOptions(string Namespace);
    public static class PolicyEmitter { public static EmittedFile Emit(PolicyIR p, EmitOptions o) => new(p.Name + ".g.cs", ""); }
}
