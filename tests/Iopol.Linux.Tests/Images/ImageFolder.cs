using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Iopol.Linux.Images;

namespace Iopol.Linux.Tests.Images;

/// <summary>A folder with images, which goes away with the test.</summary>
internal sealed class ImageFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("iopol-image-").FullName;

    /// <summary>The pages that <see cref="Pair"/> lists, each filled with its number from 1 on.</summary>
    public static byte[] Pages(int count)
    {
        byte[] pages = new byte[count * ImageLimits.PageBytes];
        for (int i = 0; i < count; i++) pages.AsSpan(i * ImageLimits.PageBytes, ImageLimits.PageBytes).Fill((byte)(i + 1));
        return pages;
    }

    public static byte[] Gzip(ReadOnlySpan<byte> content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(content);
        return packed.ToArray();
    }

    public string File(string name, ReadOnlySpan<byte> content)
    {
        string path = System.IO.Path.Combine(Path, name);
        System.IO.File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>A pair with a packed half.</summary>
    public string Pair(string list, ReadOnlySpan<byte> pages)
    {
        File("image.bin.gz", Gzip(pages));
        return File("image.json", Encoding.UTF8.GetBytes(list));
    }

    /// <summary>A pair whose pages hold 8-byte values and else zeros.</summary>
    public string Pair(string list, ulong[] pages, params (ulong Address, ulong Value)[] values)
    {
        byte[] content = new byte[pages.Length * ImageLimits.PageBytes];
        foreach ((ulong address, ulong value) in values)
        {
            int page = Array.IndexOf(pages, address & ~0xfffUL);
            BinaryPrimitives.WriteUInt64LittleEndian(content.AsSpan((page * ImageLimits.PageBytes) + (int)(address & 0xfff)), value);
        }

        string listed = string.Join(", ", pages.Select(p => $"\"0x{p:x}\""));
        return Pair($$"""{{{list}}"pages": [{{listed}}]}""", content);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
