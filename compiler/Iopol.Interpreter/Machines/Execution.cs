using Iopol.Compiler.IR;
using Iopol.Interpreter.Values;
using Iopol.Runtime.Decisions;
using Iopol.Runtime.State;
using Iopol.Runtime.Topology;

namespace Iopol.Interpreter.Machines;

/// <summary>
/// One run of an operation, statement by statement. What was done before a refusal stays done.
/// A statement that would write to none (a key, device, user, space or context that is none) does nothing.
/// </summary>
internal sealed partial class Execution
{
    private readonly Machine machine;
    private readonly HostState host;
    private readonly ModelState model;
    private readonly Evaluator evaluator;
    private readonly OperationIR operation;
    private readonly IReadOnlyList<long> args;
    private readonly int caller;
    private readonly Frame top = new();
    private readonly long[] gives = new long[2];

    public Execution(
        Machine machine, HostState host, ModelState model, Evaluator evaluator, OperationIR operation, IReadOnlyList<long> args, int caller)
    {
        (this.machine, this.host, this.model, this.evaluator) = (machine, host, model, evaluator);
        (this.operation, this.args, this.caller) = (operation, args, caller);
        for (int i = 0; i < args.Count; i++) top[operation.Parameters[i].Slot] = args[i];
        if (operation.Caller is { } user) top[user.Slot] = caller;
        evaluator.Caller = operation.Caller is null ? -1 : caller;
        foreach (GiveIR give in operation.Gives)
        {
            gives[give.Index] = give.Type.Sort is Sort.Bool or Sort.Count or Sort.Address or Sort.Access or Sort.Version ? 0 : Ir.None;
        }
    }

    /// <summary>Runs from the beginning (phase 0) or from the block statement with a phase.</summary>
    public Outcome Run(int phase)
    {
        if (host.Panicked) return End(new Decision(Verdict.Refused, Errno.EIO), top);
        IEnumerable<Statement> body = phase == 0 ? operation.Body : operation.Body.SkipWhile(s => s is not BlockStatement block || block.Phase != phase);
        return Run(body, top) ?? End(new Decision(Verdict.Ok, first: gives[0], second: gives[1]), top);
    }

    /// <summary>Runs statements; an outcome ends the operation.</summary>
    private Outcome? Run(IEnumerable<Statement> body, Frame frame)
    {
        foreach (Statement statement in body)
        {
            evaluator.Missing.Clear();
            if (Run(statement, frame) is { } outcome) return outcome;
        }

        return null;
    }

    private Outcome? Run(Statement statement, Frame frame)
    {
        switch (statement)
        {
            case RequireStatement require:
                return Require(require, frame);
            case RefuseStatement refuse:
                return Refuse(refuse.RefusalId, frame);
            case BlockStatement block:
                return Block(block, frame);
            case AssignState assign:
                return Assign(assign, frame);
            case AssignFact assign:
                return With(frame, assign.Device, assign.Value, (device, driver) => SetFact(assign.Fact, device, driver));
            case SwitchStatement change:
                return Switch(change, frame);
            case GrantStatement grant:
                return With(frame, grant.Device, grant.User, (device, user) => SetReach(device, user, host.Grant));
            case RevokeStatement revoke:
                return With(frame, revoke.Device, revoke.User, (device, user) => SetReach(device, user, host.Revoke));
            case IfStatement branch:
                return evaluator.Test(branch.Condition, frame) switch
                {
                    Truth.True => Run(branch.Then, frame),
                    Truth.False => Run(branch.Else, frame),
                    _ => Unknown(frame),
                };
            case EachStatement each:
                return Each(each, frame);
            case LetStatement let:
                frame[let.Variable.Slot] = evaluator.Evaluate(let.Value, frame);
                return PoolRefusal(frame);
            case FreeStatement free:
                return Free(free, frame);
            case MapStatement map:
                return Map(map, frame);
            case CopyStatement copy:
                return Copy(copy, frame);
            case EvaluateStatement evaluate:
                return evaluator.Evaluate(evaluate.Value, frame).IsKnown ? null : Unknown(frame);
            case CallStatement call:
                var inner = new Frame();
                for (int i = 0; i < call.Arguments.Count; i++) inner[call.Action.Parameters[i].Slot] = evaluator.Evaluate(call.Arguments[i], frame);
                return Run(call.Action.Body, inner);
            case GiveStatement give:
                return Give(give, frame);
            default:
                throw new ArgumentException($"no statement: {statement.GetType().Name}", nameof(statement));
        }
    }

    private Outcome? Require(RequireStatement require, Frame frame) => evaluator.Test(require.Condition, frame) switch
    {
        Truth.True => null,
        Truth.False => Refuse(require.RefusalId, frame, new Blame(evaluator).Find(require.Condition, frame)),
        _ => Unknown(frame),
    };

    private Outcome? Block(BlockStatement block, Frame frame) => evaluator.Test(block.Condition, frame) switch
    {
        Truth.True => null,
        Truth.False => End(new Decision(Verdict.Blocked, rule: block.Phase), frame) with { Pending = new PendingCall(operation, args, caller, block.Phase) },
        _ => Unknown(frame),
    };

