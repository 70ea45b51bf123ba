using System.Numerics;
using Iopol.Compiler.IR;
using Iopol.Runtime.State;
using Iopol.Runtime.Topology;

namespace Iopol.Interpreter.Machines;

/// <summary>The built-in property <c>isolation</c>.</summary>
internal static class Isolation
{
    /// <summary>
    /// No user reaches a device whose effective context is not blocked or that user's own space; with that, nobody else's
    /// device has a user's context; and the devices of a group have one user at most.
    /// </summary>
    /// <param name="host">The host.</param>
    /// <param name="ownerOfSpace">The user who made a space; -1 where no user did.</param>
    public static bool Holds(HostState host, Func<int, int> ownerOfSpace)
    {
        HostTopology topology = host.Topology;
        for (int d = 0; d < topology.DeviceCount; d++)
        {
            int context = host.Context(d);
            for (ulong users = host.Reach(d); users != 0; users &= users - 1)
            {
                int user = BitOperations.TrailingZeroCount(users);
                bool own = context >= Ir.ContextFirstSpace && ownerOfSpace(context - Ir.ContextFirstSpace) == user;
                if (!own && context != Ir.ContextBlocked) return false;
            }
        }

        for (int g = 0; g < topology.GroupCount; g++)
        {
            ulong users = 0;
            for (int d = topology.GroupStart(g); d < topology.GroupEnd(g); d++) users |= host.Reach(d);
            if (BitOperations.PopCount(users) > 1) return false;
        }

        return true;
    }
}
