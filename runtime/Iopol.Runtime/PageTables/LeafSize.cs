namespace Iopol.Runtime.PageTables;

/// <summary>A size of leaf the mapper may write.</summary>
/// <param name="Position">Height of the level its entries stand at, 0 for the lowest.</param>
/// <param name="SizeBits">log2 of the bytes it maps.</param>
/// <param name="EntryBits">log2 of the entries it takes.</param>
/// <param name="IsReplicated">Its entries all have the address of the first; otherwise each has its own.</param>
public readonly record struct LeafSize(int Position, int SizeBits, int EntryBits, bool IsReplicated)
{
    /// <summary>Those of a format's sizes that a shape has, smallest first; of several ways to map as much the one with the fewest entries.</summary>
    /// <param name="all">Sizes at all levels the format has.</param>
    /// <param name="levels">Levels of the shape, lowest first.</param>
    /// <param name="width">Bits of an IOVA.</param>
    public static IReadOnlyList<LeafSize> Of(IReadOnlyList<LeafSize> all, IReadOnlyList<LevelLayout> levels, int width) =>
    [
        .. all.Where(size => size.Position < levels.Count && size.EntryBits <= levels[size.Position].IndexBits && size.SizeBits <= width)
            .GroupBy(size => size.SizeBits)
            .Select(same => same.OrderBy(size => size.EntryBits).First())
            .OrderBy(size => size.SizeBits),
    ];
}
