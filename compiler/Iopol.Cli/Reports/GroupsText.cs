using System.Globalization;
using Iopol.Cli.Output;
using Iopol.Runtime.Facts;
using Iopol.Runtime.Grouping;

namespace Iopol.Cli.Reports;

/// <summary>
/// Groups as text: the kernel's one by one, each held against the computed ones, with the reasons; the computed ones where
/// the source names none of a kernel.
/// </summary>
internal sealed class GroupsText
{
    /// <summary>Missing facts named for a group; JSON has all.</summary>
    private const int MissingShown = 4;

    private const int LabelWidth = 9;

    private readonly Screen screen;
    private readonly string source;
    private readonly HostFacts facts;
    private readonly HostGrouping computed;
    private readonly KernelComparison comparison;
    private readonly Dictionary<BusAddress, DeviceFacts> devices;
    private readonly Dictionary<BusAddress, int> groupOf = [];
    private readonly UndecidedGroups?[] undecided;
    private readonly bool hasKernel;

    public GroupsText(Screen screen, string source, HostFacts facts, HostGrouping computed, KernelComparison comparison)
    {
        this.screen = screen;
        this.source = source;
        this.facts = facts;
        this.computed = computed;
        this.comparison = comparison;
        hasKernel = comparison.KernelGroups.Count > 0;
        devices = facts.Devices.ToDictionary(d => d.Address);
        undecided = new UndecidedGroups?[computed.Groups.Count];
        for (int g = 0; g < computed.Groups.Count; g++)
        {
            foreach (BusAddress device in computed.Groups[g].Devices) groupOf[device] = g;
        }

        foreach (UndecidedGroups set in computed.Undecided)
        {
            foreach (int g in set.Groups) undecided[g] = set;
        }
    }

    private enum Finding
    {
        Same,
        Differs,
        Unknown,
    }

    public void Write()
    {
        Block[] blocks = hasKernel
            ? [.. comparison.KernelGroups.Select(g => Look(g.Number, g.Devices))]
            : [.. computed.Groups.Select(g => Look(null, g.Devices))];
        Head(blocks);
        int[] widths = Screen.Widths(facts.Devices.Select(Row));
        foreach (Block block in blocks)
        {
            screen.Line();
            Write(block, widths);
        }

        foreach (GroupingWarning warning in computed.Warnings)
        {
            screen.Line();
            screen.Wrapped(0, LabelWidth, new Ink("warning: ", Tone.Unsure), warning.ToString());
            if (warning.Better.Count > 0) Labelled("better", Tone.Command, [$"one group of {string.Join(' ', warning.Better)}"]);
        }
    }

    private void Head(Block[] blocks)
    {
        int same = blocks.Count(b => b.Finding == Finding.Same);
        int differs = blocks.Count(b => b.Finding == Finding.Differs);
        int unknown = blocks.Count(b => b.Finding == Finding.Unknown);
        string name = File.Exists(source) ? Path.GetFileName(source) : source;
        var words = new List<Ink> { new(name, Tone.Strong), $": {Count(blocks.Length, "group")}" };
        string where = hasKernel ? "as computed" : "computed";
        words.AddRange([", ", new Ink(same == blocks.Length && same > 1 ? $"all {where}" : $"{same} {where}", same > 0 ? Tone.Good : Tone.Plain)]);
        if (differs > 0) words.AddRange([", ", new Ink($"{differs} otherwise", Tone.Bad)]);
        if (unknown > 0) words.AddRange([", ", new Ink($"{unknown} cannot be told", Tone.Unsure)]);
        screen.Wrapped(0, 2, [.. words]);
        string kernel = !hasKernel ? "the source names no groups of a kernel" : facts.Kernel is { } release ? $"groups of kernel {release}" : "groups of its kernel";
        screen.Wrapped(0, 2, new Ink($"{kernel}; computed as Linux 5.12 to 6.19 does", Tone.Dim));
        if (computed.OutsideGroups.Count > 0)
            screen.Wrapped(0, 2, new Ink($"{Count(computed.OutsideGroups.Count, "device")} in no group: {string.Join(' ', computed.OutsideGroups)}", Tone.Dim));
    }

