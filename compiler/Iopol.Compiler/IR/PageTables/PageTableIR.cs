namespace Iopol.Compiler.IR.PageTables;

/// <summary>A radix page-table format with every name resolved and every inherited row filled in: all that both back ends need.</summary>
/// <param name="Name">Declared name.</param>
/// <param name="BaseName">Name of the format it extends, or null.</param>
/// <param name="Documentation">Doc comment, plain text, or empty.</param>
/// <param name="Place">The name in its file.</param>
/// <param name="EntryBytes">Size of an entry in bytes, 4 or 8.</param>
/// <param name="LevelCounts">The shapes: how many levels a table of this format may have, ascending. A shape of N levels is the last N of <paramref name="Levels"/>.</param>
/// <param name="Levels">Levels, top first; the last holds the smallest leaves.</param>
/// <param name="Root">Size rules of the top table.</param>
/// <param name="Input">How the bits of an IOVA above its width are extended, in order; the first whose condition holds.</param>
/// <param name="InputWidths">Widths of an IOVA in bits that may be chosen when a walker is made; null where the shape fixes it.</param>
/// <param name="IgnoredInput">Bits of an IOVA that a walk ignores, where an option says so.</param>
/// <param name="Options">What is chosen when a walker is made.</param>
/// <param name="Faults">Reasons; a fault's number in <c>Translation</c> is its index here plus one.</param>
/// <param name="Kinds">Kinds of entry.</param>
/// <param name="Run">A hint that makes a run of neighbouring leaves one, or null.</param>
/// <param name="UnwrittenSizes">Leaf sizes in bytes that the format can read but nobody may write.</param>
/// <param name="InputSteps">What is checked before the first entry is read: faults only.</param>
/// <param name="EntrySteps">What is checked at each entry, in order, up to the one that is a leaf.</param>
/// <param name="LeafSteps">What is checked once the leaf is known, in order.</param>
/// <param name="Allowed">The rights a complete walk leaves.</param>
/// <param name="Refusals">Rights that cannot be mapped.</param>
public sealed record PageTableIR(
    string Name,
    string? BaseName,
    string Documentation,
    SourcePlace Place,
    int EntryBytes,
    IReadOnlyList<int> LevelCounts,
    IReadOnlyList<LevelIR> Levels,
    RootIR Root,
    IReadOnlyList<InputExtensionIR> Input,
    BitRange? InputWidths,
    IgnoredInputIR? IgnoredInput,
    IReadOnlyList<OptionIR> Options,
    IReadOnlyList<FaultIR> Faults,
    IReadOnlyList<KindIR> Kinds,
    RunIR? Run,
    IReadOnlyList<ulong> UnwrittenSizes,
    IReadOnlyList<WalkStep> InputSteps,
    IReadOnlyList<WalkStep> EntrySteps,
    IReadOnlyList<WalkStep> LeafSteps,
    AllowedIR Allowed,
    IReadOnlyList<MapRefusalIR> Refusals)
{
    /// <summary>The levels of a shape, top first.</summary>
    /// <param name="count">One of <see cref="LevelCounts"/>.</param>
    public IReadOnlyList<LevelIR> Shape(int count) => [.. Levels.Skip(Levels.Count - count)];

    /// <summary>Bits of an IOVA that a shape can decode at most, the extra bits of a wider root included.</summary>
    /// <param name="count">One of <see cref="LevelCounts"/>.</param>
    public int FullWidth(int count) => Levels[Levels.Count - count].Index.High + 1 + Root.WiderBits;
}

/// <summary>Bits <paramref name="High"/> down to <paramref name="Low"/>, both included.</summary>
public readonly record struct BitRange(int High, int Low)
{
    /// <summary>Number of bits.</summary>
    public int Count => High - Low + 1;

    /// <summary>The bits as a mask.</summary>
    public ulong Mask => (Count == 64 ? ulong.MaxValue : (1UL << Count) - 1) << Low;

    /// <summary>As the language writes it.</summary>
    public override string ToString() => High == Low ? $"{High}" : $"{High}:{Low}";
}

/// <summary>A level of the tree.</summary>
/// <param name="Position">Height above the lowest level, 0 for the lowest.</param>
/// <param name="Number">The format's own number for it.</param>
/// <param name="Index">Bits of the IOVA that choose the entry. The top level of a table decodes up to the IOVA's width instead of <see cref="BitRange.High"/>.</param>
/// <param name="Place">Where.</param>
public sealed record LevelIR(int Position, int Number, BitRange Index, SourcePlace Place)
{
    /// <summary>log2 of the bytes of IOVA that one entry stands for.</summary>
    public int ItemBits => Index.Low;
}

/// <summary>The top table.</summary>
/// <param name="AtLeastBytes">Its size in bytes where its entries need less; also its least alignment.</param>
/// <param name="WiderBits">Index bits the top table always has beyond those of its level (x4 second stages: 2).</param>
/// <param name="ConcatenatedBits">Index bits it may have beyond those of its level where the chosen width asks for them (Arm stage 2: up to 4).</param>
public sealed record RootIR(int AtLeastBytes, int WiderBits, int ConcatenatedBits);

/// <summary>How an IOVA is extended above its width.</summary>
public enum InputExtension
{
    /// <summary>The bits above are 0.</summary>
    Zeros,

    /// <summary>The bits above equal the highest bit of the width.</summary>
    Sign,

    /// <summary>The bits above are 1.</summary>
    Ones,
}

