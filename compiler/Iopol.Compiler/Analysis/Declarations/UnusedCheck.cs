using Iopol.Compiler.Analysis.Flow;
using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.Symbols;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Analysis.Declarations;

/// <summary>Looks for declarations nothing uses.</summary>
internal static class UnusedCheck
{
    public static void Check(Compilation compilation, Findings findings)
    {
        var removals = new UnusedRemoval(compilation, findings);
        var withTests = new HashSet<string>(findings.Trees.Where(t => t.Root.Declarations.OfType<TestDeclarationSyntax>().Any()).Select(t => t.Text.Path));
        HashSet<string> lets = Names<LetStatementSyntax>(findings, l => [l.Name]);

        // A forbid and what a policy supplies have the parameters of what they are for, and need not use them.
        HashSet<string> given = Names<ForbidDeclarationSyntax>(findings, f => f.Parameters.DescendantsAndSelf().OfType<ParameterSyntax>().Select(p => p.Name));
        given.UnionWith(Names<RuleDefinitionSyntax>(findings, r => r.Parameters.DescendantsAndSelf().OfType<ParameterSyntax>().Select(p => p.Name)));
        foreach (Symbol symbol in compilation.Symbols.Unreferenced().Where(s => findings.Covers(s.Place) && s.Name[0] != '_' && s is not { Kind: SymbolKind.Action, Name: PolicyIR.BootName }))
        {
            switch (symbol.Kind)
            {
                case SymbolKind.Parameter when symbol.Container is { Kind: SymbolKind.Predicate or SymbolKind.Action or SymbolKind.Operation or SymbolKind.Request } owner
                    && !given.Contains(Key(symbol.Place)):
                    findings.Report(AnalysisDiagnostics.UnusedParameter, symbol.Place, symbol.Name, Kind(owner), owner.Name);
                    break;
                case SymbolKind.Variable when lets.Contains(Key(symbol.Place)):
                case SymbolKind.Host when withTests.Contains(symbol.Place.Path):
                case SymbolKind.Enum or SymbolKind.Object or SymbolKind.Inverse or SymbolKind.Action or SymbolKind.Predicate or SymbolKind.DriverSet or SymbolKind.Selector:
                    findings.Report(AnalysisDiagnostics.Unused, symbol.Place, removals.Of(symbol), Kind(symbol), symbol.Name);
                    break;
                case SymbolKind.Result:
                    findings.Report(AnalysisDiagnostics.NeverGiven, symbol.Place, symbol.Name, symbol.Container?.Name ?? "");
                    break;
            }
        }

        foreach (BoundModel model in compilation.Models.Where(m => findings.Tree(m.File.Path) is not null)) CheckModel(compilation, model, removals, findings);
    }

    /// <summary>What a model asks of its policies and never looks at: their answers are references too, so these are looked for in the bodies.</summary>
    private static void CheckModel(Compilation compilation, BoundModel model, UnusedRemoval removals, Findings findings)
    {
        var used = new HashSet<(SymbolKind Kind, string Name)>();
        IEnumerable<PolicyIR> closed = compilation.Policies.Where(p => p.ModelName == model.Symbol.Name).Concat([model.IR]);
        foreach (Expression expression in closed.SelectMany(Roots.Of).SelectMany(r => r.DescendantsAndSelf()))
        {
            switch (expression)
            {
                case RuleCall call: used.Add((SymbolKind.Rule, call.Rule.Name)); break;
                case ClauseTest test: used.Add((SymbolKind.Clause, test.Clause.Name)); break;
                case SettingReference setting: used.Add((SymbolKind.Setting, setting.Setting.Name)); break;
            }
        }

        foreach (Symbol symbol in compilation.Symbols.Declarations.Where(s => s.Container == model.Symbol && !used.Contains((s.Kind, s.Name))))
        {
            if (symbol.Kind is SymbolKind.Rule or SymbolKind.Clause) findings.Report(AnalysisDiagnostics.NeverAsked, symbol.Place, removals.Of(symbol), Kind(symbol), symbol.Name, model.Symbol.Name);
            else if (symbol.Kind == SymbolKind.Setting) findings.Report(AnalysisDiagnostics.Unused, symbol.Place, removals.Of(symbol), Kind(symbol), symbol.Name);
        }
    }

    /// <summary>Where the names stand that nodes of a kind have.</summary>
    private static HashSet<string> Names<T>(Findings findings, Func<T, IEnumerable<SyntaxToken>> names)
        where T : SyntaxNode =>
        [.. findings.Trees.SelectMany(t => t.Root.DescendantsAndSelf().OfType<T>().SelectMany(names).Select(n => $"{t.Text.Path}:{n.Span.Start}"))];

    private static string Key(SourcePlace place) => $"{place.Path}:{place.Span.Start}";

    private static string Kind(Symbol symbol) => symbol.Kind switch
    {
        SymbolKind.DriverSet => "driver set",
        SymbolKind.Variable => "let",
        _ => symbol.Kind.ToString().ToLowerInvariant(),
    };
}
