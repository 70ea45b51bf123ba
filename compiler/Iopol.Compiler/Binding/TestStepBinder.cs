using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.Symbols;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Binding;

/// <summary>Binds the steps of one test.</summary>
internal sealed class TestStepBinder
{
    /// <summary>Users a host has room for.</summary>
    public const int MostUsers = 64;

    private readonly ClosedPolicy policy;
    private readonly ModelScope model;
    private readonly BindingSink sink;
    private readonly Frame frame;
    private readonly IReadOnlyList<string> users;
    private readonly ExpressionBinder expressions;
    private readonly Dictionary<string, Callee?> pending = [];

    public TestStepBinder(ClosedPolicy policy, PolicyScope level, BindingSink sink, Frame frame, IReadOnlyList<string> users)
    {
        this.policy = policy;
        model = level.Model;
        this.sink = sink;
        this.frame = frame;
        this.users = users;
        expressions = new ExpressionBinder(policy.Closure, level, sink, frame, BodyKind.Test) { Users = users };
    }

    public List<TestStep> Bind(IEnumerable<TestStepSyntax> syntax)
    {
        var steps = new List<TestStep>();
        foreach (TestStepSyntax step in syntax)
        {
            SourcePlace place = sink.Place(step.Span);
            TestStep? bound = step switch
            {
                OperationStepSyntax call => Call(call, place),
                FinishedStepSyntax finished => Finished(finished, place),
                ExpectStepSyntax expect => expressions.BindAs(expect.Condition, IrType.Bool) is { } condition ? new ExpectStep(condition, expect.Condition.ToString(), place) : null,
                CheckStepSyntax check => Check(check, place),
                FailStepSyntax fail => Fail(fail, place),
                MendStepSyntax mend => expressions.BindAs(mend.Device, new IrType(Sort.Device)) is { } device ? new MendStep(device, place) : null,
                NoteStepSyntax note => new NoteStep(Literals.ReadString(note.Text.Text), place),
                _ => null,
            };
            if (bound is not null) steps.Add(bound);
        }

        return steps;
    }

    private TestStep? Call(OperationStepSyntax syntax, SourcePlace place)
    {
        if (Find(syntax.Operation) is not { } callee)
        {
            if (syntax.ResultName is not null) frame.DeclareBroken(syntax.ResultName);
            if (syntax.Outcome is BlockedOutcomeSyntax { Name: { } name }) pending[name.Text] = null;
            return null;
        }

        List<Expression>? arguments = expressions.Arguments(syntax.Operation, syntax, syntax.Arguments, callee.Parameters);
        if (syntax.User is { IsMissing: false } by && callee.Operations.All(o => o.By != Actor.User))
        {
            string actors = string.Join(" and ", callee.Operations.Select(o => o.By.ToString().ToLowerInvariant()).Distinct());
            sink.Report(TestDiagnostics.NotByUser, by.Span, callee.Kind, callee.Name, actors, by.Text);
        }

        VariableIR? result = Result(syntax, callee);
        ExpectedOutcome? outcome = Outcome(syntax.Outcome, callee);
        int user = 0;
        while (syntax.User is not null && user < users.Count - 1 && users[user] != syntax.User.Text) user++;
        if (arguments is null || outcome is null) return null;
        if (callee.Request is { } request) return new RequestStep(request, arguments, user, outcome, place);
        return policy.Operations.Find(callee.Name) is { } bound ? new CallStep(result, bound, arguments, user, outcome, place) : null;
    }

