using System.Globalization;

namespace Iopol.Tests.PageTables;

/// <summary>A format with the choices a table is made with, written <c>Format/levels name=value …</c>; <c>width</c> is that of an IOVA.</summary>
internal sealed record TableShape(string Format, int Levels, int? Width, IReadOnlyDictionary<string, int> Options)
{
    /// <summary>Every shape of every shipped format, and choices that change what is written or checked.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "VtdSecondStage/3", "VtdSecondStage/4", "VtdSecondStage/5", "VtdSecondStageScalable/4",
        "VtdSecondStage/4 width=42 host_width=46 snoop_control=1 device_tlb=1 access_dirty=1",
        "X86FirstStage/4", "X86FirstStage/5", "X86FirstStage/4 execute_disable=0 host_width=39",
        "AmdV2/4", "AmdV2/5 sign_extended=1",
        "AmdV1/1", "AmdV1/2", "AmdV1/3", "AmdV1/4", "AmdV1/5", "AmdV1/6", "AmdV1/3 host_access=1 host_dirty=1",
        "RiscvFirstStage/3", "RiscvFirstStage/4", "RiscvFirstStage/5",
        "RiscvFirstStage/3 svpbmt=1 hardware_update=1 physical_width=50", "RiscvFirstStage/4 svnapot=0",
        "RiscvSecondStage/3", "RiscvSecondStage/4 hardware_update=1", "RiscvSecondStage/5", "RiscvSv32/2", "RiscvSv32x4/2",
        "ArmStage1Granule4K/2 width=27", "ArmStage1Granule4K/3", "ArmStage1Granule4K/4", "ArmStage1Granule4K/4 upper_region=1 width=44",
        "ArmStage1Granule4K/3 hardware_access=1 hardware_dirty=1 output_width=40", "ArmStage1Granule4K/4 top_byte_ignored=1",
        "ArmStage1Granule16K/2", "ArmStage1Granule16K/3", "ArmStage1Granule16K/4",
        "ArmStage1Granule64K/2", "ArmStage1Granule64K/3", "ArmStage1Granule64KLarge/3 output_width=52",
        "ArmStage2Granule4K/2 width=34", "ArmStage2Granule4K/3 width=40", "ArmStage2Granule4K/4",
        "ArmStage2Granule4K/3 width=42 hardware_access=1 hardware_dirty=1 execute_never_by_privilege=1",
        "ArmStage2Granule16K/2 width=40", "ArmStage2Granule16K/3", "ArmStage2Granule64K/2", "ArmStage2Granule64KLarge/3 output_width=52",
        "Armv7Short/2", "Armv7Short/2 width=28 privileged_execute_never=1",
    ];

    /// <summary>The shapes as a theory's data.</summary>
    public static TheoryData<string> Data { get; } = [.. All];

    /// <summary>Reads a shape.</summary>
    public static TableShape Parse(string text)
    {
        string[] words = text.Split(' ');
        string[] name = words[0].Split('/');
        var options = words.Skip(1).Select(word => word.Split('=')).ToDictionary(pair => pair[0], pair => int.Parse(pair[1], CultureInfo.InvariantCulture));
        int? width = options.Remove("width", out int bits) ? bits : null;
        return new(name[0], int.Parse(name[1], CultureInfo.InvariantCulture), width, options);
    }
}
