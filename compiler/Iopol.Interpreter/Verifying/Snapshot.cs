using Iopol.Compiler.IR;
using Iopol.Interpreter.Machines;
using Iopol.Runtime.Facts;
using Iopol.Runtime.State;
using Iopol.Runtime.Topology;

namespace Iopol.Interpreter.Verifying;

/// <summary>What the hardware does with a device's DMA.</summary>
public enum ContextKind
{
    /// <summary>The host's default domain, which translates.</summary>
    Default,

    /// <summary>No DMA.</summary>
    Blocked,

    /// <summary>DMA untranslated: all of memory.</summary>
    Identity,

    /// <summary>A page table.</summary>
    Space,
}

/// <summary>A context in effect.</summary>
/// <param name="Kind">Kind.</param>
/// <param name="Text">In words, such as <c>space 0 of alice</c>.</param>
/// <param name="Owner">The user whose page table it is; -1 where it is nobody's.</param>
public sealed record ContextSnapshot(ContextKind Kind, string Text, int Owner);

/// <summary>A device at one moment.</summary>
/// <param name="Address">Bus address.</param>
/// <param name="Group">The group's number; null where it is in none.</param>
/// <param name="Driver">Name of the bound driver, or null.</param>
/// <param name="IsHosts">The driver does DMA of its own for the host.</param>
/// <param name="Context">The context in effect for the device's DMA.</param>
/// <param name="Others">Contexts of the other requester IDs the device's DMA may carry, where they differ from <paramref name="Context"/>.</param>
/// <param name="Users">Who can reach the device, by name.</param>
/// <param name="Above">The bridge the device sits behind, or null.</param>
public sealed record DeviceSnapshot(
    BusAddress Address, int? Group, string? Driver, bool IsHosts, ContextSnapshot Context, IReadOnlyList<(BusAddress Requester, ContextSnapshot Context)> Others, IReadOnlyList<string> Users, BusAddress? Above);

