using System.Text;
using Iopol.Compiler.IR;
using Iopol.Interpreter.Machines;
using Iopol.Interpreter.Values;
using Iopol.Runtime.Decisions;
using Iopol.Runtime.Enforcement;
using Iopol.Runtime.State;
using Iopol.Runtime.Topology;

namespace Iopol.Emit.Tests.Differential;

/// <summary>Runs the interpreter and a compiled policy side by side and compares everything that can be seen after every step.</summary>
internal sealed class LockStep
{
    private readonly PolicyIR policy;
    private readonly Machine machine;
    private readonly CompiledPolicy compiled;
    private readonly HostTopology topology;
    private readonly HostState host;
    private readonly HostLimits limits;
    private readonly Random random;
    private readonly int focus;
    private readonly bool strays;
    private readonly StringBuilder story = new();
    private readonly List<PendingCall> pending = [];
    private readonly Dictionary<int, int> calls = [];

    public LockStep(PolicyIR policy, InMemory classes, HostTopology topology, HostLimits limits, int seed)
    {
        (this.policy, this.topology, this.limits) = (policy, topology, limits);
        machine = new Machine(policy, topology, limits);
        compiled = classes.Create(policy, topology, limits);
        host = new HostState(topology, compiled.Drivers, limits);
        random = new Random(seed);
        focus = random.Next(Math.Max(1, topology.GroupCount));
        strays = random.Next(2) == 0;
        foreach (string name in new[] { "vfio-pci", "e1000e", "nvme", "unheard-of" })
        {
            Assert.Equal(machine.Host.Drivers.Intern(name), compiled.Drivers.Intern(name));
        }
    }

    /// <summary>How many steps ended with each verdict.</summary>
    public Dictionary<Verdict, int> Verdicts { get; } = [];

    /// <summary>How many operations were refused because the hardware refused a device.</summary>
    public int FailedSwitches { get; private set; }

    /// <summary>How often each operation was granted, by index.</summary>
    public IReadOnlyDictionary<int, int> Granted => calls;

    /// <summary>Runs random steps; a difference fails the test with the story so far.</summary>
    public void Run(int steps)
    {
        Compare("at the start");
        for (int i = 0; i < steps; i++)
        {
            if (random.Next(5) == 0) Break();
            if (pending.Count > 0 && random.Next(3) == 0) Resume();
            else Call(policy.Operations[random.Next(policy.Operations.Count)]);
            Compare($"after step {i}");
            if (!machine.Host.Panicked || random.Next(4) != 0) continue;
            machine.Reset();
            compiled.Reset();
            pending.Clear();
            Compare("after a reset");
        }
    }

    /// <summary>Calls operations by name, one after the other, with arguments that are random still.</summary>
    public void Follow(IEnumerable<string> operations)
    {
        foreach (string name in operations)
        {
            Call(policy.Operations.Single(o => o.Name == name));
            Compare($"after {name}");
        }
    }

    private void Call(OperationIR operation)
    {
        long[] arguments = [.. operation.Parameters.Select(p => Argument(p.Type))];
        int caller = random.Next(limits.Users);
        story.Append(operation.Name).Append('(').AppendJoin(", ", arguments).Append(") by ").Append(caller);
        Decision actual = compiled.Call(operation.Index, 0, arguments, caller);
        bool allAlive = operation.Parameters.Select((p, i) => IsAlive(p.Type, arguments[i])).All(alive => alive);
        // The reference does not check what it is given; a compiled policy answers EBADF.
        if (!allAlive)
        {
            Expect(machine.Host.Panicked ? new Decision(Verdict.Refused, Errno.EIO) : new Decision(Verdict.Refused, Errno.EBADF), actual);
            return;
        }

        Outcome outcome = machine.Call(operation, arguments, caller);
        if (outcome.IsOk) calls[operation.Index] = calls.GetValueOrDefault(operation.Index) + 1;
        if (outcome.Pending is { } waits) pending.Add(waits);
        Expect(outcome.Decision, actual);
        Explain(outcome, actual, arguments, caller);
    }

