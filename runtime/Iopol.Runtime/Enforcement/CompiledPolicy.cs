using System.Runtime.CompilerServices;
using Iopol.Runtime.Decisions;
using Iopol.Runtime.Facts;
using Iopol.Runtime.State;
using Iopol.Runtime.Topology;

namespace Iopol.Runtime.Enforcement;

/// <summary>
/// A policy over one host: base of the classes the compiler writes.
/// </summary>
/// <remarks>
/// <para>Safe under concurrent callers. Operations are linearizable: each takes effect as a whole, at one instant between
/// its call and its return, except that one that blocks takes effect in parts, each of them whole. Rule queries are
/// linearizable too: they answer what was true at one instant during the call and never see half an operation. They read
/// without the lock, and take it only when an operation came in between, or to walk a list that operations relink.</para>
/// <para>DMA is not serialised with operations, as in hardware: whoever reads <see cref="ContextOfRequester"/> while a
/// switch is under way sees each context entry old or new, entry by entry.</para>
/// <para>Neither operations nor queries allocate. <c>Explain</c>, construction and interning a new driver name do.</para>
/// <para>An id that is out of range, or of an object that is not alive, is refused with EBADF and no rule.</para>
/// </remarks>
public abstract partial class CompiledPolicy
{
    private SequenceLock gate;

    /// <summary>Prepares the state every policy has.</summary>
    /// <param name="topology">The host; several policies may share it.</param>
    /// <param name="limits">Sizes of what is allocated beforehand; null for the default.</param>
    /// <param name="driverNames">Drivers the policy names, in its order: their ids are constants of the compiled code.</param>
    /// <param name="needs">Facts it cannot decide without.</param>
    /// <exception cref="IncompleteHostException">The host's facts leave open what the policy needs.</exception>
    protected CompiledPolicy(HostTopology topology, HostLimits? limits, ReadOnlySpan<string> driverNames, FactNeeds needs)
    {
        ArgumentNullException.ThrowIfNull(topology);
        IncompleteHostException.ThrowIfMissing(GetType().Name, topology, needs);
        Topology = topology;
        Drivers = new DriverTable(driverNames);
        Host = new HostState(topology, Drivers, limits ?? HostLimits.Default);
        UserCount = Host.Limits.Users;
    }

    /// <summary>The host.</summary>
    public HostTopology Topology { get; }

    /// <summary>Drivers by id.</summary>
    public DriverTable Drivers { get; }

    /// <summary>Sizes of what was allocated beforehand.</summary>
    public HostLimits Limits => Host.Limits;

    /// <summary>Name of the policy.</summary>
    public abstract string PolicyName { get; }

    /// <summary>Name of the model it is for.</summary>
    public abstract string ModelName { get; }

    /// <summary>Places that can refuse; <see cref="Decision.Rule"/> is an index. Index 0 is no place.</summary>
    public abstract IReadOnlyList<Refusal> Refusals { get; }

    /// <summary>Operations by index.</summary>
    public abstract IReadOnlyList<OperationSignature> Operations { get; }

    /// <summary>Rules and predicates by index.</summary>
    public abstract IReadOnlyList<RuleSignature> Rules { get; }

    /// <summary>States by index.</summary>
    public abstract IReadOnlyList<StateSignature> States { get; }

    /// <summary>The host panicked: every operation is refused with EIO.</summary>
    public bool IsPanicked => Host.Panicked;

    /// <summary>What changes on the host. Emitted code keeps counters beside it, so nobody else may write it.</summary>
    protected HostState Host { get; }

    /// <summary>Users are 0 to this, exclusive.</summary>
    protected int UserCount { get; }

    /// <summary>The device at an address; value -1 where the host has none.</summary>
    public DeviceId Device(BusAddress address) => new(Topology.Find(address));

    /// <summary>The group with a kernel number; value -1 where the host has none.</summary>
    public GroupId Group(int number) => new(Topology.FindGroup(number));

    /// <summary>A driver by name; allocates when the name is new.</summary>
    public DriverId Driver(string name) => new(Drivers.Intern(name));

    /// <summary>Group of a device; value -1 where it is in none.</summary>
    public GroupId GroupOf(DeviceId device) => new(Topology.GroupOf(device.Value));

    /// <summary>Driver bound to a device; value -1 for none.</summary>
    public DriverId DriverOf(DeviceId device) => new(Host.Driver(device.Value));

    /// <summary>driver_override of a device; value -1 for none.</summary>
    public DriverId OverrideOf(DeviceId device) => new(Host.Override(device.Value));

    /// <summary>The context in effect for a device's DMA: 0 default, 1 blocked, 2 identity, 16+s the page table of space s.</summary>
    public int ContextOf(DeviceId device) => Host.Context(device.Value);

    /// <summary>The context in effect for a requester ID; 0 default, 1 blocked, 2 identity, 16+s space s.</summary>
    public int ContextOfRequester(int requester) => Host.ContextOfRequester(requester);

    /// <summary>The user can reach the device.</summary>
    public bool CanReach(UserId user, DeviceId device) => Host.CanReach(user.Value, device.Value);

    /// <summary>Copies the host's state as it is at one instant.</summary>
    /// <param name="target">State over the same topology and limits.</param>
    public void CopyHostTo(HostState target)
    {
        ArgumentNullException.ThrowIfNull(target);
        gate.Enter();
        try
        {
            target.CopyFrom(Host);
        }
        finally
        {
            gate.Leave();
        }
    }

    /// <summary>Puts host and model back into the state the host was found in.</summary>
    public void Reset()
    {
        gate.Enter();
        try
        {
            Host.Reset();
            ResetModel();
        }
        finally
        {
            gate.Leave();
        }
    }

    /// <summary>Calls an operation by index, or resumes it, with arguments in the value encoding.</summary>
    /// <param name="operation">Index in <see cref="Operations"/>.</param>
    /// <param name="phase">0 to call; the phase a blocked decision carries, to resume.</param>
    /// <param name="arguments">One value per parameter.</param>
    /// <param name="calledBy">Calling user; read only where the operation has one.</param>
    /// <exception cref="ArgumentException">No such operation, or not its number of arguments.</exception>
    public abstract Decision Call(int operation, int phase, ReadOnlySpan<long> arguments, int calledBy);

    /// <summary>Asks a rule by index, with arguments in the value encoding.</summary>
    /// <exception cref="ArgumentException">No such rule, not its number of arguments, or an id that is out of range.</exception>
    public abstract bool Ask(int rule, ReadOnlySpan<long> arguments);

    /// <summary>A state's value at a key, in the value encoding; the initial value where the key is out of range.</summary>
    /// <param name="state">Index in <see cref="States"/>.</param>
    /// <param name="key">Key; 0 where the host is the key.</param>
    public abstract long ReadState(int state, int key);

    /// <summary>Makes every state of the model initial and rebuilds what is derived from states and drivers.</summary>
    protected abstract void ResetModel();

    /// <summary>Begins an operation: it alone writes until <see cref="Leave"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected void Enter() => gate.Enter();

    /// <summary>Ends an operation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected void Leave() => gate.Leave();

    /// <summary>Begins a query.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected long BeginRead() => gate.BeginRead();

    /// <summary>No operation came in since <see cref="BeginRead"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected bool IsUnchanged(long seen) => gate.IsUnchanged(seen);
}
