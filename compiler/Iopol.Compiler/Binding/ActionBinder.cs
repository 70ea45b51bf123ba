using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.Symbols;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Binding;

/// <summary>Binds the actions of a closure, callees before callers.</summary>
internal sealed class ActionBinder
{
    private readonly Closure closure;
    private readonly Dictionary<DeclaredAction, ActionIR> bound = [];
    private readonly List<ActionIR> actions = [];

    public ActionBinder(Closure closure) => this.closure = closure;

    /// <summary>All of them, index = <see cref="ActionIR.Index"/>.</summary>
    public IReadOnlyList<ActionIR> All => actions;

    public void BindAll()
    {
        foreach (DeclaredAction action in CallOrder.Sort(closure.Model.Actions, Callees, ReportCycle, ReportDepth)) Bind(action);
    }

    /// <summary>The action; null where it is wrong and that was reported.</summary>
    public ActionIR? Find(DeclaredAction action) => bound.TryGetValue(action, out ActionIR? found) ? found : null;

    private IEnumerable<DeclaredAction> Callees(DeclaredAction action)
    {
        foreach (CallStatementSyntax call in action.Syntax.Body.DescendantsAndSelf().OfType<CallStatementSyntax>())
        {
            if (call.Call.Callee is NameExpressionSyntax name && closure.Model.Callables.TryGet(name.Name.Text, out DeclaredCallable callable) && callable is DeclaredAction callee)
            {
                yield return callee;
            }
        }
    }

    private void Bind(DeclaredAction action)
    {
        BindingSink sink = closure.ModelSink;
        var frame = new Frame(action.Symbol);
        var parameters = new List<VariableIR>();
        foreach (DeclaredParameter parameter in action.Parameters)
        {
            if (parameter.Type is null) frame.DeclareBroken(parameter.Name);
            else parameters.Add(frame.Declare(sink, parameter.Name, parameter.Type, SymbolKind.Parameter, survives: true));
        }

        if (action.Name == PolicyIR.BootName && (action.Parameters.Count != 1 || action.Parameters[0].Type is { Sort: not Sort.Group }))
        {
            sink.Report(BindingDiagnostics.WrongShape, action.Symbol.Place.Span, action.Name, "what runs for every group when the host starts", $"action {action.Name}(g: group) {{ … }}");
        }

        List<Statement> body = new StatementBinder(closure, frame, action.Name, true, [], []).Block(action.Syntax.Body);
        var ir = new ActionIR(actions.Count, action.Name, parameters, body, action.Symbol.Place);
        actions.Add(ir);
        bound.Add(action, ir);
    }

    private void ReportCycle(IReadOnlyList<DeclaredAction> cycle)
    {
        string chain = string.Join(" → ", cycle.Select(c => c.Name).Concat([cycle[0].Name]));
        closure.ModelSink.Report(BindingDiagnostics.Recursive, cycle[0].Syntax.Name.Span, "action", cycle[0].Name, chain);
    }

    private void ReportDepth(DeclaredAction action) =>
        closure.ModelSink.Report(BindingDiagnostics.CallsTooDeep, action.Syntax.Name.Span, action.Name, CallOrder.Deepest);
}
