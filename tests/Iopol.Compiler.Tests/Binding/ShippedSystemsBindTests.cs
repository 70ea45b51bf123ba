using Iopol.Compiler.IR;
using Iopol.Compiler.IR.PageTables;
using Iopol.Compiler.Syntax;
using Iopol.Compiler.Systems;
using Iopol.Tests;

namespace Iopol.Compiler.Tests.Binding;

public class ShippedSystemsBindTests
{
    public static TheoryData<string> Names => [.. ShippedLibrary.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_shipped_system_binds_and_its_ir_is_the_approved_one(string name)
    {
        Compilation compilation = Bound.Compile($"import \"iopol:{name}\";");

        Assert.Empty(compilation.Diagnostics);
        Assert.All(compilation.BoundPolicies, p => Assert.NotNull(p.IR));
        Assert.All(compilation.BoundPageTables, t => Assert.NotNull(t.IR));
        IEnumerable<string> policies = compilation.Policies.Select(p => IrPrinter.Print(p, places: false));
        string printed = string.Join("\n", policies.Concat(compilation.PageTables.Select(PageTablePrinter.Print)));
        string approved = RepositoryPaths.InRepository("tests", "Iopol.Compiler.Tests", "Binding", "Approved", name + ".ir.txt");
        if (!File.Exists(approved) || File.ReadAllText(approved) != printed)
        {
            string received = Path.ChangeExtension(approved, ".received.txt");
            File.WriteAllText(received, printed);
            Assert.Fail($"The IR of {name} is not the approved one; compare {received} and approve it by renaming.");
        }
    }

    [Fact]
    public void The_scenarios_bind()
    {
        foreach (string file in Directory.GetFiles(RepositoryPaths.InRepository("samples", "scenarios"), "*.iopol"))
        {
            Compilation compilation = Bound.CompileFile(file);

            Bound.AssertNoErrors(compilation);
            int tests = compilation.Files.Single(f => f.IsRoot).Tree.Root.Declarations.OfType<TestDeclarationSyntax>().Count();
            Assert.Equal(tests, compilation.Tests.Count);
        }
    }
}
