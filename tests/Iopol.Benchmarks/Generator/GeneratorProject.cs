using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Iopol.Runtime.Decisions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Iopol.Benchmarks.Generator;

/// <summary>A C# project in memory with one source generator, loaded from its file as a compiler loads it.</summary>
internal abstract class GeneratorProject
{
    private static readonly CSharpParseOptions Parse = new(LanguageVersion.Latest);

    private GeneratorDriver driver;
    private SyntaxTree code = Tree("class Program { static void Main() { } }", "program.cs");

    protected GeneratorProject(string generator, IEnumerable<AdditionalText> files, params IEnumerable<SyntaxTree> trees)
    {
        Compilation = CSharpCompilation.Create("Acme", [code, .. trees], References(), new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        driver = CSharpGeneratorDriver.Create(Load(generator), files, Parse, new Options());
    }

    protected CSharpCompilation Compilation { get; set; }

    /// <summary>Has Roslyn do once what any generator makes it do, so that no generator pays for it.</summary>
    public void WarmRoslyn()
    {
        // What lacks its generated part has errors.
        _ = Compilation.GetDiagnostics();
        GeneratorDriver plain = CSharpGeneratorDriver.Create([new PlainGenerator().AsSourceGenerator()], [new TextFile("/project/plain.txt", "plain")], Parse, new Options());
        for (int i = 0; i < 3; i++) plain = plain.RunGeneratorsAndUpdateCompilation(Compilation.AddSyntaxTrees(Tree($"class Plain{i} {{ }}", "plain.cs")), out _, out _);
    }

    /// <summary>Runs the generator; returns how many characters of C# there are.</summary>
    public int Run()
    {
        driver = driver.RunGenerators(Compilation);
        GeneratorRunResult result = driver.GetRunResult().Results.Single();
        if (result.Exception is not null) throw new InvalidOperationException("the generator threw", result.Exception);
        if (result.Diagnostics.FirstOrDefault() is { } diagnostic) throw new InvalidOperationException(diagnostic.ToString());
        return result.GeneratedSources.Sum(s => s.SourceText.Length);
    }

    /// <summary>Changes what the generator reads.</summary>
    public abstract void EditOwn(int edit);

    /// <summary>Changes C# the generator has no use for.</summary>
    public void EditOther(int edit)
    {
        SyntaxTree edited = Tree($"class Program {{ static void Main() {{ _ = {edit}; }} }}", "program.cs");
        Compilation = Compilation.ReplaceSyntaxTree(code, edited);
        code = edited;
    }

    protected void Replace(AdditionalText old, AdditionalText edited) => driver = driver.ReplaceAdditionalText(old, edited);

    protected static SyntaxTree Tree(string text, string path) => CSharpSyntaxTree.ParseText(text, Parse, path);

    /// <summary>A path the project file of these benchmarks put down.</summary>
    protected static string KnownPath(string name) =>
        typeof(GeneratorProject).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == name).Value!;

    private static ImmutableArray<ISourceGenerator> Load(string path)
    {
        var reference = new AnalyzerFileReference(path, new Loader(path));
        reference.AnalyzerLoadFailed += (_, e) => throw new InvalidOperationException($"{path}: {e.Message}", e.Exception);
        return reference.GetGenerators(LanguageNames.CSharp);
    }

