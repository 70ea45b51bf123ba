using Iopol.Compiler.IR;
using Iopol.Interpreter.Machines;
using Iopol.Interpreter.Values;

namespace Iopol.Interpreter.Auditing;

/// <summary>One try to give a device to a user: bind it to a user's driver where it is on none, then run the request.</summary>
/// <param name="Device">Device asked for.</param>
/// <param name="Bind">The step that bound it, or null where it was bound already.</param>
/// <param name="Failed">The outcome that ended the try; null where it succeeded.</param>
/// <param name="Progress">How many calls of the request succeeded; -1 where binding failed.</param>
internal sealed record Attempt(int Device, AdminStep? Bind, Outcome? Failed, int Progress)
{
    public bool Succeeded => Failed is null;

    public bool IsUnknown => Failed is { IsUnknown: true };

    /// <summary>Got further than another, by calls and then by the place of the refusal in the text.</summary>
    public bool IsFurtherThan(Attempt? other) =>
        other is null || Progress > other.Progress || (Progress == other.Progress && Failed?.Decision.Rule > other.Failed?.Decision.Rule);
}

/// <summary>A step of the administrator.</summary>
/// <param name="Operation">Operation.</param>
/// <param name="Arguments">Its arguments: a device and perhaps a driver.</param>
internal sealed record AdminStep(OperationIR Operation, long[] Arguments)
{
    /// <summary>The step in the trace language.</summary>
    public string ToText(Machine machine) =>
        $"{Operation.Name.Replace('_', '-')} {string.Join(' ', Operation.Parameters.Select((p, i) => machine.Show(Arguments[i], p.Type)))}";
}

/// <summary>A user's request, tried on copies of a machine.</summary>
internal sealed class RequestTrial
{
    private readonly Machine scratch;
    private readonly Dictionary<(Machine At, int Device), Attempt> tried = [];
    private readonly PolicyIR policy;
    private readonly RequestIR request;
    private readonly AuditRules rules;

    public RequestTrial(Machine idle, RequestIR request, AuditRules rules)
    {
        (policy, this.request, this.rules) = (idle.Policy, request, rules);
        scratch = idle.Clone();
    }

    /// <summary>The first try that works, else the one that got furthest. Remembered: the machine must not change any more.</summary>
    public Attempt Try(Machine at, int device)
    {
        if (tried.TryGetValue((at, device), out Attempt? best)) return best;
        foreach (Attempt attempt in Tries(at, device))
        {
            if (best is null || attempt.Succeeded || attempt.IsFurtherThan(best)) best = attempt;
            if (attempt.Succeeded) break;
        }

        tried.Add((at, device), best!);
        return best!;
    }

    /// <summary>As the device is where it is on a user's driver, or where the policy has none; else with every such driver, in the policy's order.</summary>
    public IEnumerable<Attempt> Tries(Machine at, int device) =>
        IsOnUserDriver(at, device) || rules.UserDrivers.Count == 0
            ? [Run(at, device, null)]
            : rules.UserDrivers.Select(driver => Run(at, device, rules.BindStep(device, driver)));

    /// <summary>The device is on a driver for users.</summary>
    public bool IsOnUserDriver(Machine at, int device) =>
        rules.UserDriver is { } rule && at.Host.Driver(device) is >= 0 and var driver && at.Holds(rule, driver) == Truth.True;

    private Attempt Run(Machine at, int device, AdminStep? bind)
    {
        scratch.CopyFrom(at);
        if (bind is not null && scratch.Call(bind.Operation, bind.Arguments) is { IsOk: false } refused) return new Attempt(device, bind, refused, -1);
        var run = new RequestRun(scratch, request, [device], caller: 0);
        Outcome? failed = run.Run();
        // A device without a group cannot be asked for.
        if (run.Absent is not null) failed = new Outcome(request.Steps[run.Progress].Operation, run.LastArguments, 0, new Frame());
        return new Attempt(device, bind, failed, run.Progress);
    }

    /// <summary>The reason of the refusal, in the state it was made in.</summary>
    public string Reason(Machine at, Attempt attempt)
    {
        if (attempt.Failed is not { IsUnknown: false } failed) return "";
        // The attempt's end state is gone; it is run again so that the reason's holes read that state.
        Attempt again = Run(at, attempt.Device, attempt.Bind);
        return scratch.Explain(again.Failed ?? failed).Because;
    }
}
