using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Iopol.Analyzers.Usage;

/// <summary>IOPOL7006: what one user opened is passed to an operation that another calls. Only users whose numbers the text gives are compared.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class OtherUserAnalyzer() : UsageAnalyzer(UsageRules.OtherUser)
{
    private protected override void Start(CompilationStartAnalysisContext start, PolicyTypes types)
    {
        Blocks.With(start, OperationKind.Invocation, o => types.Caller((IInvocationOperation)o) is not null, 2, at => Analyze(at, types));
    }

    private static void Analyze(OperationBlockAnalysisContext context, PolicyTypes types)
    {
        IOperation[] all = [.. context.OperationBlocks.SelectMany(b => b.DescendantsAndSelf())];
        (IInvocationOperation Call, IOperation Caller)[] calls = [.. all.OfType<IInvocationOperation>().Select(c => (c, types.Caller(c)!)).Where(c => c.Item2 is not null)];
        var handles = new Handles(types, new BodyFacts(all));
        foreach ((IInvocationOperation call, IOperation caller) in calls)
        {
            if (handles.User(caller) is not { } user) continue;
            foreach ((IArgumentOperation argument, ISymbol variable) in handles.PassedTo(call))
            {
                if (handles.OpenedBy(variable) is not { } opening || handles.User(types.Caller(opening)) is not { } opener || opener == user) continue;
                context.ReportDiagnostic(Diagnostic.Create(
                    UsageRules.OtherUser, argument.Syntax.GetLocation(), [opening.Syntax.GetLocation()],
                    opener.ToString(CultureInfo.InvariantCulture), variable.Name, user.ToString(CultureInfo.InvariantCulture), call.TargetMethod.Name));
            }
        }
    }
}
