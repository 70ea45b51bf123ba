using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.Symbols;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Binding;

/// <summary>Statements that set something: assignments, lets, results, calls.</summary>
internal sealed partial class StatementBinder
{
    private Statement? Assign(AssignmentStatementSyntax syntax, SourcePlace place)
    {
        AssignmentKind kind = syntax.Operator.Kind switch
        {
            SyntaxKind.PlusEquals => AssignmentKind.Add,
            SyntaxKind.MinusEquals => AssignmentKind.Subtract,
            _ => AssignmentKind.Set,
        };
        if (syntax.Target is MemberExpressionSyntax { Name.Text: "driver" or "override" } member) return AssignDriver(member, syntax, kind, place);
        (StateIR State, Expression? Key)? target = StateTarget(syntax.Target);
        if (target is not { } known) return null;

        if (kind != AssignmentKind.Set && known.State.Type.Sort != Sort.Count)
        {
            sink.Report(BindingDiagnostics.TypeMismatch, syntax.Target.Span, syntax.Target, known.State.Type, IrType.Count);
            return null;
        }

        Expression? value = expressions.BindEffect(syntax.Value, known.State.Type, name, !isAction);
        return value is null ? null : new AssignState(known.State, known.Key, kind, value, place);
    }

    private AssignFact? AssignDriver(MemberExpressionSyntax target, AssignmentStatementSyntax syntax, AssignmentKind kind, SourcePlace place)
    {
        Expression? device = expressions.BindAs(target.Target, new IrType(Sort.Device));
        Expression? value = expressions.BindAs(syntax.Value, new IrType(Sort.Driver, Optional: true));
        if (kind != AssignmentKind.Set)
        {
            sink.Report(BindingDiagnostics.TypeMismatch, syntax.Target.Span, syntax.Target, "driver?", IrType.Count);
            return null;
        }

        if (device is null || value is null) return null;
        return new AssignFact(target.Name.Text == "driver" ? Fact.Driver : Fact.Override, device, value, place);
    }

    /// <summary>The state an assignment goes to.</summary>
    private (StateIR State, Expression? Key)? StateTarget(ExpressionSyntax target)
    {
        bool isState = target switch
        {
            NameExpressionSyntax name => frame.Find(name.Name.Text) is null && closure.Model.States.TryGet(name.Name.Text, out DeclaredState state) && !state.IsInverse,
            IndexExpressionSyntax { Target: NameExpressionSyntax name } => !closure.Model.States.TryGet(name.Name.Text, out DeclaredState state) ? name.Name.Text != "context" : !state.IsInverse,
            _ => false,
        };
        if (!isState)
        {
            if (target.IsMissing) sink.Fail();
            else sink.Report(BindingDiagnostics.NotAssignable, target.Span, target);
            return null;
        }

        return expressions.Bind(target) is StateReference reference ? (reference.State, reference.Key) : null;
    }

    private LetStatement? Let(LetStatementSyntax syntax, SourcePlace place)
    {
        Expression? value = expressions.BindEffect(syntax.Value, null, name, !isAction);
        if (value is null)
        {
            frame.DeclareBroken(syntax.Name);
            return null;
        }

        return new LetStatement(frame.Declare(sink, syntax.Name, value.Type, SymbolKind.Variable), value, place);
    }

    private FreeStatement? Free(FreeStatementSyntax syntax, SourcePlace place)
    {
        if (expressions.Bind(syntax.Subject) is not { } subject) return null;
        if (subject.Type.Sort is Sort.Object or Sort.Space) return new FreeStatement(subject, place);
        sink.Report(BindingDiagnostics.TypeMismatch, syntax.Subject.Span, syntax.Subject, subject.Type, "an object or a space");
        return null;
    }

    private GiveStatement? Give(GiveStatementSyntax syntax, SourcePlace place)
    {
        if (isAction)
        {
            sink.Report(BindingDiagnostics.NotInAction, syntax.GiveKeyword.Span, "give");
            return null;
        }

        int index = 0;
        while (index < gives.Count && gives[index].Name != syntax.Name.Text) index++;
        if (index == gives.Count)
        {
            sink.Unknown("result", syntax.Name, gives.Select(g => g.Name), $"declare it: operation {name}(…) by … gives {syntax.Name.Text}: TYPE");
            return null;
        }

        sink.Refer(syntax.Name, giveSymbols[index]);
        Expression? value = expressions.BindEffect(syntax.Value, gives[index].Type, name, !isAction);
        return value is null ? null : new GiveStatement(gives[index], value, place);
    }

    private Statement? Call(CallStatementSyntax syntax, SourcePlace place)
    {
        CallExpressionSyntax call = syntax.Call;
        if (call.Callee is not NameExpressionSyntax { Name: var callee })
        {
            sink.Report(BindingDiagnostics.WrongShape, call.Callee.Span, call.Callee, "not the name of an action", "NAME(…);");
            return null;
        }

        switch (callee.Text)
        {
            case "map":
                return expressions.RangeArguments(call, withAccess: true) is { } mapped ? new MapStatement(mapped[0], mapped[1], mapped[2], mapped[3], place) : null;
            case "copy":
                return expressions.CopyArguments(call) is { } copied ? new CopyStatement(copied[0], copied[1], place) : null;
            case "unmap" or "unmap_within":
                return expressions.BindEffect(call, null, name, !isAction) is { } unmap ? new EvaluateStatement(unmap, place) : null;
        }

        if (!closure.Model.Callables.TryGet(callee.Text, out DeclaredCallable declared))
        {
            if (closure.Model.Operations.TryGet(callee.Text, out DeclaredOperation operation))
            {
                sink.Refer(callee, operation.Symbol);
                sink.Report(BindingDiagnostics.NotAStatement, call.Span, callee.Text, Kinds.Show(SymbolKind.Operation), "operations call actions, not operations; move what they share into an action");
            }
            else if (Vocabulary.Functions.Contains(callee.Text))
            {
                sink.Report(BindingDiagnostics.NotAStatement, call.Span, callee.Text, "a question", "ask it in a condition");
            }
            else
            {
                sink.Unknown("action", callee, closure.Model.Actions.Select(a => a.Name).Concat(["map", "unmap"]), "actions are declared with 'action NAME(…) { … }'");
            }

            return null;
        }

        sink.Refer(callee, declared.Symbol);
        if (declared is not DeclaredAction action)
        {
            sink.Report(BindingDiagnostics.NotAStatement, call.Span, callee.Text, Kinds.Show(declared.Symbol.Kind), "ask it in a condition, for example in a require");
            return null;
        }

        if (expressions.Arguments(callee, call, call.Arguments, action.Parameters) is not { } arguments) return null;
        return closure.Actions.Find(action) is { } bound ? new CallStatement(bound, arguments, place) : null;
    }
}
