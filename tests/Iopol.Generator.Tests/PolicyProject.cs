using System.Collections.Immutable;
using Iopol.Runtime.Decisions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Iopol.Generator.Tests;

/// <summary>A project in memory with policy files, and the generator's runs over it.</summary>
internal sealed class PolicyProject
{
    public const string Folder = "/project/";

    private GeneratorDriver driver;
    private CSharpCompilation compilation;
    private ImmutableArray<AdditionalText> files;

    public PolicyProject(params (string Path, string Text)[] policies)
    {
        files = [.. policies.Select(p => (AdditionalText)new PolicyText(Path.GetFullPath(Folder + p.Path), p.Text))];
        compilation = CSharpCompilation.Create(
            "Acme",
            [CSharpSyntaxTree.ParseText("class Program { static void Main() { } }")],
            References(),
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable, generalDiagnosticOption: ReportDiagnostic.Error));
        driver = CSharpGeneratorDriver.Create(
            [new PolicyGenerator().AsSourceGenerator()],
            files,
            (CSharpParseOptions)compilation.SyntaxTrees[0].Options,
            new Options(),
            new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
    }

    /// <summary>Runs the generator; returns its result.</summary>
    public GeneratorRunResult Run()
    {
        driver = driver.RunGenerators(compilation);
        GeneratorRunResult result = driver.GetRunResult().Results.Single();
        // Roslyn turns what a generator throws into a warning.
        return result.Exception is null ? result : throw new InvalidOperationException("the generator threw", result.Exception);
    }

    /// <summary>What the C# compiler says to the project with the generated classes in it.</summary>
    public ImmutableArray<Diagnostic> Compile()
    {
        driver.RunGeneratorsAndUpdateCompilation(compilation, out Microsoft.CodeAnalysis.Compilation updated, out _);
        return updated.GetDiagnostics();
    }

    /// <summary>A change of C# that no policy can see.</summary>
    public void EditCode() => compilation = compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class More { }"));

    /// <summary>Another text for a policy file.</summary>
    public void Edit(string path, string text)
    {
        AdditionalText old = files.Single(f => f.Path == Folder + path);
        AdditionalText edited = new PolicyText(old.Path, text);
        files = files.Replace(old, edited);
        driver = driver.ReplaceAdditionalText(old, edited);
    }

    private static IEnumerable<MetadataReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(path) is "netstandard.dll")
            .Append(typeof(Decision).Assembly.Location)
            .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path));

    private sealed class PolicyText(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }

    private sealed class Options : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Properties();

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;
    }

    private sealed class Properties : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, out string value)
        {
            value = key switch { "build_property.ProjectDir" => Folder, "build_property.RootNamespace" => "Acme.Isolation", _ => "" };
            return value.Length > 0;
        }
    }
}
