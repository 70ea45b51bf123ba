using System.Numerics;

namespace Iopol.Runtime.PageTables;

/// <summary>What <see cref="PageTable.Audit(TableAudit)"/> found. One can be used again and again; it is emptied at the start of each audit.</summary>
public sealed class TableAudit
{
    private const int RightsCount = 8;

    private readonly long[] counts = new long[64 * RightsCount];

    /// <summary>Leaves that an access may reach. A run of entries that mean one mapping counts as one.</summary>
    public long Leaves { get; private set; }

    /// <summary>Tables, the top one included; one that several entries point to counts each time.</summary>
    public long Tables { get; internal set; }

    /// <summary>Entries that are neither empty nor anything a walk passes: reserved bits, bad levels, no rights.</summary>
    public long Malformed { get; internal set; }

    /// <summary>Entries that point to a table of which some of the memory cannot be read.</summary>
    public long Unreadable { get; internal set; }

    /// <summary>Leaves whose first byte the format's leaf steps refuse, whatever the access (an interrupt window).</summary>
    public long Refused { get; private set; }

    /// <summary>Lowest address that is mapped; above <see cref="HighestAddress"/> where there is none.</summary>
    public ulong LowestAddress { get; private set; }

    /// <summary>Highest address that is mapped.</summary>
    public ulong HighestAddress { get; private set; }

    /// <summary>Every bit that is 1 in some leaf.</summary>
    public ulong LeafBits { get; internal set; }

    /// <summary>
    /// The whole table was looked at. False where there were more tables than the memory has room for: then entries share tables, and
    /// what was found is only the beginning.
    /// </summary>
    public bool IsComplete { get; internal set; }

    /// <summary>Bytes of IOVA that are mapped.</summary>
    public UInt128 MappedBytes
    {
        get
        {
            UInt128 bytes = 0;
            for (int i = 0; i < counts.Length; i++) bytes += (UInt128)(ulong)counts[i] << (i / RightsCount);
            return bytes;
        }
    }

    /// <summary>How many leaves of a size allow exactly these rights.</summary>
    /// <param name="sizeBits">log2 of the bytes of a leaf, 0 to 63.</param>
    /// <param name="allowed">Reading, writing and executing.</param>
    public long Count(int sizeBits, Access allowed) => counts[(sizeBits * RightsCount) + ((int)allowed & (RightsCount - 1))];

    internal void Clear()
    {
        Array.Clear(counts);
        (Leaves, Tables, Malformed, Unreadable, Refused) = (0, 0, 0, 0, 0);
        (LowestAddress, HighestAddress, LeafBits, IsComplete) = (ulong.MaxValue, 0, 0, true);
    }

    internal void Add(int sizeBits, Access allowed, int count, ulong lowest, ulong highest)
    {
        counts[(sizeBits * RightsCount) + ((int)allowed & (RightsCount - 1))] += count;
        Leaves += count;
        if (lowest < LowestAddress) LowestAddress = lowest;
        if (highest > HighestAddress) HighestAddress = highest;
    }

    internal void AddRefused() => Refused++;
}