/// <summary>Everything at one moment.</summary>
/// <param name="Devices">The devices, by address.</param>
/// <param name="Books">What the model keeps book of and is not as it was when its thing was made: name and value, such as <c>users[group 3]</c> and <c>1</c>.</param>
/// <param name="Handles">Live objects with who holds them.</param>
/// <param name="Waiting">Calls that wait.</param>
/// <param name="Panicked">The host has stopped.</param>
public sealed record Snapshot(
    IReadOnlyList<DeviceSnapshot> Devices, IReadOnlyList<(string Name, string Value)> Books, IReadOnlyList<(string Name, string Holder)> Handles, IReadOnlyList<string> Waiting, bool Panicked)
{
    /// <summary>What differs from an earlier moment, in words: what, what it was and what it is; null where there was or is nothing.</summary>
    public IReadOnlyList<(string What, string? Before, string? After)> Since(Snapshot before)
    {
        ArgumentNullException.ThrowIfNull(before);
        Dictionary<string, string> old = before.Facts().GroupBy(f => f.What).ToDictionary(f => f.Key, f => f.First().Value);
        Dictionary<string, string> now = Facts().GroupBy(f => f.What).ToDictionary(f => f.Key, f => f.First().Value);
        return
        [
            .. now.Keys.Union(old.Keys).Where(what => old.GetValueOrDefault(what) != now.GetValueOrDefault(what))
                .Select(what => (what, old.GetValueOrDefault(what), now.GetValueOrDefault(what))),
        ];
    }

    internal static Snapshot Of(World world)
    {
        Machine machine = world.Machine;
        HostTopology topology = machine.Topology;
        DeviceSnapshot[] devices = [.. Enumerable.Range(0, topology.DeviceCount).Select(d => Device(machine, d)).OrderBy(d => d.Address)];
        return new Snapshot(devices, [.. Written(machine)], [.. Live(world)], [.. world.Waiting.Select(w => Call(machine, w.Move))], machine.Host.Panicked);
    }

    /// <summary>A call in the words of a test.</summary>
    internal static string Call(Machine machine, Move move) =>
        $"{move.Operation.Name}({string.Join(", ", move.Operation.Parameters.Select((p, i) => machine.Show(move.Arguments[i], p.Type)))})";

    internal static ContextSnapshot Context(Machine machine, int context)
    {
        bool isIdentity = machine.Topology.Facts.DefaultIsIdentity == true;
        if (context < Ir.ContextFirstSpace)
        {
            return context switch
            {
                Ir.ContextDefault => new ContextSnapshot(isIdentity ? ContextKind.Identity : ContextKind.Default, isIdentity ? "default, which is identity" : "default", -1),
                Ir.ContextBlocked => new ContextSnapshot(ContextKind.Blocked, "blocked", -1),
                _ => new ContextSnapshot(ContextKind.Identity, "identity", -1),
            };
        }

        int space = context - Ir.ContextFirstSpace;
        int owner = machine.OwnerOfSpace(space);
        return new ContextSnapshot(ContextKind.Space, owner < 0 ? $"space {space}" : $"space {space} of {machine.UserName(owner)}", owner);
    }

    private static DeviceSnapshot Device(Machine machine, int device)
    {
        HostTopology topology = machine.Topology;
        HostState host = machine.Host;
        int driver = host.Driver(device);
        ContextSnapshot context = Context(machine, host.Context(device));
        return new DeviceSnapshot(
            topology.Device(device).Address,
            topology.GroupOf(device) is >= 0 and var group ? topology.GroupNumber(group) : null,
            driver < 0 ? null : host.Drivers.Name(driver),
            machine.IsHostDriver(driver),
            context,
            [.. topology.RequestersOf(device).ToArray().Select(r => (topology.Requester(r), Context(machine, host.ContextOfRequester(r)))).Where(r => r.Item2 != context)],
            [.. Enumerable.Range(0, machine.UserCount).Where(u => host.CanReach(u, device)).Select(machine.UserName)],
            Above(topology, device));
    }

    private static BusAddress? Above(HostTopology topology, int device)
    {
        BusAddress own = topology.Device(device).Address;
        DeviceFacts? bridge = topology.Facts.Devices.FirstOrDefault(d => d.Address.Domain == own.Domain && d.Bridge is { Secondary: > 0 } behind && behind.Secondary == own.Bus && d.Address != own);
        return bridge?.Address;
    }

    private static IEnumerable<(string, string)> Written(Machine machine)
    {
        foreach (StateIR state in machine.Policy.States)
        {
            foreach (long key in Keys(machine, state.Key))
            {
                long value = machine.Read(state, key);
                if (value != state.Initial) yield return (state.Key.Sort == Sort.Host ? state.Name : $"{state.Name}[{machine.Show(key, state.Key)}]", machine.Show(value, state.Type));
            }
        }
    }

    private static IEnumerable<(string, string)> Live(World world) => world.Machine.Policy.Objects.SelectMany(pool => world.Machine.Live(pool).Select(id =>
        ($"{pool.Name} {id}", world.Holder(pool, id) is >= 0 and var user ? $"held by {world.Machine.UserName(user)}" : "in use, held by nobody")));

    private static IEnumerable<long> Keys(Machine machine, IrType key) => key.Sort switch
    {
        Sort.Object => machine.Live(key.Object!).Select(id => (long)id),
        Sort.Space => Enumerable.Range(0, machine.Host.Limits.Spaces).Where(machine.Host.IsLive).Select(id => (long)id),
        Sort.Device => Enumerable.Range(0, machine.Topology.DeviceCount).Select(id => (long)id),
        Sort.Group => Enumerable.Range(0, machine.Topology.GroupCount).Select(id => (long)id),
        Sort.User => Enumerable.Range(0, machine.UserCount).Select(id => (long)id),
        _ => [0L],
    };

    private IEnumerable<(string What, string Value)> Facts()
    {
        foreach (DeviceSnapshot device in Devices)
        {
            yield return ($"{device.Address} driver", device.Driver ?? "none");
            yield return ($"{device.Address} context", device.Context.Text);
            foreach ((BusAddress requester, ContextSnapshot context) in device.Others) yield return ($"{device.Address} as {requester}", context.Text);
            if (device.Users.Count > 0) yield return ($"{device.Address} reached by", string.Join(", ", device.Users));
        }

        foreach ((string name, string holder) in Handles) yield return (name, holder);
        foreach ((string name, string value) in Books) yield return (name, value);
        foreach (string call in Waiting) yield return ("waits", call);
        if (Panicked) yield return ("host", "stopped");
    }
}
