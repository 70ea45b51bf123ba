using System.Reflection;
using System.Runtime.Loader;
using Iopol.Compiler.Emit;
using Iopol.Compiler.IR;
using Iopol.Runtime.Enforcement;
using Iopol.Runtime.State;
using Iopol.Runtime.Topology;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Iopol.Emit.Tests.Differential;

/// <summary>Emitted classes, compiled together and loaded.</summary>
internal sealed class InMemory
{
    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(p => Path.GetFileName(p).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(p) is "netstandard.dll" or "mscorlib.dll")
            .Select(p => MetadataReference.CreateFromFile(p)),
        MetadataReference.CreateFromFile(typeof(CompiledPolicy).Assembly.Location),
    ];

    private readonly Assembly assembly;

    private InMemory(Assembly assembly) => this.assembly = assembly;

    /// <summary>Compiles; any error or warning fails the test with the line it is in.</summary>
    public static InMemory Compile(IEnumerable<PolicyIR> policies) => new(Load(policies.Select(p => PolicyEmitter.Emit(p, new EmitOptions("Emitted")))));

    /// <summary>Compiles and loads files; any error or warning fails the test with the line it is in.</summary>
    public static Assembly Load(IEnumerable<EmittedFile> files)
    {
        CSharpCompilation compilation = Compilation(files);
        using var image = new MemoryStream();
        Microsoft.CodeAnalysis.Emit.EmitResult result = compilation.Emit(image);
        Diagnostic[] complaints = [.. result.Diagnostics.Where(d => d.Severity >= DiagnosticSeverity.Warning)];
        if (complaints.Length > 0)
        {
            IEnumerable<string> shown = complaints.GroupBy(d => d.Id).Select(g => $"{g.Count()} times, first {g.First()}\n{Line(g.First())}");
            Assert.Fail(string.Join("\n", shown));
        }

        image.Position = 0;
        return new AssemblyLoadContext("emitted", isCollectible: true).LoadFromStream(image);
    }

    private static string Line(Diagnostic diagnostic) =>
        diagnostic.Location.SourceTree!.GetText().Lines[diagnostic.Location.GetLineSpan().StartLinePosition.Line].ToString();

    /// <summary>The files as a consumer whose compiler is that of SDK 8 would compile them.</summary>
    public static CSharpCompilation Compilation(IEnumerable<EmittedFile> files) => CSharpCompilation.Create(
        "Emitted",
        files.Select(f => CSharpSyntaxTree.ParseText(f.Text, new CSharpParseOptions(LanguageVersion.CSharp12), f.HintName)),
        References,
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable, warningLevel: 9999));

    /// <summary>An instance of the class of a policy.</summary>
    public CompiledPolicy Create(PolicyIR policy, HostTopology topology, HostLimits limits)
    {
        Type type = assembly.GetType("Emitted." + CSharpName(policy))!;
        ConstructorInfo constructor = type.GetConstructors()[0];
        object?[] arguments = [.. constructor.GetParameters().Select(p => p.ParameterType == typeof(HostTopology) ? topology : p.ParameterType == typeof(HostLimits) ? limits : (object?)null)];
        return (CompiledPolicy)constructor.Invoke(arguments);
    }

    private static string CSharpName(PolicyIR policy) => Path.GetFileNameWithoutExtension(Path.GetFileNameWithoutExtension(PolicyEmitter.Emit(policy, new EmitOptions("Emitted")).HintName));
}
