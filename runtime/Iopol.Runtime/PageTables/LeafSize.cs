namespace Iopol.Runtime.PageTables;

/// <summary>A size of leaf the mapper may write.</summary>
/// <param name="Position">Height of the level its entries stand at, 0 for the lowest.</param>
/// <param name="SizeBits">log2 of the bytes it maps.</param>
/// <param name="EntryBits">log2 of the entries it takes.</param>
/// <param name="IsReplicated">Its entries all have the address of the first; otherwise each has its own.</param>
public readonly record struct LeafSize(int Position, int SizeBits, int EntryBits, bool IsReplicated);
