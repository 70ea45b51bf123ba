using System.IO.MemoryMappedFiles;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Iopol.Oracle.Tests.Qemu;

/// <summary>The guest's RAM: a sparse file that QEMU and the test map both. Little endian, addressed by guest physical addresses.</summary>
internal sealed unsafe class GuestMemory : IDisposable
{
    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;
    private readonly byte* start;

    /// <param name="address">Guest physical address of the first byte.</param>
    /// <param name="size">Size in bytes.</param>
    public GuestMemory(ulong address, ulong size)
    {
        Base = address;
        Size = size;
        // Not /dev/shm: containers give it 64 MiB.
        FilePath = Path.Combine(Path.GetTempPath(), $"iopol-guest-{Guid.NewGuid():n}");
        file = MemoryMappedFile.CreateFromFile(FilePath, FileMode.CreateNew, null, (long)size);
        view = file.CreateViewAccessor();
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
    }

    /// <summary>The file, to be handed to QEMU.</summary>
    public string FilePath { get; }

    /// <summary>Guest physical address of the first byte.</summary>
    public ulong Base { get; }

    /// <summary>Size in bytes.</summary>
    public ulong Size { get; }

    /// <summary>A word; the address is a multiple of 8 inside the memory.</summary>
    public ulong this[ulong address]
    {
        get => Volatile.Read(ref Words(address, 1)[0]);
        set => Volatile.Write(ref Words(address, 1)[0], value);
    }

    /// <summary>All 8 bytes at an address are RAM.</summary>
    public bool Holds(ulong address) => address >= Base && address - Base <= Size - 8;

    /// <summary>Words in place.</summary>
    /// <param name="address">Multiple of 8.</param>
    /// <param name="count">Number of words.</param>
    public Span<ulong> Words(ulong address, int count)
    {
        if (address % 8 != 0 || !Holds(address) || (ulong)count * 8 > Base + Size - address) throw new ArgumentOutOfRangeException(nameof(address), $"0x{address:x} and {count} words are not inside the guest's memory");
        return new Span<ulong>(start + (address - Base), count);
    }

    /// <summary>Bytes in place.</summary>
    public Span<byte> Bytes(ulong address, int count)
    {
        if (address < Base || (ulong)count > Size || address - Base > Size - (ulong)count) throw new ArgumentOutOfRangeException(nameof(address), $"0x{address:x} and {count} bytes are not inside the guest's memory");
        return new Span<byte>(start + (address - Base), count);
    }

    /// <summary>Addresses of the words that equal <paramref name="value"/> in the bits of <paramref name="mask"/>.</summary>
    public List<ulong> Find(ulong value, ulong mask)
    {
        var found = new List<ulong>();
        var masks = new Vector<ulong>(mask);
        var values = new Vector<ulong>(value & mask);
        const int block = 1 << 20;
        for (ulong at = 0; at < Size; at += block)
        {
            Span<ulong> words = Words(Base + at, (int)Math.Min(block, Size - at) / 8);
            Span<Vector<ulong>> vectors = MemoryMarshal.Cast<ulong, Vector<ulong>>(words);
            for (int v = 0; v < vectors.Length; v++)
            {
                if (!Vector.EqualsAny(vectors[v] & masks, values)) continue;
                for (int w = v * Vector<ulong>.Count; w < (v + 1) * Vector<ulong>.Count; w++)
                {
                    if ((words[w] & mask) == (value & mask)) found.Add(Base + at + ((ulong)w * 8));
                }
            }
        }

        return found;
    }

    public void Dispose()
    {
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        file.Dispose();
        File.Delete(FilePath);
    }
}
