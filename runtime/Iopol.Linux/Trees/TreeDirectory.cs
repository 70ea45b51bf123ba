using System.Text;

namespace Iopol.Linux.Trees;

/// <summary>A folder of a <see cref="FileTree"/>; its path is free of links.</summary>
internal readonly struct TreeDirectory(FileTree tree, string path)
{
    /// <summary>Path from the top of the tree, for messages.</summary>
    public string Path { get; } = path;

    public IReadOnlyList<string> Names() => tree.NamesIn(Path);

    public string PathOf(string name) => Path.Length == 0 ? name : $"{Path}/{name}";

    /// <summary>The folder of that name, links followed; null where there is none.</summary>
    public TreeDirectory? Enter(string name) =>
        tree.Resolve(PathOf(name)) is { } found && tree.IsDirectory(found) ? new TreeDirectory(tree, found) : null;

    /// <summary>The folder some names further down; null where there is none.</summary>
    public TreeDirectory? Enter(params ReadOnlySpan<string> names)
    {
        TreeDirectory? at = this;
        foreach (string name in names) at = at?.Enter(name);
        return at;
    }

    public bool HasLink(string name) => tree.LinkAt(PathOf(name)) is not null;

    /// <summary>The last name a link points to, which is what sysfs says with links such as <c>driver</c>; null where there is no link.</summary>
    public string? LinkedName(string name)
    {
        string? target = tree.LinkAt(PathOf(name))?.TrimEnd('/');
        return string.IsNullOrEmpty(target) ? null : target[(target.LastIndexOf('/') + 1)..];
    }

    /// <summary>Content of a file; null where there is none, or where it cannot be read, which is reported.</summary>
    public ArraySegment<byte>? Read(string name)
    {
        if (tree.Resolve(PathOf(name)) is { } found && tree.TryReadFile(found, out ArraySegment<byte> content)) return content;
        return default(ArraySegment<byte>?);
    }

    /// <summary>Text of a file without its line end; null as for <see cref="Read"/>.</summary>
    public string? ReadText(string name)
    {
        if (Read(name) is not { } content) return null;
        ReadOnlySpan<byte> bytes = content;

        // tar fills a file that gives less than it announced, as all of sysfs does, with NUL.
        int end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]).Trim();
    }
}
