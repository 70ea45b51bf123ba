using Iopol.Linux.Lspci;
using Iopol.Linux.Trees;

namespace Iopol.Linux;

/// <summary>Kinds of content, unpacked.</summary>
internal enum SourceKind
{
    Unknown,
    Tar,
    Json,
    Listing,
    Lspci,
}

/// <summary>Tells the kind of a source from its bytes.</summary>
internal static class SourceKinds
{
    public static SourceKind Detect(ReadOnlySpan<byte> bytes)
    {
        if (IsTar(bytes)) return SourceKind.Tar;
        ReadOnlySpan<byte> text = bytes.TrimStart(" \t\r\n"u8);
        if (text.IsEmpty || text.Contains((byte)0) || Packing(bytes) is not null) return SourceKind.Unknown;

        // A listing can start with '[' too: an id, or the time stamp of a log.
        return text[0] == '{' || (text[0] == '[' && text[1..].TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[' or (byte)'"' or (byte)']', ..])
            ? SourceKind.Json
            : LspciText.IsLong(bytes) ? SourceKind.Lspci
            : SourceKind.Listing;
    }

    /// <summary>Says in words what content of unknown kind is.</summary>
    public static string Describe(ReadOnlySpan<byte> bytes) =>
        bytes.TrimStart(" \t\r\n"u8).IsEmpty ? "is empty" : Packing(bytes) ?? "is binary data of no known kind";

    private static string? Packing(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z']) ? "is packed with xz, which is not read: unpack it first"
        : bytes.StartsWith((ReadOnlySpan<byte>)[0x28, 0xb5, 0x2f, 0xfd]) ? "is packed with zstd, which is not read: unpack it first"
        : bytes.StartsWith("BZh"u8) ? "is packed with bzip2, which is not read: unpack it first"
        : bytes.StartsWith("PK\u0003\u0004"u8) ? "is a zip archive, which is not read: pack with tar, which keeps the links"
        : null;

    /// <summary>A tar header: the word ustar, or the right sum in the old format.</summary>
    private static bool IsTar(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 512 && (bytes[257..].StartsWith("ustar"u8) || TarEntries.HasRightSum(bytes[..512]));
}
