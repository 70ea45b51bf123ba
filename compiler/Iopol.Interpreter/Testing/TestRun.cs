using Iopol.Compiler.IR;
using Iopol.Interpreter.Machines;
using Iopol.Interpreter.Values;
using Iopol.Runtime.Decisions;

namespace Iopol.Interpreter.Testing;

/// <summary>One test on one machine. After every step the calls that wait are resumed, oldest first, until nothing moves.</summary>
internal sealed class TestRun(TestIR test, Machine machine, List<string> notes)
{
    private readonly long[] frame = new long[Math.Max(1, test.LocalCount)];
    private readonly HashSet<int> valueless = [];
    private readonly Dictionary<string, Outcome> named = [];
    private readonly List<CheckStep> checks = [];
    private readonly PendingCalls<string?> pending = new();

    /// <summary>The first failure, or null.</summary>
    public TestFailure? Run()
    {
        foreach (TestStep step in test.Steps)
        {
            string? failure = Run(step);
            foreach ((string? name, Outcome outcome) in pending.Resume(machine))
            {
                if (name is not null) named[name] = outcome;
            }

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
        var args = new long[step.Arguments.Count];
        for (int i = 0; i < args.Length; i++)
        {
            if (Missing(step.Arguments[i]) is { } missing) return missing;
            Value value = machine.Evaluate(step.Arguments[i], frame);
            VariableIR parameter = step.Operation.Parameters[i];
            if (!value.IsKnown) return $"{parameter.Name} cannot be told; unknown is {string.Join(", ", machine.Missing)}";
            if (value.Number == Ir.None && IsReference(parameter.Type) && !parameter.Type.Optional) return $"{parameter.Name} is none";
            args[i] = value.Number;
        }

        Outcome outcome = machine.Call(step.Operation, args, step.User);
        if (outcome.Pending is { } call)
        {
            pending.Add(step.Expected.PendingName, call);
            if (step.Expected.PendingName is { } name) named[name] = outcome;
        }

        if (step.Result is { } result)
        {
            frame[result.Slot] = outcome.IsOk ? outcome.Decision.First : Ir.None;
            if (outcome.IsOk) valueless.Remove(result.Slot);
            else valueless.Add(result.Slot);
        }

        return Compare(outcome, step.Expected);
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

    private static bool IsReference(IrType type) =>
        type.Sort is Sort.Device or Sort.Group or Sort.Driver or Sort.User or Sort.Space or Sort.Object or Sort.Enum;
}
