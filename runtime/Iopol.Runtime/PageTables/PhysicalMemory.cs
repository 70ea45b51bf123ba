using System.Numerics;
using System.Runtime.CompilerServices;

namespace Iopol.Runtime.PageTables;

/// <summary>
/// Physical memory that page tables live in: little endian, from <see cref="Base"/> on, in one piece. Pages of it may be absent;
/// nobody can read or write those. An aligned value of 4 or 8 bytes is read and written in one piece; a write is visible to
/// others only after everything the same thread wrote before.
/// </summary>
/// <remarks>
/// After <see cref="Dispose"/> nothing can be read or written. Page tables that are still in use find nothing readable or what was
/// there before; they never read foreign memory.
/// </remarks>
public sealed class PhysicalMemory : IDisposable
{
    /// <summary>Bytes of a page, the unit of presence and of sizes.</summary>
    public const int PageBytes = 4096;

    private readonly ulong[]? present;
    private ulong readable;
    private ulong writable;

    private PhysicalMemory(Arena arena, ulong size, ulong baseAddress, bool isSparse, bool isReadOnly)
    {
        (Arena, Size, Base, IsReadOnly) = (arena, size, baseAddress, isReadOnly);
        readable = size;
        writable = isReadOnly ? 0 : size;
        int bits = BitOperations.Log2(size);
        if (baseAddress != 0) bits = Math.Min(bits, BitOperations.TrailingZeroCount(baseAddress));
        WindowSize = 1UL << bits;
        if (isSparse) present = new ulong[((size / PageBytes) + 63) / 64];
    }

    /// <summary>First address.</summary>
    public ulong Base { get; }

    /// <summary>Bytes.</summary>
    public ulong Size { get; }

    /// <summary>
    /// Bytes from <see cref="Base"/> on that are an aligned power of two. Tables in them are walked fast; tables behind them are
    /// walked step by step. All of <see cref="Size"/> where that is a power of two and <see cref="Base"/> a multiple of it.
    /// </summary>
    public ulong WindowSize { get; }

    /// <summary>Nobody may write.</summary>
    public bool IsReadOnly { get; private set; }

    /// <summary>Pages may be absent.</summary>
    public bool IsSparse => present is not null;

    internal Arena Arena { get; }

    /// <summary>Zeroed memory. What nobody touches costs address space only.</summary>
    /// <param name="size">Bytes, a multiple of <see cref="PageBytes"/>.</param>
    /// <param name="baseAddress">First address, a multiple of <see cref="PageBytes"/>.</param>
    /// <exception cref="ArgumentException">The size or the address is not such a multiple, or the end does not fit 64 bits.</exception>
    /// <exception cref="OutOfMemoryException">The machine does not give that much.</exception>
    public static PhysicalMemory Allocate(ulong size, ulong baseAddress = 0)
    {
        Check(size, baseAddress);
        return new(Arena.Allocate(size), size, baseAddress, isSparse: false, isReadOnly: false);
    }

    /// <summary>Memory whose pages are all absent until <see cref="AddPages"/> brings them.</summary>
    /// <inheritdoc cref="Allocate"/>
    public static PhysicalMemory AllocateSparse(ulong size, ulong baseAddress = 0)
    {
        Check(size, baseAddress);
        return new(Arena.Allocate(size), size, baseAddress, isSparse: true, isReadOnly: false);
    }

    /// <summary>The bytes of a file, read-only. The file is mapped, not copied, and must not become shorter while it is.</summary>
    /// <param name="path">The file; its last incomplete page is left out.</param>
    /// <param name="baseAddress">Address of its first byte, a multiple of <see cref="PageBytes"/>.</param>
    /// <exception cref="ArgumentException">The address is not such a multiple, the end does not fit 64 bits, or the file holds no page.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it.</exception>
    public static PhysicalMemory Open(string path, ulong baseAddress = 0)
    {
        ulong size = (ulong)new FileInfo(path).Length & ~(PageBytes - 1UL);
        if (size == 0) throw new ArgumentException($"{path} is smaller than a page of {PageBytes} bytes", nameof(path));
        Check(size, baseAddress);
        return new(Arena.Map(path, size), size, baseAddress, isSparse: false, isReadOnly: true);
    }

