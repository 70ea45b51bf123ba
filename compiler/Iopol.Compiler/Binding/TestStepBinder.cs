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
    private readonly Dictionary<string, DeclaredOperation?> pending = [];

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
                NoteStepSyntax note => new NoteStep(Literals.ReadString(note.Text.Text), place),
                _ => null,
            };
            if (bound is not null) steps.Add(bound);
        }

        return steps;
    }

    private CallStep? Call(OperationStepSyntax syntax, SourcePlace place)
    {
        if (!model.Operations.TryGet(syntax.Operation.Text, out DeclaredOperation operation))
        {
            sink.Unknown("operation", syntax.Operation, model.Operations.Names);
            if (syntax.ResultName is not null) frame.DeclareBroken(syntax.ResultName);
            if (syntax.Outcome is BlockedOutcomeSyntax { Name: { } name }) pending[name.Text] = null;
            return null;
        }

        sink.Refer(syntax.Operation, operation.Symbol);
        List<Expression>? arguments = expressions.Arguments(syntax.Operation, syntax, syntax.Arguments, operation.Parameters);
        if (syntax.User is { IsMissing: false } by && operation.By != Actor.User)
        {
            sink.Report(TestDiagnostics.NotByUser, by.Span, operation.Name, operation.By.ToString().ToLowerInvariant(), by.Text);
        }

        VariableIR? result = Result(syntax, operation);
        ExpectedOutcome? outcome = Outcome(syntax.Outcome, operation);
        if (arguments is null || outcome is null || policy.Operations.Find(operation.Name) is not { } bound) return null;
        int user = 0;
        while (syntax.User is not null && user < users.Count - 1 && users[user] != syntax.User.Text) user++;
        return new CallStep(result, bound, arguments, user, outcome, place);
    }

    private VariableIR? Result(OperationStepSyntax syntax, DeclaredOperation operation)
    {
        if (syntax.ResultName is not { } name) return null;
        if (operation.Gives.Count > 0 && operation.Gives[0].Type is { } type) return frame.Declare(sink, name, type, SymbolKind.Variable, rebinds: true);
        if (operation.Gives.Count == 0) sink.Report(BindingDiagnostics.GivesNothing, name.Span, operation.Name);
        frame.DeclareBroken(name);
        return null;
    }

    private FinishedStep? Finished(FinishedStepSyntax syntax, SourcePlace place)
    {
        if (!pending.TryGetValue(syntax.Name.Text, out DeclaredOperation? operation))
        {
            if (syntax.Name.IsMissing) sink.Fail();
            else sink.Report(TestDiagnostics.NotPending, syntax.Name.Span, syntax.Name.Text);
            return null;
        }

        // The blocked step itself was wrong.
        if (operation is null) return null;
        return Outcome(syntax.Outcome, operation) is { } outcome ? new FinishedStep(syntax.Name.Text, outcome, place) : null;
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

    private ExpectedOutcome? Outcome(OutcomeSyntax syntax, DeclaredOperation operation)
    {
        switch (syntax)
        {
            case OkOutcomeSyntax ok: return Ok(ok, operation);
            case PanicOutcomeSyntax: return new ExpectedOutcome("panic", [], null, null, null);
            case BlockedOutcomeSyntax blocked:
                if (!operation.Syntax.Body.DescendantsAndSelf().Any(n => n is BlockStatementSyntax)) sink.Report(TestDiagnostics.NeverBlocks, blocked.Span, operation.Name);
                if (blocked.Name is { IsMissing: false } name) pending[name.Text] = operation;
                return new ExpectedOutcome("blocked", [], blocked.Name?.Text, null, null);
            case ErrorOutcomeSyntax error: return Error(error, operation);
            default:
                sink.Fail();
                return null;
        }
    }

    private ExpectedOutcome Ok(OkOutcomeSyntax syntax, DeclaredOperation operation)
    {
        var gives = new List<(GiveIR, Expression)>();
        OperationIR? bound = policy.Operations.Find(operation.Name);
        foreach (ResultBindingSyntax binding in syntax.Results)
        {
            GiveIR? give = bound?.Gives.FirstOrDefault(g => g.Name == binding.Name.Text);
            if (give is null)
            {
                sink.Unknown($"result of '{operation.Name}' called", binding.Name, operation.Gives.Select(g => g.Name.Text));
                continue;
            }

            sink.Refer(binding.Name, operation.GiveSymbols[give.Index]);
            // A value not given is none, whatever its type.
            IrType type = TypeBinder.CanBeNone(give.Type.Sort) ? give.Type with { Optional = true } : give.Type;
            if (expressions.BindAs(binding.Value, type) is { } value) gives.Add((give, value));
        }

        return new ExpectedOutcome("ok", gives, null, null, null);
    }

    private ExpectedOutcome Error(ErrorOutcomeSyntax syntax, DeclaredOperation operation)
    {
        string errno = ErrnoBinder.Bind(syntax.Errno, sink);
        ulong? witness = syntax.Address is null ? null : NumberBinder.Address(syntax.Address, sink);
        if (syntax.Cause is { IsMissing: false } cause)
        {
            List<string> rules = [.. policy.IR.Refusals.Where(r => r.Operation == operation.Name).Select(r => r.Rule).Distinct()];
            if (!rules.Contains(cause.Text))
            {
                var diagnostic = new Diagnostic(TestDiagnostics.UnknownCause, sink.Source.GetLocation(cause.Span), cause.Text, operation.Name, string.Join(", ", rules));
                string? near = NearNames.Find(cause.Text, rules);
                sink.Report(near is null ? diagnostic : diagnostic.WithHelp($"did you mean '{near}'?").WithFix($"Write '{near}'", new TextEdit(cause.Span, near)));
            }
        }

        return new ExpectedOutcome(errno, [], null, syntax.Cause?.Text, witness);
    }
}
