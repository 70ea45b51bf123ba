using Iopol.Compiler.IR;
using Iopol.Compiler.Symbols;
using Iopol.Compiler.Syntax;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Binding;

/// <summary>Binds the operations of a closure, with what its policies forbid in front of their bodies.</summary>
internal sealed class OperationBinder
{
    private readonly Closure closure;
    private readonly Dictionary<string, OperationIR> bound = [];

    public OperationBinder(Closure closure) => this.closure = closure;

    /// <summary>All of them, index = <see cref="OperationIR.Index"/>.</summary>
    public List<OperationIR> All { get; } = [];

    public OperationIR? Find(string name) => bound.TryGetValue(name, out OperationIR? found) ? found : null;

    public void BindAll(CancellationToken cancellationToken)
    {
        ILookup<DeclaredOperation, (PolicyScope Level, ForbidDeclarationSyntax Syntax)> forbids = (closure.Policy?.Chain ?? [])
            .SelectMany(p => p.Forbids.Select(f => (f.Operation, Level: p, f.Syntax)))
            .ToLookup(f => f.Operation, f => (f.Level, f.Syntax));
        foreach (DeclaredOperation operation in closure.Model.Operations.Items)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Bind(operation, forbids[operation]);
        }
    }

    private void Bind(DeclaredOperation operation, IEnumerable<(PolicyScope Level, ForbidDeclarationSyntax Syntax)> forbids)
    {
        BindingSink sink = closure.ModelSink;
        var frame = new Frame(operation.Symbol);
        var parameters = new List<VariableIR?>();
        foreach (DeclaredParameter parameter in operation.Parameters)
        {
            if (parameter.Type is not null) parameters.Add(frame.Declare(sink, parameter.Name, parameter.Type, SymbolKind.Parameter, survives: true));
            else
            {
                frame.DeclareBroken(parameter.Name);
                parameters.Add(null);
            }
        }

        VariableIR? caller = operation.By == Actor.User ? frame.DeclareImplicit(sink, "caller", new IrType(Sort.User), operation.Syntax.Actor) : null;
        List<GiveIR> gives = [.. operation.Gives.Select((g, i) => new GiveIR(i, g.Name.Text, g.Type ?? IrType.Count))];
        var body = new List<Statement>();
        foreach ((PolicyScope level, ForbidDeclarationSyntax forbid) in forbids)
        {
            if (Forbid(operation, level, forbid, parameters, caller, frame) is { } statement) body.Add(statement);
        }

        body.AddRange(new StatementBinder(closure, frame, operation.Name, false, gives, operation.GiveSymbols).Block(operation.Syntax.Body));
        if (parameters.Contains(null)) return;
        var ir = new OperationIR(All.Count, operation.Name, operation.By, [.. parameters.Select(p => p!)], caller, gives, body, frame.Count,
            operation.Symbol.Place, operation.Symbol.Documentation);
        All.Add(ir);
        bound.Add(ir.Name, ir);
    }

    /// <summary>A requirement of the policy's, over the operation's variables under the names the policy gives them.</summary>
    private RequireStatement? Forbid(
        DeclaredOperation operation, PolicyScope level, ForbidDeclarationSyntax syntax, List<VariableIR?> parameters, VariableIR? caller, Frame frame)
    {
        BindingSink sink = closure.Sink(level);
        string errno = ErrnoBinder.Bind(syntax.Errno, sink);
        if (ParameterBinder.BindNames(operation.Name, syntax.Parameters, operation.Parameters, closure.Model, sink) is not { } names) return null;
        frame.OpenOwn();
        for (int i = 0; i < names.Count; i++)
        {
            if (parameters[i] is { } parameter) frame.Alias(sink, names[i], parameter);
            else frame.DeclareBroken(names[i]);
        }

        if (caller is not null) frame.Reopen(caller);
        var expressions = new ExpressionBinder(closure, level, sink, frame, BodyKind.Operation);
        Expression? condition = expressions.BindAs(syntax.Condition, IrType.Bool);
        MessageIR reason = MessageBinder.Bind(syntax.Reason, condition, frame, expressions, sink);
        frame.CloseOwn();
        if (condition is null) return null;
        SourcePlace place = sink.Place(syntax.Span);
        string rule = RuleNames.Single(condition) ?? operation.Name;
        return new RequireStatement(new NotExpression(condition), closure.Refuse(rule, operation.Name, errno, reason, place), place);
    }
}
