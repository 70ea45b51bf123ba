using System.Numerics;
using Iopol.Runtime.Enforcement;

namespace Iopol.Runtime.PageTables;

/// <summary>
/// Gives out frames for tables from a range of a memory: any power of two of bytes, aligned to its size. What is known of a frame
/// stands outside of it, because a walk may still read a frame that waits to be free. Safe to share between threads.
/// </summary>
public sealed class TableFrames
{
    private const byte Idle = 0x40, Used = 0x80, Waiting = 0xc0, StateBits = 0xc0, ClassBits = 0x3f;
    private const int None = -1;

    /// <summary>A chain of no frames.</summary>
    internal const int EmptyChain = None;

    private readonly ulong start;
    private readonly int unitBits;
    private readonly int[] next;
    private readonly byte[] states;
    private readonly int[] heads;
    private SequenceLock gate;
    private int fresh;
    private long usedUnits;
    private long waitingUnits;

    /// <summary>Frames from a range that nobody else writes to.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="start">First address, a multiple of <paramref name="unitBytes"/>.</param>
    /// <param name="length">Bytes, likewise.</param>
    /// <param name="unitBytes">The smallest frame: a power of two from 64 on; smaller tables take a whole one.</param>
    /// <exception cref="ArgumentException">The range is not whole units of writable memory, or the unit is not such a power of two.</exception>
    public TableFrames(PhysicalMemory memory, ulong start, ulong length, int unitBytes = 4096)
    {
        ArgumentNullException.ThrowIfNull(memory);
        if (unitBytes < 64 || !BitOperations.IsPow2(unitBytes)) throw new ArgumentException($"a unit of {unitBytes} bytes is not a power of two from 64 on", nameof(unitBytes));
        if (((start | length) & (ulong)(unitBytes - 1)) != 0 || memory.IsReadOnly || !memory.IsPresent(start, length) || length / (ulong)unitBytes > int.MaxValue)
        {
            throw new ArgumentException($"{length:x} bytes from {start:x} on are not whole units of {unitBytes} bytes of writable memory");
        }

        (Memory, this.start, unitBits) = (memory, start, BitOperations.Log2((uint)unitBytes));
        next = new int[length >> unitBits];
        states = new byte[next.Length];
        heads = new int[32];
        Array.Fill(heads, None);
    }

    /// <summary>The memory.</summary>
    public PhysicalMemory Memory { get; }

    /// <summary>The smallest frame in bytes.</summary>
    public int UnitBytes => 1 << unitBits;

    /// <summary>Bytes in frames that are in use.</summary>
    public long UsedBytes => Volatile.Read(ref usedUnits) << unitBits;

    /// <summary>Bytes in frames that nobody points to any more and that an <see cref="IotlbGather"/> still holds back.</summary>
    public long WaitingBytes => Volatile.Read(ref waitingUnits) << unitBits;

    /// <summary>Bytes that can be given out, perhaps not in one frame.</summary>
    public long FreeBytes => ((long)next.Length << unitBits) - UsedBytes - WaitingBytes;

    /// <summary>Frames that may still be given out, freed ones not counted back. Lower it to see what a caller does without memory.</summary>
    public long Allowance { get; set; } = long.MaxValue;

    /// <summary>Gives out a frame of zeros.</summary>
    /// <param name="sizeBits">log2 of its bytes; less than <see cref="UnitBytes"/> takes a unit.</param>
    /// <param name="address">Its address, a multiple of its size.</param>
    /// <returns>False where none is left.</returns>
    public bool TryAllocate(int sizeBits, out ulong address)
    {
        if (!TryTake(sizeBits, out address)) return false;
        Memory.Values<ulong>(address, 1 << (Math.Max(sizeBits, unitBits) - 3)).Clear();
        GC.KeepAlive(Memory.Arena);
        return true;
    }

    /// <summary>Takes a frame back at once. The caller knows that nobody walks it any more.</summary>
    /// <exception cref="ArgumentException">It is not a frame in use.</exception>
    public void Free(ulong address)
    {
        gate.Enter();
        bool isUsed = IsFrame(address, Used, out int unit);
        if (isUsed) PutBack(unit, ref usedUnits);
        gate.Leave();
        if (!isUsed) throw new ArgumentException($"{address:x} is not a frame in use", nameof(address));
    }

    /// <summary>The address is that of a frame in use.</summary>
    public bool Owns(ulong address)
    {
        gate.Enter();
        bool isUsed = IsFrame(address, Used, out _);
        gate.Leave();
        return isUsed;
    }

    /// <summary>Gives out a frame with whatever is in it.</summary>
    internal bool TryTake(int sizeBits, out ulong address)
    {
        int order = Math.Max(sizeBits - unitBits, 0);
        gate.Enter();
        int unit = Allowance <= 0 || order >= heads.Length ? None : Find(order);
        if (unit != None)
        {
            states[unit] = (byte)(Used | order);
            usedUnits += 1L << order;
            Allowance--;
        }

        gate.Leave();
        address = unit == None ? 0 : AddressOf(unit);
        return unit != None;
    }

