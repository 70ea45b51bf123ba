namespace Iopol.Linux.Images;

/// <summary>What a sparse image says about the page table in it, so that it need not be said again to read it.</summary>
/// <param name="Format">Name of the format, as <c>iopol walk --format</c> takes it.</param>
/// <param name="Levels">Number of levels.</param>
/// <param name="InputWidth">Bits of an IOVA.</param>
/// <param name="Options">Options of the format that were set, <c>NAME=VALUE</c>.</param>
/// <param name="Root">Address of the top table.</param>
public sealed record TableNote(string Format, int Levels, int InputWidth, IReadOnlyList<string> Options, ulong Root);
