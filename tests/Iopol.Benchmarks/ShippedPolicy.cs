using Iopol.Compiler;
using Iopol.Compiler.IR;
using Iopol.Compiler.Systems;
using Iopol.Compiler.Text;

namespace Iopol.Benchmarks;

/// <summary>Shipped policies as the interpreter wants them.</summary>
internal static class ShippedPolicy
{
    public static PolicyIR Linux6() => ShippedLibrary.TryGet("linux-6-vfio", out SourceText? text)
        ? Compilation.Create([text], ShippedResolver.Instance).Policies.Single()
        : throw new InvalidOperationException("linux-6-vfio is not shipped");
}