    /// <summary>Takes several frames, with whatever is in them, as a chain; all or none.</summary>
    internal bool TryTakeChain(int sizeBits, long count, ref int chain)
    {
        for (; count > 0; count--)
        {
            if (!TryTake(sizeBits, out ulong address))
            {
                FreeTaken(ref chain);
                return false;
            }

            int unit = (int)((address - start) >> unitBits);
            (next[unit], chain) = (chain, unit);
        }

        return true;
    }

    /// <summary>The first of a chain of taken frames, which leaves the chain.</summary>
    internal ulong Pop(ref int chain)
    {
        int unit = chain;
        chain = next[unit];
        return AddressOf(unit);
    }

    /// <summary>Gives a chain of taken frames back.</summary>
    internal void FreeTaken(ref int chain)
    {
        while (chain != EmptyChain)
        {
            Free(Pop(ref chain));
            // It was never used, so it does not count.
            Allowance++;
        }
    }

    /// <summary>Adds a frame to a chain of those that wait.</summary>
    /// <param name="address">The frame. One that is not in use, or not from here, stays with its owner.</param>
    /// <param name="chain">The chain, <see cref="EmptyChain"/> at first.</param>
    internal bool Defer(ulong address, ref int chain)
    {
        gate.Enter();
        bool isUsed = IsFrame(address, Used, out int unit);
        if (isUsed)
        {
            int order = states[unit] & ClassBits;
            states[unit] = (byte)(Waiting | order);
            usedUnits -= 1L << order;
            waitingUnits += 1L << order;
            (next[unit], chain) = (chain, unit);
        }

        gate.Leave();
        return isUsed;
    }

    /// <summary>Takes back a chain of frames that waited.</summary>
    internal void FreeChain(ref int chain)
    {
        if (chain == EmptyChain) return;
        gate.Enter();
        for (int unit = chain; unit != EmptyChain;)
        {
            int following = next[unit];
            PutBack(unit, ref waitingUnits);
            unit = following;
        }

        gate.Leave();
        chain = EmptyChain;
    }

    private ulong AddressOf(int unit) => start + ((ulong)unit << unitBits);

    private bool IsFrame(ulong address, byte state, out int unit)
    {
        ulong offset = unchecked(address - start);
        unit = (int)(offset >> unitBits);
        return offset >> unitBits < (ulong)states.Length && (offset & ((1UL << unitBits) - 1)) == 0 && (states[unit] & StateBits) == state;
    }

    private void PutBack(int unit, ref long units)
    {
        int order = states[unit] & ClassBits;
        units -= 1L << order;
        Push(unit, order);
    }

    private void Push(int unit, int order)
    {
        states[unit] = (byte)(Idle | order);
        (next[unit], heads[order]) = (heads[order], unit);
    }

    private int Find(int order)
    {
        int unit = heads[order];
        if (unit != None)
        {
            heads[order] = next[unit];
            return unit;
        }

        unit = TakeFresh(order);
        if (unit == None) unit = Split(order);
        if (unit != None || order == 0 || FreeBytes < 1L << (order + unitBits)) return unit;
        Merge();
        unit = heads[order];
        if (unit == None) return Split(order);
        heads[order] = next[unit];
        return unit;
    }

    private int TakeFresh(int order)
    {
        ulong size = 1UL << order, first = start >> unitBits;
        ulong unit = ((first + (ulong)fresh + size - 1) & ~(size - 1)) - first;
        if (unit + size > (ulong)next.Length) return None;
        PushRun(fresh, (int)unit);
        fresh = (int)(unit + size);
        return (int)unit;
    }

    private int Split(int order)
    {
        int larger = order + 1;
        while (larger < heads.Length && heads[larger] == None) larger++;
        if (larger == heads.Length) return None;
        int unit = heads[larger];
        heads[larger] = next[unit];
        states[unit] = 0;
        while (larger-- > order) Push(unit + (1 << larger), larger);
        return unit;
    }

    /// <summary>Makes the largest frames there can be of what is free.</summary>
    private void Merge()
    {
        Array.Fill(heads, None);
        int run = 0;
        for (int unit = 0; unit < fresh;)
        {
            bool isFree = (states[unit] & StateBits) == Idle;
            int following = unit + (1 << (states[unit] & ClassBits));
            if (isFree) states[unit] = 0;
            else PushRun(run, unit);
            if (!isFree) run = following;
            unit = following;
        }

        PushRun(run, fresh);
        int rest = fresh;
        fresh = next.Length;
        PushRun(rest, fresh);
    }

    private void PushRun(int unit, int end)
    {
        ulong first = start >> unitBits;
        while (unit < end)
        {
            int order = Math.Min(BitOperations.Log2((uint)(end - unit)), Math.Min(BitOperations.TrailingZeroCount(first + (ulong)unit), heads.Length - 1));
            Push(unit, order);
            unit += 1 << order;
        }
    }
}
