using Iopol.Runtime.PageTables;

namespace Iopol.Linux.Images;

/// <summary>Memory in one piece, as a file has it byte for byte.</summary>
internal sealed class RawImage(string source, ulong baseAddress, PhysicalMemory memory) : MemoryImage(source)
{
    public override IReadOnlyList<MemoryRun> Runs { get; } = [new(memory.Base, memory.Size)];

    public override bool TryRead(ulong address, int bytes, out ulong value)
    {
        if (bytes == 8) return memory.TryRead(address, out value);
        bool ok = memory.TryRead(address, out uint word);
        value = word;
        return ok;
    }

    public override bool TryReadPage(ulong address, Span<byte> page) => memory.TryCopyTo(address, page[..ImageLimits.PageBytes]);

    public override PhysicalMemory ToMemory() => PhysicalMemory.Open(Source, baseAddress);

    protected override void Dispose(bool disposing)
    {
        memory.Dispose();
        base.Dispose(disposing);
    }
}
