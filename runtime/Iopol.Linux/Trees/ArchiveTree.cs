namespace Iopol.Linux.Trees;

/// <summary>A tree in a tar archive that is in memory; file contents are slices of it.</summary>
internal sealed class ArchiveTree : FileTree
{
    private readonly ArraySegment<byte> archive;
    private readonly Dictionary<string, Entry> entries;
    private string lastFolder = "";
    private List<string> lastEntries;

    private ArchiveTree(ArraySegment<byte> archive, ProblemLog problems)
        : base(problems)
    {
        // A short file takes two blocks, a link one.
        const int usualEntry = 1024;
        this.archive = archive;
        entries = new(archive.Count / usualEntry, StringComparer.Ordinal);
        lastEntries = [];
        entries.Add("", new Entry { Entries = lastEntries });
    }

    /// <summary>Indexes an archive; null, with the reason reported, where it is damaged or passes a limit.</summary>
    public static ArchiveTree? Open(ArraySegment<byte> archive, ProblemLog problems)
    {
        var tree = new ArchiveTree(archive, problems);
        var items = new TarEntries(archive);
        for (int count = 1; items.Read(); count++)
        {
            if (count > HostLimits.ArchiveEntries)
            {
                problems.Report(HostDiagnostics.OverLimit, "the archive has too many entries", $"{HostLimits.ArchiveEntries} entries");
                return null;
            }

            tree.Add(items.Current);
        }

        if (items.Damage is null) return tree;
        problems.Report(HostDiagnostics.DamagedArchive, items.Damage);
        return null;
    }

    public override bool Exists(string path) => entries.ContainsKey(path);

    public override bool IsDirectory(string path) => entries.TryGetValue(path, out Entry? entry) && entry.Entries is not null;

    public override string? LinkAt(string path) => entries.TryGetValue(path, out Entry? entry) ? entry.Link : null;

    public override IReadOnlyList<string> NamesIn(string path)
    {
        if (!entries.TryGetValue(path, out Entry? entry) || entry.Entries is null) return [];
        List<string> names = entry.Entries.ConvertAll(p => p[(p.LastIndexOf('/') + 1)..]);
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    public override bool TryReadFile(string path, out ArraySegment<byte> content)
    {
        content = default;
        if (!entries.TryGetValue(path, out Entry? entry) || entry.Entries is not null || entry.Link is not null) return false;
        content = archive.Slice(entry.Offset, entry.Size);
        if (entry.Size <= HostLimits.FileBytes) return true;
        Problems.ReportMember(HostDiagnostics.OverLimit, path, $"'{path}' is too large", $"{HostLimits.FileBytes} bytes");
        return false;
    }

    private void Add(TarItem item)
    {
        if (Normalize(item.Name) is not { } path)
        {
            Skip(item, "its name leads out of the tree or is nested too deep");
            return;
        }

        switch (item.Type)
        {
            case '5':
                if (!AddFolder(path)) Skip(item, "a file of that name is in the archive too");
                break;
            case '0' or '\0' or '7':
                // The oldest tar marks a folder by the slash behind its name.
                if (item.Name.EndsWith('/')) AddFolder(path);
                else Put(item, path, new Entry { Offset = item.Offset, Size = item.Size });
                break;
            case '2':
                Put(item, path, new Entry { Link = item.Link });
                break;
            case '1':
                if (Normalize(item.Link) is { } target && entries.TryGetValue(target, out Entry? linked) && linked.Entries is null)
                    Put(item, path, linked);
                else
                    Skip(item, $"it is a hard link to '{item.Link}', which is no file before it");
                break;
            default:
                Skip(item, $"an entry of type '{item.Type}' has no place in a /sys tree");
                break;
        }
    }

    private void Skip(TarItem item, string why) => Problems.ReportMember(HostDiagnostics.EntrySkipped, item.Name, item.Name, why);

    private void Put(TarItem item, string path, Entry entry)
    {
        if (path.Length == 0)
        {
            Skip(item, "it has no name");
        }
        else if (entries.TryGetValue(path, out Entry? known))
        {
            if (known.Entries is null)
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
        if (entries.TryGetValue(path, out Entry? known)) return known.Entries is not null;
        if (!AddToFolder(path)) return false;
        entries.Add(path, new Entry { Entries = [] });
        return true;
    }

    /// <summary>Enters a path into its folder, which is made where the archive does not list it.</summary>
    private bool AddToFolder(string path)
    {
        int slash = path.LastIndexOf('/');
        ReadOnlySpan<char> folder = slash < 0 ? [] : path.AsSpan(0, slash);

        // An archive lists a folder's files together, so the folder is mostly at hand.
        if (!folder.SequenceEqual(lastFolder))
        {
            string parent = folder.ToString();
            if (!AddFolder(parent)) return false;
            (lastFolder, lastEntries) = (parent, entries[parent].Entries!);
        }

        lastEntries.Add(path);
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
        /// <summary>Paths of a folder's entries; null for what is no folder.</summary>
        public List<string>? Entries { get; init; }

        public string? Link { get; init; }

        /// <summary>Where a file's content starts in the archive.</summary>
        public int Offset { get; init; }

        public int Size { get; init; }
    }
}
