using System.Globalization;
using Iopol.Runtime.Facts;

namespace Iopol.Linux.Sysfs;

/// <summary>Brings together what devices and groups say about membership, and gives members what their group knows.</summary>
internal static class GroupMembership
{
    public static void Reconcile(List<DeviceFacts> devices, List<GroupFolder> groups, List<string> notes, ProblemLog problems)
    {
        var index = new Dictionary<BusAddress, int>(devices.Count);
        for (int i = 0; i < devices.Count; i++) index.Add(devices[i].Address, i);
        var listed = new int?[devices.Count];
        var byNumber = new Dictionary<int, GroupFacts>(groups.Count);
        foreach (GroupFolder group in groups)
        {
            byNumber[group.Facts.Number] = group.Facts;
            foreach (string member in group.Members)
            {
                if (BusAddress.TryParse(member, out BusAddress address) && index.TryGetValue(address, out int i))
                {
                    listed[i] = group.Facts.Number;
                    continue;
                }

                problems.Report(HostDiagnostics.ForeignMember, group.Facts.Number, member);
                notes.Add(string.Create(CultureInfo.InvariantCulture, $"group {group.Facts.Number} also holds {member}, which is not among the PCI functions"));
            }
        }

        for (int i = 0; i < devices.Count; i++)
        {
            DeviceFacts device = devices[i];
            if (device.Group is not null && groups.Count > 0 && device.Group != listed[i])
                problems.Report(HostDiagnostics.GroupMismatch, device.Address, Named(device.Group), Named(listed[i]));
            int? number = device.Group ?? listed[i];

            // The kernel shows regions per group; it refuses the whole group for the sake of one member.
            bool? direct = number is { } known && byNumber.TryGetValue(known, out GroupFacts? facts)
                ? facts.Reserved?.Any(r => r.Kind == ReservedKind.Direct)
                : null;
            devices[i] = device with { Group = number, RequiresDirectMap = direct };
        }
    }

    private static string Named(int? group) =>
        group is { } number ? string.Create(CultureInfo.InvariantCulture, $"group {number}") : "no group";
}
