using Iopol.Runtime.PageTables;

namespace Iopol.Runtime.Tests.PageTables;

public sealed class MemoryTests
{
    [Fact]
    public void Values_are_read_where_they_were_written_and_nowhere_else()
    {
        using PhysicalMemory memory = PhysicalMemory.Allocate(0x4000, 0x10_0000);
        Assert.Equal((0x10_0000UL, 0x4000UL, 0x4000UL, false, false), (memory.Base, memory.Size, memory.WindowSize, memory.IsReadOnly, memory.IsSparse));
        Assert.True(memory.TryWrite(0x10_0008, 0x1122_3344_5566_7788UL));
        Assert.True(memory.TryRead(0x10_0008, out ulong whole));
        Assert.True(memory.TryRead(0x10_000c, out uint half));
        Assert.Equal((0x1122_3344_5566_7788UL, 0x1122_3344U), (whole, half));
        Assert.True(memory.TryWrite(0x10_0008, 9U));
        Assert.True(memory.TryRead(0x10_0005, out whole));
        Assert.Equal(0x4400_0000_0900_0000UL, whole);
        Assert.True(memory.TryRead(0x10_0009, out half));
        Assert.Equal(0x4400_0000U, half);
        Assert.True(memory.TryWrite(0x10_0011, 0xaabb_ccdd_eeff_0011UL));
        Assert.True(memory.TryWrite(0x10_0021, 0xaabb_ccddU));
        Span<byte> bytes = stackalloc byte[5];
        Assert.True(memory.TryCopyTo(0x10_0020, bytes));
        Assert.Equal([0, 0xdd, 0xcc, 0xbb, 0xaa], bytes.ToArray());
        Assert.True(memory.TryCopyFrom(0x10_3ffb, bytes));
        Assert.True(memory.TryRead(0x10_3ff8, out whole));
        Assert.Equal(0xaabb_ccdd_0000_0000UL, whole);
        foreach (ulong outside in new ulong[] { 0, 0xf_fff9, 0xf_ffff, 0x10_3ff9, 0x10_3fff, 0x10_4000, ulong.MaxValue, ulong.MaxValue - 7 })
        {
            Assert.False(memory.TryRead(outside, out ulong _));
            Assert.False(memory.TryWrite(outside, 1UL));
            Assert.False(memory.TryExchange(outside, 0UL, 1, out _));
            Assert.False(memory.TryCopyTo(outside, new byte[8]));
            Assert.False(memory.TryCopyFrom(outside, new byte[8]));
        }

        Assert.True(memory.TryRead(0x10_3ffc, out half));
        Assert.False(memory.TryRead(0x10_3ffd, out half));
        Assert.Equal(0U, half);
    }

    [Fact]
    public void An_exchange_takes_place_only_on_what_is_expected()
    {
        using PhysicalMemory memory = PhysicalMemory.Allocate(0x1000);
        Assert.True(memory.TryExchange(8, 0UL, 5, out ulong found));
        Assert.Equal(0UL, found);
        Assert.True(memory.TryExchange(8, 0UL, 6, out found));
        Assert.Equal(5UL, found);
        Assert.True(memory.TryExchange(12, 0U, 7, out uint narrow));
        Assert.Equal(0U, narrow);
        Assert.True(memory.TryRead(8, out ulong value));
        Assert.Equal(0x7_0000_0005UL, value);
        Assert.False(memory.TryExchange(12, 0UL, 6, out found));
        Assert.False(memory.TryExchange(10, 0U, 6, out narrow));
    }

    [Fact]
    public void Absent_pages_cannot_be_touched()
    {
        using PhysicalMemory memory = PhysicalMemory.AllocateSparse(1 << 20);
        Assert.False(memory.TryRead(0x1000, out ulong _));
        Assert.False(memory.TryWrite(0x1000, 1UL));
        memory.AddPages(0x1000, 0x2000);
        Assert.True(memory.TryWrite(0x2ff8, 1UL));
        Assert.False(memory.TryRead(0xffc, out ulong _));
        Assert.True(memory.TryRead(0x1ffc, out ulong _));
        Assert.False(memory.TryRead(0x2ffc, out ulong _));
        Assert.True(memory.IsPresent(0x1000, 0x2000));
        Assert.False(memory.IsPresent(0x1000, 0x2001));
        Assert.Throws<ArgumentException>(() => memory.AddPages(0x1001, 0x1000));
        Assert.Throws<ArgumentException>(() => memory.AddPages(0xf_f000, 0x2000));
        memory.MakeReadOnly();
        Assert.False(memory.TryWrite(0x1000, 1UL));
        Assert.True(memory.TryRead(0x2ff8, out ulong value));
        Assert.Equal(1UL, value);
        Assert.Throws<InvalidOperationException>(() => memory.AddPages(0x3000, 0x1000));
        using PhysicalMemory whole = PhysicalMemory.Allocate(0x1000);
        Assert.Throws<InvalidOperationException>(() => whole.AddPages(0, 0x1000));
    }

