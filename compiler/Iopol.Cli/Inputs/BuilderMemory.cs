using Iopol.Interpreter.PageTables;
using Iopol.Linux.Images;

namespace Iopol.Cli.Inputs;

/// <summary>An image under construction as the mapper sees it: memory, and where frames come from.</summary>
internal sealed class BuilderMemory(ImageBuilder builder) : IEntryMemory, ITableFrames
{
    public bool IsReadOnly => false;

    public bool TryRead(ulong address, int bytes, out ulong value) => builder.TryRead(address, bytes, out value);

    public bool TryCompareExchange(ulong address, int bytes, ulong expected, ulong value, out ulong found) =>
        builder.TryRead(address, bytes, out found) && (found != expected || builder.TryWrite(address, bytes, value));

    public bool TryTake(ulong bytes, out ulong address) => builder.TryTake(bytes, out address);

    public void Give(ulong address, ulong bytes) => builder.Give(address, bytes);
}
