using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.Systems;
using Iopol.Compiler.Tests.Binding;
using Iopol.Compiler.Text;
using Iopol.Tests;

namespace Iopol.Compiler.Tests.Analysis;

/// <summary>What we ship does not make its readers look at warnings.</summary>
public sealed class ShippedFilesTests
{
    public static TheoryData<string> Systems => [.. ShippedLibrary.Names];

    public static TheoryData<string> Samples =>
        [.. Directory.EnumerateFiles(Path.Combine(RepositoryPaths.Root, "samples"), "*.iopol", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(RepositoryPaths.Root, f)).Order()];

    [Theory]
    [MemberData(nameof(Systems))]
    public void A_shipped_system_is_free_of_warnings(string name)
    {
        Assert.True(ShippedLibrary.TryGet(name, out SourceText? text));

        // Under a path of its own, so that it is spoken about like anybody's file.
        Compilation compilation = Bound.Compile(text.ToString());

        Assert.Empty(compilation.Diagnostics.Select(Show));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_is_free_of_warnings(string path)
    {
        Compilation compilation = Bound.CompileFile(Path.Combine(RepositoryPaths.Root, path));

        Assert.Empty(compilation.Diagnostics.Select(Show));
    }

    private static string Show(Diagnostic diagnostic) => $"{diagnostic.Location}: {diagnostic.Id}: {diagnostic.Message}";
}