    private static IEnumerable<MetadataReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(path) is "netstandard.dll")
            .Append(typeof(Decision).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path));

    protected sealed class TextFile(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override Microsoft.CodeAnalysis.Text.SourceText GetText(CancellationToken cancellationToken = default) => Microsoft.CodeAnalysis.Text.SourceText.From(text);
    }

    /// <summary>What a generator needs beside Roslyn stands in its folder, and is its own.</summary>
    private sealed class Loader : AssemblyLoadContext, IAnalyzerAssemblyLoader
    {
        private readonly string folder;

        public Loader(string path) => folder = Path.GetDirectoryName(path)!;

        public void AddDependencyLocation(string fullPath)
        {
        }

        public Assembly LoadFromPath(string fullPath) => LoadFromAssemblyPath(fullPath);

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            string path = Path.Combine(folder, assemblyName.Name + ".dll");
            return assemblyName.Name!.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)
                || assemblyName.Name.StartsWith("System.", StringComparison.Ordinal) || !File.Exists(path) ? null : LoadFromAssemblyPath(path);
        }
    }

    /// <summary>Asks Roslyn for each thing a generator can ask for, and does nothing itself.</summary>
    private sealed class PlainGenerator : IIncrementalGenerator
    {
        public void Initialize(IncrementalGeneratorInitializationContext context)
        {
            IncrementalValuesProvider<string> texts = context.AdditionalTextsProvider
                .Combine(context.AnalyzerConfigOptionsProvider.Select((o, _) => o.GlobalOptions.TryGetValue("build_property.RootNamespace", out string? name) ? name : ""))
                .Select((pair, stop) => pair.Left.GetText(stop)!.ToString())
                .Collect().SelectMany((all, _) => all);
            context.RegisterSourceOutput(texts, (output, text) => output.AddSource($"{text}.g.cs", $"// {text}\nclass Generated {{ }}"));
            IncrementalValuesProvider<string> types = context.SyntaxProvider.ForAttributeWithMetadataName(
                "System.Text.Json.Serialization.JsonSerializableAttribute",
                (node, _) => true,
                (found, _) => string.Concat(found.TargetSymbol.ToDisplayString(), found.Attributes.SelectMany(a => a.ConstructorArguments).Select(a => (a.Value as ITypeSymbol)?.GetMembers().Length)));
            context.RegisterSourceOutput(types.Collect(), (output, all) => output.AddSource("types.g.cs", "// " + all.Length));
        }
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
            value = key switch { "build_property.ProjectDir" => "/project/", "build_property.RootNamespace" => "Acme.Isolation", _ => "" };
            return value.Length > 0;
        }
    }
}

/// <summary>Iopol's generator over <see cref="LongPolicy"/>; an edit changes one number in one rule.</summary>
internal sealed class PolicyProject : GeneratorProject
{
    private TextFile file;

    public PolicyProject()
        : this(new TextFile("/project/host.iopol", LongPolicy.Text(0)))
    {
    }

    private PolicyProject(TextFile file)
        : base(KnownPath("Iopol.Generator"), [file]) => this.file = file;

    public override void EditOwn(int edit)
    {
        var edited = new TextFile(file.Path, LongPolicy.Text(edit));
        Replace(file, edited);
        file = edited;
    }
}

/// <summary>System.Text.Json's generator over twenty types of six properties; an edit renames a property of one.</summary>
internal sealed class JsonProject : GeneratorProject
{
    private const int Types = 20;

    private SyntaxTree edited;

    public JsonProject()
        : this(Type(0, 0))
    {
    }

    private JsonProject(SyntaxTree edited)
        : base(KnownPath("System.Text.Json.SourceGeneration"), [], [edited, .. Enumerable.Range(1, Types - 1).Select(i => Type(i, 0)), Context()]) => this.edited = edited;

    public override void EditOwn(int edit)
    {
        SyntaxTree type = Type(0, edit);
        Compilation = Compilation.ReplaceSyntaxTree(edited, type);
        edited = type;
    }

    private static SyntaxTree Type(int number, int edit) => Tree(
        $"namespace Acme; public sealed class Record{number} {{ public int Id{edit} {{ get; set; }} public string? Name {{ get; set; }} public double Weight {{ get; set; }} "
        + "public System.DateTime At { get; set; } public System.Collections.Generic.List<string>? Tags { get; set; } public int[]? Counts { get; set; } }",
        $"record{number}.cs");

    private static SyntaxTree Context() => Tree(
        "namespace Acme; " + string.Concat(Enumerable.Range(0, Types).Select(i => $"[System.Text.Json.Serialization.JsonSerializable(typeof(Record{i}))] "))
        + "internal partial class Context : System.Text.Json.Serialization.JsonSerializerContext { }",
        "context.cs");
}
