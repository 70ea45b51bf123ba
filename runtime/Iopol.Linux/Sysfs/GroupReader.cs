using System.Globalization;
using Iopol.Linux.Trees;
using Iopol.Runtime.Facts;

namespace Iopol.Linux.Sysfs;

/// <summary>One group as <c>/sys/kernel/iommu_groups/N</c> shows it.</summary>
internal sealed record GroupFolder(GroupFacts Facts, IReadOnlyList<string> Members);

/// <summary>Reads <c>/sys/kernel/iommu_groups</c>.</summary>
internal static class GroupReader
{
    /// <summary>Start of the window that SMMU drivers set aside for MSIs (MSI_IOVA_BASE in the kernel), 1 MiB long.</summary>
    private const ulong SoftwareMsiFirst = 0x8000000;

    /// <summary>The groups, ordered by number.</summary>
    public static List<GroupFolder> Read(TreeDirectory sys, string? iommu, ProblemLog problems)
    {
        var groups = new List<GroupFolder>();
        if (sys.Enter("kernel", "iommu_groups") is not { } folder) return groups;
        foreach (string name in folder.Names())
        {
            if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || folder.Enter(name) is not { } group) continue;
            string? type = group.ReadText("type");
            var facts = new GroupFacts(number, type is { Length: > 0 } ? type : null, ReadReserved(group, iommu, problems));
            groups.Add(new GroupFolder(facts, group.Enter("devices") is { } devices ? devices.Names() : []));
        }

        groups.Sort((a, b) => a.Facts.Number.CompareTo(b.Facts.Number));
        return groups;
    }

    private static List<ReservedRegion>? ReadReserved(TreeDirectory group, string? iommu, ProblemLog problems)
    {
        const string name = "reserved_regions";
        if (group.ReadText(name) is not { } text) return null;
        var regions = new List<ReservedRegion>();
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (TryParse(line, iommu, out ReservedRegion region)) regions.Add(region);
            else problems.ReportMember(HostDiagnostics.BadValue, group.PathOf(name), group.PathOf(name), line, "reserved region");
        }

        return regions;
    }

    private static bool TryParse(string line, string? iommu, out ReservedRegion region)
    {
        region = default;
        string[] parts = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 3 || !TryHex(parts[0], out ulong first) || !TryHex(parts[1], out ulong last) || last < first) return false;
        ReservedKind? kind = parts[2] switch
        {
            "direct" => ReservedKind.Direct,
            "direct-relaxable" => ReservedKind.DirectRelaxable,
            "reserved" => ReservedKind.Reserved,

            // The kernel prints both kinds of MSI window alike.
            "msi" when iommu == "arm" && first == SoftwareMsiFirst => ReservedKind.SoftwareMsi,
            "msi" => ReservedKind.Msi,
            _ => null,
        };
        region = new ReservedRegion(first, last, kind.GetValueOrDefault());
        return kind is not null;
    }

    private static bool TryHex(string text, out ulong value)
    {
        value = 0;
        return text.StartsWith("0x", StringComparison.Ordinal)
            && ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }
}
