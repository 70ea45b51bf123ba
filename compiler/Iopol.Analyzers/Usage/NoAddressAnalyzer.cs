using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Iopol.Analyzers.Usage;

/// <summary>IOPOL7005: an address of constants that is none, which throws when it is reached.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NoAddressAnalyzer() : UsageAnalyzer(UsageRules.NoAddress)
{
    private protected override void Start(CompilationStartAnalysisContext start, PolicyTypes types)
    {
        start.RegisterOperationAction(at => Analyze(at, types), OperationKind.Invocation, OperationKind.ObjectCreation);
    }

    private static void Analyze(OperationAnalysisContext context, PolicyTypes types)
    {
        IOperation operation = context.Operation;
        if (!AddressLiteral.Is(operation, types) || AddressLiteral.Value(operation, types) is not null || IsExpected(operation)) return;
        context.ReportDiagnostic(Diagnostic.Create(UsageRules.NoAddress, operation.Syntax.GetLocation(), operation.Syntax.ToString()));
    }

    // A lambda that is nothing but the call is there to throw.
    private static bool IsExpected(IOperation operation)
    {
        IOperation? at = operation.Parent;
        while (at is IExpressionStatementOperation or IReturnOperation or IConversionOperation or IBlockOperation) at = at.Parent;
        return at is IAnonymousFunctionOperation;
    }
}
