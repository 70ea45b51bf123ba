using Iopol.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Iopol.Analyzers.Tests.Usage;

/// <summary>Fixes of C# resolve what they are offered for and leave code that compiles.</summary>
public sealed class UsageFixTests
{
    [Theory]
    [InlineData("host.Unbind(card);", "if (!host.Unbind(card).IsOk) throw new InvalidOperationException(\"Unbind was refused\");")]
    [InlineData("/* a */ host.OpenContainer(user, out _); // b", "/* a */ if (!host.OpenContainer(user, out _).IsOk) throw new InvalidOperationException(\"OpenContainer was refused\"); // b")]
    public Task A_refusal_throws(string before, string after) => Fix(new IgnoredDecisionFixProvider(), IgnoredDecisionFixProvider.Throws, before, after);

    [Theory]
    [InlineData("host.Unbind(card);", "_ = host.Unbind(card);")]
    [InlineData("if (true) host?.Unbind(card);", "if (true) _ = host?.Unbind(card);")]
    public Task A_decision_is_dropped(string before, string after) => Fix(new IgnoredDecisionFixProvider(), IgnoredDecisionFixProvider.Drops, before, after);

    [Theory]
    [InlineData("_ = host.Driver(/* which */ \"vfio_pci\");", "_ = host.Driver(/* which */ \"vfio-pci\");")]
    public Task A_driver_is_renamed(string before, string after) => Fix(new UnknownDriverFixProvider(), "IOPOL7003", before, after);

    [Theory]
    [InlineData("const string Name = \"vfio_pci\"; _ = host.Driver(Name);")]
    public async Task A_constant_is_left_alone(string body)
    {
        (Document document, Diagnostic[] found) = await Open(body);
        Assert.Empty(await Actions(new UnknownDriverFixProvider(), document, Assert.Single(found)));
    }

    private static async Task Fix(CodeFixProvider provider, string key, string before, string after)
    {
        (Document document, Diagnostic[] found) = await Open(before);
        CodeAction action = Assert.Single(await Actions(provider, document, Assert.Single(found)), a => a.EquivalenceKey == key);
        var change = Assert.IsType<ApplyChangesOperation>(Assert.Single(await action.GetOperationsAsync(CancellationToken.None)));
        Document changed = change.ChangedSolution.GetDocument(document.Id)!;
        Assert.Equal(Code(after), string.Join(' ', (await changed.GetTextAsync()).ToString().Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)));
        (_, Diagnostic[] left) = await Open(changed);
        Assert.Empty(left);
    }

    private static async Task<List<CodeAction>> Actions(CodeFixProvider provider, Document document, Diagnostic diagnostic)
    {
        List<CodeAction> actions = [];
        await provider.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), CancellationToken.None));
        return actions;
    }

    private static Task<(Document Document, Diagnostic[] Found)> Open(string body)
    {
        var workspace = new AdhocWorkspace();
        Project project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "Acme", "Acme", LanguageNames.CSharp,
            compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary), metadataReferences: UsageProject.References()));
        return Open(project.AddDocument("Example.cs", Code(body)));
    }

    private static async Task<(Document Document, Diagnostic[] Found)> Open(Document document)
    {
        Compilation compilation = (await document.Project.GetCompilationAsync())!;
        Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString()));
        return (document, [.. await compilation.WithAnalyzers(UsageProject.Analyzers).GetAnalyzerDiagnosticsAsync()]);
    }

    // One line, so that line ends of a platform do not matter; a comment to its end stands last.
    private static string Code(string body) => string.Join(
        ' ', $"using System; using Iopol.Policies; using Iopol.Runtime.Enforcement; class Example {{ void Run(Linux6Vfio host, DeviceId card, UserId user) {{ {body.Replace("// b", "/* b */", StringComparison.Ordinal)} }} }}".Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
