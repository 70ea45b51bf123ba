using System.Runtime.InteropServices;

namespace Iopol.Runtime.PageTables;

/// <summary>Physical memory that page tables live in. Provisional: only what emitted walkers ask for.</summary>
public sealed unsafe class PhysicalMemory : IDisposable
{
    private byte* start;

    private PhysicalMemory(ulong size, ulong baseAddress)
    {
        (Size, Base) = (size, baseAddress);
        start = (byte*)NativeMemory.AlignedAlloc((nuint)size, 4096);
        NativeMemory.Clear(start, (nuint)size);
    }

    /// <summary>First address.</summary>
    public ulong Base { get; }

    /// <summary>Bytes.</summary>
    public ulong Size { get; }

    /// <summary>Nobody may write.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Host address of physical address 0.</summary>
    internal nint Origin => unchecked((nint)((ulong)start - Base));

    /// <summary>Zeroed memory.</summary>
    public static PhysicalMemory Allocate(ulong size, ulong baseAddress = 0) => new(size, baseAddress);

    /// <summary>Reads 8 bytes.</summary>
    public bool TryRead(ulong address, out ulong value)
    {
        value = 0;
        if (unchecked(address - Base) > Size - 8) return false;
        value = *(ulong*)(start + (address - Base));
        return true;
    }

    /// <summary>Reads 4 bytes.</summary>
    public bool TryRead(ulong address, out uint value)
    {
        value = 0;
        if (unchecked(address - Base) > Size - 4) return false;
        value = *(uint*)(start + (address - Base));
        return true;
    }

    /// <summary>Writes 8 bytes.</summary>
    public bool TryWrite(ulong address, ulong value)
    {
        if (IsReadOnly || unchecked(address - Base) > Size - 8) return false;
        *(ulong*)(start + (address - Base)) = value;
        return true;
    }

    /// <summary>Writes 4 bytes.</summary>
    public bool TryWrite(ulong address, uint value)
    {
        if (IsReadOnly || unchecked(address - Base) > Size - 4) return false;
        *(uint*)(start + (address - Base)) = value;
        return true;
    }

    /// <summary>Exchanges 8 bytes if they are what is expected.</summary>
    /// <returns>False where nobody may write there; <paramref name="found"/> is what was there before.</returns>
    public bool TryExchange(ulong address, ulong expected, ulong value, out ulong found)
    {
        found = 0;
        if (IsReadOnly || unchecked(address - Base) > Size - 8) return false;
        found = Interlocked.CompareExchange(ref *(ulong*)(start + (address - Base)), value, expected);
        return true;
    }

    /// <summary>Exchanges 4 bytes if they are what is expected.</summary>
    /// <inheritdoc cref="TryExchange(ulong, ulong, ulong, out ulong)"/>
    public bool TryExchange(ulong address, uint expected, uint value, out uint found)
    {
        found = 0;
        if (IsReadOnly || unchecked(address - Base) > Size - 4) return false;
        found = Interlocked.CompareExchange(ref *(uint*)(start + (address - Base)), value, expected);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.AlignedFree(start);
        start = null;
    }
}
