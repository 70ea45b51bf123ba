using Iopol.Runtime.PageTables;

namespace Iopol.Oracle.Tests.Mapping;

/// <summary>A range that was mapped.</summary>
internal readonly record struct MappedRange(ulong Iova, ulong Address, ulong Length, MapRights Rights)
{
    public bool Holds(ulong iova) => iova - Iova < Length;

    public bool Overlaps(ulong iova, ulong length) => iova < Iova + Length && Iova < iova + length;
}

/// <summary>What was mapped and not unmapped again: a list, so simple that it is right.</summary>
internal sealed class MappingBook
{
    private readonly List<MappedRange> ranges = [];

    public int Count => ranges.Count;

    public MappedRange this[int index] => ranges[index];

    public void Add(MappedRange range) => ranges.Add(range);

    public void RemoveAt(int index) => ranges.RemoveAt(index);

    public bool Overlaps(ulong iova, ulong length) => ranges.Any(r => r.Overlaps(iova, length));

    public MappedRange? Find(ulong iova)
    {
        foreach (MappedRange range in ranges)
        {
            if (range.Holds(iova)) return range;
        }

        return null;
    }
}
