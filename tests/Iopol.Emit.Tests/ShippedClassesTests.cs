using Iopol.Compiler;
using Iopol.Compiler.Emit;
using Iopol.Compiler.Emit.PageTables;
using Iopol.Compiler.IR;
using Iopol.Compiler.IR.PageTables;
using Iopol.Compiler.Systems;
using Iopol.Compiler.Text;
using Iopol.Tests;

namespace Iopol.Emit.Tests;

/// <summary>
/// The shipped policies and page-table formats as C# are committed. To write them anew after a change of the emitter or of a system:
/// <c>IOPOL_UPDATE=1 dotnet test tests/Iopol.Emit.Tests --filter Committed</c>.
/// </summary>
public sealed class ShippedClassesTests
{
    public static TheoryData<string> Systems => [.. ShippedLibrary.Names];

    [Theory]
    [MemberData(nameof(Systems))]
    public void Committed_class_is_what_the_emitter_writes(string system)
    {
        Assert.True(ShippedLibrary.TryGet(system, out SourceText? text));
        Compilation compilation = Compilation.Create([text], ShippedResolver.Instance);
        Assert.False(compilation.HasErrors, string.Join("\n", compilation.Diagnostics));
        foreach (PolicyIR policy in compilation.Policies) IsCommitted("Iopol.Policies", PolicyEmitter.Emit(policy, new EmitOptions("Iopol.Policies")));
        foreach (PageTableIR format in compilation.PageTables) IsCommitted("Iopol.PageTables", PageTableEmitter.Emit(format, new EmitOptions("Iopol.PageTables")));
    }

    private static void IsCommitted(string project, EmittedFile emitted)
    {
        string path = RepositoryPaths.InRepository("generated", project, emitted.HintName);
        if (Environment.GetEnvironmentVariable("IOPOL_UPDATE") == "1") File.WriteAllText(path, emitted.Text);
        Assert.True(File.Exists(path), $"{emitted.HintName} is not committed; run with IOPOL_UPDATE=1");
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), emitted.Text);
    }
}
