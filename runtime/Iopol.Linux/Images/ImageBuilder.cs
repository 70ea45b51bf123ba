using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;

namespace Iopol.Linux.Images;

/// <summary>Memory that an image is made of: page by page, with frames for tables, to be written to a file when it is done.</summary>
public sealed class ImageBuilder
{
    private const ulong OffsetMask = ImageLimits.PageBytes - 1;

    private readonly SortedDictionary<ulong, byte[]> pages = [];
    private readonly Dictionary<ulong, Stack<ulong>> idle = [];
    private readonly int mostPages;
    private ulong next;

    /// <summary>Empty memory.</summary>
    /// <param name="firstFrame">Where frames are given out from, a multiple of <see cref="ImageLimits.PageBytes"/>.</param>
    /// <param name="mostPages">Pages it may grow by.</param>
    public ImageBuilder(ulong firstFrame, int mostPages)
    {
        (next, this.mostPages) = (firstFrame, mostPages);
    }

    /// <summary>The memory of an image; frames are given out behind its last page.</summary>
    /// <exception cref="ArgumentException">It has more than <see cref="ImageLimits.Pages"/> pages.</exception>
    public ImageBuilder(MemoryImage image, int mostPages)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Runs.Aggregate(0UL, (sum, run) => sum + run.Bytes) / ImageLimits.PageBytes > ImageLimits.Pages) throw new ArgumentException($"{image.Source} has more than {ImageLimits.Pages} pages", nameof(image));
        foreach (MemoryRun run in image.Runs)
        {
            for (ulong page = run.First; page < run.First + run.Bytes; page += ImageLimits.PageBytes)
            {
                byte[] content = new byte[ImageLimits.PageBytes];
                image.TryReadPage(page, content);
                pages.Add(page, content);
            }
        }

        (next, this.mostPages) = (image.Runs[^1].Last + 1, pages.Count + mostPages);
    }

    /// <summary>Number of pages.</summary>
    public int Pages => pages.Count;

    /// <summary>Address of the first byte; 0 where there is none.</summary>
    public ulong Base => pages.Count == 0 ? 0 : pages.Keys.First();

    /// <summary>There is no hole: it can be written as raw memory.</summary>
    public bool IsContiguous => pages.Count == 0 || pages.Keys.Last() - Base == (ulong)(pages.Count - 1) * ImageLimits.PageBytes;

    /// <summary>Reads an aligned little-endian value of 4 or 8 bytes.</summary>
    public bool TryRead(ulong address, int bytes, out ulong value)
    {
        value = 0;
        if (!pages.TryGetValue(address & ~OffsetMask, out byte[]? page)) return false;
        ReadOnlySpan<byte> at = page.AsSpan((int)(address & OffsetMask));
        if (at.Length < bytes) return false;
        value = bytes == 4 ? BinaryPrimitives.ReadUInt32LittleEndian(at) : BinaryPrimitives.ReadUInt64LittleEndian(at);
        return true;
    }

    /// <summary>Writes an aligned little-endian value of 4 or 8 bytes.</summary>
    public bool TryWrite(ulong address, int bytes, ulong value)
    {
        if (!pages.TryGetValue(address & ~OffsetMask, out byte[]? page)) return false;
        Span<byte> at = page.AsSpan((int)(address & OffsetMask));
        if (at.Length < bytes) return false;
        if (bytes == 4) BinaryPrimitives.WriteUInt32LittleEndian(at, (uint)value);
        else BinaryPrimitives.WriteUInt64LittleEndian(at, value);
        return true;
    }

    /// <summary>Takes a zeroed frame, aligned to its size. False where that needs more pages than there may be, or wider addresses.</summary>
    /// <param name="bytes">A power of two.</param>
    /// <param name="address">Where it is.</param>
    public bool TryTake(ulong bytes, out ulong address)
    {
        if (idle.TryGetValue(bytes, out Stack<ulong>? stack) && stack.TryPop(out address))
        {
            for (ulong offset = 0; offset < bytes; offset += 4) TryWrite(address + offset, 4, 0);
            return true;
        }

        address = (next + (bytes - 1)) & ~(bytes - 1);
        if (next >> ImageLimits.AddressBits != 0 || bytes > (1UL << ImageLimits.AddressBits) - next || address + bytes > 1UL << ImageLimits.AddressBits) return false;
        ulong end = address + bytes;
        // What alignment skips is there too, so that raw memory has no hole.
        ulong first = pages.Count == 0 ? address & ~OffsetMask : (next + OffsetMask) & ~OffsetMask;
        ulong missing = end <= first ? 0 : (end - first + OffsetMask) / ImageLimits.PageBytes;
        if (missing > (ulong)(mostPages - pages.Count)) return false;
        for (ulong page = first; page < end; page += ImageLimits.PageBytes) pages.Add(page, new byte[ImageLimits.PageBytes]);
        next = end;
        return true;
    }

    /// <summary>Gives a frame back, to be taken again.</summary>
    public void Give(ulong address, ulong bytes)
    {
        if (!pages.ContainsKey(address & ~OffsetMask) || !BitOperations.IsPow2(bytes)) return;
        if (!idle.TryGetValue(bytes, out Stack<ulong>? stack)) idle.Add(bytes, stack = new());
        stack.Push(address);
    }

    /// <summary>Writes the pages one behind the other.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void WritePages(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        foreach (byte[] page in pages.Values) stream.Write(page);
    }

    /// <summary>Writes the packed half of a pair.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void WritePacked(Stream stream)
    {
        using var gzip = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true);
        WritePages(gzip);
    }

    /// <summary>Writes the list of a pair.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="vtd">What it says of a VT-d unit, or null.</param>
    /// <param name="table">What it says of the table, or null.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void WriteList(Stream stream, VtdUnit? vtd, TableNote? table)
    {
        ArgumentNullException.ThrowIfNull(stream);
        SparseImageJson.Write(stream, [.. pages.Keys], vtd, table);
    }
}
