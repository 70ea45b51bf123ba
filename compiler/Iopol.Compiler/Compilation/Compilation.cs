using Iopol.Compiler.Analysis;
using Iopol.Compiler.Binding;
using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.IR.PageTables;
using Iopol.Compiler.Symbols;
using Iopol.Compiler.Syntax;
using Iopol.Compiler.Text;

namespace Iopol.Compiler;

/// <summary>Files and what they import, bound: diagnostics, policies, page tables, tests and hosts. Immutable.</summary>
public sealed class Compilation
{
    private Compilation(IReadOnlyList<SourceFile> files) => Files = files;

    /// <summary>The files, imported ones before those that import them.</summary>
    public IReadOnlyList<SourceFile> Files { get; }

    /// <summary>Everything there is to say, by file, place and id; equal ones once.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; private set; } = [];

    /// <summary>Whether one of the diagnostics is an error.</summary>
    public bool HasErrors => Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error);

    /// <summary>The models of all files, in the order of <see cref="Files"/>.</summary>
    public IReadOnlyList<BoundModel> Models { get; private set; } = [];

    /// <summary>The policies of all files, in the order of <see cref="Files"/>; also those with errors, which have no IR.</summary>
    public IReadOnlyList<BoundPolicy> BoundPolicies { get; private set; } = [];

    /// <summary>The policies without errors, in the order of <see cref="Files"/>.</summary>
    public IReadOnlyList<PolicyIR> Policies { get; private set; } = [];

    /// <summary>The page tables of all files, in the order of <see cref="Files"/>; also those with errors, which have no IR.</summary>
    public IReadOnlyList<BoundPageTable> BoundPageTables { get; private set; } = [];

    /// <summary>The page tables without errors, in the order of <see cref="Files"/>.</summary>
    public IReadOnlyList<PageTableIR> PageTables { get; private set; } = [];

    /// <summary>The hosts of all files.</summary>
    public IReadOnlyList<HostIR> Hosts { get; private set; } = [];

    /// <summary>The tests of the root files; those with errors are left out.</summary>
    public IReadOnlyList<TestIR> Tests { get; private set; } = [];

    /// <summary>Every declaration, and every reference to one; empty where it was made for a back end.</summary>
    public SymbolTable Symbols { get; } = new();

    /// <summary>Where the expressions of the IR were written; empty where it was made for a back end.</summary>
    public ExpressionPlaces Places { get; } = new();

    /// <summary>The last policy a file declares without errors, which is what the file stands for where one policy is asked for; null where it has none.</summary>
    public PolicyIR? DefaultPolicy(string path) => BoundPolicies.LastOrDefault(p => p.File.Path == path && p.IR is not null)?.IR;

    /// <summary>Reads, binds and analyses files.</summary>
    /// <param name="roots">The files asked for.</param>
    /// <param name="resolver">Where imports come from.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static Compilation Create(IReadOnlyList<SourceText> roots, ISourceResolver resolver, CancellationToken cancellationToken = default) =>
        Create(roots, resolver, AnalysisPasses.All, new Extent(IsForEmit: false, null), cancellationToken);

    /// <summary>
    /// Reads and binds files for a back end: the same policies and formats as <see cref="Create(IReadOnlyList{SourceText}, ISourceResolver, CancellationToken)"/>,
    /// without asking what is legal in them but probably not meant. The models and policies that ship with Iopol and are only imported are not
    /// bound by themselves: they have no mistakes to find, and a policy that extends them binds what it takes from them. Nor are tests.
    /// </summary>
    /// <param name="roots">The files asked for.</param>
    /// <param name="resolver">Where imports come from.</param>
    /// <param name="isWanted">Which policies of the roots to bind; null for all.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static Compilation CreateForEmit(
        IReadOnlyList<SourceText> roots, ISourceResolver resolver, Predicate<PolicyDeclarationSyntax>? isWanted = null, CancellationToken cancellationToken = default) =>
        Create(roots, resolver, [], new Extent(IsForEmit: true, isWanted), cancellationToken);

    private static Compilation Create(
        IReadOnlyList<SourceText> roots, ISourceResolver resolver, IReadOnlyList<IAnalysisPass> passes, Extent extent, CancellationToken cancellationToken)
    {
        var syntax = new DiagnosticBag();
        var binding = new DiagnosticBag();
        IReadOnlyList<SourceFile> files = SourceGraph.Load(roots, resolver, syntax, cancellationToken);
        var compilation = new Compilation(files);
        compilation.Bind(binding, extent, cancellationToken);
        foreach (SourceFile file in files.Where(f => f.IsRoot)) binding.AddRange(ClassCollisions.Find([file.Tree]));
        syntax.AddRange(WithoutEchoes(binding, syntax));
        if (!syntax.HasErrors)
        {
            foreach (IAnalysisPass pass in passes) pass.Run(compilation, syntax, cancellationToken);
        }

        compilation.Diagnostics = syntax.ToSortedList();
        return compilation;
    }

    private void Bind(DiagnosticBag diagnostics, Extent extent, CancellationToken cancellationToken)
    {
        var scopes = new Dictionary<SourceFile, FileScope>();
        var hosts = new List<HostIR>();
        foreach (SourceFile file in Files)
        {
            var scope = new FileScope(file, [.. file.Imports.Select(i => scopes[i])], NewSink(file));
            FileDeclarer.Declare(scope, NewSink);
            scopes.Add(file, scope);
            foreach (string host in scope.OwnHosts)
            {
                if (scope.Hosts[host].Host is { } bound) hosts.Add(bound);
            }
        }

        var models = new List<BoundModel>();
        var policies = new Dictionary<PolicyScope, BoundPolicy>();
        var closed = new Dictionary<PolicyScope, ClosedPolicy?>();
        foreach (FileScope scope in scopes.Values)
        {
            if (extent.IsForEmit && !scope.File.IsRoot && scope.File.IsShipped) continue;
            foreach (ModelScope model in scope.OwnModels)
            {
                PolicyIR alone = PolicyBinder.Check(model, cancellationToken);
                models.Add(new BoundModel(model.Symbol, model.Syntax, scope.File, alone));
            }

            foreach (PolicyScope policy in scope.OwnPolicies.OrderBy(p => p.Chain.Count))
            {
                if (scope.File.IsRoot && extent.IsWanted?.Invoke(policy.Syntax) == false) continue;
                ClosedPolicy? bound = PolicyBinder.Bind(policy, null, speaks: true, cancellationToken);
                BoundPolicy? basePolicy = policy.Base is not null && policies.TryGetValue(policy.Base, out BoundPolicy? found) ? found : null;
                closed.Add(policy, bound);
                policies.Add(policy, new BoundPolicy(policy.Symbol, policy.Syntax, scope.File, policy.Model.Symbol, basePolicy, bound?.IR));
            }
        }

        Models = models;
        BoundPageTables = [.. scopes.Values.SelectMany(s => s.OwnPageTables.Select(t => new BoundPageTable(t.Symbol, t.Syntax, s.File, t.IR) { Warnings = t.Warnings }))];
        PageTables = [.. BoundPageTables.Where(t => t.IR is not null).Select(t => t.IR!)];
        Hosts = hosts;
        BoundPolicies = [.. scopes.Values.SelectMany(s => s.OwnPolicies).Where(policies.ContainsKey).Select(p => policies[p])];
        Policies = [.. BoundPolicies.Where(p => p.IR is not null).Select(p => p.IR!)];
        // A test is compiled into nothing.
        if (extent.IsForEmit) return;
        var tests = new TestPolicies(closed, cancellationToken);
        Tests = [.. scopes.Values.Where(s => s.File.IsRoot).SelectMany(s => TestBinder.BindAll(s, tests, NewSink))];

        BindingSink NewSink(SourceFile file) => extent.IsForEmit ? new(file.Tree.Text, null, diagnostics, null) : new(file.Tree.Text, Places, diagnostics, Symbols);
    }

    /// <summary>How much of the files is bound.</summary>
    /// <param name="IsForEmit">What only analyses and editors ask for is left out.</param>
    /// <param name="IsWanted">Which policies of the roots; null for all.</param>
    private sealed record Extent(bool IsForEmit, Predicate<PolicyDeclarationSyntax>? IsWanted);

    /// <summary>What the binder says about a place the parser has reported is left out: one mistake, one message.</summary>
    private static IEnumerable<Diagnostic> WithoutEchoes(DiagnosticBag binding, DiagnosticBag syntax)
    {
        ILookup<string, TextSpan> reported = syntax.ToSortedList().ToLookup(d => d.Location.Path, d => d.Span);
        return binding.ToSortedList().Where(d => !reported[d.Location.Path].Any(s => s.Start <= d.Span.End && d.Span.Start <= s.End && (s.Length > 0 || d.Span.Contains(s.Start))));
    }
}

