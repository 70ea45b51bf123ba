using System.Globalization;
using System.Numerics;
using Iopol.Linux.Trees;

namespace Iopol.Linux.Sysfs;

/// <summary>What a tree says about its IOMMUs.</summary>
/// <param name="Family"><c>intel</c>, <c>amd</c>, <c>arm</c>; null where there is none, or another one.</param>
/// <param name="AddressWidth">Width of an IOVA in bits, the least of all units; known for Intel only.</param>
/// <param name="CacheCoherent">Answer of the kernel's capability of that name.</param>
/// <param name="IsolatedMsi">Devices' interrupts are remapped.</param>
internal sealed record IommuFacts(string? Family, int? AddressWidth, bool? CacheCoherent, bool? IsolatedMsi)
{
    /// <summary>Reads <c>/sys/class/iommu</c> and the firmware's tables.</summary>
    public static IommuFacts Read(TreeDirectory sys, KernelCommandLine commandLine, ProblemLog problems)
    {
        var intel = new List<TreeDirectory>();
        string? family = null;
        TreeDirectory? units = sys.Enter("class", "iommu");
        foreach (string name in units?.Names() ?? [])
        {
            if (FamilyOf(name) is not { } known) continue;
            family ??= known;
            if (known == "intel" && units?.Enter(name)?.Enter("intel-iommu") is { } registers) intel.Add(registers);
        }

        return family switch
        {
            "intel" => ReadIntel(intel, sys, commandLine, problems),

            // The IVRS table is what AMD-Vi remaps interrupts by; the width is the kernel's choice of page-table levels, which sysfs does not show.
            "amd" => new IommuFacts(family, null, true, HasTable(sys, "IVRS") ? !commandLine.ForbidsInterruptRemapping : null),

            // Neither an SMMU's coherency nor the interrupt controller's ITS is in sysfs.
            _ => new IommuFacts(family, null, null, null),
        };
    }

    private static string? FamilyOf(string unit) =>
        unit.StartsWith("dmar", StringComparison.Ordinal) ? "intel"
        : unit.StartsWith("ivhd", StringComparison.Ordinal) ? "amd"
        : unit.StartsWith("smmu", StringComparison.Ordinal) || unit.StartsWith("arm-smmu", StringComparison.Ordinal) ? "arm"
        : null;

    private static IommuFacts ReadIntel(List<TreeDirectory> units, TreeDirectory sys, KernelCommandLine commandLine, ProblemLog problems)
    {
        int? width = null;
        bool? remaps = units.Count == 0 ? null : true;
        foreach (TreeDirectory unit in units)
        {
            if (Register(unit, "cap", problems) is { } cap && WidthOf(cap) is { } bits) width = Math.Min(width ?? bits, bits);
            const ulong interruptRemapping = 1 << 3;
            if (Register(unit, "ecap", problems) is not { } ecap) remaps = remaps == false ? false : null;
            else if ((ecap & interruptRemapping) == 0) remaps = false;
        }

        // Hardware that can, firmware that lets, and nobody who forbids: one no is enough, a yes needs all three.
        bool?[] conditions = [remaps, DmarOffersInterruptRemapping(sys), !commandLine.ForbidsInterruptRemapping];
        bool? isolated = conditions.Contains(false) ? false : conditions.Contains(null) ? null : true;

        // The kernel answers yes for every VT-d since 5.19: it tells the CPU's view, not whether no-snoop is enforced (ecap SC).
        return new IommuFacts("intel", width, true, isolated);
    }

    /// <summary>The guest address width a unit takes, cut to its deepest page table (VT-d 4.1, 11.4.2: MGAW, SAGAW).</summary>
    private static int? WidthOf(ulong cap)
    {
        int most = (int)((cap >> 16) & 0x3f) + 1;
        uint tables = (uint)((cap >> 8) & 0x1f);
        return tables == 0 ? null : Math.Min(most, 30 + (9 * BitOperations.Log2(tables)));
    }

    /// <summary>INTR_REMAP in the flags of the DMAR table; null where the table is not in the source, as only root can read it.</summary>
    private static bool? DmarOffersInterruptRemapping(TreeDirectory sys)
    {
        const int flags = 37;
        return sys.Enter("firmware", "acpi", "tables")?.Read("DMAR") is { Count: > flags } table && table.AsSpan().StartsWith("DMAR"u8)
            ? (table[flags] & 1) != 0
            : null;
    }

    private static bool HasTable(TreeDirectory sys, string name) =>
        sys.Enter("firmware", "acpi", "tables")?.Names().Contains(name) == true;

    private static ulong? Register(TreeDirectory unit, string name, ProblemLog problems)
    {
        if (unit.ReadText(name) is not { } text) return null;
        if (ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value)) return value;
        problems.ReportMember(HostDiagnostics.BadValue, unit.PathOf(name), unit.PathOf(name), text, "register in hex");
        return null;
    }
}
