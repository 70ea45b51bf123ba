using Iopol.Runtime.PageTables;

namespace Iopol.Runtime.Tests.PageTables;

/// <summary>An empty table of each format there is, with a memory and frames of its own.</summary>
internal sealed class MappedTable : IDisposable
{
    internal MappedTable(string format, ulong memoryBytes = 64 << 20)
    {
        LoopFormat? loop = LoopFormat.All.SingleOrDefault(one => one.Name == format);
        Memory = PhysicalMemory.Allocate(memoryBytes);
        Frames = new TableFrames(Memory, 0, memoryBytes, loop?.EntryBytes == 4 ? 1024 : 4096);
        int rootBits = loop is null ? 12 : loop.IndexBits[^1] + (loop.EntryBytes == 8 ? 3 : 2);
        Assert.True(Frames.TryAllocate(rootBits, out ulong root));
        Table = loop is null ? new SecondStage4(Memory, root) : new LoopTable(loop, Memory, root);
        Gather = new IotlbGather(Frames);
    }

    internal static string[] Names => [SecondStage, .. LoopFormat.All.Select(format => format.Name)];

    internal static TheoryData<string> Formats => [.. Names];

    internal const string SecondStage = "second stage";

    internal PhysicalMemory Memory { get; }

    internal TableFrames Frames { get; }

    internal PageTable Table { get; }

    internal IotlbGather Gather { get; }

    internal ulong Smallest => 1UL << Table.Layout.LeafSizes[0].SizeBits;

    /// <summary>Sizes whose IOVA and address fit the format, smallest first.</summary>
    internal IEnumerable<ulong> Sizes => Table.Layout.LeafSizes.Select(size => 1UL << size.SizeBits);

    internal void Map(ulong iova, ulong address, ulong length) => Assert.Equal(MapError.None, TryMap(iova, address, length));

    internal MapError TryMap(ulong iova, ulong address, ulong length) => Table.TryMap(iova, address, length, MapRights.Read | MapRights.Write, Gather);

    internal void Unmap(ulong iova, ulong length)
    {
        Assert.Equal(length, Table.Unmap(iova, length, Gather));
        Gather.Complete();
    }

    internal void Check(ulong iova, ulong address, ulong length)
    {
        ulong step = Math.Max(Smallest, length / 256 & ~(Smallest - 1));
        for (ulong at = 0; at < length; at += step) Assert.Equal(address + at, Table.Translate(iova + at, Access.Read).Address);
        Assert.Equal(address + length - 1, Table.Translate(iova + length - 1, Access.Write).Address);
    }

    /// <summary>How many leaves there are of each size that occurs.</summary>
    internal IEnumerable<(ulong Size, int Count)> Count()
    {
        var counts = new SortedDictionary<ulong, int>();
        foreach (Leaf leaf in Table.Leaves())
        {
            Assert.Equal(Access.Read | Access.Write | Access.Execute, leaf.Allowed);
            counts[1UL << leaf.SizeBits] = counts.GetValueOrDefault(1UL << leaf.SizeBits) + 1;
        }

        return counts.Select(pair => (pair.Key, pair.Value));
    }

    /// <summary>Every byte of the memory that a frame may have been in.</summary>
    internal byte[] Content()
    {
        var bytes = new byte[(int)Math.Min(Memory.Size, 4 << 20)];
        Assert.True(Memory.TryCopyTo(0, bytes));
        return bytes;
    }

    public void Dispose() => Memory.Dispose();
}

internal static class LeafEnumerations
{
    internal static Leaf[] ToArray(this LeafEnumerator leaves)
    {
        var list = new List<Leaf>();
        foreach (Leaf leaf in leaves) list.Add(leaf);
        return [.. list];
    }

    internal static List<Leaf> Take(this LeafEnumerator leaves, int most)
    {
        var list = new List<Leaf>();
        foreach (Leaf leaf in leaves)
        {
            if (list.Count == most) break;
            list.Add(leaf);
        }

        return list;
    }
}
