using Iopol.Runtime.PageTables;

namespace Iopol.Runtime.Tests.PageTables;

public sealed class AllocationTests
{
    public static TheoryData<string> Formats => MappedTable.Formats;

    [Theory]
    [MemberData(nameof(Formats))]
    public void Nothing_is_allocated_by_anything_done_with_a_table(string format)
    {
        using var mapped = new MappedTable(format);
        PageTable table = mapped.Table;
        IotlbGather gather = mapped.Gather;
        ulong page = mapped.Smallest, large = mapped.Sizes.First(size => size >= 512 * page);
        var iovas = new ulong[300];
        var addresses = new ulong[300];
        var bitmap = new ulong[64];
        var audit = new TableAudit();
        long leaves = 0;
        for (int i = 0; i < iovas.Length; i++) iovas[i] = (ulong)i * page;
        void All()
        {
            // New tables, runs, large leaves in the place of tables, refusals.
            table.TryMap(0, page, 256 * page, MapRights.Read | MapRights.Write, gather);
            table.TryMap(4 * large, 0, large, MapRights.Read, gather);
            table.TryMap(0, 0, page, MapRights.Read, gather);
            table.Translate(0, Access.Read);
            table.Walk(5 * large, Access.Write);
            table.Peek(0, Access.None);
            table.TranslateMany(iovas, Access.Read, addresses);
            table.TranslateRange(0, 300, Access.Read, addresses);
            foreach (Leaf leaf in table.Leaves()) leaves += leaf.SizeBits;
            foreach (Leaf leaf in table.Leaves(0, 8 * large)) leaves += leaf.SizeBits;
            table.Audit(audit);
            table.ReadAndClearDirty(0, 300 * page, bitmap, gather);
            table.ReadAndClearDirty(0, 300 * page, bitmap, null, DirtyFlags.KeepDirty);
            table.Unmap(0, 256 * page, gather);
            table.TryMap(0, 0, large, MapRights.Read | MapRights.Write, gather);
            table.Unmap(0, page, gather);
            table.Unmap(4 * large, large, gather);
            gather.Complete();
            mapped.Frames.TryAllocate(12, out ulong frame);
            mapped.Frames.Free(frame);
            mapped.Memory.TryRead(0, out ulong value);
            mapped.Memory.TryWrite(mapped.Memory.Size - 8, value);
        }

        // Until everything has been compiled for good.
        long allocated = -1;
        for (int attempt = 0; attempt < 100 && allocated != 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            All();
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
        Assert.True(leaves > 0);
    }
}
