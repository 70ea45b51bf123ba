using Iopol.Runtime.PageTables;

namespace Iopol.Runtime.Tests.PageTables;

/// <summary>Whatever is in the memory: nothing is read outside of it, nothing throws, everything ends.</summary>
public sealed class MalformedTests
{
    private const int Bytes = 1 << 20;

    public static TheoryData<string, int> FormatsAndSeeds
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (string format in MappedTable.Names)
            {
                for (int seed = 0; seed < 6; seed++) data.Add(format, seed);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(FormatsAndSeeds))]
    public void Random_memory_is_walked_to_an_end(string format, int seed)
    {
        var random = new Random(seed);
        using PhysicalMemory memory = Garbage(format, seed, random);
        PageTable table = Table(format, memory);
        var iovas = new ulong[600];
        int width = table.Layout.InputBits;
        for (int i = 0; i < iovas.Length; i++) iovas[i] = (ulong)random.NextInt64() & (width == 64 ? ulong.MaxValue : (1UL << width) - 1);
        var addresses = new ulong[iovas.Length];
        foreach (Access access in new[] { Access.None, Access.Read, Access.Write })
        {
            table.TranslateMany(iovas, access, addresses);
            Assert.Equal(iovas.Select(iova => KernelTests.Address(table, iova, access)), addresses);
            foreach (ulong iova in iovas.Take(60))
            {
                Assert.Equal(table.Walk(iova, access) is { IsOk: true } walk ? walk.Address : PageTable.NoAddress, KernelTests.Address(table, iova, access));
                ulong done = table.TranslateRange(iova, 500, access, addresses);
                for (ulong page = 0; page < done; page++) Assert.Equal(KernelTests.Address(table, iova + (page << table.Layout.Levels[0].ItemBits), access), addresses[page]);
            }
        }

        int leaves = 0;
        ulong last = 0;
        foreach (Leaf leaf in table.Leaves())
        {
            if (table.Layout.Input.Bias == 0) Assert.True(leaves == 0 || leaf.Iova > last);
            last = leaf.Iova;
            Translation walk = table.Walk(leaf.Iova, Access.None);
            Assert.Equal((leaf.Allowed, walk.IsOk ? leaf.Address : walk.Address), (walk.Allowed, walk.Address));
            if (++leaves == 3000) break;
        }

        var audit = new TableAudit();
        table.Audit(audit);
        Assert.True(audit.Tables >= 1);
    }

    [Theory]
    [MemberData(nameof(FormatsAndSeeds))]
    public void The_mapper_leaves_random_memory_in_one_piece(string format, int seed)
    {
        var random = new Random(seed);
        using PhysicalMemory memory = Garbage(format, seed, random);
        PageTable table = Table(format, memory);
        var frames = new TableFrames(memory, Bytes - 0x8_0000, 0x8_0000, 1024);
        var gather = new IotlbGather(frames);
        ulong smallest = 1UL << table.Layout.LeafSizes[0].SizeBits;
        var bitmap = new ulong[64];
        for (int round = 0; round < 300; round++)
        {
            int width = Math.Min(table.Layout.InputBits, 62);
            ulong iova = (ulong)random.NextInt64(1L << width) & ~(smallest - 1), length = (ulong)random.Next(1, 4000) * smallest;
            if (table.TryMap(iova, 0, length, MapRights.Read, gather) == MapError.None)
            {
                Assert.Equal(0UL, table.Walk(iova, Access.Read).Address);
                Assert.Equal(length, table.Unmap(iova, length, gather));
            }

            table.Unmap(iova, length, gather);
            gather.Complete();
            table.ReadAndClearDirty(iova, Math.Min(length, 64 * 64 * smallest), bitmap, gather);
        }
    }

    [Fact]
    public void Tables_that_share_each_other_are_audited_only_so_far()
    {
        using PhysicalMemory memory = PhysicalMemory.Allocate(0x4000);
        // Every entry of every table points to the next table: 512 to the power of 3 leaf tables.
        for (ulong table = 0; table < 0x4000; table += 0x1000)
        {
            for (ulong at = 0; at < 0x1000; at += 8) Assert.True(memory.TryWrite(table + at, ((table + 0x1000) & 0x3000) | 3));
        }

        var shared = new SecondStage4(memory, 0);
        var audit = new TableAudit();
        shared.Audit(audit);
        Assert.False(audit.IsComplete);
        Assert.Equal(3000, shared.Leaves().Take(3000).Count);
    }

    /// <summary>Random entries that lead on more often than chance would.</summary>
    private static PhysicalMemory Garbage(string format, int seed, Random random)
    {
        PhysicalMemory memory = PhysicalMemory.Allocate(Bytes);
        var bytes = new byte[Bytes];
        random.NextBytes(bytes);
        bool isNarrow = LoopFormat.All.Any(one => one.Name == format && one.EntryBytes == 4);
        for (int at = 0; at < Bytes; at += 8)
        {
            ulong entry = BitConverter.ToUInt64(bytes, at);
            int sort = random.Next(8);
            if (sort < 2) entry = 0;
            // An entry that points somewhere into the memory, or a little beside it.
            else if (sort < 6 && !isNarrow) entry = (entry & 0x1f_f000) | (uint)random.Next(8) | (random.Next(20) == 0 ? entry & 0xfff0_0000_0000_0fff : 0);
            else if (sort < 6) entry &= 0x001f_fc07_001f_fc07;
            if (seed >= 4 && sort == 7) entry = ulong.MaxValue;
            BitConverter.TryWriteBytes(bytes.AsSpan(at), entry);
        }

        Assert.True(memory.TryCopyFrom(0, bytes));
        return memory;
    }

    private static PageTable Table(string format, PhysicalMemory memory) =>
        LoopFormat.All.SingleOrDefault(one => one.Name == format) is LoopFormat loop ? new LoopTable(loop, memory, 0) : new SecondStage4(memory, 0);
}
