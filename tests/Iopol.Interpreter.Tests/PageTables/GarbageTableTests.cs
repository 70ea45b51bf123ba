using CsCheck;
using Iopol.Interpreter.PageTables;
using Iopol.Runtime.PageTables;
using Iopol.Tests.PageTables;

namespace Iopol.Interpreter.Tests.PageTables;

/// <summary>Memory with anything in it: every walk, list, mapping and unmapping ends, and nothing outside is read.</summary>
public sealed class GarbageTableTests
{
    private const int Bytes = 1 << 20;

    /// <summary>Frames that take back what they never gave, as an image's mapper needs.</summary>
    private sealed class ForeignFrames(EntryMemory memory) : ITableFrames
    {
        private ulong next = memory.Start + (Bytes / 2);

        public bool TryTake(ulong bytes, out ulong address)
        {
            address = (next + bytes - 1) & ~(bytes - 1);
            if (address + bytes > memory.Start + Bytes) return false;
            next = address + bytes;
            memory.Clear(address, bytes);
            return true;
        }

        public void Give(ulong address, ulong bytes)
        {
        }
    }

    private static EntryMemory Garbage(TableSetup setup, Random random)
    {
        var memory = new EntryMemory(Bytes);
        ulong mask = setup.Format.EntryBytes == 8 ? ulong.MaxValue : uint.MaxValue;
        for (ulong offset = 0; offset < Bytes; offset += (ulong)setup.Format.EntryBytes)
        {
            ulong entry = random.Next(4) switch
            {
                0 => 0,
                1 => (ulong)random.NextInt64() ^ ((ulong)random.NextInt64() << 32),
                // Something that may lead back into the memory, itself included.
                2 => (memory.Start + ((ulong)random.Next(Bytes) & ~0xfffUL)) | (uint)random.Next(0x1000) | ((ulong)random.Next(8) << 61),
                _ => ((memory.Start + ((ulong)random.Next(Bytes) & ~0xfffUL)) >> 2) | (uint)random.Next(0x400),
            };
            memory.Write(memory.Start + offset, setup.Format.EntryBytes, entry & mask);
        }

        return memory;
    }

    [Theory]
    [MemberData(nameof(TableShape.Data), MemberType = typeof(TableShape))]
    public void Every_walk_ends_with_an_answer(string shape)
    {
        TableSetup setup = ShippedFormats.Setup(shape);
        var random = new Random(1);
        EntryMemory memory = Garbage(setup, random);
        var walk = new TableWalk(setup, memory, memory.Start);
        int found = 0, faulted = 0;
        foreach (bool isDry in new[] { true, false })
        {
            for (int i = 0; i < 1500; i++)
            {
                ulong iova = (ulong)random.NextInt64() >> random.Next(1, 52);
                if (random.Next(2) == 0) iova = ~iova;
                WalkResult result = walk.Walk(iova, (Access)random.Next(16), isDry);
                Assert.True(result.Path.Count <= setup.Levels.Count);
                Assert.Equal(result.Fault is null, result.IsOk);
                if (result.IsOk) found++;
                else faulted++;
            }
        }

        Assert.True(faulted > 0);
        Assert.True(found + faulted == 3000);
    }

    [Theory]
    [MemberData(nameof(TableShape.Data), MemberType = typeof(TableShape))]
    public void A_table_outside_memory_or_at_its_end_is_unreadable(string shape)
    {
        TableSetup setup = ShippedFormats.Setup(shape);
        var memory = new EntryMemory(2);
        ulong bytes = setup.TableBytes(setup.Top);
        foreach (ulong root in new ulong[] { 0UL, bytes, ~(bytes - 1), memory.Start & ~(bytes - 1) })
        {
            var walk = new TableWalk(setup, memory, root);
            foreach (ulong iova in new ulong[] { 0, ulong.MaxValue, 0x12345678 }) Assert.False(walk.Walk(iova, Access.Read).IsOk);
        }
    }

    [Theory]
    [MemberData(nameof(TableShape.Data), MemberType = typeof(TableShape))]
    public void Lists_and_changes_end(string shape)
    {
        TableSetup setup = ShippedFormats.Setup(shape);
        var random = new Random(2);
        EntryMemory memory = Garbage(setup, random);
        ulong smallest = 1UL << setup.SmallestBits;
        Assert.True(new PlainLeaves(setup, memory, memory.Start).All().Take(2000).Count() <= 2000);
        var mapper = new PlainMapper(setup, memory, new ForeignFrames(memory), memory.Start);
        for (int i = 0; i < 150; i++)
        {
            ulong iova = ((ulong)random.NextInt64() >> random.Next(1, 52)) & ~(smallest - 1);
            string before = memory.Digest();
            MapError error = mapper.TryMap(iova, smallest * 3, smallest * (ulong)random.Next(1, 40), MapRights.Read | MapRights.Write | MapRights.User);
            if (error is not (MapError.None or MapError.ENOMEM)) Assert.Equal(before, memory.Digest());
            mapper.Unmap(iova, smallest * (ulong)random.Next(1, 40));
        }
    }

    [Fact]
    public void Tables_that_lead_to_themselves_end()
    {
        TableSetup setup = ShippedFormats.Setup("VtdSecondStage/5");
        var memory = new EntryMemory(0x1000);
        for (ulong index = 0; index < 512; index++) memory.Write(memory.Start + (index * 8), 8, memory.Start | 3);
        var walk = new TableWalk(setup, memory, memory.Start);
        Gen.ULong[0, (1UL << 57) - 1].Sample(iova =>
        {
            WalkResult result = walk.Walk(iova, Access.Read | Access.Write);
            return result.IsOk && result.Path.Count == 5 && result.Address == memory.Start + (iova & 0xfff);
        });
        Assert.Equal(512 * 3, new PlainLeaves(setup, memory, memory.Start).All().Take(512 * 3).Count());
    }
}
