using Iopol.Compiler.IR;
using Iopol.Interpreter.Values;

namespace Iopol.Interpreter.Machines;

/// <summary>A request under way: its calls one after the other, up to the first that is not ok.</summary>
/// <param name="machine">Where it runs.</param>
/// <param name="request">What is asked for.</param>
/// <param name="arguments">One value per parameter.</param>
/// <param name="caller">Who makes the calls of a user.</param>
internal sealed class RequestRun(Machine machine, RequestIR request, IReadOnlyList<long> arguments, int caller)
{
    private readonly long[] frame = Slots(request, arguments);

    /// <summary>How many calls succeeded.</summary>
    public int Progress { get; private set; }

    /// <summary>The argument of the next call that is none and may not be; null where there is no such.</summary>
    public VariableIR? Absent { get; private set; }

    /// <summary>Arguments of the call that was made, or not made, last.</summary>
    public IReadOnlyList<long> LastArguments { get; private set; } = [];

    /// <summary>Makes the calls that are left.</summary>
    /// <returns>The outcome of the one that ended the run; null where all succeeded, and where <see cref="Absent"/> kept the next from being made.</returns>
    public Outcome? Run()
    {
        while (Progress < request.Steps.Count)
        {
            RequestStepIR call = request.Steps[Progress];
            Value[] values = [.. call.Arguments.Select(a => machine.Evaluate(a, frame))];
            long[] args = [.. values.Select(v => v.Number)];
            LastArguments = args;
            if (values.Any(v => !v.IsKnown)) return new Outcome(call.Operation, args, caller, new Frame()) { IsUnknown = true, Missing = [.. machine.Missing] };
            // The binder sees to the types, but a device may be in no group.
            Absent = call.Operation.Parameters.Where((p, i) => args[i] == Ir.None && p.Type.IsReference && !p.Type.Optional).FirstOrDefault();
            if (Absent is not null) return null;
            Outcome outcome = machine.Call(call.Operation, args, caller);
            if (!outcome.IsOk) return outcome;
            Succeed(outcome);
        }

        return null;
    }

    /// <summary>Goes on after a call that was blocked has ended.</summary>
    /// <returns>As <see cref="Run"/>.</returns>
    public Outcome? GoOn(Outcome ended)
    {
        if (!ended.IsOk) return ended;
        Succeed(ended);
        return Run();
    }

    private void Succeed(Outcome outcome)
    {
        if (request.Steps[Progress].Result is { } result) frame[result.Slot] = outcome.Decision.First;
        Progress++;
    }

    private static long[] Slots(RequestIR request, IReadOnlyList<long> arguments)
    {
        var slots = new long[Math.Max(1, request.LocalCount)];
        for (int i = 0; i < arguments.Count; i++) slots[request.Parameters[i].Slot] = arguments[i];
        return slots;
    }
}
