using Iopol.Compiler.IR.PageTables;
using Iopol.Runtime.PageTables;

namespace Iopol.Interpreter.PageTables.Inspection;

/// <summary>Memory that is mapped in one way.</summary>
/// <param name="SizeBits">log2 of the bytes of its leaves.</param>
/// <param name="Allowed">What it allows unprivileged accesses.</param>
/// <param name="AllowedPrivileged">What it allows those made as supervisor.</param>
/// <param name="Bytes">Bytes of IOVA.</param>
public sealed record MappedBytes(int SizeBits, Access Allowed, Access AllowedPrivileged, UInt128 Bytes)
{
    /// <summary>Number of leaves.</summary>
    public UInt128 Leaves => Bytes >> SizeBits;
}

/// <summary>The tables of a level, each counted once.</summary>
/// <param name="Level">The level.</param>
/// <param name="Bytes">Bytes of one of its tables.</param>
/// <param name="Tables">How many there are.</param>
/// <param name="Entries">Entries that lead somewhere.</param>
/// <param name="Slots">Entries there is room for.</param>
/// <param name="Empty">Tables in which no entry leads anywhere, the top table not counted.</param>
/// <param name="NearlyEmpty">Tables in which less than one entry in 100 does, but one.</param>
public sealed record LevelTables(LevelIR Level, ulong Bytes, long Tables, long Entries, long Slots, long Empty, long NearlyEmpty);

/// <summary>What is wrong with an entry, or strange.</summary>
public enum SuspicionKind
{
    /// <summary>Every access that comes to it faults, because it is set wrongly.</summary>
    Malformed,

    /// <summary>It is not present, but not 0 either.</summary>
    NotPresentButSet,

    /// <summary>Its table lies outside the memory.</summary>
    OutsideMemory,

    /// <summary>It leads back to a table above it.</summary>
    Loop,

    /// <summary>Its table is reached by another entry too, or at another level.</summary>
    SharedTable,

    /// <summary>The entries of one leaf, or of one run, do not belong together.</summary>
    BrokenRun,

    /// <summary>A leaf that an access it allows faults at, such as one that leads to a window the hardware refuses.</summary>
    FaultingLeaf,

    /// <summary>A leaf that allows nothing.</summary>
    AllowsNothing,
}

/// <summary>An entry that is wrong or strange.</summary>
/// <param name="Kind">How.</param>
/// <param name="Level">Its level.</param>
/// <param name="Iova">First IOVA it stands for, by the first path to it.</param>
/// <param name="Address">Its own address.</param>
/// <param name="Entry">Its value.</param>
/// <param name="Text">In plain words.</param>
public sealed record Suspicion(SuspicionKind Kind, LevelIR Level, ulong Iova, ulong Address, ulong Entry, string Text);

/// <summary>A table full of leaves that one large leaf could replace.</summary>
/// <param name="Iova">First IOVA.</param>
/// <param name="Address">Where it leads.</param>
/// <param name="SizeBits">log2 of the bytes of the large leaf.</param>
/// <param name="Table">The table that would be free.</param>
public sealed record Mergeable(ulong Iova, ulong Address, int SizeBits, ulong Table);

/// <summary>What is in the tables below a root.</summary>
/// <param name="Mapped">What is mapped, largest leaves first.</param>
/// <param name="Levels">The tables, top first.</param>
/// <param name="Mergeables">Tables that one leaf could replace, by IOVA.</param>
/// <param name="Suspicions">What is wrong or strange, as it was met; at most <see cref="MostSuspicions"/>.</param>
/// <param name="SuspicionCounts">How often there was each, those left out of the list counted.</param>
/// <param name="Frames">Address and level of every table.</param>
/// <param name="IsComplete">Everything was looked at; otherwise <see cref="MostEntries"/> were.</param>
public sealed record TableSurvey(
    IReadOnlyList<MappedBytes> Mapped,
    IReadOnlyList<LevelTables> Levels,
    IReadOnlyList<Mergeable> Mergeables,
    IReadOnlyList<Suspicion> Suspicions,
    IReadOnlyDictionary<SuspicionKind, long> SuspicionCounts,
    IReadOnlySet<(ulong Address, int Position)> Frames,
    bool IsComplete)
{
    /// <summary>Suspicions that are listed.</summary>
    public const int MostSuspicions = 1000;

    /// <summary>Entries that are looked at: those of 128 Ki tables of 512.</summary>
    public const long MostEntries = 1L << 26;

    /// <summary>Bytes of all tables.</summary>
    public ulong TableBytes => Levels.Aggregate(0UL, (sum, level) => sum + ((ulong)level.Tables * level.Bytes));

    /// <summary>Bytes of IOVA that are mapped.</summary>
    public UInt128 MappedTotal => Mapped.Aggregate(UInt128.Zero, (sum, mapped) => sum + mapped.Bytes);

    /// <summary>Looks at all tables below a root.</summary>
    public static TableSurvey Of(TableSetup setup, IEntryMemory memory, ulong root)
    {
        ArgumentNullException.ThrowIfNull(setup);
        return new SurveyRun(setup, memory).Run(root);
    }
}
