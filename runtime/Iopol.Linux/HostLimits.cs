namespace Iopol.Linux;

/// <summary>
/// How much of an input is read before it is refused with <see cref="HostDiagnostics.OverLimit"/>.
/// Each limit is far above what a real machine needs: a full capture of 320 functions is 20 MB and 20,000 entries.
/// </summary>
public static class HostLimits
{
    /// <summary>Bytes read of a file or stream, before anything is unpacked: 64 MiB.</summary>
    public const int InputBytes = 64 << 20;

    /// <summary>Bytes an archive may unpack to: 256 MiB.</summary>
    public const int UnpackedBytes = 256 << 20;

    /// <summary>Entries in an archive, directories and links counted.</summary>
    public const int ArchiveEntries = 262_144;

    /// <summary>Bytes read of one file below <c>/sys</c> or <c>/proc</c>: 64 KiB.</summary>
    public const int FileBytes = 64 << 10;

    /// <summary>PCI functions of one host; a large one with all its virtual functions has some thousand.</summary>
    public const int Devices = 16_384;

    /// <summary>Nesting of arrays and objects in host facts; the schema needs five.</summary>
    public const int JsonDepth = 16;

    /// <summary>Characters in one line of a listing.</summary>
    public const int LineLength = 4_096;

    /// <summary>Symbolic links followed for one name, as many as Linux follows.</summary>
    public const int LinkDepth = 40;

    /// <summary>Folders nested in a tree or in an archive's names.</summary>
    public const int PathDepth = 64;

    /// <summary>Problems reported of one input; the rest is only counted.</summary>
    public const int Problems = 100;
}