    private Block Look(int? number, IReadOnlyList<BusAddress> members)
    {
        int[] parts = [.. members.Select(d => groupOf[d]).Distinct().Order()];
        GroupDifference[] differences = [.. comparison.Differences.Where(d => d.Devices.Any(members.Contains))];
        Finding finding = differences.Length > 0 ? Finding.Differs : parts.Any(g => undecided[g] is not null) ? Finding.Unknown : Finding.Same;
        return new Block(number, members, parts, differences, finding);
    }

    private void Write(Block block, int[] widths)
    {
        string title = block.Number is { } number ? string.Create(CultureInfo.InvariantCulture, $"group {number}") : $"group of {block.Devices[0]}";
        (string word, Tone tone) = block.Finding switch
        {
            Finding.Differs => ("otherwise than computed", Tone.Bad),
            Finding.Unknown => (Doubt(block), Tone.Unsure),
            _ => (hasKernel ? "as computed" : "", Tone.Good),
        };
        screen.Wrapped(0, 2, new Ink(title, Tone.Strong), "  ", new Ink(word, tone));
        screen.Rows(4, [.. block.Devices.Select(d => Row(devices[d]))], widths);
        if (block.Finding == Finding.Differs) Labelled("computed", Tone.Bad, [.. block.Differences.Select(Of)]);
        Labelled("because", Tone.Plain, [.. block.Parts.SelectMany(g => computed.Groups[g].Merges).Select(m => m.ToString())]);
        Labelled("apart", Tone.Plain, [.. block.Parts.SelectMany(g => computed.Groups[g].KeptApart).Select(a => a.ToString())]);
        if (block.Finding == Finding.Unknown) Labelled("missing", Tone.Unsure, Missing(block));
    }

    private static string Doubt(Block block) => block.Parts.Length > 1
        ? "cannot tell whether these belong together"
        : $"cannot tell whether {(block.Devices.Count == 1 ? "it is" : "they are")} apart from others";

    private string Of(GroupDifference difference) => difference.TogetherByKernel
        ? $"in several groups: {string.Join(' ', difference.Devices.GroupBy(d => groupOf[d]).Select(g => $"{{{string.Join(' ', g)}}}"))}"
        : $"in one group: {string.Join(' ', difference.Devices)}";

    /// <summary>What is missing about the group's own devices, or else about those it may belong to.</summary>
    private List<string> Missing(Block block)
    {
        List<LackingFact> all = [.. block.Parts.Select(g => undecided[g]).OfType<UndecidedGroups>().Distinct().SelectMany(u => u.Lacking)];
        List<LackingFact> own = all.FindAll(l => block.Devices.Contains(l.Device));
        List<string> shown = (own.Count > 0 ? own : all).ConvertAll(l => l.ToString());
        if (shown.Count <= MissingShown) return shown;
        string more = string.Create(CultureInfo.InvariantCulture, $"and {shown.Count - MissingShown} more");
        return [.. shown.Take(MissingShown), more];
    }

    private static Ink[] Row(DeviceFacts device) => [device.Address.ToString(), DeviceWords.Of(device)];

    private void Labelled(string label, Tone tone, List<string> lines)
    {
        for (int i = 0; i < lines.Count; i++)
            screen.Wrapped(2, 2 + LabelWidth, new Ink((i == 0 ? label : "").PadRight(LabelWidth), Tone.Dim), new Ink(lines[i], tone));
    }

    private static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    /// <summary>One group to show.</summary>
    /// <param name="Number">The kernel's number, or null.</param>
    /// <param name="Devices">Members.</param>
    /// <param name="Parts">Computed groups that have some of them.</param>
    /// <param name="Differences">Where the kernel contradicts the computation.</param>
    /// <param name="Finding">The sum of it.</param>
    private sealed record Block(int? Number, IReadOnlyList<BusAddress> Devices, int[] Parts, GroupDifference[] Differences, Finding Finding);
}
