using Iopol.Runtime.Decisions;
using Iopol.Runtime.Topology;

namespace Iopol.Runtime.State;

/// <summary>
/// What changes on a host under every model: the driver of each device, the effective context of each requester ID,
/// who can reach which device, and the mappings of the spaces. The three layers stay apart: contexts are keyed by
/// requester ID and never derived from a model's ownership or attachment states.
/// Not synchronised: the compiled policy or the interpreter that owns it serialises operations.
/// </summary>
public sealed class HostState
{
    private readonly int[] drivers;
    private readonly int[] overrides;
    private readonly int[] contexts;
    private readonly ulong[] reach;
    private readonly IovaSpace?[] spaces;
    private readonly Stack<IovaSpace> pool = new();
    private AttachFailures? failures;

    /// <summary>Drivers and overrides as <paramref name="topology"/> has them, every requester ID in the default context, no access.</summary>
    /// <param name="topology">The host.</param>
    /// <param name="driverTable">Where driver names are interned.</param>
    /// <param name="limits">Sizes of what is allocated beforehand.</param>
    public HostState(HostTopology topology, DriverTable driverTable, HostLimits limits)
    {
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentNullException.ThrowIfNull(driverTable);
        ArgumentNullException.ThrowIfNull(limits);
        Topology = topology;
        Drivers = driverTable;
        Limits = limits;
        drivers = new int[topology.DeviceCount];
        overrides = new int[topology.DeviceCount];
        contexts = new int[topology.RequesterCount];
        reach = new ulong[topology.DeviceCount];
        spaces = new IovaSpace?[limits.Spaces];
        Reset();
    }

    /// <summary>No driver, no override.</summary>
    public const int None = -1;

    /// <summary>The source could not tell the driver.</summary>
    public const int Unknown = -2;

    /// <summary>Every context, where one could be named.</summary>
    public const int AnyContext = -1;

    /// <summary>The host.</summary>
    public HostTopology Topology { get; }

    /// <summary>Driver names.</summary>
    public DriverTable Drivers { get; }

    /// <summary>Sizes of what was allocated beforehand.</summary>
    public HostLimits Limits { get; }

    /// <summary>The host panicked; nothing works any more.</summary>
    public bool Panicked { get; set; }

    /// <summary>Back to the state the host was found in.</summary>
    public void Reset()
    {
        for (int d = 0; d < drivers.Length; d++)
        {
            Facts.DeviceFacts facts = Topology.Device(d);
            drivers[d] = !facts.Driver.IsKnown ? Unknown : facts.Driver.Name is { } name ? Drivers.Intern(name) : None;
            overrides[d] = facts.DriverOverride is { } text ? Drivers.Intern(text) : None;
        }

        Array.Clear(contexts);
        Array.Clear(reach);
        Array.Clear(spaces);
        failures = null;
        Panicked = false;
    }

    /// <summary>Makes this state equal to <paramref name="other"/>, which must be over the same topology and limits.</summary>
    public void CopyFrom(HostState other)
    {
        ArgumentNullException.ThrowIfNull(other);
        other.drivers.CopyTo(drivers, 0);
        other.overrides.CopyTo(overrides, 0);
        other.contexts.CopyTo(contexts, 0);
        other.reach.CopyTo(reach, 0);
        for (int s = 0; s < spaces.Length; s++)
        {
            if (other.spaces[s] is { } from)
            {
                (spaces[s] ??= new IovaSpace(Limits.MappingsPerSpace)).CopyFrom(from);
            }
            else
            {
                spaces[s] = null;
            }
        }

        failures = other.failures?.Copy();
        Panicked = other.Panicked;
    }

    /// <summary>Driver of a device, <see cref="None"/>, or <see cref="Unknown"/>.</summary>
    public int Driver(int device) => drivers[device];

    /// <summary>Binds or unbinds.</summary>
    public void SetDriver(int device, int driver) => drivers[device] = driver;

    /// <summary>driver_override of a device, or <see cref="None"/>.</summary>
    public int Override(int device) => overrides[device];

    /// <summary>Sets or clears driver_override.</summary>
    public void SetOverride(int device, int driver) => overrides[device] = driver;

    /// <summary>The context in effect for a requester ID: 0 default, 1 blocked, 2 identity, 16+s the page table of space s.</summary>
    public int ContextOfRequester(int requester) => Volatile.Read(ref contexts[requester]);

    /// <summary>The context in effect for a device: that of the requester ID its DMA carries.</summary>
    public int Context(int device) => Volatile.Read(ref contexts[Topology.RequesterOf(device)]);

