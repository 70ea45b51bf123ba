namespace Iopol.Runtime.PageTables;

/// <summary>What an entry is, whoever asks: decided by the format's steps for an access that asks for nothing.</summary>
public enum EntrySort : byte
{
    /// <summary>Not present, or malformed: every access faults at it.</summary>
    None,

    /// <summary>Points to a table.</summary>
    Table,

    /// <summary>Maps memory.</summary>
    Leaf,
}

/// <summary>An entry, decoded.</summary>
/// <param name="Sort">What it is.</param>
/// <param name="Address">Address of the table or of the leaf's first byte; 0 for none.</param>
/// <param name="Position">Of a table: height of its level above the lowest. Otherwise of the entry.</param>
/// <param name="SizeBits">log2 of the bytes a leaf maps, all its entries together where they are replicated; 0 otherwise.</param>
public readonly record struct DecodedEntry(EntrySort Sort, ulong Address, byte Position, byte SizeBits);
