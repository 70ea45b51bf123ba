using System.Runtime.CompilerServices;
using Iopol.Runtime.PageTables;

namespace Iopol.Runtime.Iommu;

/// <summary>
/// Who owns each frame of 4 KiB of a physical memory. Software's book, not hardware: nothing stops DMA to a frame of another
/// owner, but its result says that it happened. Any thread may read and write; each frame is old or new.
/// </summary>
public sealed class FrameOwners
{
    private const int FrameBits = 12;

    private readonly byte[] owners;

    /// <summary>Every frame of a memory, free.</summary>
    /// <param name="memory">The memory.</param>
    public FrameOwners(PhysicalMemory memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        Memory = memory;
        owners = new byte[memory.Size >> FrameBits];
    }

    /// <summary>The memory.</summary>
    public PhysicalMemory Memory { get; }

    /// <summary>The owner of the frame an address lies in; free where it lies outside of the memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FrameOwner Of(ulong address)
    {
        ulong frame = unchecked(address - Memory.Base) >> FrameBits;
        return frame < (ulong)owners.Length ? FrameOwner.Of(Volatile.Read(ref owners[frame])) : FrameOwner.Free;
    }

    /// <summary>Gives frames to an owner.</summary>
    /// <param name="address">First byte, a multiple of 4096.</param>
    /// <param name="length">Bytes, likewise.</param>
    /// <param name="owner">Whose they are from now on.</param>
    /// <exception cref="ArgumentException">The range is not whole frames of the memory.</exception>
    public void Set(ulong address, ulong length, FrameOwner owner)
    {
        ulong offset = unchecked(address - Memory.Base);
        if (((address | length) & ((1UL << FrameBits) - 1)) != 0 || length > Memory.Size || offset > Memory.Size - length)
        {
            throw new ArgumentException($"{length:x} bytes from {address:x} on are not whole frames of the memory");
        }

        for (ulong frame = offset >> FrameBits, end = (offset + length) >> FrameBits; frame < end; frame++) Volatile.Write(ref owners[frame], owner.Number);
    }
}