    [Fact]
    public void Tables_in_absent_pages_are_unreadable()
    {
        using PhysicalMemory memory = PhysicalMemory.AllocateSparse(1 << 20);
        memory.AddPages(0x1000, 0x2000);
        Assert.True(memory.TryWrite(0x1000, 0x2003UL));
        Assert.True(memory.TryWrite(0x2000, 0x5003UL));
        var table = new SecondStage4(memory, 0x1000);
        Assert.Equal(SecondStage4.Unreadable, table.Translate(0, Access.Read).Fault);
        Assert.Equal(SecondStage4.RootUnreadable, new SecondStage4(memory, 0x5000).Translate(0, Access.Read).Fault);
        var audit = new TableAudit();
        table.Audit(audit);
        Assert.Equal((2, 1, 0), (audit.Tables, audit.Unreadable, audit.Leaves));
        Assert.Empty(table.Leaves().ToArray());
        var gather = new IotlbGather(new TableFrames(memory, 0x1000, 0x2000));
        Assert.Equal(MapError.EADDRINUSE, table.TryMap(0, 0, 0x1000, MapRights.Read, gather));
        Assert.Equal(0UL, table.Unmap(0, 0x1000, gather));
        var bitmap = new ulong[1];
        var addresses = new ulong[1];
        Assert.Equal(0, table.TranslateMany([0], Access.Read, addresses));
        Assert.Equal(0UL, table.TranslateRange(0, 1, Access.Read, addresses));
        Assert.Equal(-1, table.ReadAndClearDirty(0, 0x1000, bitmap, gather));
    }

    [Theory]
    [InlineData(0x1_0000, 0, 0x1_0000)]
    [InlineData(0x1_5000, 0, 0x1_0000)]
    [InlineData(0x1_0000, 0x1000, 0x1000)]
    [InlineData(0x1_0000, 0x2_8000, 0x8000)]
    public void Tables_behind_the_window_are_walked_all_the_same(ulong size, ulong baseAddress, ulong window)
    {
        using PhysicalMemory memory = PhysicalMemory.Allocate(size, baseAddress);
        Assert.Equal(window, memory.WindowSize);
        var frames = new TableFrames(memory, baseAddress, size);
        // The last frames first.
        var all = new List<ulong>();
        while (frames.TryAllocate(12, out ulong address)) all.Add(address);
        foreach (ulong address in all) frames.Free(address);
        Assert.True(frames.TryAllocate(12, out ulong root));
        Assert.Equal(baseAddress + size - 0x1000, root);
        var table = new SecondStage4(memory, root);
        var gather = new IotlbGather(frames);
        Assert.Equal(MapError.None, table.TryMap(0x1000, 0x5000, 0x3000, MapRights.Read, gather));
        Assert.Equal(0x6123UL, table.Translate(0x2123, Access.Read).Address);
        var addresses = new ulong[3];
        Assert.Equal(3, table.TranslateMany([0x1000, 0x2000, 0x3000], Access.Read, addresses));
        Assert.Equal(3UL, table.TranslateRange(0x1000, 3, Access.Read, addresses));
        Assert.Equal(3, table.Leaves().ToArray().Length);
        var audit = new TableAudit();
        table.Audit(audit);
        Assert.Equal((3, 4), (audit.Leaves, audit.Tables));
        Assert.Equal(0x3000UL, table.Unmap(0x1000, 0x3000, gather));
        Assert.Equal(MapError.None, table.TryMap(0, 0x4000_0000, 0x4000_0000, MapRights.Read, gather));
        gather.Complete();
        Assert.Equal(2 * 4096, frames.UsedBytes);
    }

