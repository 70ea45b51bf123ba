using Iopol.Compiler.IR;
using Iopol.Interpreter.Machines;
using Iopol.Interpreter.Values;
using Iopol.Runtime.Decisions;
using Iopol.Runtime.State;

namespace Iopol.Interpreter.Testing;

/// <summary>One test on one machine. After every step the calls that wait are resumed, oldest first, until nothing moves.</summary>
internal sealed class TestRun(TestIR test, Machine machine, List<string> notes)
{
    private readonly long[] frame = new long[Math.Max(1, test.LocalCount)];
    private readonly HashSet<int> valueless = [];
    private readonly Dictionary<string, Outcome> named = [];
    private readonly List<CheckStep> checks = [];
    private readonly PendingCalls<(string? Name, RequestRun? Request)> pending = new();

    /// <summary>The first failure, or null.</summary>
    public TestFailure? Run()
    {
        foreach (TestStep step in test.Steps)
        {
            string? failure = Run(step);
            failure ??= Resume();
            failure ??= checks.Select(Check).FirstOrDefault(f => f is not null);
            if (failure is not null) return new TestFailure(step.Place, failure);
        }

        return null;
    }

    private string? Run(TestStep step)
    {
        switch (step)
        {
            case CallStep call:
                return Call(call);
            case RequestStep call:
                return Call(call);
            case FailStep or MendStep:
                return SetFailure(step);
            case FinishedStep finished:
                return !named.TryGetValue(finished.Pending, out Outcome? outcome) ? $"no blocked call is named '{finished.Pending}'"
                    : Compare(outcome, finished.Expected);
            case ExpectStep expect:
                return Missing(expect.Condition) ?? machine.Evaluate(expect.Condition, frame).Truth switch
                {
                    Truth.True => null,
                    Truth.False => $"does not hold: {expect.Text}",
                    _ => $"cannot be told: {expect.Text}; unknown is {string.Join(", ", machine.Missing)}",
                };
            case CheckStep check:
                checks.Add(check);
                return null;
            case NoteStep note:
                notes.Add(note.Text);
                return null;
            default:
                throw new ArgumentException($"no step: {step.GetType().Name}", nameof(step));
        }
    }

    private string? Call(CallStep step)
    {
        if (Arguments(step.Arguments, step.Operation.Parameters, out long[] args) is { } problem) return problem;
        Outcome outcome = machine.Call(step.Operation, args, step.User);
        Wait(outcome, step.Expected.PendingName, null);
        if (step.Result is { } result)
        {
            frame[result.Slot] = outcome.IsOk ? outcome.Decision.First : Ir.None;
            if (outcome.IsOk) valueless.Remove(result.Slot);
            else valueless.Add(result.Slot);
        }

        return Compare(outcome, step.Expected);
    }

    private string? Call(RequestStep step)
    {
        if (Arguments(step.Arguments, step.Request.Parameters, out long[] args) is { } problem) return problem;
        var run = new RequestRun(machine, step.Request, args, step.User);
        Outcome? ended = run.Run();
        if (Absent(step.Request, run) is { } absent) return absent;
        if (ended is null) return step.Expected.Kind == "ok" ? null : $"expected {step.Expected.Kind}, got ok";
        Wait(ended, step.Expected.PendingName, run);
        return Compare(ended, step.Expected) is { } failure ? $"{ended.Operation.Name} of {step.Request.Name}: {failure}" : null;
    }

    private static string? Absent(RequestIR request, RequestRun run) =>
        run.Absent is { } absent ? $"{absent.Name} of {request.Steps[run.Progress].Operation.Name} is none" : null;

    private string? Arguments(IReadOnlyList<Expression> arguments, IReadOnlyList<VariableIR> parameters, out long[] args)
    {
        args = new long[arguments.Count];
        for (int i = 0; i < args.Length; i++)
        {
            if (Missing(arguments[i]) is { } missing) return missing;
            Value value = machine.Evaluate(arguments[i], frame);
            VariableIR parameter = parameters[i];
            if (!value.IsKnown) return $"{parameter.Name} cannot be told; unknown is {string.Join(", ", machine.Missing)}";
            if (value.Number == Ir.None && parameter.Type.IsReference && !parameter.Type.Optional) return $"{parameter.Name} is none";
            args[i] = value.Number;
        }

        return null;
    }

    private void Wait(Outcome outcome, string? name, RequestRun? request)
    {
        if (outcome.Pending is not { } call) return;
        pending.Add((name, request), call);
        if (name is not null) named[name] = outcome;
    }

