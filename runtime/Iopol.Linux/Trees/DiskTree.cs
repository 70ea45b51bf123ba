using Microsoft.Win32.SafeHandles;

namespace Iopol.Linux.Trees;

/// <summary>A tree on disk: live <c>/sys</c> or an unpacked capture.</summary>
internal sealed class DiskTree(string root, ProblemLog problems) : FileTree(problems)
{
    private readonly string root = Path.GetFullPath(root);

    public override bool Exists(string path) => Path.Exists(Path.Join(root, path));

    public override bool IsDirectory(string path) => Directory.Exists(Path.Join(root, path));

    public override string? LinkAt(string path) => new FileInfo(Path.Join(root, path)).LinkTarget;

    public override IReadOnlyList<string> NamesIn(string path)
    {
        try
        {
            string[] names = Directory.GetFileSystemEntries(Path.Join(root, path));
            for (int i = 0; i < names.Length; i++) names[i] = Path.GetFileName(names[i]);
            Array.Sort(names, StringComparer.Ordinal);
            return names;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Problems.ReportMember(HostDiagnostics.UnreadableFile, path, path, e.Message);
            return [];
        }
    }

    public override bool TryReadFile(string path, out ArraySegment<byte> content)
    {
        content = default;
        string file = Path.Join(root, path);
        if (!File.Exists(file)) return false;
        try
        {
            using SafeFileHandle handle = File.OpenHandle(file);
            content = ReadToEnd(handle);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Problems.ReportMember(HostDiagnostics.UnreadableFile, path, path, e.Message);
            return false;
        }

        if (content.Count <= HostLimits.FileBytes) return true;
        Problems.ReportMember(HostDiagnostics.OverLimit, path, $"'{path}' is too large", $"{HostLimits.FileBytes} bytes");
        return false;
    }

    /// <summary>sysfs announces 4096 bytes for every text, and shows the unprivileged 64 of a larger config: only reading tells the length.</summary>
    private static ArraySegment<byte> ReadToEnd(SafeFileHandle handle)
    {
        byte[] buffer = new byte[4096];
        int length = 0;
        while (true)
        {
            int read = RandomAccess.Read(handle, buffer.AsSpan(length), length);
            length += read;
            if (read == 0 || length > HostLimits.FileBytes) return new ArraySegment<byte>(buffer, 0, length);
            if (length == buffer.Length) Array.Resize(ref buffer, length * 2);
        }
    }
}
