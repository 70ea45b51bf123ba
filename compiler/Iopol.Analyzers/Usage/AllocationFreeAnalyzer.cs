using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Iopol.Analyzers.Usage;

/// <summary>
/// IOPOL7008: something in a member marked <c>[AllocationFree]</c> allocates. The member's own body only, not what it calls; what a <c>throw</c>
/// makes does not count, nor what the compiler makes once and keeps.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AllocationFreeAnalyzer() : UsageAnalyzer(UsageRules.Allocates)
{
    private protected override void Start(CompilationStartAnalysisContext start, PolicyTypes types)
    {
        if (types.AllocationFree is null) return;
        var allocations = new Allocations(start.Compilation, types);
        start.RegisterOperationBlockAction(at => Analyze(at, types, allocations));
    }

    private static void Analyze(OperationBlockAnalysisContext context, PolicyTypes types, Allocations allocations)
    {
        if (MarkedPath.Name(context.OwningSymbol, types) is not { } name) return;
        foreach (IOperation operation in context.OperationBlocks.SelectMany(MarkedPath.Operations))
        {
            if (allocations.Find(operation) is { } what) context.ReportDiagnostic(Diagnostic.Create(UsageRules.Allocates, operation.Syntax.GetLocation(), what, name));
        }

        if (context.OwningSymbol is IMethodSymbol { IsAsync: true, Locations: { Length: > 0 } at })
        {
            context.ReportDiagnostic(Diagnostic.Create(UsageRules.Allocates, at[0], "the state of an async method", name));
        }
    }
}