    /// <summary>Resumes the calls that wait; a request goes on behind one that has ended, and may set others going.</summary>
    private string? Resume()
    {
        while (pending.Resume(machine) is { Count: > 0 } ended)
        {
            foreach (((string? name, RequestRun? request), Outcome outcome) in ended)
            {
                Outcome? last = request is null ? outcome : request.GoOn(outcome);
                if (request?.Absent is { } absent) return $"{absent.Name} is none where a request goes on";
                if (last is not null) Wait(last, name, request);
                if (name is not null) named[name] = last ?? outcome;
            }
        }

        return null;
    }

    private string? SetFailure(TestStep step)
    {
        Expression at = step is FailStep failing ? failing.Device : ((MendStep)step).Device;
        if (Missing(at) is { } missing) return missing;
        if (machine.Evaluate(at, frame) is not { IsKnown: true, Number: not Ir.None } device) return "there is no such device";
        if (step is not FailStep fail)
        {
            machine.Host.MendAttach((int)device.Number);
            return null;
        }

        Value context = HostState.AnyContext;
        if (fail.Context is { } one)
        {
            if (Missing(one) is { } absent) return absent;
            context = machine.Evaluate(one, frame);
            if (!context.IsKnown || context.Number == Ir.None) return "there is no such context";
        }

        machine.Host.FailAttach((int)device.Number, (int)context.Number, PolicyNames.Errno(fail.Errno));
        return null;
    }

    private string? Compare(Outcome outcome, ExpectedOutcome expected)
    {
        Decision decision = outcome.Decision;
        if (outcome.IsUnknown) return $"expected {expected.Kind}, cannot be told; unknown is {string.Join(", ", outcome.Missing)}";
        string actual = decision.Verdict switch
        {
            Verdict.Ok => "ok",
            Verdict.Blocked => "blocked",
            Verdict.Panicked => "panic",
            _ => decision.Errno.ToString(),
        };
        string? failure = null;
        if (actual != expected.Kind) failure = $"expected {expected.Kind}, got {actual}";
        failure ??= expected.Gives.Select(give => Compare(decision, give.Give, give.Value)).FirstOrDefault(f => f is not null);
        if (failure is null && expected.Rule is { } rule)
        {
            string? decided = decision.Rule > 0 && decision.Verdict is Verdict.Refused or Verdict.Panicked ? machine.Policy.Refusal(decision.Rule).Rule : null;
            if (decided != rule) failure = $"expected {expected.Kind} because {rule}, but {decided ?? "no rule"} decided";
        }

        if (failure is null && expected.Witness is { } witness)
        {
            string address = PackedAddress.Unpack(witness).ToString();
            string decided = decision.Witness < 0 ? "no device" : machine.Topology.Device(decision.Witness).Address.ToString();
            if (decided != address) failure = $"expected {address} to decide, but {decided} did";
        }

        return failure is null || decision.Verdict == Verdict.Ok ? failure : $"{failure}\n{machine.Explain(outcome)}";
    }

    private string? Compare(Decision decision, GiveIR give, Expression expected)
    {
        if (Missing(expected) is { } missing) return missing;
        long actual = give.Index == 0 ? decision.First : decision.Second;
        Value wanted = machine.Evaluate(expected, frame);
        return wanted == (Value)actual ? null : $"expected {give.Name} {machine.Show(wanted, give.Type)}, got {machine.Show(actual, give.Type)}";
    }

    private string? Check(CheckStep check) => machine.Evaluate(check.Property.Condition, new long[check.Property.LocalCount]).Truth switch
    {
        Truth.True => null,
        Truth.False => $"{check.Property.Name} does not hold any more{(check.Property.Text.Length > 0 ? $": {check.Property.Text}" : "")}",
        _ => $"whether {check.Property.Name} holds cannot be told; unknown is {string.Join(", ", machine.Missing)}",
    };

    /// <summary>What an argument names that is not there: a device the host lacks, or the result of a call that gave none.</summary>
    private string? Missing(Expression expression) => expression switch
    {
        // The context of a requester ID that is no device's own can be asked for.
        ContextOf { Device: DeviceConstant at } when machine.Topology.FindRequester(PackedAddress.Unpack(at.Address)) >= 0 => null,
        DeviceConstant device when machine.Topology.Find(PackedAddress.Unpack(device.Address)) < 0 =>
            $"host {test.Host.Name} has no device {PackedAddress.Unpack(device.Address)}",
        VariableReference variable when valueless.Contains(variable.Variable.Slot) => $"{variable.Variable.Name} has no value: the call that should give it did not succeed",
        _ => expression.Children().Select(Missing).FirstOrDefault(m => m is not null),
    };
}
