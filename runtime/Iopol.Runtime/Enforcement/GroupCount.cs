using System.Runtime.CompilerServices;
using Iopol.Runtime.Topology;

namespace Iopol.Runtime.Enforcement;

/// <summary>How many devices of each group have a property, kept up to date as devices change, so that asking costs one read whatever the size of group and host.</summary>
public readonly struct GroupCount : IEquatable<GroupCount>
{
    private readonly HostTopology topology;
    private readonly int[] counts;
    private readonly bool[] counted;

    /// <summary>Makes a count in which no device has the property.</summary>
    public GroupCount(HostTopology topology)
    {
        ArgumentNullException.ThrowIfNull(topology);
        this.topology = topology;
        counts = new int[topology.GroupCount];
        counted = new bool[topology.DeviceCount];
    }

    /// <summary>Devices of a group that have the property; 0 for a group that is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Of(int group)
    {
        int[] all = counts;
        return (uint)group < (uint)all.Length ? all[group] : 0;
    }

    /// <summary>Says whether a device has the property now.</summary>
    public void Set(int device, bool has)
    {
        if (counted[device] == has) return;
        counted[device] = has;
        int group = topology.GroupOf(device);
        if (group >= 0) counts[group] += has ? 1 : -1;
    }

    /// <inheritdoc/>
    public bool Equals(GroupCount other) => ReferenceEquals(counts, other.counts);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is GroupCount other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(counts);

    /// <summary>Both are the same count.</summary>
    public static bool operator ==(GroupCount left, GroupCount right) => left.Equals(right);

    /// <summary>They are different counts.</summary>
    public static bool operator !=(GroupCount left, GroupCount right) => !left.Equals(right);
}
