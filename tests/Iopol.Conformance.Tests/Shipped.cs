using System.Diagnostics.CodeAnalysis;
using Iopol.Compiler;
using Iopol.Compiler.IR;
using Iopol.Compiler.Systems;
using Iopol.Compiler.Text;

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

    private sealed class NoFiles : ISourceResolver
    {
        public bool TryRead(string importingPath, string specifier, [NotNullWhen(true)] out SourceText? text)
        {
            text = null;
            return false;
        }
    }
}
