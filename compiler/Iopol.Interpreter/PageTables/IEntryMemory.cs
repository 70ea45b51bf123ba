namespace Iopol.Interpreter.PageTables;

/// <summary>The memory page tables lie in, as a walk sees it: entries of 4 or 8 bytes, little endian.</summary>
public interface IEntryMemory
{
    /// <summary>Nobody may write to any of it.</summary>
    bool IsReadOnly { get; }

    /// <summary>Reads an entry. False where any of its bytes lies outside the memory.</summary>
    /// <param name="address">Address of its first byte.</param>
    /// <param name="bytes">4 or 8.</param>
    /// <param name="value">What is there.</param>
    bool TryRead(ulong address, int bytes, out ulong value);

    /// <summary>Writes an entry if it still is what is expected, in one step. False where it cannot be written at all.</summary>
    /// <param name="address">Address of its first byte.</param>
    /// <param name="bytes">4 or 8.</param>
    /// <param name="expected">What must be there.</param>
    /// <param name="value">What is written.</param>
    /// <param name="found">What was there; the write took place where it equals <paramref name="expected"/>.</param>
    bool TryCompareExchange(ulong address, int bytes, ulong expected, ulong value, out ulong found);
}
