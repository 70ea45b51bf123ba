using Iopol.Interpreter.PageTables;

namespace Iopol.Interpreter.Tests.PageTables;

/// <summary>Takes tables from a memory, lowest address first, and knows what is out.</summary>
internal sealed class EntryFrames(EntryMemory memory) : ITableFrames
{
    private readonly SortedSet<(ulong Address, ulong Bytes)> given = [];
    private readonly Dictionary<ulong, ulong> taken = [];
    private ulong next = memory.Start;

    public int InUse => taken.Count;

    public int Left { get; set; } = int.MaxValue;

    public bool TryTake(ulong bytes, out ulong address)
    {
        address = 0;
        if (Left == 0) return false;
        (ulong Address, ulong Bytes) again = given.FirstOrDefault(frame => frame.Bytes == bytes);
        if (again.Bytes == bytes)
        {
            given.Remove(again);
            address = again.Address;
        }
        else
        {
            address = (next + bytes - 1) & ~(bytes - 1);
            if (!memory.TryRead(address + bytes - 8, 8, out _)) return false;
            next = address + bytes;
        }

        taken.Add(address, bytes);
        Left--;
        return true;
    }

    public void Give(ulong address, ulong bytes)
    {
        Assert.True(taken.Remove(address, out ulong size), $"{address:x} was never taken");
        Assert.Equal(size, bytes);
        memory.Clear(address, bytes);
        given.Add((address, bytes));
        Left++;
    }
}