    [Fact]
    public void A_file_is_read_only_memory()
    {
        string path = Path.GetTempFileName();
        try
        {
            var bytes = new byte[0x5000 + 17];
            BitConverter.TryWriteBytes(bytes.AsSpan(0x1000), 0x2003UL);
            BitConverter.TryWriteBytes(bytes.AsSpan(0x2000), 0x3003UL);
            BitConverter.TryWriteBytes(bytes.AsSpan(0x3000), 0x4003UL);
            BitConverter.TryWriteBytes(bytes.AsSpan(0x4008), 0x7654_3003UL);
            File.WriteAllBytes(path, bytes);
            using (PhysicalMemory memory = PhysicalMemory.Open(path))
            {
                Assert.Equal((0x5000UL, true), (memory.Size, memory.IsReadOnly));
                Assert.False(memory.TryWrite(0, 1UL));
                Assert.False(memory.TryExchange(0, 0UL, 1, out _));
                Assert.False(memory.TryCopyFrom(0, new byte[1]));
                Assert.False(memory.TryRead(0x5000, out ulong _));
                var table = new SecondStage4(memory, 0x1000);
                Assert.Equal(0x7654_3abcUL, table.Translate(0x1abc, Access.Write).Address);
                // A walk that would note an access cannot.
                var noting = new SecondStage4(memory, 0x1000, accessDirty: true);
                Assert.Equal(SecondStage4.Unreadable, noting.Translate(0x1abc, Access.Write).Fault);
                Assert.Equal(0x7654_3abcUL, noting.Peek(0x1abc, Access.Write).Address);
                Assert.Throws<ArgumentException>(() => new TableFrames(memory, 0, 0x1000));
            }

            File.WriteAllBytes(path, new byte[4095]);
            Assert.Throws<ArgumentException>(() => PhysicalMemory.Open(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(4097, 0)]
    [InlineData(4096, 8)]
    [InlineData(8192, ulong.MaxValue - 4095)]
    public void Sizes_and_addresses_are_whole_pages(ulong size, ulong baseAddress)
    {
        Assert.Throws<ArgumentException>(() => PhysicalMemory.Allocate(size, baseAddress));
        Assert.Throws<ArgumentException>(() => PhysicalMemory.AllocateSparse(size, baseAddress));
    }

    [Fact]
    public void The_last_page_of_all_is_memory_too()
    {
        using PhysicalMemory memory = PhysicalMemory.Allocate(4096, ulong.MaxValue - 4095);
        Assert.True(memory.TryWrite(ulong.MaxValue - 7, 3UL));
        Assert.True(memory.TryRead(ulong.MaxValue - 7, out ulong value));
        Assert.Equal(3UL, value);
        Assert.False(memory.TryRead(ulong.MaxValue - 3, out ulong _));
        Assert.False(memory.TryRead(0, out ulong _));
    }

    [Fact]
    public async Task Disposed_memory_is_gone_and_harms_nobody()
    {
        PhysicalMemory memory = PhysicalMemory.Allocate(4 << 20);
        var frames = new TableFrames(memory, 0, 4 << 20);
        Assert.True(frames.TryAllocate(12, out ulong root));
        var table = new SecondStage4(memory, root);
        var gather = new IotlbGather(frames);
        Assert.Equal(MapError.None, table.TryMap(0x1000, 0x5000, 0x3000, MapRights.Read, gather));
        using var stop = new CancellationTokenSource();
        var walker = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                Translation translation = table.Translate(0x1000, Access.Read);
                Assert.True(!translation.IsOk || translation.Address == 0x5000);
            }
        });
        await Task.Delay(20);
        memory.Dispose();
        await Task.Delay(20);
        await stop.CancelAsync();
        await walker;
        Assert.False(memory.TryRead(root, out ulong _));
        Assert.False(memory.TryWrite(root, 1UL));
        Assert.False(table.Walk(0x1000, Access.Read).IsOk);
        Assert.Equal(MapError.EINVAL, table.TryMap(0x8000, 0x5000, 0x1000, MapRights.Read, gather));
        Assert.Equal(0UL, table.Unmap(0x1000, 0x1000, gather));
        memory.Dispose();
    }

    [Fact]
    public void A_root_outside_the_memory_faults_whatever_is_asked()
    {
        using PhysicalMemory memory = PhysicalMemory.Allocate(0x4000);
        for (ulong at = 0; at < 0x4000; at += 8) Assert.True(memory.TryWrite(at, 3UL));
        var table = new SecondStage4(memory, 0x10_0000);
        foreach (ulong iova in new ulong[] { 0, 0x1000, (1UL << 48) - 1 }) Assert.Equal(SecondStage4.RootUnreadable, table.Translate(iova, Access.None).Fault);
        Assert.Equal(SecondStage4.BeyondWidth, table.Translate(1UL << 48, Access.None).Fault);
        var addresses = new ulong[4];
        Assert.Equal(0, table.TranslateMany(new ulong[4], Access.None, addresses));
        Assert.Equal(0UL, table.TranslateRange(0, 4, Access.None, addresses));
        Assert.Empty(table.Leaves().ToArray());
        var audit = new TableAudit();
        table.Audit(audit);
        Assert.Equal(0, audit.Tables);
        var gather = new IotlbGather(new TableFrames(memory, 0, 0x4000));
        Assert.Equal(MapError.EINVAL, table.TryMap(0, 0, 0x1000, MapRights.Read, gather));
        Assert.Equal(0UL, table.Unmap(0, 0x1000, gather));
        Assert.Throws<ArgumentException>(() => new SecondStage4(memory, 0x800));
    }
}
