using System.Reflection;
using Iopol.Compiler.Emit;
using Iopol.Compiler.IR;
using Iopol.Runtime.Enforcement;
using Iopol.Runtime.Topology;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Iopol.Benchmarks;

/// <summary>Compiles an emitted class in memory, optimised.</summary>
internal static class EmittedClass
{
    public static CompiledPolicy Load(PolicyIR policy, HostTopology topology)
    {
        EmittedFile file = PolicyEmitter.Emit(policy, new EmitOptions("Emitted"));
        IEnumerable<MetadataReference> references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(p => MetadataReference.CreateFromFile(p));
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Emitted", [CSharpSyntaxTree.ParseText(file.Text)], references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release));
        using var image = new MemoryStream();
        if (!compilation.Emit(image).Success) throw new InvalidOperationException("the emitted class does not compile");
        Type type = Assembly.Load(image.ToArray()).GetTypes().Single(t => t.IsSubclassOf(typeof(CompiledPolicy)));
        return (CompiledPolicy)type.GetConstructors()[0].Invoke([topology, null, null]);
    }
}
