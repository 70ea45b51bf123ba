using System.Buffers.Binary;
using System.Text.Json;
using System.Text.RegularExpressions;
using Iopol.Linux.Images;
using Iopol.Tests;

namespace Iopol.Cli.Tests;

/// <summary>Memory images for the verbs about page tables, in a folder that goes away with the test.</summary>
internal sealed partial class TableImages : IDisposable
{
    private readonly TemporaryFolder folder = new();

    /// <summary>The image that Linux wrote.</summary>
    public static string Edu { get; } = RepositoryPaths.InRepository("samples", "tables", "edu-tables.json");

    public string Path(string name) => System.IO.Path.Combine(folder.Path, name);

    public string File(string name, string content) => folder.File(name, content);

    /// <summary>Raw memory of some pages from 0 on, with 8-byte values.</summary>
    public string Raw(int pages, params (ulong Address, ulong Value)[] values)
    {
        byte[] content = new byte[pages * ImageLimits.PageBytes];
        foreach ((ulong address, ulong value) in values) BinaryPrimitives.WriteUInt64LittleEndian(content.AsSpan((int)address), value);
        string path = Path("memory.raw");
        System.IO.File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>A VT-d unit in raw memory: root table at 0x1000, context of 00:00.0 at 0x2000.</summary>
    public string Unit(ulong contextLow, ulong contextHigh) => Raw(8, (0x1000, 0x2001), (0x2000, contextLow), (0x2008, contextHigh));

    /// <summary>The image that Linux wrote with 8-byte values changed: 0 sets, 1 flips, 2 adds low bits, 3 points to a table of the image.</summary>
    public string Damaged(IEnumerable<(ulong Address, ulong Value, int How)> writes)
    {
        using MemoryImage image = ImageReader.Read(Edu).Image!;
        var builder = new ImageBuilder(image, 0);
        foreach ((ulong address, ulong value, int how) in writes)
        {
            builder.TryRead(address, 8, out ulong old);
            builder.TryWrite(address, 8, how switch { 0 => value, 1 => old ^ (1UL << (int)(value % 64)), 2 => old | (value & 0xfff), _ => 0x1ef00003 + ((value % 3) << 13) });
        }

        using (FileStream pages = System.IO.File.Create(Path("damaged.bin.gz"))) builder.WritePacked(pages);
        using (FileStream list = System.IO.File.Create(Path("damaged.json"))) builder.WriteList(list, image.Vtd, null);
        return Path("damaged.json");
    }

    /// <summary>An answer without the lines and columns of rules, which move with the formats' text.</summary>
    public static string WithoutPlaces(string output) => Place().Replace(output, "(…)");

    public static JsonElement Json(ToolRun run)
    {
        using var document = JsonDocument.Parse(run.Output);
        return document.RootElement.Clone();
    }

    public void Dispose() => folder.Dispose();

    [GeneratedRegex(@"\(\d+,\d+\)")]
    private static partial Regex Place();
}