    /// <summary>Makes absent pages present, with the content they last had, zero at first. No thread may walk tables in it meanwhile.</summary>
    /// <param name="address">First byte, a multiple of <see cref="PageBytes"/>.</param>
    /// <param name="length">Bytes, likewise.</param>
    /// <exception cref="InvalidOperationException">The memory is not sparse, or read-only.</exception>
    /// <exception cref="ArgumentException">The range is not whole pages of the memory.</exception>
    public void AddPages(ulong address, ulong length)
    {
        if (present is null) throw new InvalidOperationException("the memory is not sparse");
        if (IsReadOnly) throw new InvalidOperationException("the memory is read-only");
        if (((address | length) & (PageBytes - 1)) != 0 || length > Size || unchecked(address - Base) > Size - length)
        {
            throw new ArgumentException($"{address:x} and {length:x} bytes are not whole pages of the memory");
        }

        ulong page = (address - Base) / PageBytes;
        for (ulong end = page + (length / PageBytes); page < end; page++) present[page / 64] |= 1UL << (int)(page % 64);
    }

    /// <summary>From now on nobody may write.</summary>
    public void MakeReadOnly()
    {
        IsReadOnly = true;
        Volatile.Write(ref writable, 0);
    }

    /// <summary>All bytes of a range can be read.</summary>
    public bool IsPresent(ulong address, ulong length) =>
        length <= readable && unchecked(address - Base) <= readable - length && ArePresent(unchecked(address - Base), length);

    /// <summary>Reads 8 bytes.</summary>
    /// <returns>False where they cannot be read; the value is 0 then.</returns>
    public bool TryRead(ulong address, out ulong value)
    {
        bool ok = Holds(address, 8, readable);
        value = !ok ? 0 : (address & 7) == 0 ? Volatile.Read(ref At<ulong>(address)) : BitConverter.ToUInt64(Bytes(address, 8));
        GC.KeepAlive(Arena);
        return ok;
    }

    /// <summary>Reads 4 bytes.</summary>
    /// <inheritdoc cref="TryRead(ulong, out ulong)"/>
    public bool TryRead(ulong address, out uint value)
    {
        bool ok = Holds(address, 4, readable);
        value = !ok ? 0 : (address & 3) == 0 ? Volatile.Read(ref At<uint>(address)) : BitConverter.ToUInt32(Bytes(address, 4));
        GC.KeepAlive(Arena);
        return ok;
    }

    /// <summary>Writes 8 bytes, after everything this thread wrote before.</summary>
    /// <returns>False where nobody may write; nothing is changed then.</returns>
    public bool TryWrite(ulong address, ulong value)
    {
        bool ok = Holds(address, 8, writable);
        if (ok && (address & 7) == 0) Volatile.Write(ref At<ulong>(address), value);
        else if (ok) BitConverter.TryWriteBytes(Bytes(address, 8), value);
        GC.KeepAlive(Arena);
        return ok;
    }

    /// <summary>Writes 4 bytes, after everything this thread wrote before.</summary>
    /// <inheritdoc cref="TryWrite(ulong, ulong)"/>
    public bool TryWrite(ulong address, uint value)
    {
        bool ok = Holds(address, 4, writable);
        if (ok && (address & 3) == 0) Volatile.Write(ref At<uint>(address), value);
        else if (ok) BitConverter.TryWriteBytes(Bytes(address, 4), value);
        GC.KeepAlive(Arena);
        return ok;
    }

