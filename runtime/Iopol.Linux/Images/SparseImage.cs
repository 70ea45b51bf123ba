using System.Buffers.Binary;
using System.Numerics;
using Iopol.Runtime.PageTables;

namespace Iopol.Linux.Images;

/// <summary>Single pages, listed by address.</summary>
internal sealed class SparseImage : MemoryImage
{
    private const ulong OffsetMask = ImageLimits.PageBytes - 1;

    private readonly Dictionary<ulong, int> indexes;
    private readonly ArraySegment<byte> content;

    /// <param name="source">Path of the list.</param>
    /// <param name="pages">Different addresses of pages, in the order of their content.</param>
    /// <param name="content">The pages.</param>
    /// <param name="vtd">What the list says of the unit.</param>
    /// <param name="table">What the list says of the table.</param>
    public SparseImage(string source, IReadOnlyList<ulong> pages, ArraySegment<byte> content, VtdUnit? vtd, TableNote? table)
        : base(source)
    {
        (this.content, Vtd, Table) = (content, vtd, table);
        indexes = new(pages.Count);
        for (int i = 0; i < pages.Count; i++) indexes.Add(pages[i], i);
        Runs = Join(pages);
    }

    public override IReadOnlyList<MemoryRun> Runs { get; }

    public override VtdUnit? Vtd { get; }

    public override TableNote? Table { get; }

    public override bool TryRead(ulong address, int bytes, out ulong value)
    {
        value = 0;
        Span<byte> raw = stackalloc byte[8];
        for (int done = 0; done < bytes;)
        {
            ulong at = unchecked(address + (ulong)done);
            if (!indexes.TryGetValue(at & ~OffsetMask, out int index)) return false;
            int offset = (int)(at & OffsetMask);
            int length = Math.Min(bytes - done, ImageLimits.PageBytes - offset);
            raw.Clear();
            Page(index).Slice(offset, length).CopyTo(raw);
            value |= BinaryPrimitives.ReadUInt64LittleEndian(raw) << (8 * done);
            done += length;
        }

        return true;
    }

    public override bool TryReadPage(ulong address, Span<byte> page)
    {
        if (!indexes.TryGetValue(address, out int index)) return false;
        Page(index).CopyTo(page);
        return true;
    }

    public override PhysicalMemory ToMemory()
    {
        PhysicalMemory memory = PhysicalMemory.AllocateSparse(BitOperations.RoundUpToPowerOf2(Runs[^1].Last + 1));
        foreach (MemoryRun run in Runs) memory.AddPages(run.First, run.Bytes);
        foreach ((ulong address, int index) in indexes) memory.TryCopyFrom(address, Page(index));
        memory.MakeReadOnly();
        return memory;
    }

    private ReadOnlySpan<byte> Page(int index) => content.AsSpan(index * ImageLimits.PageBytes, ImageLimits.PageBytes);

    private static List<MemoryRun> Join(IEnumerable<ulong> pages)
    {
        var runs = new List<MemoryRun>();
        foreach (ulong page in pages.Order())
        {
            if (runs.Count > 0 && runs[^1].First + runs[^1].Bytes == page) runs[^1] = runs[^1] with { Bytes = runs[^1].Bytes + ImageLimits.PageBytes };
            else runs.Add(new(page, ImageLimits.PageBytes));
        }

        return runs;
    }
}
