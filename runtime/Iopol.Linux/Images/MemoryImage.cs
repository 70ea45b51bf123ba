using Iopol.Runtime.PageTables;

namespace Iopol.Linux.Images;

/// <summary>Consecutive pages of an image.</summary>
/// <param name="First">Address of the first byte.</param>
/// <param name="Bytes">Length, a multiple of <see cref="ImageLimits.PageBytes"/>.</param>
public readonly record struct MemoryRun(ulong First, ulong Bytes)
{
    /// <summary>Address of the last byte.</summary>
    public ulong Last => First + (Bytes - 1);
}

/// <summary>
/// Physical memory as a file has it: page tables to be looked at. Never written. Read by <see cref="ImageReader"/>.
/// </summary>
public abstract class MemoryImage : IDisposable
{
    private protected MemoryImage(string source) => Source = source;

    /// <summary>Path it came from.</summary>
    public string Source { get; }

    /// <summary>The memory that is there, ascending, neighbours joined.</summary>
    public abstract IReadOnlyList<MemoryRun> Runs { get; }

    /// <summary>Registers and contexts of the VT-d unit whose tables these are; null where the image does not say.</summary>
    public virtual VtdUnit? Vtd => null;

    /// <summary>The page table that was written into it by <c>iopol map</c>; null where the image does not say.</summary>
    public virtual TableNote? Table => null;

    /// <summary>Reads a little-endian value.</summary>
    /// <param name="address">Address of its first byte.</param>
    /// <param name="bytes">4 or 8.</param>
    /// <param name="value">What is there; 0 where it cannot be read.</param>
    /// <returns>False where some byte of it is in no page of the image.</returns>
    public abstract bool TryRead(ulong address, int bytes, out ulong value);

    /// <summary>The bytes of a page.</summary>
    /// <param name="address">Its address, a multiple of <see cref="ImageLimits.PageBytes"/>.</param>
    /// <param name="page">Receives <see cref="ImageLimits.PageBytes"/> bytes.</param>
    /// <returns>False where the page is not in the image.</returns>
    public abstract bool TryReadPage(ulong address, Span<byte> page);

    /// <summary>The memory for generated walkers, read-only, in one piece of address space from 0 or the raw image's base; pages that are not in the image are absent. Dispose of it.</summary>
    /// <exception cref="OutOfMemoryException">The machine does not give that much address space.</exception>
    public abstract PhysicalMemory ToMemory();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of the file.</summary>
    /// <param name="disposing">Called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}