    private void Resume()
    {
        PendingCall call = pending[random.Next(pending.Count)];
        pending.Remove(call);
        story.Append("resume ").Append(call.Operation.Name).Append(" at ").Append(call.Phase);
        Outcome outcome = machine.Resume(call);
        if (outcome.Pending is { } again) pending.Add(again);
        Expect(outcome.Decision, compiled.Call(call.Operation.Index, call.Phase, [.. call.Arguments], call.Caller));
    }

    /// <summary>The hardware begins to refuse a device, or takes it again.</summary>
    private void Break()
    {
        if (topology.DeviceCount == 0) return;
        int device = topology.GroupCount > 0 ? Focused() : random.Next(topology.DeviceCount);
        if (random.Next(3) == 0)
        {
            story.Append("mend ").Append(device).Append('\n');
            machine.Host.MendAttach(device);
            compiled.MendAttach(new DeviceId(device));
            return;
        }

        Errno errno = (new[] { Errno.EINVAL, Errno.ENOMEM, Errno.EIO })[random.Next(3)];
        int context = (new[] { HostState.AnyContext, HostState.AnyContext, Ir.ContextDefault, Ir.ContextBlocked, Ir.ContextIdentity, Ir.ContextFirstSpace })[random.Next(6)];
        story.Append("fail ").Append(device).Append(" to ").Append(context).Append(" with ").Append(errno).Append('\n');
        machine.Host.FailAttach(device, context, errno);
        compiled.FailAttach(new DeviceId(device), errno, context);
    }

    private void Expect(Decision expected, Decision actual)
    {
        story.Append(" -> ").Append(expected.Verdict).Append(' ').Append(expected.Errno).Append(' ').Append(expected.Rule).Append('\n');
        Verdicts[expected.Verdict] = Verdicts.GetValueOrDefault(expected.Verdict) + 1;
        if (expected is { Verdict: Verdict.Refused, Rule: > 0 } && policy.Refusals[expected.Rule - 1].Errno == RefusalIR.FromHardware) FailedSwitches++;
        if (expected != actual) Fail($"expected {expected}\n but was {actual}");
    }

    private void Explain(Outcome outcome, Decision decision, long[] arguments, int caller)
    {
        if (decision.Verdict is not (Verdict.Refused or Verdict.Panicked)) return;
        Explanation expected = machine.Explain(outcome);
        Explanation actual = compiled.Explain(outcome.Operation.Index, decision, arguments, caller);
        Same((expected.Operation, expected.Verdict, expected.Errno, expected.Rule, expected.At),
            (actual.Operation, actual.Verdict, actual.Errno, actual.Rule, actual.At), "the explanation");
        // What the operation made or met on its way is not there any more when a compiled policy is asked.
        if (!actual.Because.Contains('{', StringComparison.Ordinal)) Same(expected.Because, actual.Because, "the reason");
        Same(expected.Group, actual.Group, "the group");
        Same(string.Join(";", expected.Devices.Select(d => $"{d.Address} {d.Driver}")), string.Join(";", actual.Devices.Select(d => $"{d.Address} {d.Driver}")), "the devices");
    }

