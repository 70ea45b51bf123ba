using Iopol.Compiler.IR;
using Iopol.Interpreter.Machines;
using Iopol.Interpreter.Values;
using Iopol.Runtime.Facts;
using Iopol.Runtime.State;
using Iopol.Runtime.Topology;

namespace Iopol.Interpreter.Auditing;

/// <summary>
/// Answers, for every group of a host under a policy, whether a user could be given a device of it, and what would change
/// the answer. The answers come from running the model; nothing here knows one system from another.
/// </summary>
public sealed class Audit
{
    private static readonly HostLimits Small = new() { Users = 1, Spaces = 8, MappingsPerSpace = 8 };

    private readonly PolicyIR policy;
    private readonly HostTopology topology;
    private readonly IReadOnlyDictionary<string, long>? settings;
    private readonly AuditRules rules;
    private readonly GroupHost host;

    /// <summary>Prepares an audit.</summary>
    /// <param name="policy">A policy whose model has the rule <c>viable(group)</c> and the request <c>assign(device)</c>.</param>
    /// <param name="topology">The host.</param>
    /// <param name="settings">Settings that differ from the policy's.</param>
    /// <exception cref="ArgumentException">The model lacks the rule or the request (see <see cref="Problem"/>), or there is no such setting.</exception>
    public Audit(PolicyIR policy, HostTopology topology, IReadOnlyDictionary<string, long>? settings = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(topology);
        if (Problem(policy) is { } problem) throw new ArgumentException(problem, nameof(policy));
        (HostFacts facts, Assumed) = PlatformFacts.Complete(topology.Facts, policy);
        (this.policy, this.topology, this.settings) = (policy, new HostTopology(facts), settings);
        rules = new AuditRules(policy, settings);
        host = new GroupHost(this.topology);
    }

    /// <summary>Why a policy cannot be audited, in one line; null where it can.</summary>
    public static string? Problem(PolicyIR policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var rules = new AuditRules(policy, null);
        return rules.Viable is null ? $"{policy.ModelName} has no rule viable(g: group)"
            : rules.Assign is null ? $"{policy.ModelName} has no request assign(d: device)"
            : null;
    }

    /// <summary>What the answers take for granted because the source cannot tell, a sentence each.</summary>
    public IReadOnlyList<string> Assumed { get; }

    /// <summary>The verdicts of all groups, by the number the kernel gave them.</summary>
    public IReadOnlyList<GroupVerdict> Run() => [.. Enumerable.Range(0, topology.GroupCount).Select(Verdict).OrderBy(v => v.Group)];

    /// <summary>The verdict of one group.</summary>
    /// <param name="group">Dense id.</param>
    public GroupVerdict Verdict(int group)
    {
        int number = topology.GroupNumber(group);
        var machine = new Machine(policy, host.Around(group), Small, settings);
        int own = machine.Topology.FindGroup(number);
        Truth viable = machine.Holds(rules.Viable!, own);
        string[] missing = [.. machine.Missing];
        var trial = new RequestTrial(machine, rules.Assign!, rules);
        var search = new StepSearch(rules, trial, own);
        Attempt? now = viable == Truth.False ? null : search.Find(machine);
        var verdict = new GroupVerdict
        {
            Group = number,
            Viable = viable == Truth.Unknown ? null : viable == Truth.True,
            Assignable = now is null ? false : now.Succeeded && viable == Truth.True ? true : null,
            Devices = [],
        };
        if (verdict.Assignable is null)
        {
            verdict = verdict with { Search = SearchEnd.CannotTell, Missing = Union(missing, now!.Failed?.Missing) };
        }
        else if (verdict.Assignable == true)
        {
            verdict = verdict with { Then = Texts(machine, now!.Bind) };
        }
        else
        {
            (Attempt, Machine)? refused = search.Furthest;
            verdict = verdict with { Search = search.Run(machine) };
            // Where nothing helps, what stands in the way at the end says more than what does now.
            verdict = Refuse(verdict, machine, trial, verdict.Search == SearchEnd.NoSteps ? search.Furthest : refused, own) with
            {
                Steps = [.. search.Steps.Select(s => s.ToText(machine))],
                Then = Texts(machine, search.Success?.Bind),
                Missing = [.. search.Success?.Failed?.Missing ?? []],
                Obstacle = verdict.Search == SearchEnd.NoSteps ? Obstacle(search.Furthest, trial) : "",
            };
        }

        return verdict with { Devices = new DeviceRoles(machine, rules, trial, search, now, own).All() };
    }

    private GroupVerdict Refuse(GroupVerdict verdict, Machine machine, RequestTrial trial, (Attempt Attempt, Machine At)? refused, int group)
    {
        if (verdict.Viable == false)
        {
            return rules.Refusal is not { } refusal ? verdict with { Rule = rules.Viable!.Name, At = rules.Viable.Place.ToString() } : verdict with
            {
                Errno = PolicyNames.Errno(refusal.Errno),
                Rule = refusal.Rule,
                At = refusal.Place.ToString(),
                Because = machine.Fill(refusal.Reason, About(refusal.Reason, group)),
            };
        }

        if (refused is not { Attempt.Failed: { Decision.Rule: > 0 } failed } by) return verdict;
        RefusalIR rule = policy.Refusal(failed.Decision.Rule);
        return verdict with { Errno = failed.Decision.Errno, Rule = rule.Rule, At = rule.Place.ToString(), Because = trial.Reason(by.At, by.Attempt) };
    }

    private string Obstacle((Attempt Attempt, Machine At)? furthest, RequestTrial trial)
    {
        if (furthest is not { Attempt.Failed: { Decision.Rule: > 0 } failed } by) return "";
        string reason = trial.Reason(by.At, by.Attempt);
        int witness = failed.Decision.Witness;
        IEnumerable<ClauseEntryIR?> listed = witness < 0 ? [] : policy.Clauses.Select(clause => by.At.FirstMatch(clause, witness));
        return listed.FirstOrDefault(entry => entry is { Reason.Length: > 0 }) is { } entry ? $"{by.At.Topology.Device(witness).Address}, {entry.Reason}" : reason;
    }

    /// <summary>A frame in which the group a message speaks of is this one: no request was run that could tell.</summary>
    private static Frame About(MessageIR message, int group)
    {
        var frame = new Frame();
        foreach (VariableReference variable in message.Parts.Select(p => p.Hole).OfType<VariableReference>())
        {
            if (variable.Type.Sort == Sort.Group) frame[variable.Variable.Slot] = group;
        }

        return frame;
    }

    private static string[] Texts(Machine machine, AdminStep? step) => step is null ? [] : [step.ToText(machine)];

    private static string[] Union(IEnumerable<string> first, IEnumerable<string>? second) => [.. first.Union(second ?? [])];
}
