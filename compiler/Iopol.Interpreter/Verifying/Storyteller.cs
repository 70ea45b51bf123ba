using Iopol.Compiler.IR;
using Iopol.Interpreter.Machines;
using Iopol.Runtime.Decisions;
using Iopol.Runtime.State;
using Iopol.Runtime.Topology;

namespace Iopol.Interpreter.Verifying;

/// <summary>
/// Tells how a finding comes about, by making its moves in the reference semantics. So a story is not only told but checked: an
/// engine that went elsewhere than the interpreter would be found out here.
/// </summary>
internal sealed class Storyteller(VerificationModel model, PackedStates states)
{
    public Counterexample Tell(Finding finding)
    {
        World world = model.Start();
        Snapshot start = Snapshot.Of(world);
        var steps = new List<CounterexampleStep>();
        foreach (byte[] target in Way(finding.State).Skip(1))
        {
            world = Follow(world, target, steps);
        }

        HostTopology topology = world.Machine.Topology;
        if (finding.Kind is not { } kind)
        {
            int? witness = world.Machine.Witness(model.Policy.Properties.First(p => p.Name == finding.Property).Condition);
            return new Counterexample("", Sentence(finding.Property, witness), witness is { } device ? [topology.Device(device).Address] : [], start, steps);
        }

        Breach? breach = First(world.Machine.Isolation.Breaches(), kind);
        if (finding.IsOnTheWay)
        {
            (breach, world) = Break(world, kind, steps);
        }

        Breach found = breach ?? throw new InvalidOperationException("the engine found a breach that the reference semantics does not have");
        return new Counterexample(Title(kind), Sentence(found, world), [.. new[] { found.Device, found.Other }.Distinct().Select(d => topology.Device(d).Address)], start, steps);
    }

    private List<byte[]> Way(long state)
    {
        var way = new List<byte[]>();
        for (long at = state; at != PackedStates.None; at = states.Parent(at))
        {
            var bytes = new byte[model.Layout.Length];
            states.Read(at, bytes);
            way.Add(bytes);
        }

        way.Reverse();
        return way;
    }

    private World Follow(World from, byte[] target, List<CounterexampleStep> steps)
    {
        foreach ((Move move, int slot, Move[] before) in Possible(from))
        {
            World next = from.Clone();
            CounterexampleStep[] first = [.. before.Select(b => Preset(next, b))];
            if (next.Make(move, slot) is not { } outcome) continue;
            byte[] reached = model.Layout.Read(next);
            model.Liveness.Clear(reached);
            model.Symmetry.Normalize(reached);
            if (!reached.AsSpan().SequenceEqual(target)) continue;
            steps.AddRange([.. first, Step(move, slot, outcome, next, null)]);
            return next;
        }

        throw new InvalidOperationException("the engine found a step that the reference semantics does not have");
    }

    /// <summary>The first move that breaks a property on its way or at its end, told up to the moment it does.</summary>
    private (Breach, World) Break(World from, BreachKind kind, List<CounterexampleStep> steps)
    {
        foreach ((Move move, int slot, Move[] before) in Possible(from))
        {
            World next = from.Clone();
            CounterexampleStep[] first = [.. before.Select(b => Preset(next, b))];
            Breach? found = null;
            World? moment = null;
            HostState start = from.Machine.Host;
            next.Machine.Changed = () =>
            {
                if (found is not null) return;
                found = First(next.Machine.Isolation.Breaches(), kind);
                if (found is not null) moment = next.Clone();
            };
            if (next.Make(move, slot) is not { } outcome) continue;
            next.Machine.Changed = null;
            Breach? atEnd = First(next.Machine.Isolation.Breaches().Concat(next.Machine.Isolation.DisturbedSince(start)), kind);
            if ((found ?? atEnd) is not { } breach) continue;
            bool isAtEnd = atEnd == breach && !next.Machine.Host.Panicked;
            steps.AddRange([.. first, Step(move, slot, outcome, next, isAtEnd || moment is null ? null : Snapshot.Of(moment))]);
            return (breach, isAtEnd || moment is null ? next : moment);
        }

        throw new InvalidOperationException("the engine found a breach that the reference semantics does not have");
    }

