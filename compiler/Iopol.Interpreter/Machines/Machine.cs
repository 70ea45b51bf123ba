using Iopol.Compiler.IR;
using Iopol.Interpreter.Values;
using Iopol.Runtime.Decisions;
using Iopol.Runtime.State;
using Iopol.Runtime.Topology;

namespace Iopol.Interpreter.Machines;

/// <summary>
/// One host under one policy: the reference semantics of Iopol. Deliberately simple; the compiled policy is compared with it.
/// Not synchronised: one thread at a time.
/// </summary>
public sealed class Machine
{
    private readonly ModelState model;
    private readonly Evaluator evaluator;
    private readonly long[] settings;
    private readonly int[] spaceOwners;
    private readonly IReadOnlyList<string>? users;
    private readonly HostDrivers hostDrivers;

    /// <summary>A machine in its initial state.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="topology">The host.</param>
    /// <param name="limits">Sizes; null for the default.</param>
    /// <param name="settings">Settings that differ from the policy's, by name, in the value encoding.</param>
    /// <param name="users">Names of the users, by id; null where users have no names, and then there are as many as the limits allow.</param>
    /// <exception cref="ArgumentException">No such setting, or more users than the limits allow.</exception>
    public Machine(
        PolicyIR policy, HostTopology topology, HostLimits? limits = null, IReadOnlyDictionary<string, long>? settings = null, IReadOnlyList<string>? users = null)
        : this(policy, new HostState(topology, new DriverTable([.. policy.DriverNames]), limits ?? HostLimits.Default), [.. policy.Settings.Select(s => s.Value)], users)
    {
        foreach ((string name, long value) in settings ?? new Dictionary<string, long>())
        {
            SettingIR setting = policy.Settings.FirstOrDefault(s => s.Name == name)
                ?? throw new ArgumentException($"{policy.ModelName} has no setting '{name}'", nameof(settings));
            this.settings[setting.Index] = value;
        }

        Boot();
    }

    private Machine(PolicyIR policy, HostState host, long[] settings, IReadOnlyList<string>? users)
    {
        if (users?.Count > host.Limits.Users) throw new ArgumentException("more users than the limits allow", nameof(users));
        (Policy, Host, this.settings, this.users) = (policy, host, settings, users);
        model = new ModelState(policy, Keys);
        spaceOwners = new int[host.Limits.Spaces];
        Array.Fill(spaceOwners, -1);
        evaluator = new Evaluator(this, host, model);
        hostDrivers = new HostDrivers(this);
        Isolation = new Isolation(host, OwnerOfSpace, hostDrivers.Contains);
    }

    /// <summary>The policy.</summary>
    public PolicyIR Policy { get; }

    /// <summary>What changes on the host under every model.</summary>
    public HostState Host { get; }

    /// <summary>The host.</summary>
    public HostTopology Topology => Host.Topology;

    /// <summary>How many users there are.</summary>
    public int UserCount => users?.Count ?? Host.Limits.Users;

    /// <summary>Counts what is used; null counts nothing.</summary>
    public Coverage? Coverage { get; set; }

    /// <summary>Called for every context entry written, with requester ID and context, in the order of the writes: the states in between are in there.</summary>
    public Action<int, int>? ContextWritten { get; set; }

    /// <summary>Called after every change of what a device may do: a device's context entries, its driver, a user's access.</summary>
    internal Action? Changed { get; set; }

    /// <summary>The built-in properties, over this machine's state.</summary>
    internal Isolation Isolation { get; }

    /// <summary>The driver does DMA of its own for the host.</summary>
    internal bool IsHostDriver(int driver) => hostDrivers.Contains(driver);

    /// <summary>Name of a user.</summary>
    public string UserName(int user) => users is not null && user >= 0 && user < users.Count ? users[user] : $"user {user}";

    /// <summary>Runs an operation.</summary>
    /// <param name="operation">An operation of <see cref="Policy"/>.</param>
    /// <param name="args">One value per parameter, in the value encoding.</param>
    /// <param name="caller">The calling user; ignored where the operation has none.</param>
    /// <exception cref="ArgumentException">The number of arguments is wrong, or one names nothing of this host.</exception>
    public Outcome Call(OperationIR operation, ReadOnlySpan<long> args, int caller = 0)
    {
        ArgumentNullException.ThrowIfNull(operation);
        if (args.Length != operation.Parameters.Count)
        {
            throw new ArgumentException($"{operation.Name} takes {operation.Parameters.Count} arguments, not {args.Length}", nameof(args));
        }

        for (int i = 0; i < args.Length; i++) CheckArgument(operation.Parameters[i], args[i]);
        Coverage?.Count(operation);
        return Run(operation, args.ToArray(), caller, phase: 0);
    }