/// <summary>One rule about the bits of an IOVA above its width.</summary>
/// <param name="Extension">What they must be.</param>
/// <param name="When">Over options only; null: always.</param>
public sealed record InputExtensionIR(InputExtension Extension, Condition? When);

/// <summary>Bits of an IOVA a walk ignores.</summary>
/// <param name="Bits">Which.</param>
/// <param name="When">Over options only; null: always.</param>
public sealed record IgnoredInputIR(BitRange Bits, Condition? When);

/// <summary>What is chosen when a walker is made.</summary>
/// <param name="Index">Position in <see cref="PageTableIR.Options"/>.</param>
/// <param name="Name">Name.</param>
/// <param name="Range">Smallest and largest number; null for a truth value.</param>
/// <param name="Default">The number, or 0 and 1 for false and true.</param>
/// <param name="Documentation">Doc comment or empty.</param>
/// <param name="Place">Where.</param>
public sealed record OptionIR(int Index, string Name, (int Least, int Most)? Range, int Default, string Documentation, SourcePlace Place);

/// <summary>A reason for a fault.</summary>
/// <param name="Index">Position in <see cref="PageTableIR.Faults"/>.</param>
/// <param name="Name">Name.</param>
/// <param name="Code">The number the hardware reports.</param>
/// <param name="Text">What it means, in plain words.</param>
/// <param name="Place">Where.</param>
public sealed record FaultIR(int Index, string Name, int Code, string Text, SourcePlace Place);

/// <summary>
/// A kind of entry. The mapper writes a leaf kind where, with the chosen options, the walk takes what is written for reading as that kind;
/// of two of one size at a level, the first.
/// </summary>
/// <param name="Index">Position in <see cref="PageTableIR.Kinds"/>.</param>
/// <param name="Name">Name.</param>
/// <param name="IsLeaf">Maps memory; otherwise points to a table.</param>
/// <param name="Levels">Numbers of the levels it may stand at.</param>
/// <param name="Rows">What each bit is, highest first; every bit of the entry once.</param>
/// <param name="Covers">How many neighbouring entries a leaf takes, each with the same value; 1 for an ordinary one, 0 where the address codes it (<see cref="RowIR.IsCoded"/>).</param>
/// <param name="NextLevel">Field that holds the number of the table's level; null: the level below.</param>
/// <param name="Documentation">Doc comment or empty.</param>
/// <param name="Place">Where.</param>
public sealed record KindIR(
    int Index,
    string Name,
    bool IsLeaf,
    IReadOnlyList<int> Levels,
    IReadOnlyList<RowIR> Rows,
    int Covers,
    FieldIR? NextLevel,
    string Documentation,
    SourcePlace Place);

/// <summary>What a row of a kind is.</summary>
public enum RowRole
{
    /// <summary>A named field.</summary>
    Field,

    /// <summary>A part of the address.</summary>
    Address,

    /// <summary>Must be 0; a walk may ask with <c>reserved</c>.</summary>
    Reserved,

    /// <summary>Nobody looks; free for software.</summary>
    Ignored,
}

/// <summary>Some bits of a kind of entry.</summary>
/// <param name="Bits">Which.</param>
/// <param name="Role">What they are.</param>
/// <param name="Field">The field, where <paramref name="Role"/> is <see cref="RowRole.Field"/>.</param>
/// <param name="Address">Bits of the address they hold, as many as <paramref name="Bits"/>, where <paramref name="Role"/> is <see cref="RowRole.Address"/>.</param>
/// <param name="IsCoded">The address also codes the size: trailing ones (AMD's NextLevel 7). A leaf of 2^(low + 1 + ones) bytes, low being the lowest address bit.</param>
/// <param name="ReservedWhen">Over options only: then the bits are reserved instead; null: never.</param>
/// <param name="Value">What the mapper writes; null: 0.</param>
/// <param name="Place">Where.</param>
public sealed record RowIR(
    BitRange Bits,
    RowRole Role,
    FieldIR? Field,
    BitRange Address,
    bool IsCoded,
    Condition? ReservedWhen,
    WrittenValue? Value,
    SourcePlace Place);

/// <summary>A named field of an entry: the same bits in every kind that has it.</summary>
/// <param name="Name">Name.</param>
/// <param name="Bits">Which.</param>
/// <param name="IsCommon">Of every kind, so that a walk may read it before the kind is known.</param>
/// <param name="Place">Where.</param>
public sealed record FieldIR(string Name, BitRange Bits, bool IsCommon, SourcePlace Place);

/// <summary>A hint field that makes aligned runs of neighbouring leaves one; each entry keeps its own address.</summary>
/// <param name="Field">The hint.</param>
/// <param name="Lengths">Entries in a run, by the number of the level.</param>
public sealed record RunIR(FieldIR Field, IReadOnlyDictionary<int, int> Lengths);

/// <summary>What a walk leaves: rights of the whole path. Evaluated at the leaf.</summary>
/// <param name="Read">Reading is allowed.</param>
/// <param name="Write">Writing is allowed.</param>
/// <param name="Execute">Fetching instructions is allowed.</param>
public sealed record AllowedIR(Condition Read, Condition Write, Condition Execute);

/// <summary>Rights the mapper refuses with EOPNOTSUPP.</summary>
/// <param name="When">Over rights and options.</param>
/// <param name="Text">Why.</param>
/// <param name="Place">Where.</param>
public sealed record MapRefusalIR(Condition When, string Text, SourcePlace Place);
