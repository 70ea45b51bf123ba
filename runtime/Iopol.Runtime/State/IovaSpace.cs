namespace Iopol.Runtime.State;

/// <summary>
/// The mappings of one I/O address space as ranges of IOVA: what a user asked for, in bytes, without page tables.
/// Ranges never overlap and are kept in order. Holds <see cref="Capacity"/> mappings and never allocates after it was made.
/// </summary>
public sealed class IovaSpace
{
    private readonly ulong[] first;
    private readonly ulong[] last;
    private readonly byte[] access;

    /// <summary>Makes an empty space.</summary>
    /// <param name="capacity">Most mappings it holds.</param>
    public IovaSpace(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        first = new ulong[capacity];
        last = new ulong[capacity];
        access = new byte[capacity];
    }

    /// <summary>Most mappings it holds.</summary>
    public int Capacity => first.Length;

    /// <summary>Mappings it holds now.</summary>
    public int Count { get; private set; }

    /// <summary>No further mapping fits.</summary>
    public bool IsFull => Count == first.Length;

    /// <summary>First and last byte and access (1 read, 2 write) of the mapping with an index, in order of IOVA.</summary>
    public (ulong First, ulong Last, int Access) this[int index] => (first[index], last[index], access[index]);

    /// <summary>True where the range meets a mapping.</summary>
    /// <param name="iova">First byte.</param>
    /// <param name="size">Bytes; a range of 0 bytes, or one that wraps, meets nothing beyond the last address.</param>
    public bool Overlaps(ulong iova, ulong size)
    {
        if (size == 0) return false;
        int at = FirstEndingAtOrAfter(iova);
        return at < Count && first[at] <= End(iova, size);
    }

    /// <summary>True where a mapping lies partly inside and partly outside the range.</summary>
    /// <inheritdoc cref="Overlaps"/>
    public bool Cuts(ulong iova, ulong size)
    {
        if (size == 0) return false;
        ulong end = End(iova, size);
        int at = FirstEndingAtOrAfter(iova);
        if (at < Count && first[at] < iova) return first[at] <= end;
        int behind = FirstEndingAtOrAfter(end);
        return behind < Count && first[behind] <= end && last[behind] > end;
    }

    /// <summary>Adds a mapping.</summary>
    /// <returns>False, and nothing changed, where the range is empty, wraps, meets a mapping, or the space is full.</returns>
    public bool TryMap(ulong iova, ulong size, int rights)
    {
        if (size == 0 || IsFull || iova + (size - 1) < iova || Overlaps(iova, size)) return false;
        int at = FirstEndingAtOrAfter(iova);
        int behind = Count - at;
        Array.Copy(first, at, first, at + 1, behind);
        Array.Copy(last, at, last, at + 1, behind);
        Array.Copy(access, at, access, at + 1, behind);
        first[at] = iova;
        last[at] = iova + (size - 1);
        access[at] = (byte)rights;
        Count++;
        return true;
    }

    /// <summary>
    /// Removes, in order, every mapping that meets the range, whole; stops at one that begins before the range
    /// (type1 of VFIO does so; type1v2 refuses a cut before it comes here).
    /// </summary>
    /// <returns>Bytes removed.</returns>
    public ulong Unmap(ulong iova, ulong size)
    {
        if (size == 0) return 0;
        ulong end = End(iova, size);
        int from = FirstEndingAtOrAfter(iova);
        if (from < Count && first[from] < iova) return 0;
        int to = from;
        while (to < Count && first[to] <= end) to++;
        return Remove(from, to);
    }

    /// <summary>
    /// Removes, in order, every mapping that lies in the range, up to the first that the range cuts
    /// (iommufd does so; it refuses then, and what went stays gone).
    /// </summary>
    /// <returns>Bytes removed.</returns>
    public ulong UnmapWithin(ulong iova, ulong size)
    {
        if (size == 0) return 0;
        ulong end = End(iova, size);
        int from = FirstEndingAtOrAfter(iova);
        if (from < Count && first[from] < iova) return 0;
        int to = from;
        while (to < Count && last[to] <= end) to++;
        return Remove(from, to);
    }

    /// <summary>Maps what <paramref name="other"/> maps; what meets a mapping, or does not fit any more, is left out.</summary>
    public void MapAllOf(IovaSpace other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (int i = 0; i < other.Count; i++) TryMap(other.first[i], other.last[i] - other.first[i] + 1, other.access[i]);
    }

    /// <summary>Every mapping begins and ends at the border of a 4 KiB page and lies below 2^<paramref name="width"/>.</summary>
    public bool Fits(int width)
    {
        for (int i = 0; i < Count; i++)
        {
            if ((first[i] & 0xfff) != 0 || (last[i] & 0xfff) != 0xfff || (width < 64 && last[i] >> width != 0)) return false;
        }

        return true;
    }

    /// <summary>Removes every mapping.</summary>
    public void Clear() => Count = 0;

    /// <summary>Makes this space hold what <paramref name="other"/> holds.</summary>
    /// <exception cref="ArgumentException">The capacities differ.</exception>
    public void CopyFrom(IovaSpace other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Capacity != Capacity) throw new ArgumentException("the spaces have different capacities", nameof(other));
        Array.Copy(other.first, first, other.Count);
        Array.Copy(other.last, last, other.Count);
        Array.Copy(other.access, access, other.Count);
        Count = other.Count;
    }

    private ulong Remove(int from, int to)
    {
        ulong bytes = 0;
        for (int i = from; i < to; i++) bytes += last[i] - first[i] + 1;
        int behind = Count - to;
        Array.Copy(first, to, first, from, behind);
        Array.Copy(last, to, last, from, behind);
        Array.Copy(access, to, access, from, behind);
        Count -= to - from;
        return bytes;
    }

    private static ulong End(ulong iova, ulong size) => iova + (size - 1) < iova ? ulong.MaxValue : iova + (size - 1);

    private int FirstEndingAtOrAfter(ulong iova)
    {
        int low = 0;
        int high = Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (last[middle] < iova) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
