using System.Buffers.Binary;
using System.IO.Compression;

namespace Iopol.Linux.Trees;

/// <summary>Reads streams into memory, within limits.</summary>
internal static class PackedBytes
{
    /// <summary>All bytes of a stream; null where there are more than the limit.</summary>
    public static ArraySegment<byte>? ReadAll(Stream stream, int guess, int limit)
    {
        byte[] buffer = GC.AllocateUninitializedArray<byte>(Math.Clamp(guess, Math.Min(4096, limit), limit) + 1);
        int length = 0;
        while (true)
        {
            int read = stream.Read(buffer, length, buffer.Length - length);
            if (read == 0) return new ArraySegment<byte>(buffer, 0, length);
            length += read;
            if (length > limit) return null;
            if (length == buffer.Length) Array.Resize(ref buffer, (int)Math.Min((long)length * 2, limit + 1L));
        }
    }

    public static bool IsGzip(ReadOnlySpan<byte> bytes) => bytes.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]);

    /// <summary>Unpacks gzip; null where it unpacks to more than the limit or, with the reason, where it is damaged.</summary>
    public static ArraySegment<byte>? Unpack(ArraySegment<byte> packed, int limit, out string? damage)
    {
        // gzip closes with the unpacked length modulo 2^32: a guess that saves growing, and a check.
        const int header = 10, trailer = 8;
        damage = null;
        bool whole = packed.Count >= header + trailer;
        uint announced = whole ? BinaryPrimitives.ReadUInt32LittleEndian(packed.AsSpan()[^4..]) : 0;
        int guess = (int)Math.Min(announced, Math.Min(limit, packed.Count * 1100L));
        try
        {
            using var gzip = new GZipStream(new MemoryStream(packed.Array!, packed.Offset, packed.Count, writable: false), CompressionMode.Decompress);
            ArraySegment<byte>? content = ReadAll(gzip, guess, limit);
            if (content is not { } bytes || (whole && bytes.Count == announced)) return content;

            // GZipStream takes the end of its input for the end of the data.
            damage = "gzip stops early, or is several files joined";
            return null;
        }
        catch (InvalidDataException e)
        {
            damage = e.Message;
            return null;
        }
    }
}
