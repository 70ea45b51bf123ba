using Iopol.Compiler.IR;
using Iopol.Interpreter.Machines;
using Iopol.Interpreter.Values;
using Iopol.Runtime.Facts;
using Iopol.Runtime.State;

namespace Iopol.Interpreter.Auditing;

/// <summary>The parts the devices of a group have in its verdict.</summary>
/// <param name="machine">The idle host.</param>
/// <param name="rules">What the audit asks for.</param>
/// <param name="trial">Tries requests.</param>
/// <param name="search">The search for steps, done.</param>
/// <param name="now">The try that succeeds without steps, or null.</param>
/// <param name="group">The group.</param>
internal sealed class DeviceRoles(Machine machine, AuditRules rules, RequestTrial trial, StepSearch search, Attempt? now, int group)
{
    public IReadOnlyList<DeviceVerdict> All()
    {
        IReadOnlyList<int> against = machine.Deciding(machine.Blame(rules.Viable!, group), group);
        // What refuses the request although the group is viable, a protected device say, blocks as well.
        (Attempt Attempt, Machine At)? refused = now is null && against.Count == 0 ? search.Furthest : null;
        if (refused is { Attempt.Failed: { } failed }) against = machine.Deciding(failed.Witness, group);
        Machine? settled = now is not null ? machine : search.After;
        var roles = new List<DeviceVerdict>();
        for (int device = machine.Topology.GroupStart(group); device < machine.Topology.GroupEnd(group); device++)
        {
            DeviceFacts facts = machine.Topology.Device(device);
            int id = machine.Host.Driver(device);
            string? driver = id >= 0 ? machine.Host.Drivers.Name(id) : null;
            (DeviceRole? role, string because) = Role(device, id, driver, facts, against.Contains(device), refused, settled);
            roles.Add(new DeviceVerdict(facts.Address, driver, role, because));
        }

        return roles;
    }

    private (DeviceRole?, string) Role(int device, int id, string? driver, DeviceFacts facts, bool blocks, (Attempt, Machine)? refused, Machine? settled)
    {
        if (blocks) return (DeviceRole.Blocks, Blocking(device, driver, refused));
        if (facts.HeaderTypeOrImplied is 1 or 2) return (DeviceRole.Bridge, driver is null ? "a bridge" : $"a bridge on {driver}");
        if (id == HostState.Unknown) return (null, "its driver is unknown");
        if (settled is not null)
        {
            Attempt attempt = trial.Try(settled, device);
            if (attempt.IsUnknown) return (null, $"unknown: {string.Join(", ", attempt.Failed!.Missing)}");
            if (attempt.Succeeded) return (DeviceRole.Assignable, attempt.Bind is null ? $"on {driver}" : $"can be bound to {machine.Show(attempt.Bind.Arguments[^1], attempt.Bind.Operation.Parameters[^1].Type)}");
        }

        return (DeviceRole.Harmless, driver is null ? "no driver" : $"{driver} may stay beside a user");
    }

    private string Blocking(int device, string? driver, (Attempt Attempt, Machine At)? refused)
    {
        if (refused is not { } by)
        {
            return driver is null ? $"rule {rules.Viable!.Name} does not accept it" : $"on {driver}, which rule {rules.Viable!.Name} does not accept";
        }

        foreach (ClauseTest test in by.Attempt.Failed?.Witness?.Quantifier?.Body?.DescendantsAndSelf().OfType<ClauseTest>() ?? [])
        {
            if (machine.FirstMatch(test.Clause, device) is { Reason.Length: > 0 } entry) return entry.Reason;
        }

        string reason = trial.Reason(by.At, by.Attempt);
        return reason.Length > 0 ? reason : "the policy does not accept it";
    }
}
