using Iopol.Runtime.Facts;
using Iopol.Runtime.Topology;

namespace Iopol.Runtime.Grouping;

/// <summary>Turns joined indexes into groups with their reasons.</summary>
/// <param name="tree">The functions.</param>
/// <param name="acs">Their judgements.</param>
/// <param name="grouped">Which have a group.</param>
/// <param name="certain">Those in one group for certain.</param>
/// <param name="possible">Those that may be in one group.</param>
/// <param name="merges">Why they are.</param>
/// <param name="doubts">Why they may be.</param>
internal sealed class GroupingResult(
    PciTree tree,
    AcsJudgement[] acs,
    bool[] grouped,
    DisjointSets certain,
    DisjointSets possible,
    List<LinuxGrouping.Merge> merges,
    List<LinuxGrouping.Doubt> doubts)
{
    private readonly int[] groupOfRoot = new int[tree.Count];

    public HostGrouping Make()
    {
        var devices = new List<List<BusAddress>>();
        var reasons = new List<List<GroupMerge>>();
        var apart = new List<List<QuirkIsolation>>();
        var outside = new List<BusAddress>();
        Array.Fill(groupOfRoot, PciTree.None);
        foreach (int index in tree.ByAddress)
        {
            BusAddress address = tree.Device(index).Address;
            if (!grouped[index])
            {
                outside.Add(address);
                continue;
            }

            int root = certain.Find(index);
            if (groupOfRoot[root] == PciTree.None)
            {
                groupOfRoot[root] = devices.Count;
                devices.Add([]);
                reasons.Add([]);
                apart.Add([]);
            }

            devices[groupOfRoot[root]].Add(address);
            if (acs[index] is { Isolated: true, Quirk: { } quirk } && Matters(index)) apart[groupOfRoot[root]].Add(new QuirkIsolation(address, quirk));
        }

        foreach (LinuxGrouping.Merge merge in merges)
        {
            int group = groupOfRoot[certain.Find(merge.Device)];
            // Devices without a group can be joined to each other on the way.
            if (group != PciTree.None) reasons[group].Add(Reason(merge));
        }

        ComputedGroup[] groups = new ComputedGroup[devices.Count];
        for (int g = 0; g < groups.Length; g++) groups[g] = new ComputedGroup(devices[g], reasons[g], apart[g]);
        return new HostGrouping(groups, Undecided(), outside, new SwitchDoubts(tree, acs, grouped, index => groupOfRoot[certain.Find(index)]).Find());
    }

    /// <summary>A function alone in its slot and with nothing below separates nothing.</summary>
    private bool Matters(int index) => tree.Device(index).Bridge is not null || tree.InSlot(index).Length > 1;

    private GroupMerge Reason(LinuxGrouping.Merge merge)
    {
        var gaps = new List<AcsGap>();
        if (merge.Rule == GroupRule.AcsPath)
        {
            for (int at = merge.With; at != PciTree.None; at = tree.BridgeAbove(at)) AddGap(at, gaps);
        }
        else if (merge.Rule == GroupRule.SameSlot)
        {
            AddGap(merge.With, gaps);
            AddGap(merge.Device, gaps);
        }

        return new GroupMerge(merge.Rule, tree.Device(merge.Device).Address, tree.Device(merge.With).Address, merge.Requester, gaps, merge.Quirk);
    }

    private void AddGap(int index, List<AcsGap> gaps)
    {
        if (acs[index] is { Isolated: false } not) gaps.Add(new AcsGap(tree.Device(index).Address, not.Lack, not.Off, not.Quirk));
    }

    /// <summary>Groups that are connected by what is possible only.</summary>
    private List<UndecidedGroups> Undecided()
    {
        var result = new List<UndecidedGroups>();
        if (doubts.Count == 0) return result;
        var sets = new Dictionary<int, (SortedSet<int> Groups, Dictionary<int, LackingFacts> Lacking)>();
        foreach (LinuxGrouping.Doubt doubt in doubts)
        {
            int device = certain.Find(doubt.Device), with = certain.Find(doubt.With);
            if (device == with) continue;
            int set = possible.Find(doubt.Device);
            if (!sets.TryGetValue(set, out var known)) sets.Add(set, known = ([], []));
            if (groupOfRoot[device] != PciTree.None) known.Groups.Add(groupOfRoot[device]);
            if (groupOfRoot[with] != PciTree.None) known.Groups.Add(groupOfRoot[with]);
            AddLacking(doubt, known.Lacking);
        }

        foreach ((SortedSet<int> groups, Dictionary<int, LackingFacts> lacking) in sets.Values)
        {
            if (groups.Count < 2) continue;
            result.Add(new UndecidedGroups([.. groups], [.. lacking.Select(l => new LackingFact(tree.Device(l.Key).Address, l.Value)).OrderBy(l => l.Device)]));
        }

        result.Sort((left, right) => left.Groups[0].CompareTo(right.Groups[0]));
        return result;
    }

    private void AddLacking(LinuxGrouping.Doubt doubt, Dictionary<int, LackingFacts> lacking)
    {
        if (doubt.Rule == GroupRule.AcsPath)
        {
            int top = doubt.With;
            for (int at = doubt.With; at != PciTree.None; top = at, at = tree.BridgeAbove(at)) Add(at, acs[at].Lacking);
            if (tree.IsBridgeUnknown(top)) Add(top, LackingFacts.BridgeAbove);
        }
        else if (doubt.Rule == GroupRule.SameSlot)
        {
            Add(doubt.Device, acs[doubt.Device].Lacking);
            Add(doubt.With, acs[doubt.With].Lacking);
        }
        else
        {
            Add(doubt.About, doubt.Lacking);
        }

        void Add(int index, LackingFacts facts)
        {
            if (facts != LackingFacts.None) lacking[index] = lacking.GetValueOrDefault(index) | facts;
        }
    }
}
