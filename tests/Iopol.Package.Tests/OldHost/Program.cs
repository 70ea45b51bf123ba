using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

// args: folder of an unpacked package, policy file. Compiles a class that uses the policy's, with everything the package brings.
string analyzers = Path.Combine(args[0], "analyzers", "dotnet", "cs");
var loader = new FolderLoader(analyzers);
AnalyzerFileReference[] references = [.. Directory.EnumerateFiles(analyzers, "Iopol.*.dll").Where(f => !f.EndsWith("CodeFixes.dll")).Select(f => new AnalyzerFileReference(f, loader))];
foreach (AnalyzerFileReference reference in references) reference.AnalyzerLoadFailed += (_, failure) => throw new InvalidOperationException(failure.Message, failure.Exception);
ImmutableArray<AdditionalText> files = [new PolicyText(args[1])];

IEnumerable<MetadataReference> framework = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
    .Where(p => Path.GetFileName(p).StartsWith("System.") || Path.GetFileName(p) == "netstandard.dll")
    .Concat(Directory.EnumerateFiles(Path.Combine(args[0], "lib", "net8.0"), "*.dll"))
    .Select(p => MetadataReference.CreateFromFile(p));
Compilation compilation = CSharpCompilation.Create(
    "Old",
    [CSharpSyntaxTree.ParseText("class Use { public static System.Type Host => typeof(Iopol.Policies.Host); }")],
    framework,
    new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
ISourceGenerator[] generators = [.. references.SelectMany(r => r.GetGenerators(LanguageNames.CSharp))];
GeneratorDriver driver = CSharpGeneratorDriver.Create(generators, files).RunGeneratorsAndUpdateCompilation(compilation, out compilation, out ImmutableArray<Diagnostic> said);
ImmutableArray<DiagnosticAnalyzer> all = [.. references.SelectMany(r => r.GetAnalyzers(LanguageNames.CSharp))];
ImmutableArray<Diagnostic> found = await compilation.WithAnalyzers(all, new AnalyzerOptions(files)).GetAllDiagnosticsAsync();
Diagnostic[] problems = [.. said.Concat(found).Where(d => d.Severity >= DiagnosticSeverity.Warning)];
foreach (Diagnostic problem in problems) Console.WriteLine(problem);
Console.WriteLine($"{Environment.Version.Major} {typeof(Compilation).Assembly.GetName().Version}: {generators.Length} generators, {all.Length} analyzers, {problems.Length} problems");
return problems.Length;

/// <summary>Loads what stands in the folder beside an analyzer, as the compiler's own loader does.</summary>
sealed class FolderLoader(string folder) : IAnalyzerAssemblyLoader
{
    public void AddDependencyLocation(string fullPath) { }

    public Assembly LoadFromPath(string fullPath)
    {
        AppDomain.CurrentDomain.AssemblyResolve += (_, wanted) =>
            Path.Combine(folder, new AssemblyName(wanted.Name).Name + ".dll") is { } path && File.Exists(path) ? Assembly.LoadFrom(path) : null;
        return Assembly.LoadFrom(fullPath);
    }
}

sealed class PolicyText(string path) : AdditionalText
{
    private readonly SourceText text = SourceText.From(File.ReadAllText(path));

    public override string Path => path;

    public override SourceText GetText(CancellationToken cancellationToken = default) => text;
}
