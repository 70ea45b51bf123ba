using System.Numerics;
using System.Runtime.CompilerServices;

namespace Iopol.Runtime.Enforcement;

/// <summary>Dense ids of a kind of object, the lowest free one taken first, as the kernel hands out file descriptors. Allocates nothing after it was made.</summary>
public sealed class ObjectPool
{
    private readonly ulong[] live;
    private readonly int[] tickets;
    private int firstWithRoom;

    /// <summary>Makes a pool in which every id is free.</summary>
    /// <param name="limit">Ids are 0 to this, exclusive.</param>
    public ObjectPool(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        Limit = limit;
        live = new ulong[(limit + 63) / 64];
        tickets = new int[limit];
    }

    /// <summary>Ids are 0 to this, exclusive.</summary>
    public int Limit { get; }

    /// <summary>The id is taken. Any number may be asked about.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsLive(int id)
    {
        uint word = (uint)id >> 6;
        ulong[] words = live;
        return word < (uint)words.Length && (words[word] >> id & 1) != 0;
    }

    /// <summary>Takes the lowest free id.</summary>
    /// <returns>The id, or -1 where all are taken.</returns>
    public int Take()
    {
        for (int word = firstWithRoom; word < live.Length; word++)
        {
            ulong free = ~live[word];
            if (free == 0) continue;
            int id = (word << 6) + BitOperations.TrailingZeroCount(free);
            firstWithRoom = word;
            if (id >= Limit) return -1;
            live[word] |= 1UL << id;
            return id;
        }

        firstWithRoom = live.Length;
        return -1;
    }

    /// <summary>Gives an id back. Nothing happens where it is free already, or no id of this pool.</summary>
    /// <returns>The id was taken.</returns>
    public bool Free(int id)
    {
        if (!IsLive(id)) return false;
        live[id >> 6] &= ~(1UL << id);
        Retire(id);
        firstWithRoom = Math.Min(firstWithRoom, id >> 6);
        return true;
    }

    /// <summary>What tells a taken id from the same id taken again later.</summary>
    /// <param name="id">An id of this pool.</param>
    public int Ticket(int id) => tickets[id];

    /// <summary>The id is taken, and has been since it had this ticket. Any number may be asked about.</summary>
    public bool IsHeld(int id, int ticket) => IsLive(id) && tickets[id] == ticket;

    /// <summary>Makes the id's ticket void, though the id may stay taken: its holder has let go of it.</summary>
    /// <param name="id">An id of this pool.</param>
    public void Retire(int id) => tickets[id]++;

    /// <summary>Gives every id back.</summary>
    public void Clear()
    {
        for (int id = 0; id < Limit; id++) Retire(id);
        Array.Clear(live);
        firstWithRoom = 0;
    }
}