    /// <summary>Exchanges 8 bytes if they are what is expected, in one piece.</summary>
    /// <param name="address">A multiple of 8.</param>
    /// <param name="expected">What they must be.</param>
    /// <param name="value">What they become.</param>
    /// <param name="found">What they were; the exchange took place where that is <paramref name="expected"/>.</param>
    /// <returns>False where nobody may write or the address is not aligned.</returns>
    public bool TryExchange(ulong address, ulong expected, ulong value, out ulong found)
    {
        bool ok = (address & 7) == 0 && Holds(address, 8, writable);
        found = ok ? Interlocked.CompareExchange(ref At<ulong>(address), value, expected) : 0;
        GC.KeepAlive(Arena);
        return ok;
    }

    /// <summary>Exchanges 4 bytes, at a multiple of 4, if they are what is expected, in one piece.</summary>
    /// <inheritdoc cref="TryExchange(ulong, ulong, ulong, out ulong)"/>
    public bool TryExchange(ulong address, uint expected, uint value, out uint found)
    {
        bool ok = (address & 3) == 0 && Holds(address, 4, writable);
        found = ok ? Interlocked.CompareExchange(ref At<uint>(address), value, expected) : 0;
        GC.KeepAlive(Arena);
        return ok;
    }

    /// <summary>Copies bytes out.</summary>
    /// <returns>False where some of them cannot be read; nothing is copied then.</returns>
    public bool TryCopyTo(ulong address, Span<byte> destination)
    {
        if (!IsPresent(address, (ulong)destination.Length)) return false;
        Bytes(address, destination.Length).CopyTo(destination);
        GC.KeepAlive(Arena);
        return true;
    }

    /// <summary>Copies bytes in, in no promised order: for content that nobody walks yet.</summary>
    /// <returns>False where nobody may write some of them; nothing is copied then.</returns>
    public bool TryCopyFrom(ulong address, ReadOnlySpan<byte> source)
    {
        if (writable == 0 || !IsPresent(address, (ulong)source.Length)) return false;
        source.CopyTo(Bytes(address, source.Length));
        GC.KeepAlive(Arena);
        return true;
    }

    /// <summary>Ends all reading and writing and gives the memory back to the machine. Calls that are under way end safely.</summary>
    public void Dispose()
    {
        MakeReadOnly();
        Volatile.Write(ref readable, 0);
#if !IOPOL_SAFE_MEMORY
        Arena.Release();
#endif
    }

    /// <summary>Aligned values from an address on; the caller has shown that they lie in the memory and keeps <see cref="Arena"/> alive.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Span<T> Values<T>(ulong address, int count)
        where T : unmanaged => Arena.Span<T>(unchecked(address - Base), count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Holds(ulong address, ulong length, ulong limit)
    {
        ulong offset = unchecked(address - Base);
        return limit >= length && offset <= limit - length && (present is null || ArePresent(offset, length));
    }

    private bool ArePresent(ulong offset, ulong length)
    {
        if (present is null || length == 0) return true;
        for (ulong page = offset / PageBytes; page <= (offset + length - 1) / PageBytes; page++)
        {
            if ((present[page / 64] >> (int)(page % 64) & 1) == 0) return false;
        }

        return true;
    }

    private ref T At<T>(ulong address)
        where T : unmanaged => ref Arena.Span<T>(unchecked(address - Base), 1)[0];

    private Span<byte> Bytes(ulong address, int count) => Arena.Span<byte>(unchecked(address - Base), count);

    private static void Check(ulong size, ulong baseAddress)
    {
        if (!BitConverter.IsLittleEndian) throw new PlatformNotSupportedException("page tables are little endian, this machine is not");
        if (size == 0 || (size & (PageBytes - 1)) != 0) throw new ArgumentException($"a size of {size:x} bytes is not whole pages of {PageBytes} bytes", nameof(size));
        if ((baseAddress & (PageBytes - 1)) != 0) throw new ArgumentException($"the address {baseAddress:x} is not a multiple of {PageBytes} bytes", nameof(baseAddress));
        if (baseAddress > ulong.MaxValue - (size - 1)) throw new ArgumentException($"{size:x} bytes from {baseAddress:x} on do not fit 64 bits", nameof(baseAddress));
    }
}
