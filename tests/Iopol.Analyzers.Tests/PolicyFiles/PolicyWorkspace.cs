using System.Collections.Immutable;
using Iopol.Analyzers.PolicyFiles;
using Iopol.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Iopol.Analyzers.Tests.PolicyFiles;

/// <summary>A project in an editor, with policy files as additional documents: what is said about them, and what its fixes do.</summary>
internal sealed class PolicyWorkspace : IDisposable
{
    public const string Folder = "/project/";

    private readonly AdhocWorkspace workspace = new();
    private readonly PolicyFileFixProvider provider = new();
    private readonly ProjectId id;
    private Solution solution;

    /// <summary>A project of these files, under <see cref="Folder"/> unless their paths are full.</summary>
    public PolicyWorkspace(params (string Path, string Text)[] policies)
        : this("", [], policies)
    {
    }

    /// <summary>The same with lines of a .globalconfig and ids that NoWarn has.</summary>
    public PolicyWorkspace(string globalConfig, string[] noWarn, params (string Path, string Text)[] policies)
    {
        id = ProjectId.CreateNewId();
        solution = workspace.CurrentSolution
            .AddProject(ProjectInfo.Create(id, VersionStamp.Create(), "Acme", "Acme", LanguageNames.CSharp, filePath: Folder + "Acme.csproj"))
            .WithProjectCompilationOptions(id, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
                .WithSpecificDiagnosticOptions(noWarn.ToImmutableDictionary(n => n, _ => ReportDiagnostic.Suppress)))
            .AddMetadataReference(id, MetadataReference.CreateFromFile(typeof(object).Assembly.Location))
            .AddAnalyzerConfigDocument(DocumentId.CreateNewId(id), ".globalconfig", SourceText.From($"is_global = true\nbuild_property.ProjectDir = {Folder}\n{globalConfig}"), filePath: Folder + ".globalconfig")
            .AddDocument(DocumentId.CreateNewId(id), "Program.cs", "class Program { }", filePath: Folder + "Program.cs");
        foreach ((string path, string text) in policies)
        {
            solution = solution.AddAdditionalDocument(DocumentId.CreateNewId(id), Path.GetFileName(path), text, filePath: Full(path));
        }
    }

    private Project Project => solution.GetProject(id)!;

    /// <summary>What analyzers get of the project.</summary>
    public AnalyzerOptions Options => Project.AnalyzerOptions;

    /// <summary>Full path of a file of the project.</summary>
    public static string Full(string path) => path.StartsWith('/') ? path : Folder + path;

    /// <summary>What the analyzer says, in the order of files and places.</summary>
    public async Task<ImmutableArray<Diagnostic>> DiagnoseAsync(CancellationToken cancellationToken = default)
    {
        CompilationWithAnalyzers compilation = (await Project.GetCompilationAsync(cancellationToken))!.WithAnalyzers(
            [new PolicyFileAnalyzer()],
            new CompilationWithAnalyzersOptions(Options, (exception, _, _) => throw new InvalidOperationException("the analyzer threw", exception), concurrentAnalysis: true, logAnalyzerExecutionTime: false));
        ImmutableArray<Diagnostic> found = await compilation.GetAnalyzerDiagnosticsAsync(cancellationToken);
        return [.. found.OrderBy(d => d.Location.GetLineSpan().Path, StringComparer.Ordinal).ThenBy(d => d.Location.SourceSpan).ThenBy(d => d.Id, StringComparer.Ordinal)];
    }

    /// <summary>What the fix offered for a diagnostic is called, or null where none is.</summary>
    public async Task<string?> OfferAsync(Diagnostic diagnostic) => (await ActionAsync(diagnostic))?.Title;

    /// <summary>Makes the fix that is offered for a diagnostic.</summary>
    public async Task FixAsync(Diagnostic diagnostic) => await ApplyAsync((await ActionAsync(diagnostic))!);

    /// <summary>Makes all fixes of an id in the project.</summary>
    public async Task FixAllAsync(string diagnosticId)
    {
        FixAllProvider all = provider.GetFixAllProvider()!;
        Assert.Contains(FixAllScope.Project, all.GetSupportedFixAllScopes());
        var context = new FixAllContext(Project, provider, FixAllScope.Project, diagnosticId, [diagnosticId], new Found(this), default);
        await ApplyAsync((await all.GetFixAsync(context))!);
    }

    /// <summary>The text of a policy file.</summary>
    public async Task<string> TextAsync(string path) => (await Document(path).GetTextAsync()).ToString();

    /// <summary>Another text for a policy file.</summary>
    public void Edit(string path, string text) => solution = solution.WithAdditionalDocumentText(Document(path).Id, SourceText.From(text));

    /// <summary>A change of C#.</summary>
    public void EditCode(string text) => solution = solution.WithDocumentText(Project.DocumentIds[0], SourceText.From(text));

    public void Dispose() => workspace.Dispose();

    private TextDocument Document(string path) => Project.AdditionalDocuments.Single(d => d.FilePath == Full(path));

    private async Task<CodeAction?> ActionAsync(Diagnostic diagnostic)
    {
        List<CodeAction> actions = [];
        var context = new CodeFixContext(Document(diagnostic.Location.GetLineSpan().Path), diagnostic.Location.SourceSpan, [diagnostic], (action, _) => actions.Add(action), default);
        await provider.RegisterCodeFixesAsync(context);
        return actions.SingleOrDefault();
    }

    private async Task ApplyAsync(CodeAction action) =>
        solution = (await action.GetOperationsAsync(default)).OfType<ApplyChangesOperation>().Single().ChangedSolution;

    private sealed class Found(PolicyWorkspace workspace) : FixAllContext.DiagnosticProvider
    {
        public override async Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => await workspace.DiagnoseAsync(cancellationToken);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>([]);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
