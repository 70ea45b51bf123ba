using Iopol.Compiler.Analysis.Conditions;
using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;

namespace Iopol.Compiler.Analysis.Flow;

/// <summary>Looks at the order of switches, grants and refusals in an operation, with the actions it calls.</summary>
internal sealed class SwitchOrderCheck(PolicyIR model, Findings findings)
{
    private const int FreshSlots = 1 << 20;

    private readonly HashSet<int> panics = [.. model.Refusals.Where(r => r.Errno == "panic").Select(r => r.Id)];

    /// <summary>Device and group of each grant made so far, and where.</summary>
    private List<(string Device, string? Group, SourcePlace Place)> grants = [];

    /// <summary>The first switch or grant since the operation could last stop.</summary>
    private SourcePlace? change;

    private Dictionary<string, string> groups = [];
    private int calls;
    private bool isUndoing;

    /// <summary>Looks at an operation.</summary>
    public void Check(OperationIR operation)
    {
        grants = [];
        change = null;
        groups = [];
        calls = 0;
        Walk(operation.Body, new Frame([], 0));
    }

    private void Walk(IReadOnlyList<Statement> statements, Frame frame)
    {
        (string Target, string Context)? last = null;
        foreach (Statement statement in statements)
        {
            if (statement is SwitchStatement change)
            {
                (string, string) now = (TermKey.Of(frame.Value(change.Target)), TermKey.Of(frame.Value(change.Context)));
                if (last == now && change.Through is null && frame.IsOperation)
                {
                    findings.Report(AnalysisDiagnostics.SwitchedAlready, statement.Place, findings.Removal("Take the switch out", statement.Place), findings.Quote(statement.Place));
                }

                last = now;
            }
            else if (statement is not (GrantStatement or RevokeStatement or GiveStatement))
            {
                last = null;
            }

            Step(statement, frame);
        }
    }

    private void Step(Statement statement, Frame frame)
    {
        switch (statement)
        {
            case RequireStatement require:
                LearnGroups(require.Condition, frame);
                Refuses(require.Place);
                break;
            case RefuseStatement refuse when !panics.Contains(refuse.RefusalId):
                Refuses(refuse.Place);
                break;
            case BlockStatement:
                change = null;
                break;
            case LetStatement { Value: not (NewExpression or UnmapExpression) } let:
                frame.Values[let.Variable.Slot] = frame.Value(let.Value);
                break;
            case GrantStatement grant:
                Expression device = frame.Value(grant.Device);
                grants.Add((TermKey.Of(device), GroupOf(device), grant.Place));
                change ??= grant.Place;
                break;
            case SwitchStatement moved:
                Switch(moved, frame);
                if (moved.Failure is { } failure) Fails(failure, moved.Place, frame);
                change ??= moved.Place;
                break;
            case IfStatement branch:
                If(branch, frame);
                break;
            case EachStatement each:
                if (each.Domain is GroupDomain group) groups[TermKey.Of(frame.Value(new VariableReference(each.Variable)))] = TermKey.Of(frame.Value(group.Group));
                Walk(each.Body, frame);
                break;
            case CallStatement call:
                Call(call, frame);
                break;
        }
    }

    private void If(IfStatement branch, Frame frame)
    {
        List<(string Device, string? Group, SourcePlace Place)> before = [.. grants];
        SourcePlace? changed = change;
        Walk(branch.Then, frame);
        List<(string Device, string? Group, SourcePlace Place)> then = grants;
        SourcePlace? thenChanged = Ends(branch.Then) ? null : change;
        grants = before;
        change = changed;
        Walk(branch.Else, frame);
        grants = [.. grants.Concat(then).Distinct()];
        change ??= thenChanged;
    }

    private static bool Ends(IReadOnlyList<Statement> statements) => statements.Count > 0 && statements[statements.Count - 1] is RefuseStatement;

    private void Call(CallStatement call, Frame frame)
    {
        var values = new Dictionary<int, Expression>();
        for (int i = 0; i < call.Arguments.Count && i < call.Action.Parameters.Count; i++) values[call.Action.Parameters[i].Slot] = frame.Value(call.Arguments[i]);
        Walk(call.Action.Body, new Frame(values, FreshSlots * ++calls));
    }

    private void Switch(SwitchStatement moved, Frame frame)
    {
        Expression target = frame.Value(moved.Target);
        string key = TermKey.Of(target);
        foreach ((string device, string? group, SourcePlace place) in grants)
        {
            if (key != device && key != group) continue;
            findings.Report(AnalysisDiagnostics.GrantBeforeSwitch, place, findings.Quote(place), findings.Quote(moved.Place), moved.Place.Line);
            return;
        }
    }

    /// <summary>What a failed switch does before it refuses undoes what was done; without it, the refusal is like any other.</summary>
    private void Fails(SwitchFailure failure, SourcePlace place, Frame frame)
    {
        if (failure.Body.Count == 0)
        {
            Refuses(place);
            return;
        }

        List<(string Device, string? Group, SourcePlace Place)> before = [.. grants];
        SourcePlace? changed = change;
        isUndoing = true;
        Walk(failure.Body, frame);
        isUndoing = false;
        grants = before;
        change = changed;
    }

    private void Refuses(SourcePlace place)
    {
        if (isUndoing) return;
        if (change is { } earlier) findings.Report(AnalysisDiagnostics.RefusesAfterChange, place, findings.Quote(earlier), earlier.Line);
    }

    private void LearnGroups(Expression condition, Frame frame)
    {
        switch (condition)
        {
            case AndExpression and:
                foreach (Expression operand in and.Operands) LearnGroups(operand, frame);
                break;
            case InDomainExpression { Domain: GroupDomain group } member:
                groups[TermKey.Of(frame.Value(member.Value))] = TermKey.Of(frame.Value(group.Group));
                break;
        }
    }

    private string? GroupOf(Expression device) =>
        groups.TryGetValue(TermKey.Of(device), out string? group) ? group : TermKey.Of(new FactReference(new IrType(Sort.Group, true), Fact.Group, device));

    /// <summary>What the variables of an operation or action stand for.</summary>
    private sealed class Frame(Dictionary<int, Expression> values, int fresh)
    {
        public Dictionary<int, Expression> Values { get; } = values;

        public bool IsOperation => fresh == 0;

        public Expression Value(Expression expression) => Substitution.Apply(expression, Values, fresh);
    }
}
