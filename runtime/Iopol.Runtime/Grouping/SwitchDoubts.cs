using Iopol.Runtime.Facts;
using Iopol.Runtime.Topology;

namespace Iopol.Runtime.Grouping;

/// <summary>
/// Finds switches whose downstream ports let devices below reach each other past the IOMMU although Linux puts them into
/// several groups: it asks whether the way up is isolated, and looks for open siblings only in a port's own slot.
/// A series to mend that was posted in 2025 and is not in Linux 6.19.
/// </summary>
/// <param name="tree">The functions.</param>
/// <param name="acs">Their judgements.</param>
/// <param name="grouped">Which have a group.</param>
/// <param name="groupOf">The computed group of a function that has one.</param>
internal sealed class SwitchDoubts(PciTree tree, AcsJudgement[] acs, bool[] grouped, Func<int, int> groupOf)
{
    public List<GroupingWarning> Find()
    {
        var warnings = new List<GroupingWarning>();
        Dictionary<int, List<AcsGap>>? leaky = null;
        foreach (int index in tree.ByAddress)
        {
            DeviceFacts device = tree.Device(index);
            int above = tree.BridgeAbove(index);
            if (device.Port == PciePort.UpstreamPort && above == PciTree.None && !tree.IsBridgeUnknown(index))
                warnings.Add(new GroupingWarning(GroupingDoubt.PortAboveMissing, device.Address, [], []));
            if (device.Port != PciePort.DownstreamPort || acs[index] is not { Isolated: false } open || above == PciTree.None) continue;
            leaky ??= [];
            if (!leaky.TryGetValue(above, out List<AcsGap>? gaps)) leaky.Add(above, gaps = []);
            gaps.Add(new AcsGap(device.Address, open.Lack, open.Off, open.Quirk));
        }

        if (leaky is not null) AddLeaky(leaky, warnings);
        return warnings;
    }

    private void AddLeaky(Dictionary<int, List<AcsGap>> leaky, List<GroupingWarning> warnings)
    {
        var below = new Dictionary<int, List<int>>();
        foreach (int index in tree.ByAddress)
        {
            if (!grouped[index]) continue;
            // The topmost leaky switch covers those below it.
            int top = PciTree.None;
            for (int at = tree.BridgeAbove(index); at != PciTree.None; at = tree.BridgeAbove(at))
            {
                if (leaky.ContainsKey(at)) top = at;
            }

            if (top == PciTree.None) continue;
            if (!below.TryGetValue(top, out List<int>? members)) below.Add(top, members = []);
            members.Add(index);
        }

        foreach ((int upstream, List<int> members) in below)
        {
            int first = groupOf(members[0]);
            if (members.TrueForAll(m => groupOf(m) == first)) continue;
            warnings.Add(new GroupingWarning(GroupingDoubt.LeakySwitch, tree.Device(upstream).Address, leaky[upstream], [.. members.Select(m => tree.Device(m).Address)]));
        }
    }
}
