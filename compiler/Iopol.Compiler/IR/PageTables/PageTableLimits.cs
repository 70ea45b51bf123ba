namespace Iopol.Compiler.IR.PageTables;

/// <summary>How much a page-table format may hold. Beyond a limit there is a diagnostic.</summary>
public static class PageTableLimits
{
    /// <summary>Levels of a format.</summary>
    public const int Levels = 8;

    /// <summary>Largest number of a level.</summary>
    public const int LevelNumber = 15;

    /// <summary>Index bits of a level: 65,536 entries in a table.</summary>
    public const int IndexBits = 16;

    /// <summary>Options.</summary>
    public const int Options = 16;

    /// <summary>Faults.</summary>
    public const int Faults = 64;

    /// <summary>Kinds of entry.</summary>
    public const int Kinds = 16;

    /// <summary>Steps of one check.</summary>
    public const int Steps = 64;

    /// <summary>Refusals.</summary>
    public const int Refusals = 16;

    /// <summary>Bytes the top table may be asked to have at least.</summary>
    public const int RootBytes = 1 << 20;

    /// <summary>Bits the top table may have beyond those of its level, be it by width or by concatenation.</summary>
    public const int RootBits = 8;

    /// <summary>Entries of a leaf or a run.</summary>
    public const int Covers = 1 << 15;
}
