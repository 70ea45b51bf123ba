using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.Symbols;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Binding;

/// <summary>Binds requests: straight lines of operations.</summary>
internal sealed class RequestBinder
{
    private readonly Closure closure;
    private readonly OperationBinder operations;

    public RequestBinder(Closure closure, OperationBinder operations)
    {
        this.closure = closure;
        this.operations = operations;
    }

    public RequestIR Bind(Symbol symbol, RequestDeclarationSyntax syntax)
    {
        BindingSink sink = closure.ModelSink;
        var frame = new Frame(symbol);
        var parameters = new List<VariableIR>();
        foreach (DeclaredParameter parameter in ParameterBinder.Bind(syntax.Parameters.Parameters, "a request's parameter", closure.Model, sink))
        {
            if (parameter.Type is null) frame.DeclareBroken(parameter.Name);
            else parameters.Add(frame.Declare(sink, parameter.Name, parameter.Type, SymbolKind.Parameter));
        }

        var expressions = new ExpressionBinder(closure, null, sink, frame, BodyKind.Request);
        var steps = new List<RequestStepIR>();
        foreach (StatementSyntax statement in syntax.Body.Statements)
        {
            if (Step(statement, expressions, frame, sink) is { } step) steps.Add(step);
        }

        return new RequestIR(symbol.Name, parameters, steps, frame.Count, symbol.Place);
    }

    private RequestStepIR? Step(StatementSyntax statement, ExpressionBinder expressions, Frame frame, BindingSink sink)
    {
        (SyntaxToken? result, CallExpressionSyntax? call) = statement switch
        {
            LetStatementSyntax { Value: CallExpressionSyntax value } let => (let.Name, value),
            CallStatementSyntax only => (null, only.Call),
            _ => ((SyntaxToken?)null, (CallExpressionSyntax?)null),
        };
        if (call is not { Callee: NameExpressionSyntax { Name: var name } })
        {
            sink.Report(BindingDiagnostics.NotInRequest, statement.Span, statement.GetFirstToken()!.Text);
            if (statement is LetStatementSyntax broken) frame.DeclareBroken(broken.Name);
            return null;
        }

        VariableIR? variable = null;
        RequestStepIR? step = null;
        if (!closure.Model.Operations.TryGet(name.Text, out DeclaredOperation operation))
        {
            sink.Unknown("operation", name, closure.Model.Operations.Names);
        }
        else
        {
            sink.Refer(name, operation.Symbol);
            List<Expression>? arguments = expressions.Arguments(name, call, call.Arguments, operation.Parameters);
            if (result is not null && operation.Gives.Count == 0) sink.Report(BindingDiagnostics.GivesNothing, name.Span, "operation", name.Text);
            else if (result is not null && operation.Gives[0].Type is { } type) variable = frame.Declare(sink, result, type, SymbolKind.Variable);
            if (arguments is not null && operations.Find(name.Text) is { } bound) step = new RequestStepIR(variable, bound, arguments);
        }

        if (result is not null && variable is null) frame.DeclareBroken(result);
        return step;
    }
}
