namespace Iopol.Runtime.PageTables;

/// <summary>A leaf of a table: a run of entries that mean one mapping counts as one.</summary>
/// <param name="Iova">Its first IOVA.</param>
/// <param name="Address">The address of that.</param>
/// <param name="SizeBits">log2 of its bytes.</param>
/// <param name="LevelPosition">Height of its level above the lowest.</param>
/// <param name="Allowed">What the whole path allows.</param>
public readonly record struct Leaf(ulong Iova, ulong Address, byte SizeBits, byte LevelPosition, Access Allowed);