    private void Compare(string when)
    {
        foreach (StateIR state in policy.States)
        {
            // Ids are handed out from the lowest, so a sequence never comes near the end of a large pool.
            int keys = Math.Min(Keys(state.Key), Math.Max(topology.DeviceCount, 24));
            for (int key = 0; key < keys; key++)
            {
                Same(machine.Read(state, key), compiled.ReadState(state.Index, key), $"{state.Name}[{key}] {when}");
            }
        }

        compiled.CopyHostTo(host);
        HostState other = machine.Host;
        for (int d = 0; d < topology.DeviceCount; d++)
        {
            Same((other.Driver(d), other.Override(d), other.Reach(d)), (host.Driver(d), host.Override(d), host.Reach(d)), $"device {d} {when}");
        }

        for (int r = 0; r < topology.RequesterCount; r++) Same(other.ContextOfRequester(r), host.ContextOfRequester(r), $"context of requester {r} {when}");
        for (int s = 0; s < limits.Spaces; s++) Same(Mappings(other, s), Mappings(host, s), $"space {s} {when}");
        Same(other.Panicked, host.Panicked, $"panic {when}");
        foreach (RuleIR rule in policy.Rules)
        {
            if (rule.Parameters.Any(p => p.Type.Sort is Sort.Device or Sort.Group && Keys(p.Type) == 0)) continue;
            long[] arguments = [.. rule.Parameters.Select(p => Argument(p.Type))];
            Same(machine.Holds(rule, arguments) == Truth.True, compiled.Ask(rule.Index, arguments), $"{rule.Name}({string.Join(", ", arguments)}) {when}");
        }
    }

    private static string Mappings(HostState state, int space) => !state.IsLive(space) ? "free"
        : string.Join(" ", Enumerable.Range(0, state.Space(space).Count).Select(i => state.Space(space)[i]));

    private void Same<T>(T expected, T actual, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual)) Fail($"{what}: expected {expected}, but was {actual}");
    }

    private void Fail(string difference) => Assert.Fail($"{policy.Name} on {topology.Facts.Machine}: {difference}\n{story}");

    private bool IsAlive(IrType type, long value) => value == Ir.None && type.Sort != Sort.Address ? type.Optional : type.Sort switch
    {
        Sort.Object => machine.Live(type.Object!).Contains((int)value),
        Sort.Space => machine.Host.IsLive((int)value),
        Sort.Device or Sort.Group => value < Keys(type),
        _ => true,
    };

    private long Argument(IrType type)
    {
        if (type.Optional && random.Next(4) == 0) return Ir.None;
        // Live objects mostly, so that most calls get past the check of what they are given.
        if (type.Object is { } kind && random.Next(8) != 0 && machine.Live(kind).ToArray() is { Length: > 0 } live) return live[random.Next(live.Length)];
        // Most of a sequence is about one group, the first driver a policy names, and page-aligned addresses: chains of calls that get somewhere.
        if (random.Next(5) != 0 && topology.GroupCount > 0)
        {
            if (type.Sort == Sort.Group) return focus;
            if (type.Sort == Sort.Device) return Focused();
            if (type.Sort == Sort.Driver) return 0;
            if (type.Sort == Sort.Address) return 0x1000 * (1 + random.Next(2));
        }

        if (type.Sort == Sort.Address) return (long)(new ulong[] { 0, 0x1000, 0x2000, 0x123, 0xfee00000, ulong.MaxValue, 1UL << 47 })[random.Next(7)];
        if (type.Sort == Sort.Version) return (6 << 16) | (random.Next(20) << 8);
        return random.Next(Math.Max(1, type.Sort switch
        {
            Sort.Driver => machine.Host.Drivers.Count,
            Sort.Enum => type.Enum!.Members.Count,
            Sort.Access => 4,
            Sort.Bool => 2,
            Sort.Port => 10,
            Sort.Count => 5,
            _ => Keys(type),
        }));
    }

    /// <summary>A device of the group a sequence is about; in some sequences one of those in no group, where there are such.</summary>
    private int Focused()
    {
        int alone = topology.GroupEnd(topology.GroupCount - 1);
        return strays && alone < topology.DeviceCount ? random.Next(alone, topology.DeviceCount) : random.Next(topology.GroupStart(focus), topology.GroupEnd(focus));
    }

    private int Keys(IrType type) => type.Sort switch
    {
        Sort.Device => topology.DeviceCount,
        Sort.Group => topology.GroupCount,
        Sort.User => limits.Users,
        Sort.Space => limits.Spaces,
        Sort.Object => type.Object!.Limit,
        _ => 1,
    };
}
