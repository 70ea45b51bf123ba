using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Iopol.Oracle.Tests.Qemu;

namespace Iopol.Oracle.Tests.Tables;

/// <summary>Page tables read out of a running machine: a list of pages with their addresses, and where their roots are.</summary>
internal sealed class TableImage
{
    private const int PageBytes = 4096;

    private readonly byte[] content;

    /// <param name="path">The pair's path without <c>.json</c> and <c>.bin.gz</c>.</param>
    public TableImage(string path)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText($"{path}.json"));
        JsonElement top = json.RootElement;
        Root = Number(top.GetProperty("root"));
        Pages = [.. top.GetProperty("pages").EnumerateArray().Select(Number)];
        Contexts =
        [
            .. top.GetProperty("contexts").EnumerateArray().Select(c => new ImageContext(
                c.GetProperty("rid").GetString()!, c.GetProperty("aw").GetInt32() + 2, Number(c.GetProperty("slptptr")))),
        ];
        using var zipped = new GZipStream(File.OpenRead($"{path}.bin.gz"), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        zipped.CopyTo(plain);
        content = plain.ToArray();
        if (content.Length != Pages.Count * PageBytes) throw new InvalidDataException($"{content.Length} bytes for {Pages.Count} pages");
    }

    /// <summary>Address of the VT-d root table.</summary>
    public ulong Root { get; }

    /// <summary>Addresses of the pages, in the order of their content.</summary>
    public IReadOnlyList<ulong> Pages { get; }

    /// <summary>What each requester id is led to.</summary>
    public IReadOnlyList<ImageContext> Contexts { get; }

    /// <summary>Puts the pages where they were.</summary>
    public void Load(GuestMemory memory)
    {
        for (int i = 0; i < Pages.Count; i++) content.AsSpan(i * PageBytes, PageBytes).CopyTo(memory.Bytes(Pages[i], PageBytes));
    }

    private static ulong Number(JsonElement text) => ulong.Parse(text.GetString()!.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}

/// <summary>A context entry of an image.</summary>
/// <param name="Requester">Bus, device and function.</param>
/// <param name="Levels">Levels of its tables.</param>
/// <param name="Root">Address of the top table.</param>
internal sealed record ImageContext(string Requester, int Levels, ulong Root);
