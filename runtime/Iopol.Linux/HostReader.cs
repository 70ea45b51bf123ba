using Iopol.Linux.Json;
using Iopol.Linux.Listings;
using Iopol.Linux.Lspci;
using Iopol.Linux.Sysfs;
using Iopol.Linux.Trees;
using Iopol.Runtime.Facts;

namespace Iopol.Linux;

/// <summary>
/// Reads host facts from whatever an operator has: a <c>/sys</c> tree (directory, tar, tar.gz), host facts in JSON, the
/// listing of a script, or the long form of lspci. The kind is told by content, never by name. Bad input of any kind ends in problems, not in exceptions.
/// </summary>
public static class HostReader
{
    /// <summary>Reads a file or directory; <c>-</c> is standard input, <c>/sys</c> is this machine.</summary>
    public static HostReadResult Read(string path) => Read(path, options: null);

    /// <summary>Reads a file or directory; <c>-</c> is standard input, <c>/sys</c> is this machine.</summary>
    public static HostReadResult Read(string path, HostReadOptions? options)
    {
        ArgumentNullException.ThrowIfNull(path);
        var problems = new ProblemLog(options?.SourceName ?? (path == "-" ? "standard input" : path));
        try
        {
            if (path != "-" && Directory.Exists(path)) return Result(SysfsReader.ReadDisk(path, problems), problems);
            using Stream stream = path == "-" ? Console.OpenStandardInput() : File.OpenRead(path);
            return Result(ReadContent(stream, problems), problems);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // What File.OpenRead documents, NUL and nothing in a path included.
            problems.Report(HostDiagnostics.CannotRead, problems.Source, e.Message);
            return Result(null, problems);
        }
    }

    /// <summary>Reads a stream to its end and leaves it open; anything but a directory.</summary>
    public static HostReadResult Read(Stream stream) => Read(stream, options: null);

    /// <summary>Reads a stream to its end and leaves it open; anything but a directory.</summary>
    public static HostReadResult Read(Stream stream, HostReadOptions? options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var problems = new ProblemLog(options?.SourceName ?? "standard input");
        try
        {
            return Result(ReadContent(stream, problems), problems);
        }
        catch (IOException e)
        {
            problems.Report(HostDiagnostics.CannotRead, problems.Source, e.Message);
            return Result(null, problems);
        }
    }

    private static HostReadResult Result(HostFacts? facts, ProblemLog problems) =>
        new(problems.HasErrors ? null : facts, problems.ToList());

    private static HostFacts? ReadContent(Stream stream, ProblemLog problems)
    {
        int guess = stream.CanSeek ? (int)Math.Clamp(stream.Length - stream.Position, 0, HostLimits.InputBytes) : 64 << 10;
        ArraySegment<byte>? content = PackedBytes.ReadAll(stream, guess, HostLimits.InputBytes);
        if (content is null) problems.Report(HostDiagnostics.OverLimit, "the source has too many bytes", $"{HostLimits.InputBytes} bytes");
        if (content is { } packed && PackedBytes.IsGzip(packed)) content = Unpack(packed, problems);
        if (content is not { } raw) return null;
        ArraySegment<byte> bytes = TextBytes.ToUtf8(raw);
        switch (SourceKinds.Detect(bytes))
        {
            case SourceKind.Tar:
                return ArchiveTree.Open(bytes, problems) is { } tree ? SysfsReader.ReadArchive(tree, problems) : null;
            case SourceKind.Json:
                return HostFactsReader.Read(bytes, problems);
            case SourceKind.Listing:
                return ListingReader.Read(bytes, problems);
            case SourceKind.Lspci:
                return LspciReader.Read(bytes, problems);
            default:
                problems.Report(HostDiagnostics.UnknownKind, problems.Source, SourceKinds.Describe(bytes));
                return null;
        }
    }
    private static ArraySegment<byte>? Unpack(ArraySegment<byte> packed, ProblemLog problems)
    {
        ArraySegment<byte>? content = PackedBytes.Unpack(packed, HostLimits.UnpackedBytes, out string? damage);
        if (damage is not null) problems.Report(HostDiagnostics.DamagedArchive, damage);
        else if (content is null) problems.Report(HostDiagnostics.OverLimit, "the source unpacks to too many bytes", $"{HostLimits.UnpackedBytes} bytes");
        return content;
    }
}
