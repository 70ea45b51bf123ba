using Iopol.Runtime.PageTables;

namespace Iopol.Linux.Images;

/// <summary>What is wanted of a page table: a range of IOVA, where it leads, and what it allows.</summary>
/// <param name="Iova">First byte of the range.</param>
/// <param name="Address">Where it leads.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Rights">What it allows.</param>
/// <param name="Place">Where it was written.</param>
public sealed record Mapping(ulong Iova, ulong Address, ulong Length, MapRights Rights, MappingPlace Place);

/// <summary>Where a mapping stands in its list, lines and columns from 1, columns in characters.</summary>
/// <param name="Line">Line.</param>
/// <param name="Iova">Column of the IOVA.</param>
/// <param name="Address">Column of the address.</param>
/// <param name="Length">Column of the length.</param>
/// <param name="Rights">Column of the rights.</param>
public readonly record struct MappingPlace(int Line, int Iova, int Address, int Length, int Rights);
