using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Iopol.Compiler;
using Iopol.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using PolicyDiagnostic = Iopol.Compiler.Diagnostics.Diagnostic;
using PolicyText = Iopol.Compiler.Text.SourceText;
using PolicyTree = Iopol.Compiler.Syntax.SyntaxTree;
using RoslynDiagnostic = Microsoft.CodeAnalysis.Diagnostic;

namespace Iopol.Analyzers.PolicyFiles;

/// <summary>What is wrong with the policy files of a project, by full path.</summary>
internal sealed class ProjectReport
{
    // Analyzers start anew with every key stroke in C#; as long as the same texts are there, so is the report. It goes with the text it hangs on.
    private static readonly ConditionalWeakTable<SourceText, Latest> Reports = new();

    // And a file that did not change is not parsed again because another did.
    private static readonly ConditionalWeakTable<SourceText, PolicyText> Texts = new();

    private readonly ImmutableArray<(string Path, SourceText Text)> files;
    private readonly ProjectFacts project;
    private readonly ILookup<string, RoslynDiagnostic> diagnostics;

    private ProjectReport(ImmutableArray<(string Path, SourceText Text)> files, ProjectFacts project, CancellationToken cancellationToken)
    {
        this.files = files;
        this.project = project;
        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        List<PolicyText> texts = [];
        foreach ((string path, SourceText text) in files)
        {
            PolicyText own = TextOf(project.Relative(path), text);
            if (paths.ContainsKey(own.Path)) continue;
            paths.Add(own.Path, path);
            texts.Add(own);
        }

        Iopol.Compiler.Compilation compilation = Iopol.Compiler.Compilation.Create(texts, new MemoryResolver(texts), cancellationToken);
        IEnumerable<PolicyDiagnostic> collisions = ClassCollisions.Find(texts.Select(t => PolicyTree.Of(t, cancellationToken)));
        Policies = texts;
        Compiled = compilation;
        diagnostics = compilation.Diagnostics.Union(collisions)
            .Where(d => paths.ContainsKey(d.Location.Path))
            .ToLookup(d => paths[d.Location.Path], d => Report.Of(d, paths[d.Location.Path]), StringComparer.Ordinal);
    }

    /// <summary>The policies and hosts of the files.</summary>
    public Iopol.Compiler.Compilation Compiled { get; }

    /// <summary>The texts it is about, in the order of their paths.</summary>
    public IReadOnlyList<PolicyText> Policies { get; }

    /// <summary>The report on these files, which may be one made earlier.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static ProjectReport On(IEnumerable<AdditionalText> additional, ProjectFacts project, CancellationToken cancellationToken)
    {
        ImmutableArray<(string Path, SourceText Text)> files =
        [
            .. additional.Where(f => PolicyFile.Is(f.Path))
                .Select(f => (f.Path, Text: f.GetText(cancellationToken)!))
                .Where(f => f.Text is not null)
                .OrderBy(f => f.Path, StringComparer.Ordinal),
        ];
        if (files.IsEmpty) return new ProjectReport(files, project, cancellationToken);
        Latest latest = Reports.GetOrCreateValue(files[0].Text);
        // The files of a project are asked about at the same time, and the answer is one.
        lock (latest)
        {
            if (latest.Report?.IsOn(files, project) != true) latest.Report = new ProjectReport(files, project, cancellationToken);
            return latest.Report;
        }
    }

    /// <summary>Full path of a file, by its path in <see cref="Compiled"/>; null for one that is not the project's.</summary>
    public string? FullPath(string path) => files.Select(f => f.Path).FirstOrDefault(p => project.Relative(p) == path);

    /// <summary>What is wrong with one file.</summary>
    /// <param name="path">Its full path.</param>
    public IEnumerable<RoslynDiagnostic> In(string path) => diagnostics[path];

    private static PolicyText TextOf(string path, SourceText text)
    {
        // ConditionalWeakTable has no AddOrUpdate in netstandard2.0.
        lock (Texts)
        {
            if (Texts.TryGetValue(text, out PolicyText? known) && known.Path == path) return known;
            var read = new PolicyText(path, text.ToString());
            Texts.Remove(text);
            Texts.Add(text, read);
            return read;
        }
    }

    private bool IsOn(ImmutableArray<(string Path, SourceText Text)> others, ProjectFacts facts) =>
        project == facts && files.Length == others.Length && files.Zip(others, (one, other) => one.Path == other.Path && ReferenceEquals(one.Text, other.Text)).All(same => same);

    private sealed class Latest
    {
        public ProjectReport? Report { get; set; }
    }
}
