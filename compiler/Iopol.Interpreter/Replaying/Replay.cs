using Iopol.Compiler.IR;
using Iopol.Interpreter.Machines;
using Iopol.Runtime.Decisions;
using Iopol.Runtime.Facts;
using Iopol.Runtime.State;
using Iopol.Runtime.Topology;

namespace Iopol.Interpreter.Replaying;

/// <summary>
/// Replays a trace on a machine and answers every step with one JSON object, in the shape of the recordings of real kernels
/// plus <c>rule</c>, <c>at</c> and <c>because</c>. A verb is an operation of the model by name: <c>set-container</c> calls
/// <c>set_container</c>, or <c>set_container_iommufd</c> where the model has it and a handle is of that kind; <c>close H</c> calls
/// <c>close_</c> and the kind of the handle's object.
/// </summary>
/// <remarks>
/// A model without the operation answers <c>"skipped": true</c>; a step that names nothing that is there answers <c>"bad"</c>; one
/// that depends on unknown facts answers <c>"unknown": true</c> with what is missing. None of the three stops the replay.
/// </remarks>
public sealed class Replay
{
    private readonly Machine machine;
    private readonly Handles handles = new();
    private readonly PendingCalls<(int Number, TraceStep Step)> pending = new();
    private readonly StepArguments arguments;
    private readonly Answers answers;
    private int lastPending;

    /// <summary>Replays on a machine of its own, with one user.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="topology">The host.</param>
    /// <param name="settings">Settings that differ from the policy's.</param>
    /// <exception cref="ArgumentException">No such setting.</exception>
    public Replay(PolicyIR policy, HostTopology topology, IReadOnlyDictionary<string, long>? settings = null)
    {
        machine = new Machine(policy, topology, settings: settings, users: ["user"]);
        arguments = new StepArguments(machine, handles, OpenDefault);
        answers = new Answers(machine);
    }

    /// <summary>Steps so far that name nothing that is there.</summary>
    public int BadSteps => answers.BadSteps;

    /// <summary>Steps so far that were neither bad nor unknown to the model.</summary>
    public int UnderstoodSteps => answers.UnderstoodSteps;

    /// <summary>Replays a whole trace.</summary>
    /// <param name="trace">Steps, one a line.</param>
    /// <param name="output">Takes the answers, one JSON object a line.</param>
    public void Run(TextReader trace, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(output);
        while (trace.ReadLine() is { } line)
        {
            foreach (string answer in Step(line)) output.WriteLine(answer);
        }
    }

    /// <summary>Does one step.</summary>
    /// <param name="line">A line of a trace.</param>
    /// <returns>An answer for every waiting call that ended, then that of the step; nothing for a comment.</returns>
    public IReadOnlyList<string> Step(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        if (line.Length > TraceStep.LengthLimit)
        {
            return [answers.Bad(new TraceStep(line[..64], "", [], null), $"longer than {TraceStep.LengthLimit} characters")];
        }

        if (TraceStep.Parse(line) is not { } step) return [];
        if (step.Verb is "trace" or "reset") Restart(step);
        string? answer = BuiltIn(step);
        var ended = new List<string>();
        answer ??= step.Verb == "close-all" ? CloseAll(step, ended) : step.Verb == "close" ? Close(step) : Call(step);
        Settle(ended);
        return [.. ended, answer];
    }

    private void Restart(TraceStep step)
    {
        machine.Reset();
        handles.Clear();
        pending.Clear();
        if (step.Verb == "trace") answers.Begin(string.Join(' ', step.Arguments));
    }

    private string? BuiltIn(TraceStep step)
    {
        switch (step.Verb)
        {
            case "trace":
                return answers.Done(step, json => json.WriteBoolean("begin", true));
            case "reset":
                return answers.Done(step, json => json.WriteBoolean("reset", true));
            case "wait":
                return answers.Waited(step, pending.Count);
            case "host-contexts":
                return answers.Contexts(step);
            case "host-tables":
                return Answers.Unnumbered(step, "what only the hardware shows");
            case "timeout":
                return answers.Done(step);
            case "driver":
                int device = step.Arguments.Count == 1 && BusAddress.TryParse(step.Arguments[0], out BusAddress address) ? machine.Topology.Find(address) : -1;
                return device < 0 ? answers.Bad(step, "no such device") : answers.Done(step, json => answers.Driver(json, device));
            case "fail" or "mend":
                return Hardware(step);
            case "state":
                return answers.Done(step, answers.Devices);
            default:
                return null;
        }
    }

