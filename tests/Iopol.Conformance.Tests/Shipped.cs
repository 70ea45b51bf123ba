using System.Diagnostics.CodeAnalysis;
using Iopol.Compiler;
using Iopol.Compiler.IR;
using Iopol.Compiler.Systems;
using Iopol.Compiler.Text;
using Iopol.Interpreter.Replaying;
using Iopol.Linux;
using Iopol.Runtime.Facts;
using Iopol.Runtime.Topology;
using Iopol.Tests;

namespace Iopol.Conformance.Tests;

/// <summary>The policies that ship with Iopol, compiled.</summary>
internal static class Shipped
{
    /// <summary>The policy a shipped file stands for.</summary>
    public static PolicyIR Policy(string name)
    {
        Assert.True(ShippedLibrary.TryGet(name, out SourceText? text));
        Compilation compilation = Compilation.Create([text], new NoFiles());
        Assert.False(compilation.HasErrors, string.Join('\n', compilation.Diagnostics));
        return compilation.DefaultPolicy(text.Path)!;
    }

    /// <summary>The captured host of a topology.</summary>
    public static HostFacts Host(string topology)
    {
        HostReadResult read = HostReader.Read(RepositoryPaths.InRepository("samples", "hosts", $"{topology}.tar.gz"));
        Assert.True(read.Facts is not null, string.Join('\n', read.Problems));
        return read.Facts;
    }

    /// <summary>The setting of the group API's model that stands for a kernel.</summary>
    /// <param name="series">The first two numbers of its release, such as <c>6.1</c>.</param>
    public static IReadOnlyDictionary<string, long> Kernel(string series)
    {
        string[] version = series.Split('.');
        return new Dictionary<string, long> { ["kernel"] = (long.Parse(version[0]) << 16) | (long.Parse(version[1]) << 8) };
    }

    /// <summary>What the group API's model answers to steps, one JSON object a line.</summary>
    /// <param name="topology">Name of a captured host.</param>
    /// <param name="series">The first two numbers of the kernel's release.</param>
    /// <param name="steps">The steps, one a line.</param>
    public static IEnumerable<string> GroupApiAnswers(string topology, string series, IEnumerable<string> steps) =>
        steps.SelectMany(new Replay(Policy("linux-6-vfio"), new HostTopology(Host(topology)), Kernel(series)).Step);

    private sealed class NoFiles : ISourceResolver
    {
        public bool TryRead(string importingPath, string specifier, [NotNullWhen(true)] out SourceText? text)
        {
            text = null;
            return false;
        }
    }
}