    /// <summary>The operation of a name, or else the request.</summary>
    private Callee? Find(SyntaxToken name)
    {
        if (model.Operations.TryGet(name.Text, out DeclaredOperation operation))
        {
            sink.Refer(name, operation.Symbol);
            return new Callee(operation.Name, "operation", operation.Parameters, [operation], operation.Gives, null);
        }

        if (!model.Requests.TryGet(name.Text, out (Symbol Symbol, RequestDeclarationSyntax Syntax) declared))
        {
            sink.Unknown("operation", name, model.Operations.Names.Concat(model.Requests.Names));
            return null;
        }

        sink.Refer(name, declared.Symbol);
        RequestIR request = policy.IR.Requests.First(r => r.Name == name.Text);
        List<DeclaredParameter> parameters = [.. request.Parameters.Select((p, i) => new DeclaredParameter(declared.Syntax.Parameters.Parameters[i].Name, p.Type))];
        var operations = new List<DeclaredOperation>();
        foreach (RequestStepIR step in request.Steps)
        {
            if (model.Operations.TryGet(step.Operation.Name, out DeclaredOperation called)) operations.Add(called);
        }

        return new Callee(request.Name, "request", parameters, operations, [], request);
    }

    private VariableIR? Result(OperationStepSyntax syntax, Callee callee)
    {
        if (syntax.ResultName is not { } name) return null;
        if (callee.Gives.Count > 0 && callee.Gives[0].Type is { } type) return frame.Declare(sink, name, type, SymbolKind.Variable, rebinds: true);
        if (callee.Gives.Count == 0) sink.Report(BindingDiagnostics.GivesNothing, name.Span, callee.Kind, callee.Name);
        frame.DeclareBroken(name);
        return null;
    }

    private FailStep? Fail(FailStepSyntax syntax, SourcePlace place)
    {
        Expression? device = expressions.BindAs(syntax.Device, new IrType(Sort.Device));
        Expression? context = syntax.Context is null ? null : expressions.BindAs(syntax.Context, new IrType(Sort.Context));
        string errno = ErrnoBinder.Bind(syntax.Errno, sink);
        return device is null || (syntax.Context is not null && context is null) ? null : new FailStep(device, context, errno, place);
    }

    private FinishedStep? Finished(FinishedStepSyntax syntax, SourcePlace place)
    {
        if (!pending.TryGetValue(syntax.Name.Text, out Callee? callee))
        {
            if (syntax.Name.IsMissing) sink.Fail();
            else sink.Report(TestDiagnostics.NotPending, syntax.Name.Span, syntax.Name.Text);
            return null;
        }

        // The blocked step itself was wrong.
        if (callee is null) return null;
        return Outcome(syntax.Outcome, callee) is { } outcome ? new FinishedStep(syntax.Name.Text, outcome, place) : null;
    }

    private CheckStep? Check(CheckStepSyntax syntax, SourcePlace place)
    {
        string name = syntax.Property.Text;
        if (policy.IR.Properties.FirstOrDefault(p => p.Name == name) is { } property)
        {
            if (policy.Closure.FindProperty(name) is { } symbol) sink.Refer(syntax.Property, symbol);
            return new CheckStep(property, place);
        }

        if (name == "isolation")
        {
            return new CheckStep(new PropertyIR(name, "no user reaches a device that does not translate by that user's context or is blocked", new IsolationTest(), 0, place), place);
        }

        sink.Unknown("property", syntax.Property, policy.IR.Properties.Select(p => p.Name).Concat(["isolation"]));
        return null;
    }

    private ExpectedOutcome? Outcome(OutcomeSyntax syntax, Callee callee)
    {
        switch (syntax)
        {
            case OkOutcomeSyntax ok: return Ok(ok, callee);
            case PanicOutcomeSyntax: return new ExpectedOutcome("panic", [], null, null, null);
            case BlockedOutcomeSyntax blocked:
                if (!callee.Operations.Any(o => o.Syntax.Body.DescendantsAndSelf().Any(n => n is BlockStatementSyntax)))
                {
                    sink.Report(TestDiagnostics.NeverBlocks, blocked.Span, callee.Kind, callee.Name);
                }

                if (blocked.Name is { IsMissing: false } name) pending[name.Text] = callee;
                return new ExpectedOutcome("blocked", [], blocked.Name?.Text, null, null);
            case ErrorOutcomeSyntax error: return Error(error, callee);
            default:
                sink.Fail();
                return null;
        }
    }

