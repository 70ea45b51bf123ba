using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Iopol.Analyzers.Usage;

/// <summary>IOPOL7007: what one policy object opened is passed to another. Only locals that are made in the same method, and never assigned again, are told apart.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class OtherPolicyAnalyzer() : UsageAnalyzer(UsageRules.OtherPolicy)
{
    private protected override void Start(CompilationStartAnalysisContext start, PolicyTypes types)
    {
        Blocks.With(start, OperationKind.ObjectCreation, o => types.IsPolicy(o.Type), 2, at => Analyze(at, types));
    }

    private static void Analyze(OperationBlockAnalysisContext context, PolicyTypes types)
    {
        IOperation[] all = [.. context.OperationBlocks.SelectMany(b => b.DescendantsAndSelf())];
        var handles = new Handles(types, new BodyFacts(all));
        foreach (IInvocationOperation call in all.OfType<IInvocationOperation>().Where(c => types.IsOperation(c.TargetMethod)))
        {
            if (handles.Creation(call.Instance) is not { } target) continue;
            foreach ((IArgumentOperation argument, ISymbol variable) in handles.PassedTo(call))
            {
                if (handles.OpenedBy(variable) is not { } opening || handles.Creation(opening.Instance) is not { } source || source == target) continue;
                context.ReportDiagnostic(Diagnostic.Create(
                    UsageRules.OtherPolicy, argument.Syntax.GetLocation(), [opening.Syntax.GetLocation()],
                    variable.Name, BodyFacts.Variable(opening.Instance)!.Name, BodyFacts.Variable(call.Instance)!.Name));
            }
        }
    }
}
