using Iopol.Policies;
using Iopol.Runtime.Enforcement;
using Iopol.Runtime.Topology;

namespace Iopol.Benchmarks;

/// <summary>A policy whose first user has a group and a container open, so that one can be set for the other.</summary>
internal static class OpenGroup
{
    public static Linux6Vfio Of(HostTopology topology, DeviceId device, out Linux6Vfio.GroupFile file, out Linux6Vfio.Container container)
    {
        var policy = new Linux6Vfio(topology);
        var user = new UserId(0);
        // vfio-pci is bound anew, because a device found on it has no VFIO object in the model yet.
        bool open = policy.Unbind(device).IsOk & policy.Bind(device, policy.Driver("vfio-pci")).IsOk
            & policy.OpenGroup(policy.GroupOf(device), user, out file).IsOk & policy.OpenContainer(user, out container).IsOk;
        return open ? policy : throw new InvalidOperationException("not opened");
    }
}
