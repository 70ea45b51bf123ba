using Iopol.Interpreter.PageTables;
using Iopol.Linux.Images;

namespace Iopol.Cli.Inputs;

/// <summary>An image as walks see it. Nobody writes to it.</summary>
internal sealed class ImageMemory(MemoryImage image) : IEntryMemory
{
    public bool IsReadOnly => true;

    public bool TryRead(ulong address, int bytes, out ulong value) => image.TryRead(address, bytes, out value);

    public bool TryCompareExchange(ulong address, int bytes, ulong expected, ulong value, out ulong found)
    {
        found = 0;
        return false;
    }
}
