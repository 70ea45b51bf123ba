using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Iopol.Runtime.PageTables;

/// <summary>
/// The bytes of a physical memory. They stay readable while anybody can reach the object, whoever disposed of the memory: a walk
/// that is under way on another thread never reads what is not there.
/// </summary>
#if IOPOL_SAFE_MEMORY
internal sealed class Arena
{
    private Arena(ulong[] words) => Words = words;

    internal ulong[] Words { get; }

    internal static Arena Allocate(ulong size) => new(new ulong[size / 8]);

    internal static Arena Map(string path, ulong size)
    {
        var arena = Allocate(size);
        using FileStream file = File.OpenRead(path);
        Span<byte> rest = MemoryMarshal.AsBytes(arena.Words.AsSpan());
        while (rest.Length > 0)
        {
            int read = file.Read(rest);
            if (read == 0) throw new EndOfStreamException($"{path} is shorter than {size} bytes");
            rest = rest[read..];
        }

        return arena;
    }

    /// <summary>Bytes from an offset on; the caller has compared offset and length with the size.</summary>
    internal Span<T> Span<T>(ulong offset, int count)
        where T : unmanaged =>
        MemoryMarshal.Cast<byte, T>(MemoryMarshal.AsBytes(Words.AsSpan((int)(offset / 8), (int)Math.Min((ulong)count + 1, ((ulong)Words.Length) - (offset / 8))))[(int)(offset % 8)..])[..count];
}
#else
internal sealed unsafe class Arena
{
    private const nuint HugePage = 2 << 20;
    private const int DontNeed = 4;
    private const int UseHugePages = 14;

    private readonly void* block;
    private readonly nuint size;
    private readonly MemoryMappedFile? file;
    private readonly MemoryMappedViewAccessor? view;

    private Arena(ulong size)
    {
        this.size = checked((nuint)size);
        // A page of a large zeroed block costs nothing until it is touched.
        nuint alignment = this.size >= HugePage ? HugePage : 4096;
        block = NativeMemory.AllocZeroed(checked(this.size + alignment));
        Start = (byte*)(((nuint)block + alignment - 1) & ~(alignment - 1));
        if (OperatingSystem.IsLinux() && this.size >= HugePage) _ = Advise(Start, this.size, UseHugePages);
    }

    private Arena(string path, ulong size)
    {
        this.size = checked((nuint)size);
        file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        view = file.CreateViewAccessor(0, checked((long)size), MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        Start = start + view.PointerOffset;
    }

    ~Arena()
    {
        if (block != null) NativeMemory.Free(block);
        view?.SafeMemoryMappedViewHandle.ReleasePointer();
        view?.Dispose();
        file?.Dispose();
    }

    internal byte* Start { get; }

    internal static Arena Allocate(ulong size) => new(size);

    internal static Arena Map(string path, ulong size) => new(path, size);

    /// <summary>Bytes from an offset on; the caller has compared offset and length with the size.</summary>
    internal Span<T> Span<T>(ulong offset, int count)
        where T : unmanaged => new(Start + offset, count);

    /// <summary>Gives the memory back, as far as nobody may still read it: the pages read as zero from now on, the addresses stay taken.</summary>
    internal void Release()
    {
        if (block != null && OperatingSystem.IsLinux() && size >= HugePage) _ = Advise(Start, size, DontNeed);
        GC.KeepAlive(this);
    }

    [DllImport("libc", EntryPoint = "madvise", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Advise(void* start, nuint length, int advice);
}
#endif
