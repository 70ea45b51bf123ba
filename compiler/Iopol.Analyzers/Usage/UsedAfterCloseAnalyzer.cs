using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Iopol.Analyzers.Usage;

/// <summary>
/// IOPOL7002: an operation gets what an earlier statement of the same block has closed. Only a close that happens whenever the block runs counts,
/// and only variables of the method; a method with a label is left alone.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UsedAfterCloseAnalyzer() : UsageAnalyzer(UsageRules.UsedAfterClose)
{
    private protected override void Start(CompilationStartAnalysisContext start, PolicyTypes types)
    {
        Blocks.With(start, OperationKind.Invocation, o => Closes((IInvocationOperation)o, types) is not null, 1, at => Analyze(at, types));
    }

    private static void Analyze(OperationBlockAnalysisContext context, PolicyTypes types)
    {
        IOperation[] all = [.. context.OperationBlocks.SelectMany(b => b.DescendantsAndSelf())];
        IInvocationOperation[] closings = [.. all.OfType<IInvocationOperation>().Where(c => Closes(c, types) is not null)];
        if (all.Any(o => o is ILabeledOperation)) return;
        var facts = new BodyFacts(all);
        var handles = new Handles(types, facts);
        foreach (IInvocationOperation closing in closings)
        {
            if (handles.Holder(Closes(closing, types)) is not { } variable || facts.WritesOf(variable).Any(IsInLambda)) continue;
            if (StatementOf(closing, types) is not { } statement || Siblings(statement) is not { } siblings) continue;
            if (FirstUse(siblings.SkipWhile(s => s != statement).Skip(1), variable, types, handles, facts) is not { } use) continue;
            context.ReportDiagnostic(Diagnostic.Create(
                UsageRules.UsedAfterClose, use.Argument.Syntax.GetLocation(), [closing.Syntax.GetLocation()], variable.Name, use.Call.TargetMethod.Name, closing.TargetMethod.Name));
        }
    }

    /// <summary>What a call closes, or null.</summary>
    private static IOperation? Closes(IInvocationOperation call, PolicyTypes types)
    {
        if (types.Closed(call.TargetMethod) is { } parameter) return call.Arguments.FirstOrDefault(a => PolicyTypes.Same(a.Parameter, parameter))?.Value;
        return call is { Instance: { } held, TargetMethod: { Name: "Close" or "Dispose", Parameters.Length: 0 } } && types.IsHeld(held.Type) ? held : null;
    }

    /// <summary>The statement that closes whenever it runs; null where it closes only sometimes, or may fail to.</summary>
    private static IOperation? StatementOf(IInvocationOperation closing, PolicyTypes types)
    {
        // A close that may be refused is done only where the text takes it for done.
        bool sure = types.Closed(closing.TargetMethod) is null || !types.CanRefuse(closing.TargetMethod);
        IOperation at = closing;
        while (at.Parent is { } parent)
        {
            if (parent is IBlockOperation or ISwitchCaseOperation) return at;
            bool passes = parent switch
            {
                IExpressionStatementOperation => true,
                ISimpleAssignmentOperation { Target: IDiscardOperation } => true,
                ISimpleAssignmentOperation or IArgumentOperation or IInvocationOperation or IPropertyReferenceOperation or IConversionOperation or IParenthesizedOperation
                    or IUnaryOperation or IVariableInitializerOperation or IVariableDeclaratorOperation or IVariableDeclarationOperation or IVariableDeclarationGroupOperation => sure,
                IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } binary => sure && binary.LeftOperand == at,
                IBinaryOperation or ICompoundAssignmentOperation => sure,
                IConditionalOperation choice => sure && choice.Condition == at,
                _ => false,
            };
            if (!passes) return null;
            at = parent;
        }

        return null;
    }

    private static IEnumerable<IOperation>? Siblings(IOperation statement) => statement.Parent switch
    {
        IBlockOperation block => block.Operations,
        ISwitchCaseOperation section => section.Body,
        _ => null,
    };

    private static (IArgumentOperation Argument, IInvocationOperation Call)? FirstUse(
        IEnumerable<IOperation> statements, ISymbol variable, PolicyTypes types, Handles handles, BodyFacts facts)
    {
        foreach (IOperation statement in statements)
        {
            // A local function runs when it is called, which may have been before.
            if (statement is ILocalFunctionOperation) continue;
            if (facts.WritesOf(variable).Any(w => IsInside(w.At, statement))) return null;
            foreach (IInvocationOperation call in statement.DescendantsAndSelf().OfType<IInvocationOperation>().Where(c => types.IsOperation(c.TargetMethod) && !AsksForTheErrno(c)))
            {
                foreach ((IArgumentOperation argument, ISymbol passed) in handles.PassedTo(call))
                {
                    if (PolicyTypes.Same(passed, variable)) return (argument, call);
                }
            }
        }

        return null;
    }

    // Whoever asks how it was refused knows that it is.
    private static bool AsksForTheErrno(IInvocationOperation call) => call.Parent is IPropertyReferenceOperation { Property.Name: "Errno" or "Verdict" };

    private static bool IsInside(IOperation operation, IOperation statement)
    {
        for (IOperation? at = operation; at is not null; at = at.Parent)
        {
            if (at == statement) return true;
        }

        return false;
    }

    private static bool IsInLambda(VariableWrite write)
    {
        for (IOperation? at = write.At; at is not null; at = at.Parent)
        {
            if (at is IAnonymousFunctionOperation or ILocalFunctionOperation) return true;
        }

        return false;
    }
}
