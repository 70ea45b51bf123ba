using System.Collections.Immutable;
using Iopol.Analyzers.Usage;
using Iopol.Generator;
using Iopol.Linux;
using Iopol.Policies;
using Iopol.Runtime.Decisions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Iopol.Analyzers.Tests.Usage;

/// <summary>A C# project in memory: its code, its policy files compiled by the generator, and what the analyzers say to it.</summary>
internal sealed class UsageProject
{
    public const string Folder = "/project/";

    private readonly AnalyzerOptions options;
    private readonly List<Exception> thrown = [];

    public UsageProject(IEnumerable<(string Path, string Text)> code, IEnumerable<(string Path, string Text)>? files = null, OutputKind kind = OutputKind.DynamicallyLinkedLibrary, bool withXunit = false, string rootNamespace = "Acme")
    {
        ImmutableArray<AdditionalText> additional = [.. (files ?? []).Select(f => (AdditionalText)new TextFile(Folder + f.Path, f.Text))];
        options = new AnalyzerOptions(additional, new Properties(rootNamespace));
        var parse = new CSharpParseOptions(LanguageVersion.Latest);
        var plain = CSharpCompilation.Create(
            "Acme",
            code.Select(c => CSharpSyntaxTree.ParseText(c.Text, parse, c.Path)),
            References(withXunit),
            new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true));
        CSharpGeneratorDriver.Create([new PolicyGenerator().AsSourceGenerator()], additional, parse, options.AnalyzerConfigOptionsProvider)
            .RunGeneratorsAndUpdateCompilation(plain, out Compilation compilation, out _);
        Compilation = compilation;
    }

    /// <summary>All analyzers of C#, made anew.</summary>
    public static ImmutableArray<DiagnosticAnalyzer> Analyzers =>
    [
        .. typeof(IgnoredDecisionAnalyzer).Assembly.GetTypes()
            .Where(t => t.Namespace == typeof(IgnoredDecisionAnalyzer).Namespace && !t.IsAbstract && t.IsSubclassOf(typeof(DiagnosticAnalyzer)))
            .Select(t => (DiagnosticAnalyzer)Activator.CreateInstance(t)!),
    ];

    public Compilation Compilation { get; }

    /// <summary>What an analyzer threw; Roslyn would make a warning of it.</summary>
    public IReadOnlyList<Exception> Thrown => thrown;

    /// <summary>What the analyzers say, in order.</summary>
    public async Task<IReadOnlyList<Diagnostic>> AnalyzeAsync()
    {
        CompilationWithAnalyzers run = WithAnalyzers();
        ImmutableArray<Diagnostic> found = await run.GetAnalyzerDiagnosticsAsync();
        return [.. found.OrderBy(d => d.Location.GetLineSpan().Path, StringComparer.Ordinal).ThenBy(d => d.Location.SourceSpan.Start).ThenBy(d => d.Id, StringComparer.Ordinal)];
    }

    /// <summary>The project with its analyzers, for who wants to know more of a run.</summary>
    public CompilationWithAnalyzers WithAnalyzers() => Compilation.WithAnalyzers(
        Analyzers,
        new CompilationWithAnalyzersOptions(options, (exception, _, _) => { lock (thrown) thrown.Add(exception); }, concurrentAnalysis: true, logAnalyzerExecutionTime: true));

    /// <summary>References of the project.</summary>
    public static IEnumerable<MetadataReference> References(bool withXunit = false) =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" || (withXunit && name.StartsWith("xunit.", StringComparison.Ordinal))))
            .Concat([typeof(Decision).Assembly.Location, typeof(Linux6Vfio).Assembly.Location, typeof(HostReader).Assembly.Location])
            .Distinct()
            .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path));

    private sealed class TextFile(string path, string text) : AdditionalText
    {
        // One text, as a compiler has it: analyzers keep what they made of it.
        private readonly SourceText source = SourceText.From(text);

        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => source;
    }

    private sealed class Properties(string rootNamespace) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values(rootNamespace);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;
    }

    private sealed class Values(string rootNamespace) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, out string value)
        {
            value = key switch { "build_property.ProjectDir" => Folder, "build_property.RootNamespace" => rootNamespace, _ => "" };
            return value.Length > 0;
        }
    }
}
