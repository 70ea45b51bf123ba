using Iopol.Linux.Trees;
using Iopol.Runtime.PageTables;

namespace Iopol.Linux.Images;

/// <summary>What came out of an image.</summary>
/// <param name="Image">The memory; null exactly when a problem is an error. Dispose of it.</param>
/// <param name="Problems">Findings, in the order they were met.</param>
public sealed record ImageReadResult(MemoryImage? Image, IReadOnlyList<HostProblem> Problems);

/// <summary>
/// Reads memory images: raw memory, or a pair of <c>NAME.json</c>, which lists pages, and <c>NAME.bin.gz</c> or <c>NAME.bin</c>,
/// which holds them. A name that ends in <c>.json</c> means a pair. Bad input ends in problems, not in exceptions.
/// </summary>
public static class ImageReader
{
    private const string ListExtension = ".json";

    /// <summary>The name means the list of a pair, not raw memory.</summary>
    public static bool IsPair(string path) => path.EndsWith(ListExtension, StringComparison.OrdinalIgnoreCase);

    /// <summary>Names of the other half of a pair, in the order they are tried.</summary>
    public static (string Packed, string Plain) BinariesOf(string list) => (list[..^ListExtension.Length] + ".bin.gz", list[..^ListExtension.Length] + ".bin");

    /// <summary>Reads an image.</summary>
    /// <param name="path">The raw image, or the list of a pair.</param>
    /// <param name="baseAddress">Address of the first byte of a raw image; means nothing for a pair.</param>
    public static ImageReadResult Read(string path, ulong baseAddress = 0)
    {
        ArgumentNullException.ThrowIfNull(path);
        var problems = new ProblemLog(path, ImageDiagnostics.MoreProblems);
        string reading = path;
        MemoryImage? image = null;
        try
        {
            image = IsPair(path) ? ReadPair(path, problems, out reading) : ReadRaw(path, baseAddress, problems);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // What File.OpenRead and a file mapping document, NUL and nothing in a path included.
            problems.Report(ImageDiagnostics.CannotRead, reading, e.Message);
        }

        if (problems.HasErrors)
        {
            image?.Dispose();
            image = null;
        }

        return new(image, problems.ToList());
    }

    private static RawImage? ReadRaw(string path, ulong baseAddress, ProblemLog problems)
    {
        if (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
        {
            string list = path.EndsWith(".bin.gz", StringComparison.OrdinalIgnoreCase) ? path[..^".bin.gz".Length] + ListExtension : "";
            problems.Report(ImageDiagnostics.UnknownKind, path, File.Exists(list) ? $"holds the pages that '{list}' lists: name that one" : "is packed, and raw memory is mapped: unpack it first");
            return null;
        }

        var file = new FileInfo(path);
        if (Directory.Exists(path)) problems.Report(ImageDiagnostics.CannotRead, path, "it is a folder");
        else if (!file.Exists) problems.Report(ImageDiagnostics.CannotRead, path, "there is no such file");
        else if (file.Length == 0) problems.Report(ImageDiagnostics.NoPages, path);
        else if (file.Length % ImageLimits.PageBytes != 0) problems.Report(ImageDiagnostics.SizeMismatch, path, $"has {file.Length} bytes, which is no whole number of pages of {ImageLimits.PageBytes}");
        else if (baseAddress % ImageLimits.PageBytes != 0) problems.Report(ImageDiagnostics.Misaligned, "the base address", baseAddress);
        else if (!Fits(baseAddress, (ulong)file.Length)) problems.Report(ImageDiagnostics.AddressOutOfRange, $"memory of {file.Length} bytes at 0x{baseAddress:x}", unchecked(baseAddress + ((ulong)file.Length - 1)));
        else return new RawImage(path, baseAddress, PhysicalMemory.Open(path, baseAddress));
        return null;
    }

    private static bool Fits(ulong first, ulong bytes) => first < 1UL << ImageLimits.AddressBits && bytes <= (1UL << ImageLimits.AddressBits) - first;

    private static SparseImage? ReadPair(string path, ProblemLog problems, out string reading)
    {
        reading = path;
        if (ReadFile(path, ImageLimits.JsonBytes) is not { } text)
        {
            problems.Report(ImageDiagnostics.OverLimit, $"'{path}' has too many bytes", $"{ImageLimits.JsonBytes} bytes");
            return null;
        }

        if (SparseImageJson.Read(TextBytes.ToUtf8(text), problems) is not { } list) return null;
        (string packed, string plain) = BinariesOf(path);
        bool hasPacked = File.Exists(packed);
        if (hasPacked && File.Exists(plain)) problems.Report(ImageDiagnostics.BothBinaries, packed, plain);
        if (!hasPacked && !File.Exists(plain))
        {
            problems.Report(ImageDiagnostics.CannotRead, packed, $"there is no such file, nor '{plain}'");
            return null;
        }

        reading = hasPacked ? packed : plain;
        int expected = list.Pages.Count * ImageLimits.PageBytes;
        ArraySegment<byte>? content = hasPacked ? ReadFile(packed, ImageLimits.PackedBytes(expected)) : ReadFile(plain, expected);
        if (hasPacked && content is { } bytes)
        {
            content = PackedBytes.Unpack(bytes, expected, out string? damage);
            if (damage is not null)
            {
                problems.Report(ImageDiagnostics.DamagedBinary, packed, damage);
                return null;
            }
        }

        if (content is { } pages && pages.Count == expected) return new SparseImage(path, list.Pages, pages, list.Vtd, list.Table);
        string size = content is { } read ? $"{read.Count} bytes" : $"more than {expected} bytes";
        problems.Report(ImageDiagnostics.SizeMismatch, reading, $"holds {size}, and the {list.Pages.Count} pages that are listed need {expected}");
        return null;
    }

    private static ArraySegment<byte>? ReadFile(string path, int limit)
    {
        using FileStream stream = File.OpenRead(path);
        int guess = stream.CanSeek ? (int)Math.Clamp(stream.Length, 0, limit) : 64 << 10;
        return PackedBytes.ReadAll(stream, guess, limit);
    }
}
