using Iopol.Compiler.IR;
using Iopol.Interpreter.Machines;
using Iopol.Interpreter.Values;

namespace Iopol.Interpreter.Auditing;

/// <summary>
/// Finds the fewest steps of the administrator after which a user could be given a device of a group, by running the model.
/// Two proofs keep the search short: where every try fails for a reason no operation can change, no steps help; and where one
/// step can settle one deciding device at most, as many steps as there are deciding devices are the fewest.
/// Otherwise the states are searched breadth first, in a fixed order, up to <see cref="StateLimit"/> of them.
/// </summary>
internal sealed class StepSearch(AuditRules rules, RequestTrial trial, int group)
{
    /// <summary>Most states a search visits.</summary>
    public const int StateLimit = 2000;

    /// <summary>Base class of host, ISA and PCI bridges: they can be asked for, and nobody does.</summary>
    private const int BridgeClass = 0x06;

    /// <summary>Steps found; empty where none were.</summary>
    public IReadOnlyList<AdminStep> Steps { get; private set; } = [];

    /// <summary>The try that succeeded after the steps, or that failed on unknown facts only; null where no steps were found.</summary>
    public Attempt? Success { get; private set; }

    /// <summary>The state after the steps, or null.</summary>
    public Machine? After { get; private set; }

    /// <summary>The failed try that got furthest, over all states seen, and the state it was made in.</summary>
    public (Attempt Attempt, Machine At)? Furthest { get; private set; }

    public SearchEnd Run(Machine idle)
    {
        if (Hopeless(idle)) return SearchEnd.NoSteps;
        if (OnePerDevice(idle)) return SearchEnd.Fewest;
        return BreadthFirst(idle);
    }

    /// <summary>The first device that can be given now, by address but the chipset's bridges last, preferring one that needs no binding; else one that unknown facts alone keep from it; else null.</summary>
    public Attempt? Find(Machine at)
    {
        if (rules.Viable is not null && at.Holds(rules.Viable, group) == Truth.False) return null;
        Attempt? found = null;
        foreach (int device in Devices(at).OrderBy(d => at.Topology.Device(d).Class is { } code && code >> 16 == BridgeClass))
        {
            Attempt attempt = trial.Try(at, device);
            if (attempt is { Succeeded: true, Bind: null }) return attempt;
            if (attempt.Succeeded ? found is not { Succeeded: true } : attempt.IsUnknown && found is null) found = attempt;
            Note(attempt, at);
        }

        return found;
    }

    /// <summary>With every device taken off its driver, each try fails on a condition that no operation can change, and that every try must pass.</summary>
    private bool Hopeless(Machine idle)
    {
        Machine bare = idle.Clone();
        foreach (int device in Devices(bare))
        {
            foreach (OperationIR unbind in rules.Admin.Where(o => o.Parameters.Count == 1)) bare.Call(unbind, [device]);
        }

        foreach (int device in Devices(bare))
        {
            foreach (Attempt attempt in trial.Tries(bare, device))
            {
                if (attempt.Failed is not { IsUnknown: false } failed || !IsFixed(failed)) return false;
                // A device found on a user's driver it could not be bound to again is not judged by its binding.
                if (attempt.Progress < 0 && trial.IsOnUserDriver(idle, device)) return false;
                Note(attempt, bare);
            }
        }

        return true;
    }

    private void Note(Attempt attempt, Machine at)
    {
        if (attempt is { Succeeded: false, IsUnknown: false } && attempt.IsFurtherThan(Furthest?.Attempt)) Furthest = (attempt, at);
    }

    private static bool IsFixed(Outcome failed) => failed.Operation.Body.Any(s =>
        s is RequireStatement require && require.RefusalId == failed.Decision.Rule && PolicyReads.IsFixed(require.Condition));

    private bool OnePerDevice(Machine idle)
    {
        if (rules.Viable is null || idle.Blame(rules.Viable, group) is not { Quantifier: { } quantifier } witness) return false;
        if (!PolicyReads.IsNecessary(quantifier, rules.Viable.Body) || !PolicyReads.IsOfOneDevice(quantifier, rules.Policy)) return false;
        Machine at = idle.Clone();
        var steps = new List<AdminStep>();
        Machine next = idle.Clone();
        foreach (int device in idle.Deciding(witness, group))
        {
            bool settled = false;
            foreach (AdminStep step in rules.StepsOn(device))
            {
                next.CopyFrom(at);
                if (!next.Call(step.Operation, step.Arguments).IsOk || next.Deciding(next.Blame(rules.Viable, group), group).Contains(device)) continue;
                (at, next) = (next, at);
                steps.Add(step);
                settled = true;
                break;
            }

            if (!settled) return false;
        }

        return Take(at, steps);
    }

    private SearchEnd BreadthFirst(Machine idle)
    {
        var seen = new HashSet<StateKey> { idle.Key() };
        var open = new Queue<(Machine At, AdminStep[] Steps)>([(idle, [])]);
        while (open.TryDequeue(out (Machine At, AdminStep[] Steps) state))
        {
            if (state.Steps.Length > 0 && Take(state.At, state.Steps)) return SearchEnd.Fewest;
            foreach (AdminStep step in Devices(idle).SelectMany(rules.StepsOn))
            {
                Machine next = state.At.Clone();
                if (!next.Call(step.Operation, step.Arguments).IsOk || !seen.Add(next.Key())) continue;
                if (seen.Count > StateLimit) return SearchEnd.GivenUp;
                open.Enqueue((next, [.. state.Steps, step]));
            }
        }

        return SearchEnd.NoSteps;
    }

    private bool Take(Machine at, IReadOnlyList<AdminStep> steps)
    {
        if (Find(at) is not { } success) return false;
        (Steps, Success, After) = (steps, success, at);
        return true;
    }

    private IEnumerable<int> Devices(Machine machine) =>
        Enumerable.Range(machine.Topology.GroupStart(group), machine.Topology.GroupEnd(group) - machine.Topology.GroupStart(group));
}