    /// <summary>Programs every requester ID of a device, aliases included. Concurrent DMA sees each entry old or new.</summary>
    public void Program(int device, int context)
    {
        foreach (int requester in Topology.RequestersOf(device)) Volatile.Write(ref contexts[requester], context);
    }

    /// <summary>Programs every device of a group, in order of address.</summary>
    public void ProgramGroup(int group, int context)
    {
        int[] entries = contexts;
        foreach (int requester in Topology.RequestersOfGroup(group)) Volatile.Write(ref entries[requester], context);
    }

    /// <summary>Programs one requester ID.</summary>
    public void ProgramRequester(int requester, int context) => Volatile.Write(ref contexts[requester], context);

    /// <summary>The hardware refuses no attach of any device.</summary>
    public bool TakesEverything => failures is null;

    /// <summary>What the hardware refuses, in a fixed order.</summary>
    public IEnumerable<(int Device, int Context, Errno Errno)> AttachFailures => failures?.InOrder ?? [];

    /// <summary>From now on the hardware refuses to attach a device; programming its entries is left to who asks <see cref="AttachError"/>.</summary>
    /// <param name="device">The device.</param>
    /// <param name="context">The one context it refuses, or <see cref="AnyContext"/>.</param>
    /// <param name="errno">What it answers.</param>
    /// <exception cref="ArgumentException">No such device or context, or no error.</exception>
    public void FailAttach(int device, int context, Errno errno)
    {
        CheckDevice(device);
        if (context < AnyContext) throw new ArgumentException("no such context", nameof(context));
        if (errno == Errno.None) throw new ArgumentException("no error", nameof(errno));
        failures ??= new AttachFailures();
        failures.Set(device, context, errno);
    }

    /// <summary>From now on the hardware refuses nothing of a device.</summary>
    /// <exception cref="ArgumentException">No such device.</exception>
    public void MendAttach(int device)
    {
        CheckDevice(device);
        failures?.Clear(device);
        if (failures is { IsEmpty: true }) failures = null;
    }

    /// <summary>What the hardware answers to an attach; none where it takes it, and where the device's entries hold the context already.</summary>
    public Errno AttachError(int device, int context)
    {
        if (failures is null || failures.Of(device, context) is not (not Errno.None and var errno)) return Errno.None;
        foreach (int requester in Topology.RequestersOf(device))
        {
            if (contexts[requester] != context) return errno;
        }

        return Errno.None;
    }

    /// <summary>Users who can reach a device, one bit each.</summary>
    public ulong Reach(int device) => reach[device];

    /// <summary>A user can reach a device.</summary>
    public bool CanReach(int user, int device) => (reach[device] >> user & 1) != 0;

    /// <summary>Gives a user access.</summary>
    public void Grant(int device, int user) => reach[device] |= 1UL << user;

    /// <summary>Takes access away.</summary>
    public void Revoke(int device, int user) => reach[device] &= ~(1UL << user);

    /// <summary>Takes the lowest free space, empty.</summary>
    /// <returns>Its id, or -1 where all are taken.</returns>
    public int NewSpace()
    {
        for (int s = 0; s < spaces.Length; s++)
        {
            if (spaces[s] is not null) continue;
            spaces[s] = pool.TryPop(out IovaSpace? space) ? space : new IovaSpace(Limits.MappingsPerSpace);
            return s;
        }

        return None;
    }

    /// <summary>Gives a space back; its mappings go.</summary>
    public void FreeSpace(int space)
    {
        if (spaces[space] is not { } freed) return;
        freed.Clear();
        pool.Push(freed);
        spaces[space] = null;
    }

    private void CheckDevice(int device)
    {
        if ((uint)device >= (uint)drivers.Length) throw new ArgumentException("no such device", nameof(device));
    }

    /// <summary>The mappings of a live space.</summary>
    /// <exception cref="ArgumentException">The space is free.</exception>
    public IovaSpace Space(int space) => spaces[space] ?? throw new ArgumentException("the space is free", nameof(space));

    /// <summary>The space is in use.</summary>
    public bool IsLive(int space) => spaces[space] is not null;
}

/// <summary>Sizes of what a host's state allocates beforehand.</summary>
public sealed record HostLimits
{
    /// <summary>The default sizes.</summary>
    public static HostLimits Default { get; } = new();

    /// <summary>Users; ids are 0 to this, exclusive. At most 64.</summary>
    public int Users { get; init; } = 64;

    /// <summary>I/O address spaces alive at once.</summary>
    public int Spaces { get; init; } = 256;

    /// <summary>Mappings of one space. Linux's type1 allows 65535 (module parameter dma_entry_limit).</summary>
    public int MappingsPerSpace { get; init; } = 1024;
}