    /// <summary>Runs a blocked call further. The answer is blocked again where what it waits for has not come.</summary>
    public Outcome Resume(PendingCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return Run(call.Operation, call.Arguments, call.Caller, call.Phase);
    }

    /// <summary>Evaluates a rule or predicate.</summary>
    /// <param name="rule">A rule of <see cref="Policy"/>.</param>
    /// <param name="args">One value per parameter.</param>
    public Truth Holds(RuleIR rule, params ReadOnlySpan<long> args)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var frame = new Frame();
        for (int i = 0; i < args.Length; i++) frame[rule.Parameters[i].Slot] = args[i];
        evaluator.Missing.Clear();
        Coverage?.Count(rule);
        return evaluator.Test(rule.Body, frame);
    }

    /// <summary>Evaluates an expression.</summary>
    /// <param name="expression">An expression of <see cref="Policy"/>, or of a test of it.</param>
    /// <param name="frame">Values of the variables, by slot.</param>
    public Value Evaluate(Expression expression, ReadOnlySpan<long> frame = default)
    {
        evaluator.Missing.Clear();
        return evaluator.Evaluate(expression, new Frame(frame));
    }

    /// <summary>The facts the last evaluation asked for in vain.</summary>
    public IReadOnlyList<string> Missing => evaluator.Missing;

    /// <summary>A state at a key; key 0 for states of the host. The initial value where the key is none.</summary>
    public long Read(StateIR state, long key)
    {
        ArgumentNullException.ThrowIfNull(state);
        return model.Read(state, key);
    }

    /// <summary>Keys whose state has a value, in the order they were assigned.</summary>
    public IEnumerable<int> Inverse(StateIR state, long value)
    {
        ArgumentNullException.ThrowIfNull(state);
        return model.Inverse(state, value);
    }

    /// <summary>Live objects of a pool, by id.</summary>
    public IEnumerable<int> Live(ObjectIR pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        return model.Live(pool);
    }

    /// <summary>Puts the outcome into words. States in the reason's holes are read as they are now.</summary>
    public Explanation Explain(Outcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        return new Explainer(this, evaluator).Explain(outcome);
    }

    /// <summary>A value in the words of the language.</summary>
    public string Show(Value value, IrType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return new ValueText(this).Show(value, type);
    }

    /// <summary>Back to the initial state; driver names stay known.</summary>
    public void Reset()
    {
        Host.Reset();
        model.Reset();
        Array.Fill(spaceOwners, -1);
        Boot();
    }

    /// <summary>A machine in the same state that shares only what never changes, and the driver names.</summary>
    public Machine Clone()
    {
        var clone = new Machine(Policy, new HostState(Topology, Host.Drivers, Host.Limits), settings, users);
        clone.CopyFrom(this);
        return clone;
    }

    /// <summary>Makes this machine's state equal to that of another one over the same policy, host and limits.</summary>
    public void CopyFrom(Machine other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Host.CopyFrom(other.Host);
        model.CopyFrom(other.model);
        other.spaceOwners.CopyTo(spaceOwners, 0);
    }

    /// <summary>The whole state, host and model, as a key for search.</summary>
    public StateKey Key()
    {
        using var bytes = new MemoryStream();
        using var key = new BinaryWriter(bytes);
        key.Write(Host.Panicked);
        for (int d = 0; d < Topology.DeviceCount; d++)
        {
            key.Write7BitEncodedInt(Host.Driver(d) + 2);
            key.Write7BitEncodedInt(Host.Override(d) + 2);
            key.Write7BitEncodedInt64((long)Host.Reach(d));
        }

        for (int requester = 0; requester < Topology.RequesterCount; requester++) key.Write7BitEncodedInt(Host.ContextOfRequester(requester));
        for (int s = 0; s < spaceOwners.Length; s++)
        {
            if (!Host.IsLive(s)) continue;
            IovaSpace space = Host.Space(s);
            key.Write7BitEncodedInt(s + 1);
            key.Write7BitEncodedInt(spaceOwners[s] + 1);
            key.Write7BitEncodedInt(space.Count);
            for (int i = 0; i < space.Count; i++)
            {
                key.Write(space[i].First);
                key.Write(space[i].Last);
                key.Write((byte)space[i].Access);
            }
        }

        key.Write7BitEncodedInt(0);
        foreach ((int device, int context, Errno errno) in Host.AttachFailures)
        {
            key.Write7BitEncodedInt(device + 1);
            key.Write7BitEncodedInt(context + 1);
            key.Write7BitEncodedInt((int)errno);
        }

        key.Write7BitEncodedInt(0);
        model.WriteKey(key);
        return new StateKey(bytes.ToArray());
    }

    /// <summary>The device that keeps a rule from holding, and with it all that do; null where the rule holds or no device decides.</summary>
    internal Witness? Blame(RuleIR rule, params ReadOnlySpan<long> args)
    {
        var frame = new Frame();
        for (int i = 0; i < args.Length; i++) frame[rule.Parameters[i].Slot] = args[i];
        return evaluator.Test(rule.Body, frame) == Truth.False ? new Blame(evaluator).Find(rule.Body, frame) : null;
    }

    /// <summary>The device that keeps a condition from holding; null where none decides.</summary>
    internal int? Witness(Expression condition) => new Blame(evaluator).Find(condition, new Frame())?.Device;

    /// <summary>The devices of a group that decide as the witness does, by address.</summary>
    internal IReadOnlyList<int> Deciding(Witness? witness, int group)
    {
        if (witness is null) return [];
        int first = Topology.GroupStart(group);
        return [.. Enumerable.Range(first, Topology.GroupEnd(group) - first).Where(d => witness.Decides(d, evaluator))];
    }

    /// <summary>The first entry of a clause list a device matches, or null.</summary>
    internal ClauseEntryIR? FirstMatch(ClauseIR clause, int device) => evaluator.FirstMatch(clause, device);

    /// <summary>A message with its holes filled from the variables of a frame.</summary>
    internal string Fill(MessageIR message, Frame frame) => new Explainer(this, evaluator).Fill(message, frame);

    internal long Setting(int index) => settings[index];

    internal int OwnerOfSpace(int space) => spaceOwners[space];

    internal int NewSpace(int owner)
    {
        int space = Host.NewSpace();
        if (space < 0) return space;
        spaceOwners[space] = owner;
        model.ResetSpace(space);
        return space;
    }

    internal void FreeSpace(int space)
    {
        Host.FreeSpace(space);
        spaceOwners[space] = -1;
        model.ResetSpace(space);
    }

    private Outcome Run(OperationIR operation, IReadOnlyList<long> args, int caller, int phase) =>
        new Execution(this, Host, model, evaluator, operation, args, caller).Run(phase);

    private void Boot()
    {
        if (Policy.Boot is not { } boot) return;
        VariableIR group = boot.Parameters[0];
        Statement[] body = [new CallStatement(boot, [new VariableReference(group)], boot.Place)];
        var start = new OperationIR(-1, boot.Name, Actor.Kernel, boot.Parameters, null, [], body, 1, boot.Place, "");
        for (int g = 0; g < Topology.GroupCount; g++) Run(start, [g], caller: -1, phase: 0);
    }

    private void CheckArgument(VariableIR parameter, long value)
    {
        int count = parameter.Type.Sort switch
        {
            Sort.Object => parameter.Type.Object!.Limit,
            Sort.Driver => Host.Drivers.Count,
            Sort.Enum => parameter.Type.Enum!.Members.Count,
            Sort.Device or Sort.Group or Sort.User or Sort.Space => Keys(parameter.Type.Sort),
            _ => -1,
        };
        if (count >= 0 && (value >= count || value < (parameter.Type.Optional ? Ir.None : 0)))
        {
            throw new ArgumentException($"{value} is no {parameter.Type} of this host", parameter.Name);
        }
    }

    private int Keys(Sort sort) => sort switch
    {
        Sort.Device => Topology.DeviceCount,
        Sort.Group => Topology.GroupCount,
        Sort.User => Host.Limits.Users,
        Sort.Space => Host.Limits.Spaces,
        _ => 1,
    };
}