    private Outcome? Assign(AssignState assign, Frame frame)
    {
        Value key = assign.Key is null ? 0 : evaluator.Evaluate(assign.Key, frame);
        Value value = evaluator.Evaluate(assign.Value, frame);
        if (PoolRefusal(frame) is { } refused) return refused;
        if (!key.IsKnown || !value.IsKnown) return Unknown(frame);
        long old = model.Read(assign.State, key.Number);
        long next = assign.Kind switch
        {
            AssignmentKind.Add => old + value.Number,
            AssignmentKind.Subtract => old - value.Number,
            _ => value.Number,
        };
        if (assign.State.Type.Sort == Sort.Count) next = Math.Clamp(next, 0, int.MaxValue);
        model.Assign(assign.State, key.Number, next);
        return null;
    }

    private void SetFact(Fact fact, long device, long driver)
    {
        if (fact != Fact.Driver)
        {
            // No hardware, driver or user sees it.
            host.SetOverride((int)device, (int)driver);
            return;
        }

        host.SetDriver((int)device, (int)driver);
        machine.Changed?.Invoke();
    }

    private void SetReach(long device, long user, Action<int, int> change)
    {
        if (user == Ir.None) return;
        change((int)device, (int)user);
        machine.Changed?.Invoke();
    }

    private Outcome? Each(EachStatement each, Frame frame)
    {
        if (evaluator.Members(each.Domain, frame) is not { } members) return Unknown(frame);
        foreach (long member in members.ToArray())
        {
            frame[each.Variable.Slot] = member;
            if (Run(each.Body, frame) is { } outcome) return outcome;
        }

        return null;
    }

    private Outcome? Free(FreeStatement free, Frame frame)
    {
        Value value = evaluator.Evaluate(free.Object, frame);
        if (!value.IsKnown) return Unknown(frame);
        if (value.Number == Ir.None) return null;
        if (free.Object.Type.Object is { } pool) model.Free(pool, value.Number);
        else machine.FreeSpace((int)value.Number);
        return null;
    }

    private Outcome? Map(MapStatement map, Frame frame)
    {
        Value space = evaluator.Evaluate(map.Space, frame);
        Value iova = evaluator.Evaluate(map.Iova, frame);
        Value size = evaluator.Evaluate(map.Size, frame);
        Value access = evaluator.Evaluate(map.Access, frame);
        if (!space.IsKnown || !iova.IsKnown || !size.IsKnown || !access.IsKnown) return Unknown(frame);
        evaluator.Space(space.Number)?.TryMap((ulong)iova.Number, (ulong)size.Number, (int)access.Number);
        return null;
    }

    private Outcome? Copy(CopyStatement copy, Frame frame)
    {
        Value from = evaluator.Evaluate(copy.From, frame);
        Value to = evaluator.Evaluate(copy.To, frame);
        if (!from.IsKnown || !to.IsKnown) return Unknown(frame);
        if (evaluator.Space(from.Number) is { } source) evaluator.Space(to.Number)?.MapAllOf(source);
        return null;
    }

    private Outcome? Give(GiveStatement give, Frame frame)
    {
        Value value = evaluator.Evaluate(give.Value, frame);
        if (PoolRefusal(frame) is { } refused) return refused;
        if (!value.IsKnown) return Unknown(frame);
        gives[give.Give.Index] = value.Number;
        return null;
    }

    private Outcome? With(Frame frame, Expression device, Expression other, Action<long, long> act)
    {
        Value first = evaluator.Evaluate(device, frame);
        Value second = evaluator.Evaluate(other, frame);
        if (!first.IsKnown || !second.IsKnown) return Unknown(frame);
        if (first.Number != Ir.None) act(first.Number, second.Number);
        return null;
    }

    private Outcome? PoolRefusal(Frame frame)
    {
        if (evaluator.PoolRefusal == 0) return null;
        int id = evaluator.PoolRefusal;
        evaluator.PoolRefusal = 0;
        return Refuse(id, frame);
    }

    private Outcome Refuse(int id, Frame frame, Witness? witness = null, Errno errno = Errno.None)
    {
        machine.Coverage?.CountRefusal(id);
        RefusalIR refusal = machine.Policy.Refusal(id);
        int device = witness?.Device ?? -1;
        if (refusal.Errno == "panic")
        {
            host.Panicked = true;
            return End(new Decision(Verdict.Panicked, rule: id, witness: device), frame) with { Witness = witness };
        }

        return End(new Decision(Verdict.Refused, errno == Errno.None ? PolicyNames.Errno(refusal.Errno) : errno, id, device), frame) with { Witness = witness };
    }

    private Outcome Unknown(Frame frame) => End(default, frame) with { IsUnknown = true, Missing = [.. evaluator.Missing] };

    private Outcome End(Decision decision, Frame frame) => new(operation, args, caller, frame) { Decision = decision };
}
