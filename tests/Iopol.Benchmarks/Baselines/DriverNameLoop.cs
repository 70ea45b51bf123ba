using Iopol.Runtime.Topology;

namespace Iopol.Benchmarks.Baselines;

/// <summary>The rule as scripts and management stacks write it: go through the group and compare driver names.</summary>
internal sealed class DriverNameLoop(HostTopology topology)
{
    private readonly string?[] drivers = [.. Enumerable.Range(0, topology.DeviceCount).Select(d => topology.Device(d).Driver.Name)];

    public bool Viable(int group)
    {
        for (int d = topology.GroupStart(group); d < topology.GroupEnd(group); d++)
        {
            if (drivers[d] is { } name && name is not ("vfio-pci" or "pci-stub" or "pcieport")) return false;
        }

        return true;
    }
}
