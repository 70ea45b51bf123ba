using System.Buffers;
using System.Globalization;
using System.Text;

namespace Iopol.Conformance.Tests.Recorder;

/// <summary>Writes a guest's first file system: a cpio archive in the format Linux calls newc.</summary>
internal sealed class Initramfs
{
    private const uint Folder = 0x41ED; // 0040755
    private const uint Program = 0x81ED; // 0100755

    private readonly ArrayBufferWriter<byte> archive = new();
    private uint entries;

    /// <summary>Adds a folder; its parent comes before it.</summary>
    /// <param name="path">Path without a leading slash.</param>
    public void AddFolder(string path) => Add(path, Folder, []);

    /// <summary>Adds a file that may be read and run.</summary>
    /// <param name="path">Path without a leading slash.</param>
    /// <param name="content">What it holds.</param>
    public void AddFile(string path, ReadOnlySpan<byte> content) => Add(path, Program, content);

    /// <summary>Ends the archive and gives it.</summary>
    public byte[] ToArray()
    {
        Add("TRAILER!!!", 0, []);
        return archive.WrittenSpan.ToArray();
    }

    private void Add(string path, uint mode, ReadOnlySpan<byte> content)
    {
        byte[] name = [.. Encoding.ASCII.GetBytes(path), 0];
        // The fields after the magic: number, mode, owner, group, links, time, size, device and special device, name's length, check.
        uint[] fields = [++entries, mode, 0, 0, 1, 0, (uint)content.Length, 0, 0, 0, 0, (uint)name.Length, 0];
        var header = new StringBuilder("070701");
        foreach (uint field in fields) header.Append(field.ToString("X8", CultureInfo.InvariantCulture));
        archive.Write(Encoding.ASCII.GetBytes(header.ToString()));
        archive.Write(name);
        Align();
        archive.Write(content);
        Align();
    }

    private void Align() => archive.Write(new byte[(4 - (archive.WrittenCount % 4)) % 4]);
}
