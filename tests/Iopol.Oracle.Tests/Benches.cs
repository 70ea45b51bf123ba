using Iopol.Oracle.Tests.Comparing;
using Iopol.Oracle.Tests.Probes;
using Iopol.Oracle.Tests.Qemu;
using Iopol.Oracle.Tests.Units;
using Iopol.Runtime.PageTables;

namespace Iopol.Oracle.Tests;

/// <summary>The machines the tests run on: edu at 00:06.0 behind the IOMMU, RAM for structures, then tables, then what tables map.</summary>
internal static class Benches
{
    private const int Device = 6;

    /// <summary>Free for the device's registers on a PC, and on Arm's virtual machine.</summary>
    private const uint PcWindow = 0xe000_0000;
    private const uint ArmWindow = 0x1000_0000;

    /// <summary>VT-d in legacy mode.</summary>
    /// <param name="width">Address bits, 39 or 48.</param>
    /// <param name="hasAll">It knows snoop control and device TLBs.</param>
    public static Bench VtdLegacy(int width, bool hasAll = false) => Vtd(width, hasAll ? ",snoop-control=on,device-iotlb=on" : "", false, Deviations.VtdLegacy);

    /// <summary>VT-d in scalable mode, which knows snoop control.</summary>
    /// <param name="width">Address bits, 39 or 48.</param>
    public static Bench VtdScalable(int width) => Vtd(width, ",x-scalable-mode=on", true, Deviations.VtdScalable);

    /// <summary>VT-d in legacy mode in a machine whose RAM is left to somebody else's content.</summary>
    /// <param name="megabytes">Size of the RAM.</param>
    /// <param name="structures">A megabyte of it that the content leaves free.</param>
    public static Bench VtdAround(int megabytes, ulong structures) => Over(QemuMachine.Q35(megabytes, VtdUnit.Option(48), EduDevice.Option(Device)), machine =>
    {
        EduDevice edu = OfPc(machine);
        var unit = new VtdUnit(machine, edu.Function, structures: structures);
        ulong end = machine.Memory.Base + machine.Memory.Size;
        return new(machine, unit, new Prober(machine, edu, unit, end, end), Deviations.VtdLegacy);
    });

    /// <summary>AMD-Vi.</summary>
    public static Bench Amd() => Over(QemuMachine.Q35(16, AmdUnit.Option, EduDevice.Option(Device)), machine =>
    {
        EduDevice edu = OfPc(machine);
        var unit = new AmdUnit(machine, edu.Function);
        return new(machine, unit, Prober(machine, edu, unit, 2 << 20), Deviations.Amd);
    });

    /// <summary>SMMUv3.</summary>
    /// <param name="isHierarchical">It will be told that table entries restrict what is below them.</param>
    public static Bench Smmu(bool isHierarchical = true) => Over(QemuMachine.Virt(32, EduDevice.Option(Device)), machine =>
    {
        var edu = new EduDevice(machine.Qtest, new WindowPciBus(machine.Qtest, SmmuUnit.PciWindow), ArmWindow);
        var unit = new SmmuUnit(machine, edu.Function);
        return new(machine, unit, Prober(machine, edu, unit, 8 << 20), Deviations.Smmu(isHierarchical), Access.Privileged);
    });

    private static Bench Vtd(int width, string options, bool isScalable, IReadOnlyList<Deviation> deviations) =>
        Over(QemuMachine.Q35(32, VtdUnit.Option(width, options), EduDevice.Option(Device)), machine =>
        {
            EduDevice edu = OfPc(machine);
            var unit = new VtdUnit(machine, edu.Function, isScalable);
            return new(machine, unit, Prober(machine, edu, unit, 2 << 20), deviations);
        });

    // Whatever goes wrong on the way, QEMU does not stay behind.
    private static Bench Over(QemuMachine machine, Func<QemuMachine, Bench> build)
    {
        try
        {
            return build(machine);
        }
        catch
        {
            machine.Dispose();
            throw;
        }
    }

    private static EduDevice OfPc(QemuMachine machine) => new(machine.Qtest, new PortPciBus(machine.Qtest), PcWindow);

    private static Prober Prober(QemuMachine machine, EduDevice edu, RemappingUnit unit, ulong tableBytes)
    {
        ulong tables = unit.Structures + RemappingUnit.StructureBytes;
        return new(machine, edu, unit, tables, tables + tableBytes);
    }
}
