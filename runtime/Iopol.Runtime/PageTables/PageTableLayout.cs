namespace Iopol.Runtime.PageTables;

/// <summary>What does not change while a table of one format, shape and choice of options is used.</summary>
/// <param name="Format">Declared name of the format.</param>
/// <param name="EntryBytes">Size of an entry in bytes, 4 or 8.</param>
/// <param name="Levels">The levels, lowest first: an index is a <see cref="LevelLayout.Position"/>.</param>
/// <param name="InputBits">Width of an IOVA in bits.</param>
/// <param name="Input">Which IOVAs can mean anything.</param>
/// <param name="Faults">Reasons for a fault; number n of a <see cref="Translation"/> is at n - 1.</param>
/// <param name="LeafSizes">What the mapper may write, smallest first.</param>
/// <param name="RefusedFirst">First address of the range of outputs the format's leaf steps look at.</param>
/// <param name="RefusedCount">Bytes of that range; 0 where there is none. An output in it is left to <see cref="PageTable.Walk"/>.</param>
public sealed record PageTableLayout(
    string Format,
    int EntryBytes,
    IReadOnlyList<LevelLayout> Levels,
    int InputBits,
    InputRule Input,
    IReadOnlyList<PageFault> Faults,
    IReadOnlyList<LeafSize> LeafSizes,
    ulong RefusedFirst,
    ulong RefusedCount);
