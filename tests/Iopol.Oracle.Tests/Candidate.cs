using Iopol.Interpreter.PageTables;
using Iopol.Oracle.Tests.Units;
using Iopol.PageTables;
using Iopol.Runtime.PageTables;

namespace Iopol.Oracle.Tests;

/// <summary>A format with everything chosen, in the two ways Iopol runs it, and how an IOMMU is told to use it.</summary>
/// <param name="Setup">For the interpreter.</param>
/// <param name="Compiled">The emitted class, over a memory and a root; null to leave it out.</param>
/// <param name="Attach">Gives an IOMMU tables of this kind.</param>
internal sealed record Candidate(TableSetup Setup, Func<PhysicalMemory, ulong, PageTable>? Compiled, Action<RemappingUnit, ulong> Attach)
{
    /// <summary>Bits of an output address that QEMU's SMMUv3 says it has (IDR5.OAS).</summary>
    private const int SmmuOutputWidth = 44;

    /// <summary>VT-d's second stage as QEMU has it in legacy mode: the machine's addresses are as wide as the IOVAs may be.</summary>
    /// <param name="width">Bits of both.</param>
    /// <param name="levels">Levels of the table.</param>
    /// <param name="hasAll">The unit knows snoop control and device TLBs.</param>
    public static Candidate VtdLegacy(int width, int levels, bool hasAll = false) => new(
        Formats.Choose(Formats.Get("vtd-second-stage", "VtdSecondStage"), levels, null, ("host_width", width), ("snoop_control", hasAll ? 1 : 0), ("device_tlb", hasAll ? 1 : 0)),
        (memory, root) => VtdSecondStage.Create(memory, root, levels, new() { HostWidth = width, SnoopControl = hasAll, DeviceTlb = hasAll }),
        (unit, root) => ((VtdUnit)unit).SetSubject(root, levels));

    /// <summary>The same in scalable mode, where it knows snoop control.</summary>
    public static Candidate VtdScalable(int width, int levels) => new(
        Formats.Choose(Formats.Get("vtd-second-stage", "VtdSecondStageScalable"), levels, null, ("host_width", width), ("snoop_control", 1)),
        (memory, root) => VtdSecondStageScalable.Create(memory, root, levels, new() { HostWidth = width, SnoopControl = true }),
        (unit, root) => ((VtdUnit)unit).SetSubject(root, levels));

    /// <summary>AMD's host table.</summary>
    /// <param name="mode">Levels.</param>
    /// <param name="reads">The device table entry allows reading.</param>
    /// <param name="writes">It allows writing.</param>
    public static Candidate Amd(int mode, bool reads = true, bool writes = true) => new(
        Formats.Choose(Formats.Get("amd-v1", "AmdV1"), mode, null, ("device_read", reads ? 1 : 0), ("device_write", writes ? 1 : 0)),
        (memory, root) => AmdV1.Create(memory, root, mode, new() { DeviceRead = reads, DeviceWrite = writes }),
        (unit, root) => ((AmdUnit)unit).SetSubject(root, mode, reads, writes));

    /// <summary>Arm's stage 1.</summary>
    /// <param name="granuleBits">12, 14 or 16.</param>
    /// <param name="width">Bits of an IOVA.</param>
    /// <param name="isHierarchical">Table entries restrict what is below them.</param>
    public static Candidate Smmu(int granuleBits, int width, bool isHierarchical = true)
    {
        // As many levels as the width needs: a level decodes three bits less than the granule has.
        int levels = (width - granuleBits + granuleBits - 4) / (granuleBits - 3);
        return new(
            Formats.Choose(Formats.Get("arm-stage-1", $"ArmStage1Granule{1 << (granuleBits - 10)}K"), levels, width, ("output_width", SmmuOutputWidth), ("hierarchical", isHierarchical ? 1 : 0)),
            (memory, root) => granuleBits switch
            {
                12 => ArmStage1Granule4K.Create(memory, root, levels, new() { OutputWidth = SmmuOutputWidth, Hierarchical = isHierarchical }, width),
                14 => ArmStage1Granule16K.Create(memory, root, levels, new() { OutputWidth = SmmuOutputWidth, Hierarchical = isHierarchical }, width),
                _ => ArmStage1Granule64K.Create(memory, root, levels, new() { OutputWidth = SmmuOutputWidth, Hierarchical = isHierarchical }, width),
            },
            (unit, root) => ((SmmuUnit)unit).SetSubject(root, granuleBits, width, isHierarchical));
    }
}