    private ExpectedOutcome Ok(OkOutcomeSyntax syntax, Callee callee)
    {
        var gives = new List<(GiveIR, Expression)>();
        OperationIR? bound = callee.Request is null ? policy.Operations.Find(callee.Name) : null;
        foreach (ResultBindingSyntax binding in syntax.Results)
        {
            GiveIR? give = bound?.Gives.FirstOrDefault(g => g.Name == binding.Name.Text);
            if (give is null)
            {
                sink.Unknown($"result of '{callee.Name}' called", binding.Name, callee.Gives.Select(g => g.Name.Text));
                continue;
            }

            sink.Refer(binding.Name, callee.Operations[0].GiveSymbols[give.Index]);
            // A value not given is none, whatever its type.
            IrType type = TypeBinder.CanBeNone(give.Type.Sort) ? give.Type with { Optional = true } : give.Type;
            if (expressions.BindAs(binding.Value, type) is { } value) gives.Add((give, value));
        }

        return new ExpectedOutcome("ok", gives, null, null, null);
    }

    private ExpectedOutcome Error(ErrorOutcomeSyntax syntax, Callee callee)
    {
        string errno = ErrnoBinder.Bind(syntax.Errno, sink);
        ulong? witness = syntax.Address is null ? null : NumberBinder.Address(syntax.Address, sink);
        if (syntax.Cause is { IsMissing: false } cause)
        {
            List<string> rules = [.. Rules(callee)];
            if (!rules.Contains(cause.Text))
            {
                var diagnostic = new Diagnostic(TestDiagnostics.UnknownCause, sink.Source.GetLocation(cause.Span), cause.Text, callee.Name, string.Join(", ", rules));
                string? near = NearNames.Find(cause.Text, rules);
                sink.Report(near is null ? diagnostic : diagnostic.WithHelp($"did you mean '{near}'?").WithFix($"Write '{near}'", new TextEdit(cause.Span, near)));
            }
        }

        return new ExpectedOutcome(errno, [], null, syntax.Cause?.Text, witness);
    }

    /// <summary>The rules that can refuse, in the order of the text, those in actions last.</summary>
    private IEnumerable<string> Rules(Callee callee)
    {
        var owners = new HashSet<string>(callee.Operations.Select(o => o.Name));
        IEnumerable<OperationIR> bound = callee.Operations.Select(o => policy.Operations.Find(o.Name)).OfType<OperationIR>();
        HashSet<int> inActions = [.. ActionRefusals(bound.SelectMany(o => o.Body))];
        return policy.IR.Refusals.Where(r => owners.Contains(r.Operation)).Concat(policy.IR.Refusals.Where(r => inActions.Contains(r.Id))).Select(r => r.Rule).Distinct();
    }

    private static IEnumerable<int> ActionRefusals(IEnumerable<Statement> body) =>
        body.DescendantsAndSelf().OfType<CallStatement>().SelectMany(call => Refusals(call.Action.Body).Concat(ActionRefusals(call.Action.Body)));

    private static IEnumerable<int> Refusals(IEnumerable<Statement> body) => body.DescendantsAndSelf().SelectMany(s => s switch
    {
        SwitchStatement change => [change.RefusalId, change.Failure?.RefusalId ?? 0],
        _ => s.Expressions().OfType<NewExpression>().Select(made => made.RefusalId),
    });

    /// <summary>What a step calls.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Kind">What it is, in words.</param>
    /// <param name="Parameters">Parameters.</param>
    /// <param name="Operations">The operation, or those of the request.</param>
    /// <param name="Gives">Values it gives; a request gives none.</param>
    /// <param name="Request">The request, or null.</param>
    private sealed record Callee(
        string Name, string Kind, IReadOnlyList<DeclaredParameter> Parameters, IReadOnlyList<DeclaredOperation> Operations,
        IReadOnlyList<DeclaredParameter> Gives, RequestIR? Request);
}
