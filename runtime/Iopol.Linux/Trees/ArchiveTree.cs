using System.Formats.Tar;

namespace Iopol.Linux.Trees;

/// <summary>A tree in a tar archive that is in memory; file contents are slices of it.</summary>
internal sealed class ArchiveTree : FileTree
{
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal) { [""] = Entry.Folder() };
    private string lastFolder = "";

    private ArchiveTree(ProblemLog problems)
        : base(problems)
    {
    }

    /// <summary>Indexes an archive; null, with the reason reported, where it is damaged or passes a limit.</summary>
    public static ArchiveTree? Open(ArraySegment<byte> archive, ProblemLog problems)
    {
        var tree = new ArchiveTree(problems);
        try
        {
            return tree.Index(archive) ? tree : null;
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or EndOfStreamException or IOException)
        {
            // What TarReader documents for archives that are cut off or are none.
            problems.Report(HostDiagnostics.DamagedArchive, e.Message);
            return null;
        }
    }

    public override bool Exists(string path) => entries.ContainsKey(path);

    public override bool IsDirectory(string path) => entries.TryGetValue(path, out Entry? entry) && entry.Names is not null;

    public override string? LinkAt(string path) => entries.TryGetValue(path, out Entry? entry) ? entry.Link : null;

    public override IReadOnlyList<string> NamesIn(string path)
    {
        if (!entries.TryGetValue(path, out Entry? entry) || entry.Names is null) return [];
        entry.Names.Sort(StringComparer.Ordinal);
        return entry.Names;
    }

    public override bool TryReadFile(string path, out byte[] content)
    {
        content = [];
        if (!entries.TryGetValue(path, out Entry? entry) || entry.Names is not null || entry.Link is not null) return false;
        if (entry.Content is not { } stream) return true;
        if (stream.Length > HostLimits.FileBytes)
        {
            Problems.ReportMember(HostDiagnostics.OverLimit, path, $"'{path}' is too large", $"{HostLimits.FileBytes} bytes");
            return false;
        }

        content = new byte[stream.Length];
        stream.Position = 0;
        stream.ReadExactly(content);
        return true;
    }

    private bool Index(ArraySegment<byte> archive)
    {
        // The reader is not disposed: that would close the entries' streams, which are views of memory that is kept.
        var reader = new TarReader(new MemoryStream(archive.Array!, archive.Offset, archive.Count, writable: false));
        int count = 0;
        while (reader.GetNextEntry() is { } item)
        {
            if (++count > HostLimits.ArchiveEntries)
            {
                Problems.Report(HostDiagnostics.OverLimit, "the archive has too many entries", $"{HostLimits.ArchiveEntries} entries");
                return false;
            }

            Add(item);
        }

        // Without the closing blocks of zeros the archive was cut off, by luck between two entries.
        bool closed = archive.Count >= 512 && !archive.AsSpan()[^512..].ContainsAnyExcept((byte)0);
        if (!closed) Problems.Report(HostDiagnostics.DamagedArchive, "it stops without its end mark");
        return closed;
    }

    private void Add(TarEntry item)
    {
        if (item.EntryType == TarEntryType.GlobalExtendedAttributes) return;
        if (Normalize(item.Name) is not { } path)
        {
            Skip(item, "its name leads out of the tree or is nested too deep");
            return;
        }

        switch (item.EntryType)
        {
            case TarEntryType.Directory or TarEntryType.DirectoryList:
                AddFolder(path);
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                Put(item, path, new Entry { Content = item.DataStream });
                break;
            case TarEntryType.SymbolicLink:
                Put(item, path, new Entry { Link = item.LinkName });
                break;
            case TarEntryType.HardLink:
                if (Normalize(item.LinkName) is { } target && entries.TryGetValue(target, out Entry? linked) && linked.Names is null)
                    Put(item, path, linked);
                else
                    Skip(item, $"it is a hard link to '{item.LinkName}', which is no file before it");
                break;
            default:
                Skip(item, $"a {item.EntryType} has no place in a /sys tree");
                break;
        }
    }

    private void Skip(TarEntry item, string why) => Problems.ReportMember(HostDiagnostics.EntrySkipped, item.Name, item.Name, why);

    private void Put(TarEntry item, string path, Entry entry)
    {
        if (path.Length == 0)
        {
            Skip(item, "it has no name");
        }
        else if (entries.TryGetValue(path, out Entry? known))
        {
            if (known.Names is null)
            {
                Problems.ReportMember(HostDiagnostics.EntryTwice, path, path);
                entries[path] = entry;
            }
            else
            {
                Skip(item, "a folder of that name is in the archive too");
            }
        }
        else if (AddToFolder(path))
        {
            entries.Add(path, entry);
        }
        else
        {
            Skip(item, "a part of its path is a file");
        }
    }

    private bool AddFolder(string path)
    {
        if (entries.TryGetValue(path, out Entry? known)) return known.Names is not null;
        if (!AddToFolder(path)) return false;
        entries.Add(path, Entry.Folder());
        return true;
    }

    /// <summary>Enters the last name of a path into its folder, which is made where the archive does not list it.</summary>
    private bool AddToFolder(string path)
    {
        int slash = path.LastIndexOf('/');
        ReadOnlySpan<char> folder = slash < 0 ? [] : path.AsSpan(0, slash);

        // An archive lists a folder's files together, so the folder's string is mostly at hand.
        string parent = folder.SequenceEqual(lastFolder) ? lastFolder : folder.ToString();
        if (!AddFolder(parent)) return false;
        lastFolder = parent;
        entries[parent].Names!.Add(path[(slash + 1)..]);
        return true;
    }

    /// <summary>A name without leading and doubled slashes and dots; null where it leads out of the tree or is too deep.</summary>
    private static string? Normalize(string name)
    {
        string path = name;
        if (path.StartsWith("./", StringComparison.Ordinal)) path = path[2..];
        path = path.Trim('/');
        bool plain = !path.Contains("//", StringComparison.Ordinal) && !path.Contains("./", StringComparison.Ordinal)
            && !path.EndsWith("/.", StringComparison.Ordinal) && !path.EndsWith("/..", StringComparison.Ordinal)
            && path is not ("." or "..");
        if (!plain)
        {
            string[] names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
            if (names.Contains("..")) return null;
            path = string.Join('/', names.Where(n => n != "."));
        }

        return path.AsSpan().Count('/') < HostLimits.PathDepth ? path : null;
    }

    private sealed class Entry
    {
        /// <summary>Names in a folder; null for what is no folder.</summary>
        public List<string>? Names { get; init; }

        public string? Link { get; init; }

        /// <summary>Content of a file; null where it is empty.</summary>
        public Stream? Content { get; init; }

        public static Entry Folder() => new() { Names = [] };
    }
}
