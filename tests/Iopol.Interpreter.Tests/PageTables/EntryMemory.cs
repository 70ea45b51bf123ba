using System.Buffers.Binary;
using System.Security.Cryptography;
using Iopol.Interpreter.PageTables;

namespace Iopol.Interpreter.Tests.PageTables;

/// <summary>Bytes from an address on.</summary>
internal sealed class EntryMemory(int bytes, ulong start = 0x100000) : IEntryMemory
{
    private readonly byte[] content = new byte[bytes];

    public bool IsReadOnly { get; set; }

    /// <summary>Called before an exchange; may change the memory, as other writers do.</summary>
    public Action<ulong>? BeforeExchange { get; set; }

    public ulong Start => start;

    public string Digest() => Convert.ToHexString(SHA256.HashData(content.AsSpan(0, content.AsSpan().LastIndexOfAnyExcept((byte)0) + 1)));

    public void Clear(ulong address, ulong length) => content.AsSpan((int)(address - start), (int)length).Clear();

    public bool TryRead(ulong address, int size, out ulong value)
    {
        value = 0;
        if (!Holds(address, size)) return false;
        ReadOnlySpan<byte> place = content.AsSpan((int)(address - start));
        value = size == 8 ? BinaryPrimitives.ReadUInt64LittleEndian(place) : BinaryPrimitives.ReadUInt32LittleEndian(place);
        return true;
    }

    public ulong Read(ulong address, int size)
    {
        Assert.True(TryRead(address, size, out ulong value));
        return value;
    }

    public void Write(ulong address, int size, ulong value)
    {
        Assert.True(Holds(address, size));
        Span<byte> place = content.AsSpan((int)(address - start));
        if (size == 8) BinaryPrimitives.WriteUInt64LittleEndian(place, value);
        else BinaryPrimitives.WriteUInt32LittleEndian(place, checked((uint)value));
    }

    public bool TryCompareExchange(ulong address, int size, ulong expected, ulong value, out ulong found)
    {
        BeforeExchange?.Invoke(address);
        if (IsReadOnly || !TryRead(address, size, out found))
        {
            found = 0;
            return false;
        }

        if (found == expected) Write(address, size, value);
        return true;
    }

    private bool Holds(ulong address, int size) => content.Length >= size && address >= start && address - start <= (ulong)(content.Length - size);
}
