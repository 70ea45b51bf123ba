using Iopol.Runtime.PageTables;

namespace Iopol.Runtime.Tests.PageTables;

/// <summary>What Linux's own tests of its generic page tables hold (kunit_iommu_pt.h), and what a mapping promises beyond them.</summary>
public sealed class MappingTests
{
    private const MapRights Both = MapRights.Read | MapRights.Write;

    public static TheoryData<string> Formats => MappedTable.Formats;

    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_size_is_mapped_by_one_leaf_and_unmapped_again(string format)
    {
        using var mapped = new MappedTable(format);
        long before = mapped.Frames.UsedBytes;
        ulong iova = mapped.Smallest * 256;
        foreach (ulong size in mapped.Sizes)
        {
            iova = (iova + size - 1) & ~(size - 1);
            ulong address = size == mapped.Smallest ? mapped.Smallest * 5 : 0;
            mapped.Map(iova, address, size);
            mapped.Check(iova, address, size);
            iova += size;
        }

        Assert.Equal(mapped.Sizes.Select(size => (size, 1)), mapped.Count());
        iova = mapped.Smallest * 256;
        foreach (ulong size in mapped.Sizes)
        {
            iova = (iova + size - 1) & ~(size - 1);
            mapped.Unmap(iova, size);
            iova += size;
        }

        Assert.Empty(mapped.Count());
        mapped.Table.Release(mapped.Gather);
        mapped.Gather.Complete();
        Assert.Equal((0, 0), (mapped.Frames.UsedBytes, mapped.Frames.WaitingBytes));
        Assert.True(before > 0);
    }
}
