using Iopol.Runtime.Facts;
using Iopol.Runtime.Topology;

namespace Iopol.Interpreter.Auditing;

/// <summary>The part of a host that can matter for one group.</summary>
public static class GroupSurroundings
{
    /// <summary>The facts of a group's devices, of those they share a slot or a requester ID with, and of the bridges above.</summary>
    /// <param name="topology">The host.</param>
    /// <param name="group">Dense id of the group.</param>
    public static HostFacts Of(HostTopology topology, int group)
    {
        ArgumentNullException.ThrowIfNull(topology);
        return new GroupHost(topology).Around(group).Facts;
    }
}
