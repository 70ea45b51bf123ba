using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Iopol.Analyzers.Usage;

/// <summary>
/// IOPOL7001: an operation that can be refused is called, and its decision dropped or kept in a local nobody reads. Silent where the text drops
/// it on purpose (<c>_ =</c>), and where what the operation gives is looked at instead.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class IgnoredDecisionAnalyzer() : UsageAnalyzer(UsageRules.IgnoredDecision)
{
    private protected override void Start(CompilationStartAnalysisContext start, PolicyTypes types)
    {
        start.RegisterOperationAction(at => Dropped(at, types), OperationKind.ExpressionStatement);
        start.RegisterOperationAction(at => Unread(at, types), OperationKind.VariableDeclarator);
    }

    private static void Dropped(OperationAnalysisContext context, PolicyTypes types)
    {
        var statement = (IExpressionStatementOperation)context.Operation;
        // A lambda of one call is written for what it does or throws; where it goes decides what becomes of its value.
        if (statement.IsImplicit && statement.Parent?.Parent is IAnonymousFunctionOperation) return;
        IOperation? value = statement.Operation is IConditionalAccessOperation access ? access.WhenNotNull : statement.Operation;
        Report(context, types, value);
    }

    private static void Unread(OperationAnalysisContext context, PolicyTypes types)
    {
        var declarator = (IVariableDeclaratorOperation)context.Operation;
        if (!types.IsDecision(declarator.Symbol.Type) || declarator.Symbol.Name.StartsWith("_", StringComparison.Ordinal)) return;
        if (declarator.GetVariableInitializer()?.Value is not IInvocationOperation call || IsRead(declarator)) return;
        Report(context, types, call);
    }

    private static bool IsRead(IVariableDeclaratorOperation declarator) => Root(declarator).Descendants().OfType<ILocalReferenceOperation>()
        .Any(r => PolicyTypes.Same(r.Local, declarator.Symbol) && !(r.Parent is ISimpleAssignmentOperation assignment && assignment.Target == r));

    private static void Report(OperationAnalysisContext context, PolicyTypes types, IOperation? value)
    {
        if (value is not IInvocationOperation call || !types.Decides(call.TargetMethod) || !types.CanRefuse(call.TargetMethod) || LooksAtWhatItGives(call)) return;
        context.ReportDiagnostic(Diagnostic.Create(UsageRules.IgnoredDecision, call.Syntax.GetLocation(), call.TargetMethod.Name));
    }

    // What an operation gives is none (-1), false or 0 unless it was done; so asking that is asking the decision.
    private static bool LooksAtWhatItGives(IInvocationOperation call)
    {
        ISymbol[] given = [.. call.Arguments.Where(a => a.Parameter?.RefKind == RefKind.Out).Select(a => BodyFacts.Variable(a.Value)).OfType<ISymbol>()];
        return given.Length > 0 && Root(call).Descendants().Any(o => o switch
        {
            IPropertyReferenceOperation { Property.Name: "Value", Instance: { } instance } => given.Contains(BodyFacts.Variable(instance), SymbolEqualityComparer.Default),
            IBinaryOperation binary => given.Contains(BodyFacts.Variable(binary.LeftOperand), SymbolEqualityComparer.Default) || given.Contains(BodyFacts.Variable(binary.RightOperand), SymbolEqualityComparer.Default),
            IConditionalOperation choice => given.Contains(BodyFacts.Variable(choice.Condition), SymbolEqualityComparer.Default),
            _ => false,
        });
    }

    private static IOperation Root(IOperation operation)
    {
        while (operation.Parent is { } parent) operation = parent;
        return operation;
    }
}
