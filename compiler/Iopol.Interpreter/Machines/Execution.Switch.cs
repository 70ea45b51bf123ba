using Iopol.Compiler.IR;
using Iopol.Interpreter.Values;
using Iopol.Runtime.Decisions;
using Iopol.Runtime.Topology;

namespace Iopol.Interpreter.Machines;

// Programming context entries, and what becomes of it where the hardware refuses a device.
internal sealed partial class Execution
{
    /// <summary>
    /// Programs context entries. A group is switched device by device in order of address. A device is switched alone, or,
    /// where aliases are handled together, with every device that shares a requester ID with it; where they are refused,
    /// the first sharer whose context is not the target decides. On the way through an intermediate context each device
    /// passes it before the next device is touched.
    /// </summary>
    private Outcome? Switch(SwitchStatement change, Frame frame)
    {
        Value target = evaluator.Evaluate(change.Target, frame);
        Value context = evaluator.Evaluate(change.Context, frame);
        Value through = change.Through is null ? Ir.None : evaluator.Evaluate(change.Through, frame);
        if (!target.IsKnown || !context.IsKnown || !through.IsKnown) return Unknown(frame);
        if (target.Number == Ir.None || context.Number == Ir.None) return null;
        HostTopology topology = host.Topology;
        int id = (int)target.Number;
        int[] devices;
        if (change.Target.Type.Sort == Sort.Group)
        {
            devices = [.. Enumerable.Range(topology.GroupStart(id), topology.GroupEnd(id) - topology.GroupStart(id))];
        }
        else
        {
            int[] sharers = [.. topology.SharersOf(id)];
            if (machine.Policy.Aliases.Kind == AliasKind.Refuse)
            {
                foreach (int sharer in sharers)
                {
                    if (sharer != id && host.Context(sharer) != context.Number) return Refuse(change.RefusalId, frame, new Witness(sharer));
                }
            }

            devices = machine.Policy.Aliases.Kind == AliasKind.Together ? sharers : [id];
        }

        int[] way = through.Number == Ir.None ? [(int)context.Number] : [(int)through.Number, (int)context.Number];
        if (change.Failure is { } failure) return Switch(devices, way, change.Order, failure, frame);
        foreach (int device in devices)
        {
            foreach (int step in way) Program(device, host.AttachError(device, step) == Errno.None ? step : Ir.ContextBlocked);
        }

        return null;
    }

    /// <summary>Switches up to the first device that the hardware refuses; that one ends the operation.</summary>
    private Outcome? Switch(int[] devices, int[] way, SwitchOrder order, SwitchFailure failure, Frame frame)
    {
        int[] before = [.. Enumerable.Range(0, host.Topology.RequesterCount).Select(host.ContextOfRequester)];
        var moved = new List<int>();
        foreach (int device in devices)
        {
            foreach (int step in way)
            {
                Errno errno = host.AttachError(device, step);
                if (errno == Errno.None)
                {
                    Program(device, step);
                    if (!moved.Contains(device)) moved.Add(device);
                    continue;
                }

                if (order == SwitchOrder.Rollback) moved.ForEach(d => PutBack(d, before));
                return Run(failure.Body, frame) ?? Refuse(failure.RefusalId, frame, new Witness(device), errno);
            }
        }

        return null;
    }

    /// <summary>Every entry of a device as it was; one that the hardware does not take back is parked in blocked.</summary>
    private void PutBack(int device, int[] before)
    {
        bool taken = host.AttachError(device, before[host.Topology.RequesterOf(device)]) == Errno.None;
        int[] requesters = [.. host.Topology.RequestersOf(device)];
        foreach (int requester in requesters) host.ProgramRequester(requester, taken ? before[requester] : Ir.ContextBlocked);
        machine.Changed?.Invoke();
        foreach (int requester in requesters) machine.ContextWritten?.Invoke(requester, host.ContextOfRequester(requester));
    }

    private void Program(int device, int context)
    {
        host.Program(device, context);
        machine.Changed?.Invoke();
        if (machine.ContextWritten is not { } written) return;
        foreach (int requester in host.Topology.RequestersOf(device)) written(requester, context);
    }
}
