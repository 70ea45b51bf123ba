using System.Numerics;
using Iopol.Compiler.IR;
using Iopol.Runtime.State;
using Iopol.Runtime.Topology;

namespace Iopol.Interpreter.Machines;

/// <summary>Ways to break a built-in property: <c>isolation</c> all but the last, <c>undisturbed</c> the last.</summary>
internal enum BreachKind
{
    /// <summary>A user reaches a device that may use a context which is neither blocked nor that user's.</summary>
    Outside,

    /// <summary>A device the host drives may use a user's context.</summary>
    Stranger,

    /// <summary>A user reaches a device, and a device of the same group has another user, is driven by the host, or is not cut off from the rest of the memory.</summary>
    Companion,

    /// <summary>An operation took the host's context away from a device that the host drove before and drives after it.</summary>
    Disturbed,
}

/// <summary>What breaks a built-in property.</summary>
/// <param name="Kind">How.</param>
/// <param name="Device">The device whose context or user is the wrong one.</param>
/// <param name="User">The user concerned; -1 where there is none.</param>
/// <param name="Other">The device of the group that the user reaches; <paramref name="Device"/> itself but for companions.</param>
internal readonly record struct Breach(BreachKind Kind, int Device, int User, int Other);

/// <summary>The built-in properties <c>isolation</c> and <c>undisturbed</c>: what the hardware does, whatever the bookkeeping says.</summary>
/// <param name="host">The host.</param>
/// <param name="ownerOfSpace">The user who made a space; -1 where no user did.</param>
/// <param name="isHostDriver">The driver does DMA of its own for the host.</param>
internal sealed class Isolation(HostState host, Func<int, int> ownerOfSpace, Func<int, bool> isHostDriver)
{
    private readonly HostTopology topology = host.Topology;

    /// <summary>
    /// A device a user can reach, and every device of its group, has only contexts that are blocked or that user's; a user's
    /// context is on no device the host drives; and the devices of a group have one user at most, the host counted as one.
    /// </summary>
    public bool Holds() => !Breaches().Any();

    /// <summary>Every breach, by device.</summary>
    public IEnumerable<Breach> Breaches()
    {
        for (int d = 0; d < topology.DeviceCount; d++)
        {
            for (ulong users = host.Reach(d); users != 0; users &= users - 1)
            {
                int user = BitOperations.TrailingZeroCount(users);
                if (!IsWithin(d, user)) yield return new Breach(BreachKind.Outside, d, user, d);
                int group = topology.GroupOf(d);
                for (int e = group < 0 ? d : topology.GroupStart(group); e < (group < 0 ? d + 1 : topology.GroupEnd(group)); e++)
                {
                    bool shared = (host.Reach(e) & ~(1UL << user)) != 0;
                    if (shared || (e != d && (isHostDriver(host.Driver(e)) || !IsWithin(e, user)))) yield return new Breach(BreachKind.Companion, e, user, d);
                }
            }

            if (isHostDriver(host.Driver(d)) && UserOf(d) is >= 0 and var owner) yield return new Breach(BreachKind.Stranger, d, owner, d);
        }
    }

    /// <summary>The devices that had the host's context on a driver of the host, and now lack it on that driver.</summary>
    public IEnumerable<Breach> DisturbedSince(HostState before)
    {
        for (int d = 0; d < topology.DeviceCount; d++)
        {
            if (isHostDriver(host.Driver(d)) && before.Driver(d) == host.Driver(d) && before.Context(d) == Ir.ContextDefault && host.Context(d) != Ir.ContextDefault)
            {
                yield return new Breach(BreachKind.Disturbed, d, -1, d);
            }
        }
    }

    /// <summary>Whatever requester ID the device's DMA carries, it ends in nothing or in the user's own memory.</summary>
    private bool IsWithin(int device, int user)
    {
        foreach (int requester in topology.RequestersOf(device))
        {
            int context = host.ContextOfRequester(requester);
            if (context != Ir.ContextBlocked && OwnerOf(context) != user) return false;
        }

        return true;
    }

    /// <summary>The first user whose memory the device's DMA may end in; -1 where there is none.</summary>
    private int UserOf(int device)
    {
        foreach (int requester in topology.RequestersOf(device))
        {
            int owner = OwnerOf(host.ContextOfRequester(requester));
            if (owner >= 0) return owner;
        }

        return -1;
    }

    private int OwnerOf(int context) => context < Ir.ContextFirstSpace ? -1 : ownerOfSpace(context - Ir.ContextFirstSpace);
}
