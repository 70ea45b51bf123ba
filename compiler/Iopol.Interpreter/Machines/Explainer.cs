using Iopol.Compiler.IR;
using Iopol.Interpreter.Values;
using Iopol.Runtime.Decisions;
using Iopol.Runtime.State;
using Iopol.Runtime.Topology;

namespace Iopol.Interpreter.Machines;

/// <summary>Puts an outcome into words.</summary>
internal sealed class Explainer(Machine machine, Evaluator evaluator)
{
    private readonly HostTopology topology = machine.Topology;

    public Explanation Explain(Outcome outcome)
    {
        Decision decision = outcome.Decision;
        RefusalIR? refusal = decision.Verdict is Verdict.Refused or Verdict.Panicked && decision.Rule > 0 ? machine.Policy.Refusal(decision.Rule) : null;
        int group = GroupOf(outcome);
        return new Explanation(
            outcome.Operation.Name,
            decision.Verdict,
            decision.Errno,
            refusal?.Rule,
            refusal?.Place.ToString(),
            refusal is null ? "" : Fill(refusal.Reason, outcome.Frame),
            group < 0 ? null : topology.GroupNumber(group),
            Parts(group, outcome));
    }

    public string Fill(MessageIR message, Frame frame)
    {
        var text = new ValueText(machine);
        return string.Concat(message.Parts.Select(part =>
            part.Text ?? (part.Hole is { } hole ? text.Show(evaluator.Evaluate(hole, frame), hole.Type) : "")));
    }

    /// <summary>The group of the witness; else of the first parameter that is a device or a group; else the one an object among the parameters stands for.</summary>
    private int GroupOf(Outcome outcome)
    {
        if (outcome.Decision.Witness >= 0) return topology.GroupOf(outcome.Decision.Witness);
        IEnumerable<(IrType Type, long Value)> args = outcome.Operation.Parameters.Select((p, i) => (p.Type, outcome.Arguments[i]));
        foreach ((IrType type, long value) in args.Where(a => a.Type.Sort is Sort.Device or Sort.Group && a.Value != Ir.None)) return Group(type, value);
        foreach ((IrType type, long value) in args.Where(a => a.Type.Sort is Sort.Object && a.Value != Ir.None))
        {
            StateIR? about = machine.Policy.States.FirstOrDefault(s => s.Key.Object?.Index == type.Object!.Index && s.Type.Sort is Sort.Device or Sort.Group);
            if (about is not null && machine.Read(about, value) is var target && target != Ir.None) return Group(about.Type, target);
        }

        return -1;
    }

    private int Group(IrType type, long value) => type.Sort == Sort.Group ? (int)value : topology.GroupOf((int)value);

    private DevicePart[] Parts(int group, Outcome outcome)
    {
        if (group < 0) return [];
        int first = topology.GroupStart(group);
        var parts = new DevicePart[topology.GroupEnd(group) - first];
        for (int i = 0; i < parts.Length; i++)
        {
            int driver = machine.Host.Driver(first + i);
            string? name = driver switch { HostState.None => null, HostState.Unknown => "unknown", _ => machine.Host.Drivers.Name(driver) };
            parts[i] = new DevicePart(topology.Device(first + i).Address, name, outcome.Witness?.Decides(first + i, evaluator) == true);
        }

        return parts;
    }
}
