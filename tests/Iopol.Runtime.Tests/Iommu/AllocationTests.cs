using Iopol.Runtime.Iommu;
using Iopol.Runtime.PageTables;

namespace Iopol.Runtime.Tests.Iommu;

/// <summary>Nothing that happens while a machine runs allocates.</summary>
public sealed class AllocationTests
{
    private const ulong Iova = 0x40_0000, Frame = 0x10_0000;

    [Fact]
    public void Dma_that_hits() => Check(static (machine, domain) =>
    {
        byte[] data = machine.Scratch;
        return machine.Unit.Read(machine.Rid(), Iova, data).IsOk & machine.Unit.Write(machine.Rid(), Iova, data).IsOk & machine.Unit.Request(machine.Rid(), Iova, Access.Read).IsHit;
    });

    [Fact]
    public void Dma_that_walks() => Check(static (machine, domain) =>
    {
        machine.Unit.Iotlb.Invalidate(domain.Id);
        return machine.Unit.Read(machine.Rid(), Iova, machine.Scratch).IsOk;
    });

    [Fact]
    public void Dma_that_faults() => Check(static (machine, domain) =>
    {
        bool isRefused = !machine.Unit.Read(machine.Rid(), 0, machine.Scratch).IsOk;
        return isRefused & machine.Unit.Faults.TryTake(out _);
    });

    [Fact]
    public void Attach_and_detach() => Check(static (machine, domain) => (machine.Unit.Block(3) | machine.Unit.Attach(3, domain)) == SwitchError.None);

    [Fact]
    public void A_switch_of_a_group_of_eight() => Check(static (machine, domain) => (machine.Unit.BlockGroup(0) | machine.Unit.AttachGroup(0, domain)) == SwitchError.None);

    [Fact]
    public void Map_unmap_and_invalidation() => Check(static (machine, domain) =>
    {
        bool isMapped = domain.TryMap(Iova + Machine.Page, Frame, Machine.Page, Machine.Both) == MapError.None;
        domain.Invalidate();
        return isMapped & domain.Unmap(Iova + Machine.Page, Machine.Page) == Machine.Page;
    });

    private static void Check(Func<Machine, IommuDomain, bool> step)
    {
        using var machine = new Machine(devices: 8);
        IommuDomain domain = machine.Domain(Iova, Frame);
        machine.Unit.AttachGroup(0, domain);
        machine.Unit.Write(machine.Rid(), Iova, machine.Scratch);
        // Until everything has been compiled for good.
        long allocated = -1;
        for (int attempt = 0; attempt < 100 && allocated != 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            bool isDone = step(machine, domain);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(isDone);
        }

        Assert.Equal(0, allocated);
    }
}