    /// <summary><c>fail DEVICE ERRNO</c>: from here on the hardware refuses to attach the device; <c>mend DEVICE</c>: not any more.</summary>
    private string Hardware(TraceStep step)
    {
        bool fails = step.Verb == "fail";
        int device = step.Arguments.Count == (fails ? 2 : 1) && BusAddress.TryParse(step.Arguments[0], out BusAddress address) ? machine.Topology.Find(address) : -1;
        if (device < 0) return answers.Bad(step, "no such device");
        if (!fails) machine.Host.MendAttach(device);
        else if (PolicyNames.Errno(step.Arguments[1]) is not Errno.None and var errno) machine.Host.FailAttach(device, HostState.AnyContext, errno);
        else return answers.Bad(step, "no such errno");
        return answers.Done(step);
    }

    private string Call(TraceStep step)
    {
        string name = step.Verb.Replace('-', '_');
        if (ForHandles(name, step.Arguments) is not { } operation) return answers.Skipped(step, $"{machine.Policy.ModelName} has no operation {name}");
        if (!arguments.TryRead(operation, step.Arguments, out long[] args, out string problem)) return answers.Bad(step, problem);
        Outcome outcome = machine.Call(operation, args);
        if (outcome.Pending is { } call)
        {
            pending.Add((++lastPending, step), call);
            return answers.Blocked(step, lastPending);
        }

        return answers.Ended(step, outcome, Open(operation, outcome, step.Handle)?.Name);
    }

    /// <summary>The operation of a name; or the one called after it and the kind of a handle in the step, where the model tells kinds apart.</summary>
    private OperationIR? ForHandles(string name, IReadOnlyList<string> words) =>
        words.Select(handles.Find).OfType<Handle>().Select(h => machine.Policy.Operation($"{name}_{h.Kind.Name}")).FirstOrDefault(o => o is not null)
        ?? machine.Policy.Operation(name);

    /// <summary>Names the object a call gave.</summary>
    private Handle? Open(OperationIR operation, Outcome outcome, string? name)
    {
        if (!outcome.IsOk || operation.Gives is not [{ Type.Object: { } kind }, ..] || outcome.Decision.First == Ir.None) return null;
        return handles.Open(name ?? DefaultName(operation, outcome.Arguments, kind), kind, outcome.Decision.First);
    }

    /// <summary>A step that needs a container where none is open opens one, as the recorder does.</summary>
    private Handle? OpenDefault(ObjectIR kind) =>
        machine.Policy.Operations.FirstOrDefault(o => o.Parameters.Count == 0 && o.Gives is [{ Type.Object: { } given }, ..] && given.Index == kind.Index) is { } open
            ? Open(open, machine.Call(open, []), null) : null;

    /// <summary>gN for something made from group N, the address for something made from a device, else the kind's first letter.</summary>
    private string DefaultName(OperationIR operation, IReadOnlyList<long> args, ObjectIR kind)
    {
        for (int i = args.Count - 1; i >= 0; i--)
        {
            if (operation.Parameters[i].Type.Sort == Sort.Group) return $"g{machine.Topology.GroupNumber((int)args[i])}";
            if (operation.Parameters[i].Type.Sort == Sort.Device) return machine.Topology.Device((int)args[i]).Address.ToString();
        }

        return kind.Name[..1];
    }

    private string Close(TraceStep step)
    {
        Handle? handle = step.Arguments.Count == 0 ? handles.Latest(null) : handles.Find(step.Arguments[0]);
        if (handle is null) return answers.Bad(step, "no such handle");
        if (CloseOperation(handle.Kind) is not { } operation)
        {
            return answers.Skipped(step, $"{machine.Policy.ModelName} has no operation close_{handle.Kind.Name}");
        }

        Outcome outcome = Close(handle, operation);
        if (outcome.Pending is not { } call) return answers.Ended(step, outcome, null);
        pending.Add((++lastPending, step), call);
        return answers.Blocked(step, lastPending);
    }

    private string CloseAll(TraceStep step, List<string> ended)
    {
        IReadOnlyList<Handle> open = handles.LatestFirst();
        foreach (Handle handle in open)
        {
            if (CloseOperation(handle.Kind) is { } operation) Close(handle, operation);
            else handles.Close(handle);
            Settle(ended);
        }

        return answers.Done(step, json => json.WriteNumber("closed", open.Count));
    }

    private Outcome Close(Handle handle, OperationIR operation)
    {
        handles.Close(handle);
        return machine.Call(operation, [handle.Id]);
    }

    private OperationIR? CloseOperation(ObjectIR kind) =>
        machine.Policy.Operation($"close_{kind.Name}") is { Parameters: [{ Type.Object: { } closes }] } operation && closes.Index == kind.Index ? operation : null;

    private void Settle(List<string> ended)
    {
        foreach (((int number, TraceStep step), Outcome outcome) in pending.Resume(machine)) ended.Add(answers.Async(number, step, outcome));
    }
}
