using System.Runtime.CompilerServices;

namespace Iopol.Runtime.PageTables;

/// <summary>What a walk passes at once, for one access: at 2p the entries that point to a table at position p, at 2p + 1 the leaves there.</summary>
[InlineArray(Length)]
public struct EntryMaskRow
{
    /// <summary>Number of masks: two for each of up to 8 levels.</summary>
    public const int Length = 16;

    private EntryMask first;
}

/// <summary>A row for each access, and behind them one for what an entry is whoever asks and whatever the hardware would still note in it.</summary>
[InlineArray(17)]
internal struct EntryMaskTable
{
    private EntryMaskRow first;
}

/// <summary>A row for each access, for leaves that are not of their level's own size: at p those at position p.</summary>
[InlineArray(16)]
public struct WideMaskTable
{
    private EntryMaskRow first;
}