/// <summary>A model as declared.</summary>
/// <param name="Symbol">Its name.</param>
/// <param name="Syntax">Its syntax.</param>
/// <param name="File">Its file.</param>
/// <param name="IR">The model closed by nothing: rules without a default are true. For analysis; what was wrong is left out of it.</param>
public sealed record BoundModel(Symbol Symbol, ModelDeclarationSyntax Syntax, SourceFile File, PolicyIR IR);

/// <summary>A policy as declared.</summary>
/// <param name="Symbol">Its name.</param>
/// <param name="Syntax">Its syntax.</param>
/// <param name="File">Its file.</param>
/// <param name="Model">The model it is for, directly or by way of what it extends.</param>
/// <param name="Base">The policy it extends, or null; also null where that one was not bound, see <see cref="Compilation.CreateForEmit"/>.</param>
/// <param name="IR">What it compiles to; null where it, a policy it extends or its model has errors.</param>
public sealed record BoundPolicy(Symbol Symbol, PolicyDeclarationSyntax Syntax, SourceFile File, Symbol Model, BoundPolicy? Base, PolicyIR? IR);

/// <summary>A page table as declared.</summary>
/// <param name="Symbol">Its name.</param>
/// <param name="Syntax">Its syntax.</param>
/// <param name="File">Its file.</param>
/// <param name="IR">What it compiles to; null where it or a format it extends has errors.</param>
public sealed record BoundPageTable(Symbol Symbol, PageTableDeclarationSyntax Syntax, SourceFile File, PageTableIR? IR)
{
    /// <summary>What is legal in it but probably not meant.</summary>
    internal IReadOnlyList<Diagnostic> Warnings { get; init; } = [];
}
