using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Iopol.Generator.Tests;

/// <summary>Runs the generator as a compiler does, over files held in memory below the folder <c>/project</c>.</summary>
internal sealed class Driver
{
    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(p => Path.GetFileName(p).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(p) == "netstandard.dll")
            .Select(p => MetadataReference.CreateFromFile(p)),
        MetadataReference.CreateFromFile(typeof(Runtime.Enforcement.CompiledPolicy).Assembly.Location),
    ];

    private GeneratorDriver driver;
    private readonly Dictionary<string, AdditionalText> files = [];
    private CSharpCompilation compilation;

    public Driver(params (string Path, string Text)[] files) : this([], files)
    {
    }

    public Driver(Dictionary<string, string> properties, (string Path, string Text)[] files)
    {
        foreach ((string path, string text) in files) this.files.Add(path, new PolicyText("/project/" + path, text));
        var options = new Options(properties);
        driver = CSharpGeneratorDriver.Create(
            [new PolicyGenerator().AsSourceGenerator()], this.files.Values, new CSharpParseOptions(LanguageVersion.CSharp12), options,
            new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        compilation = CSharpCompilation.Create(
            "Consumer", [CSharpSyntaxTree.ParseText("class Before { }", new CSharpParseOptions(LanguageVersion.CSharp12))], References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, warningLevel: 9999));
    }

    /// <summary>Runs; what the compiler says about the result is with what the generator says.</summary>
    public (GeneratorRunResult Result, ImmutableArray<Diagnostic> Compiler) Run()
    {
        driver = driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out _);
        return (driver.GetRunResult().Results.Single(), [.. output.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning)]);
    }

    /// <summary>Adds a C# file to the project, as a key stroke elsewhere does.</summary>
    public void EditCSharp() => compilation = compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class After { }", new CSharpParseOptions(LanguageVersion.CSharp12)));

    /// <summary>Gives a file another text.</summary>
    public void Edit(string path, string text)
    {
        var edited = new PolicyText("/project/" + path, text);
        driver = driver.ReplaceAdditionalText(files[path], edited);
        files[path] = edited;
    }

    private sealed class PolicyText(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text, System.Text.Encoding.UTF8);
    }

    private sealed class Options(Dictionary<string, string> properties) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Global(properties);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;
    }

    private sealed class Global(Dictionary<string, string> properties) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
        {
            value = key switch
            {
                "build_property.ProjectDir" => "/project/",
                "build_property.RootNamespace" => "Consumer.App",
                _ => properties.GetValueOrDefault(key.Replace("build_property.", "", StringComparison.Ordinal)),
            };
            return value is not null;
        }
    }
}
