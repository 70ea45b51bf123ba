using System.Buffers.Binary;
using System.IO.Compression;

namespace Iopol.Linux.Trees;

/// <summary>Reads streams into memory, within limits.</summary>
internal static class PackedBytes
{
    /// <summary>All bytes of a stream; null, with the reason reported, where there are more than the limit.</summary>
    public static ArraySegment<byte>? ReadAll(Stream stream, int guess, int limit, string what, ProblemLog problems)
    {
        byte[] buffer = GC.AllocateUninitializedArray<byte>(Math.Clamp(guess, 4096, limit) + 1);
        int length = 0;
        while (true)
        {
            int read = stream.Read(buffer, length, buffer.Length - length);
            if (read == 0) return new ArraySegment<byte>(buffer, 0, length);
            length += read;
            if (length > limit)
            {
                problems.Report(HostDiagnostics.OverLimit, $"the source {what} too many bytes", $"{limit} bytes");
                return null;
            }

            if (length == buffer.Length) Array.Resize(ref buffer, (int)Math.Min((long)length * 2, limit + 1L));
        }
    }

    public static bool IsGzip(ReadOnlySpan<byte> bytes) => bytes.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]);

    /// <summary>Unpacks gzip; null, with the reason reported, where it is damaged or unpacks to too much.</summary>
    public static ArraySegment<byte>? Unpack(ArraySegment<byte> packed, ProblemLog problems)
    {
        // gzip closes with the unpacked length modulo 2^32: a guess that saves growing, and a check.
        const int header = 10, trailer = 8;
        bool whole = packed.Count >= header + trailer;
        uint announced = whole ? BinaryPrimitives.ReadUInt32LittleEndian(packed.AsSpan()[^4..]) : 0;
        int guess = (int)Math.Min(announced, Math.Min(HostLimits.UnpackedBytes, packed.Count * 1100L));
        try
        {
            using var gzip = new GZipStream(new MemoryStream(packed.Array!, packed.Offset, packed.Count, writable: false), CompressionMode.Decompress);
            ArraySegment<byte>? content = ReadAll(gzip, guess, HostLimits.UnpackedBytes, "unpacks to", problems);
            if (content is not { } bytes || (whole && bytes.Count == announced)) return content;

            // GZipStream takes the end of its input for the end of the data.
            problems.Report(HostDiagnostics.DamagedArchive, "gzip stops early, or is several files joined");
            return null;
        }
        catch (InvalidDataException e)
        {
            problems.Report(HostDiagnostics.DamagedArchive, e.Message);
            return null;
        }
    }
}
