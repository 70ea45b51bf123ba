using Iopol.Runtime.Facts;

namespace Iopol.Runtime.Grouping;

/// <summary>One point where a kernel's groups and the computed ones cannot both be right.</summary>
/// <param name="Devices">The devices, by address.</param>
/// <param name="TogetherByKernel">The kernel has them in one group and the computation in several; false for the reverse.</param>
/// <param name="Merges">Why the computation has them together; empty where it has them apart.</param>
public sealed record GroupDifference(IReadOnlyList<BusAddress> Devices, bool TogetherByKernel, IReadOnlyList<GroupMerge> Merges);

/// <summary>The groups a kernel made, beside the computed ones.</summary>
/// <param name="KernelGroups">Numbers and members of the kernel's groups, by number; empty where the source shows none.</param>
/// <param name="Differences">Where they differ; what cannot be told is no difference.</param>
public sealed record KernelComparison(IReadOnlyList<KernelGroup> KernelGroups, IReadOnlyList<GroupDifference> Differences)
{
    /// <summary>Compares the groups in a host's facts with the computed ones.</summary>
    public static KernelComparison Of(HostFacts facts, HostGrouping computed)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(computed);
        KernelGroup[] kernel =
        [
            .. facts.Devices.Where(d => d.Group is not null).GroupBy(d => d.Group!.Value).OrderBy(g => g.Key)
                .Select(g => new KernelGroup(g.Key, [.. g.Select(d => d.Address).Order()])),
        ];
        var numberOf = new Dictionary<BusAddress, int>();
        foreach (KernelGroup group in kernel)
        {
            foreach (BusAddress device in group.Devices) numberOf[device] = group.Number;
        }

        var differences = new List<GroupDifference>();
        // Groups that may be one count as one: only what is certain can contradict the kernel.
        int[] set = [.. Enumerable.Range(0, computed.Groups.Count)];
        foreach (UndecidedGroups undecided in computed.Undecided)
        {
            foreach (int group in undecided.Groups) set[group] = undecided.Groups[0];
        }

        var setOf = new Dictionary<BusAddress, int>();
        for (int g = 0; g < computed.Groups.Count; g++)
        {
            ComputedGroup group = computed.Groups[g];
            foreach (BusAddress device in group.Devices) setOf[device] = set[g];
            if (group.Devices.Select(d => numberOf.GetValueOrDefault(d, -1)).Where(n => n >= 0).Distinct().Skip(1).Any())
                differences.Add(new GroupDifference(group.Devices, TogetherByKernel: false, group.Merges));
        }

        foreach (KernelGroup group in kernel)
        {
            if (group.Devices.Select(d => setOf[d]).Distinct().Skip(1).Any()) differences.Add(new GroupDifference(group.Devices, TogetherByKernel: true, []));
        }

        return new KernelComparison(kernel, differences);
    }
}

/// <summary>A group a kernel made.</summary>
/// <param name="Number">Its number, which means nothing on another boot.</param>
/// <param name="Devices">Its members, by address.</param>
public sealed record KernelGroup(int Number, IReadOnlyList<BusAddress> Devices);
