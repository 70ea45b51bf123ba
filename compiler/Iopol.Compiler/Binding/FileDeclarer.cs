using Iopol.Compiler.Binding.PageTables;
using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.Symbols;
using Iopol.Compiler.Syntax;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Binding;

/// <summary>Enters the models, policies, page tables and hosts of a file into its scope.</summary>
internal static class FileDeclarer
{
    public static void Declare(FileScope scope, Func<SourceFile, BindingSink> newSink)
    {
        CompilationUnitSyntax unit = scope.File.Tree.Root;
        foreach (ModelDeclarationSyntax syntax in unit.Declarations.OfType<ModelDeclarationSyntax>())
        {
            if (scope.Declare(SymbolKind.Model, syntax, $"model {syntax.Name.Text}") is not { } symbol) continue;
            var model = new ModelScope(syntax, symbol, Sink(scope, syntax, newSink));
            scope.Models.Add(symbol.Name, model);
            scope.OwnModels.Add(model);
            ModelDeclarer.Declare(model);
        }

        Policies(scope, unit, newSink);
        PageTableDeclarer.Declare(scope, newSink);
        foreach (DeclarationSyntax declaration in unit.Declarations)
        {
            if (declaration is not (HostDeclarationSyntax or HostFileDeclarationSyntax)) continue;
            var syntax = (NamedDeclarationSyntax)declaration;
            Symbol? symbol = scope.Declare(SymbolKind.Host, syntax, $"host {syntax.Name.Text}");
            BindingSink sink = Sink(scope, syntax, newSink);
            HostIR? host = new HostBinder(sink).Bind(declaration);
            if (symbol is null) continue;
            scope.Hosts.Add(symbol.Name, (symbol, sink.HasErrors ? null : host));
            scope.OwnHosts.Add(symbol.Name);
        }
    }

    private static void Policies(FileScope scope, CompilationUnitSyntax unit, Func<SourceFile, BindingSink> newSink)
    {
        var symbols = new Dictionary<PolicyDeclarationSyntax, Symbol>();
        var byName = new Dictionary<string, PolicyDeclarationSyntax>();
        foreach (PolicyDeclarationSyntax syntax in unit.Declarations.OfType<PolicyDeclarationSyntax>())
        {
            string detail = $"policy {syntax.Name.Text} {syntax.RelationKeyword.Text} {syntax.BaseName.Text}";
            if (scope.Declare(SymbolKind.Policy, syntax, detail) is not { } symbol) continue;
            symbols.Add(syntax, symbol);
            byName.Add(symbol.Name, syntax);
        }

        var circular = new HashSet<PolicyDeclarationSyntax>();
        IReadOnlyList<PolicyDeclarationSyntax> order = CallOrder.Sort(symbols.Keys, Bases, ReportCycle, ReportDepth);
        foreach (PolicyDeclarationSyntax syntax in order) Policy(scope, syntax, symbols[syntax], circular.Contains(syntax), Sink(scope, syntax, newSink));
        scope.OwnPolicies.Sort((left, right) => left.Syntax.Span.CompareTo(right.Syntax.Span));

        IEnumerable<PolicyDeclarationSyntax> Bases(PolicyDeclarationSyntax syntax) =>
            syntax.RelationKeyword.Kind == SyntaxKind.ExtendsKeyword && byName.TryGetValue(syntax.BaseName.Text, out PolicyDeclarationSyntax? found) ? [found] : [];

        void ReportCycle(IReadOnlyList<PolicyDeclarationSyntax> cycle)
        {
            circular.UnionWith(cycle);
            string chain = string.Join(" → ", cycle.Select(c => c.Name.Text).Concat([cycle[0].Name.Text]));
            scope.Sink.Report(BindingDiagnostics.PolicyCycle, cycle[0].BaseName.Span, cycle[0].Name.Text, chain);
        }

        void ReportDepth(PolicyDeclarationSyntax syntax)
        {
            circular.Add(syntax);
            scope.Sink.Report(BindingDiagnostics.CallsTooDeep, syntax.Name.Span, syntax.Name.Text, CallOrder.Deepest);
        }
    }

    private static void Policy(FileScope scope, PolicyDeclarationSyntax syntax, Symbol symbol, bool circular, BindingSink sink)
    {
        PolicyScope? policy = null;
        if (circular)
        {
            // Reported as a circle.
        }
        else if (syntax.RelationKeyword.Kind == SyntaxKind.ExtendsKeyword)
        {
            if (scope.Policies.TryGetValue(syntax.BaseName.Text, out PolicyScope? basePolicy))
            {
                sink.Refer(syntax.BaseName, basePolicy.Symbol);
                policy = new PolicyScope(syntax, symbol, basePolicy.Model, basePolicy, sink);
            }
            else if (!scope.IsBroken(SymbolKind.Policy, syntax.BaseName.Text))
            {
                Unknown("policy", scope.Policies.Keys, scope.Models.ContainsKey(syntax.BaseName.Text) ? $"'{syntax.BaseName.Text}' is a model: write 'for'" : null);
            }
        }
        else if (scope.Models.TryGetValue(syntax.BaseName.Text, out ModelScope? model))
        {
            sink.Refer(syntax.BaseName, model.Symbol);
            policy = new PolicyScope(syntax, symbol, model, null, sink);
        }
        else if (!scope.IsBroken(SymbolKind.Model, syntax.BaseName.Text))
        {
            Unknown("model", scope.Models.Keys, scope.Policies.ContainsKey(syntax.BaseName.Text) ? $"'{syntax.BaseName.Text}' is a policy: write 'extends'" : null);
        }

        if (policy is null)
        {
            scope.Break(SymbolKind.Policy, symbol.Name);
            return;
        }

        scope.Policies.Add(symbol.Name, policy);
        scope.OwnPolicies.Add(policy);
        PolicyDeclarer.Declare(policy);

        void Unknown(string kind, IEnumerable<string> candidates, string? help) =>
            sink.Unknown(kind, syntax.BaseName, candidates, help ?? "import the file that declares it: import \"iopol:linux-6-vfio\";");
    }

    /// <summary>A sink that already fails where the parser found something wrong inside the declaration.</summary>
    public static BindingSink Sink(FileScope scope, DeclarationSyntax syntax, Func<SourceFile, BindingSink> newSink)
    {
        BindingSink sink = newSink(scope.File);
        TextSpan span = syntax.FullSpan;
        if (scope.File.Tree.Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error && d.Span.Start >= span.Start && d.Span.Start <= span.End)) sink.Fail();
        return sink;
    }
}
