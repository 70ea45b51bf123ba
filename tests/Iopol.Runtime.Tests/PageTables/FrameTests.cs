using Iopol.Runtime.PageTables;

namespace Iopol.Runtime.Tests.PageTables;

public sealed class FrameTests
{
    [Fact]
    public void Frames_are_aligned_zeroed_and_never_given_out_twice()
    {
        using PhysicalMemory memory = PhysicalMemory.Allocate(8 << 20, 32 << 20);
        var frames = new TableFrames(memory, (32 << 20) + 0x3000, (8 << 20) - 0x3000, 1024);
        var random = new Random(3);
        var held = new List<(ulong Address, ulong Size)>();
        for (int round = 0; round < 20000; round++)
        {
            if (held.Count > 0 && random.Next(100) < (round / 2000 % 2 == 0 ? 40 : 60))
            {
                int which = random.Next(held.Count);
                frames.Free(held[which].Address);
                held.RemoveAt(which);
                continue;
            }

            int bits = random.Next(6, 18);
            if (!frames.TryAllocate(bits, out ulong address)) continue;
            ulong size = Math.Max(1UL << bits, 1024);
            Assert.Equal(0UL, address & (size - 1));
            Assert.DoesNotContain(held, frame => frame.Address < address + size && address < frame.Address + frame.Size);
            for (ulong at = address; at < address + size; at += 8)
            {
                Assert.True(memory.TryRead(at, out ulong value) && value == 0);
                memory.TryWrite(at, ulong.MaxValue);
            }

            held.Add((address, size));
            Assert.Equal(held.Sum(frame => (long)frame.Size), frames.UsedBytes);
        }

        foreach ((ulong address, ulong _) in held) frames.Free(address);
        Assert.Equal((0, (8 << 20) - 0x3000), (frames.UsedBytes, frames.FreeBytes));
        // What is free again makes large frames again.
        Assert.True(frames.TryAllocate(22, out ulong large));
        Assert.Equal(0UL, large & ((1 << 22) - 1));
    }

    [Fact]
    public void All_of_the_range_can_be_given_out()
    {
        using PhysicalMemory memory = PhysicalMemory.Allocate(1 << 20);
        var frames = new TableFrames(memory, 0, 1 << 20);
        var seen = new HashSet<ulong>();
        while (frames.TryAllocate(12, out ulong address)) Assert.True(seen.Add(address));
        Assert.Equal((256, 0L, 1L << 20), (seen.Count, frames.FreeBytes, frames.UsedBytes));
        Assert.False(frames.TryAllocate(6, out _));
        foreach (ulong address in seen.Where(address => (address & 0x1000) == 0)) frames.Free(address);
        // Every second frame: half is free, and no two of them are neighbours.
        Assert.False(frames.TryAllocate(13, out _));
        Assert.True(frames.TryAllocate(6, out _));
        foreach (ulong address in seen.Where(address => (address & 0x1000) != 0)) frames.Free(address);
        Assert.True(frames.TryAllocate(18, out _));
    }

    [Fact]
    public void What_is_no_frame_in_use_cannot_be_freed()
    {
        using PhysicalMemory memory = PhysicalMemory.Allocate(1 << 20);
        var frames = new TableFrames(memory, 0x1_0000, 0x1_0000);
        Assert.True(frames.TryAllocate(13, out ulong address));
        Assert.True(frames.Owns(address));
        foreach (ulong no in new ulong[] { 0, address + 8, address + 4096, address + 8192, 0x2_0000, ulong.MaxValue & ~4095UL }) Assert.Throws<ArgumentException>(() => frames.Free(no));
        frames.Free(address);
        Assert.Throws<ArgumentException>(() => frames.Free(address));
        Assert.False(frames.Owns(address));
    }

    [Theory]
    [InlineData(0, 0x1000, 48)]
    [InlineData(0, 0x1000, 32)]
    [InlineData(0x800, 0x1000, 4096)]
    [InlineData(0, 0x1800, 4096)]
    [InlineData(0x1000, 0x1_0000, 4096)]
    public void The_range_is_whole_units_of_memory(ulong start, ulong length, int unit)
    {
        using PhysicalMemory memory = PhysicalMemory.Allocate(0x1_0000);
        Assert.Throws<ArgumentException>(() => new TableFrames(memory, start, length, unit));
    }

    [Fact]
    public void The_allowance_can_be_taken_away()
    {
        using PhysicalMemory memory = PhysicalMemory.Allocate(0x1_0000);
        var frames = new TableFrames(memory, 0, 0x1_0000) { Allowance = 1 };
        Assert.True(frames.TryAllocate(12, out ulong address));
        Assert.False(frames.TryAllocate(12, out _));
        frames.Free(address);
        Assert.False(frames.TryAllocate(12, out _));
        frames.Allowance = long.MaxValue;
        Assert.True(frames.TryAllocate(12, out _));
    }

    [Fact]
    public void Threads_never_share_a_frame()
    {
        using PhysicalMemory memory = PhysicalMemory.Allocate(1 << 20);
        var frames = new TableFrames(memory, 0, 1 << 20);
        Parallel.For(0, 4, worker =>
        {
            var held = new Queue<ulong>();
            for (int round = 0; round < 20000; round++)
            {
                if (held.Count < 40 && frames.TryAllocate(12 + (round & 1), out ulong address))
                {
                    Assert.True(memory.TryExchange(address, 0UL, (ulong)worker + 1, out ulong found) && found == 0);
                    held.Enqueue(address);
                }
                else if (held.TryDequeue(out address))
                {
                    Assert.True(memory.TryExchange(address, (ulong)worker + 1, 0, out ulong found) && found == (ulong)worker + 1);
                    frames.Free(address);
                }
            }

            foreach (ulong address in held) frames.Free(address);
        });
        Assert.Equal(0, frames.UsedBytes);
    }
}
