using Iopol.Runtime.Facts;

namespace Iopol.Linux.Json;

/// <summary>Reads what a file says of groups.</summary>
internal static class GroupJson
{
    /// <summary>The facts of groups beside their members, ordered by number.</summary>
    public static IReadOnlyList<GroupFacts> ReadAll(ref JsonCursor json)
    {
        if (json.IsNull || !json.EnterArray()) return [];
        var groups = new SortedDictionary<int, GroupFacts>();
        for (int i = 0; json.NextItem(i); i++)
        {
            if (Read(ref json) is { } group && !groups.TryAdd(group.Number, group))
                json.Report(HostDiagnostics.Duplicate, $"group {group.Number}");
            json.Leave();
        }

        return [.. groups.Values];
    }

    /// <summary>The member <c>expected_groups</c>: who is with whom, without numbers.</summary>
    public static List<IReadOnlyList<BusAddress>>? ReadExpected(ref JsonCursor json)
    {
        if (json.IsNull || !json.EnterArray()) return null;
        var groups = new List<IReadOnlyList<BusAddress>>();
        for (int i = 0; json.NextItem(i); i++)
        {
            groups.Add(DeviceJson.ReadAddresses(ref json));
            json.Leave();
        }

        return groups;
    }

    /// <summary>Reports where <c>expected_groups</c> and the devices' numbers differ; it says the same in good files.</summary>
    public static void Compare(HostFacts facts, List<IReadOnlyList<BusAddress>> expected, ProblemLog problems)
    {
        var numbers = new Dictionary<BusAddress, int>();
        var sizes = new Dictionary<int, int>();
        foreach (DeviceFacts device in facts.Devices)
        {
            if (device.Group is not { } number) continue;
            numbers.Add(device.Address, number);
            sizes[number] = sizes.GetValueOrDefault(number) + 1;
        }

        var left = new HashSet<BusAddress>(numbers.Keys);
        foreach (IReadOnlyList<BusAddress> group in expected)
        {
            int? first = null;
            foreach (BusAddress member in group)
            {
                if (numbers.TryGetValue(member, out int number) && left.Remove(member) && (first ??= number) == number && sizes[number] == group.Count) continue;
                problems.ReportMember(HostDiagnostics.GroupsDiffer, "expected_groups", member);
                return;
            }
        }

        if (left.Count > 0) problems.ReportMember(HostDiagnostics.GroupsDiffer, "expected_groups", left.Min());
    }

    private static GroupFacts? Read(ref JsonCursor json)
    {
        if (!json.EnterObject()) return null;
        int? number = null;
        string? type = null;
        IReadOnlyList<ReservedRegion>? reserved = null;
        var seen = new HashSet<string>();
        while (json.NextMember(seen) is { } name)
        {
            switch (name)
            {
                case "number":
                    number = json.Int(0, int.MaxValue);
                    if (json.IsNull) json.RefuseNull("a group number");
                    break;
                case "type": type = json.Text(); break;
                case "reserved": reserved = ReadRegions(ref json); break;
                default: json.SkipUnknown(name); break;
            }

            json.Leave();
        }

        if (!seen.Contains("number")) json.ReportHere(HostDiagnostics.MissingMember, "number");
        return number is { } known ? new GroupFacts(known, type, reserved) : null;
    }

    private static List<ReservedRegion>? ReadRegions(ref JsonCursor json)
    {
        if (json.IsNull || !json.EnterArray()) return null;
        var regions = new List<ReservedRegion>();
        for (int i = 0; json.NextItem(i); i++)
        {
            if (ReadRegion(ref json) is { } region) regions.Add(region);
            json.Leave();
        }

        return regions;
    }

    private static ReservedRegion? ReadRegion(ref JsonCursor json)
    {
        if (!json.EnterObject()) return null;
        ulong? first = null, last = null;
        int? kind = null;
        var seen = new HashSet<string>();
        while (json.NextMember(seen) is { } name)
        {
            switch (name)
            {
                case "first": first = json.Hex(16); break;
                case "last": last = json.Hex(16); break;
                case "kind": kind = json.Word(FactWords.ReservedKinds); break;
                default: json.SkipUnknown(name); break;
            }

            if (json.IsNull) json.RefuseNull("given");
            json.Leave();
        }

        foreach (string member in (ReadOnlySpan<string>)["first", "last", "kind"])
        {
            if (!seen.Contains(member)) json.ReportHere(HostDiagnostics.MissingMember, member);
        }

        if (first is not { } from || last is not { } to || kind is not { } known) return null;
        if (from > to) json.ReportHere(HostDiagnostics.Contradiction, "it ends before it begins");
        return new ReservedRegion(from, to, (ReservedKind)known);
    }
}