    /// <summary>The possible moves, with what has to be done before them: first where that is nothing.</summary>
    private IEnumerable<(Move Move, int Slot, Move[] Before)> Possible(World from) => from.Possible()
        .SelectMany(m => model.Presets.Before(m.Move, m.Slot < 0 ? 0 : from.Waiting[m.Slot].Phase).Select(before => (m.Move, m.Slot, before.Where(b => !from.IsOverride(b)).ToArray())))
        .OrderBy(m => m.Item3.Length);

    private static CounterexampleStep Preset(World world, Move move) =>
        Step(move, -1, world.Make(move) ?? throw new InvalidOperationException("setting driver_override left the bounds"), world, null);

    private static Breach? First(IEnumerable<Breach> breaches, BreachKind kind) => breaches.Where(b => b.Kind == kind).Cast<Breach?>().FirstOrDefault();

    private static CounterexampleStep Step(Move move, int slot, Outcome outcome, World after, Snapshot? onTheWay)
    {
        Machine machine = after.Machine;
        Decision decision = outcome.Decision;
        string rule = decision.Verdict is Verdict.Refused or Verdict.Panicked && decision.Rule > 0 ? $" because {machine.Policy.Refusal(decision.Rule).Rule}" : "";
        string answer = decision.Verdict switch
        {
            Verdict.Ok => "ok",
            Verdict.Blocked => "waits",
            Verdict.Panicked => "panic",
            _ => $"{decision.Errno}{rule}",
        };
        string actor = move.Caller >= 0 ? machine.UserName(move.Caller) : move.Operation.By.ToString().ToLowerInvariant();
        string because = decision.Verdict is Verdict.Refused or Verdict.Panicked ? machine.Explain(outcome).Because : "";
        return new CounterexampleStep(actor, Snapshot.Call(machine, move), answer, because, slot >= 0, onTheWay, Snapshot.Of(after));
    }

    private string Sentence(string property, int? witness)
    {
        PropertyIR failed = model.Policy.Properties.First(p => p.Name == property);
        string what = $"{(failed.Text.Length > 0 ? failed.Text : property)}: no longer so";
        return witness is { } device ? $"{what}, because of {model.Topology.Device(device).Address}" : what;
    }

    private static string Title(BreachKind kind) => kind switch
    {
        BreachKind.Outside => "a user's device reaches memory that is not the user's",
        BreachKind.Stranger => "a device of the host reaches a user's memory",
        BreachKind.Companion => "a device of a user's group is not the user's alone",
        _ => "a device of the host is cut off from its memory",
    };

    private static string Sentence(Breach breach, World world)
    {
        Machine machine = world.Machine;
        string Address(int device) => machine.Topology.Device(device).Address.ToString();
        string device = Address(breach.Device);
        string context = Snapshot.Context(machine, machine.Host.Context(breach.Device)).Text;
        int driver = machine.Host.Driver(breach.Device);
        string user = breach.User < 0 ? "" : machine.UserName(breach.User);
        return breach.Kind switch
        {
            BreachKind.Outside => $"{user} can reach {device}, and its DMA is in context {context}",
            BreachKind.Stranger => $"{device} does DMA for the host on {machine.Host.Drivers.Name(driver)}, and its context is {context}",
            BreachKind.Companion when machine.IsHostDriver(driver) => $"{user} can reach {Address(breach.Other)}, and {device} of the same group is driven by {machine.Host.Drivers.Name(driver)} for the host",
            BreachKind.Companion when (machine.Host.Reach(breach.Device) & ~(1UL << breach.User)) != 0 => $"{user} can reach {Address(breach.Other)}, and somebody else {device} of the same group",
            BreachKind.Companion => $"{user} can reach {Address(breach.Other)}, and {device} of the same group is in context {context}",
            _ => $"{device} does DMA for the host on {machine.Host.Drivers.Name(driver)}, and its context has become {context}",
        };
    }
}
