using Iopol.Runtime.PageTables;

namespace Iopol.Interpreter.PageTables;

/// <summary>Entries in a <see cref="PhysicalMemory"/>.</summary>
public sealed class PhysicalEntryMemory(PhysicalMemory memory) : IEntryMemory
{
    /// <inheritdoc/>
    public bool IsReadOnly => memory.IsReadOnly;

    /// <inheritdoc/>
    public bool TryRead(ulong address, int bytes, out ulong value)
    {
        if (bytes == 8) return memory.TryRead(address, out value);
        bool isThere = memory.TryRead(address, out uint half);
        value = half;
        return isThere;
    }

    /// <inheritdoc/>
    public bool TryCompareExchange(ulong address, int bytes, ulong expected, ulong value, out ulong found)
    {
        if (bytes == 8) return memory.TryExchange(address, expected, value, out found);
        bool canWrite = memory.TryExchange(address, (uint)expected, (uint)value, out uint half);
        found = half;
        return canWrite;
    }
}
