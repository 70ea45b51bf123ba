using System.Diagnostics.CodeAnalysis;
using Iopol.Compiler.Text;

namespace Iopol.Compiler;

/// <summary>Finds nothing but what ships with Iopol.</summary>
public sealed class ShippedResolver : ISourceResolver
{
    /// <summary>The resolver.</summary>
    public static ShippedResolver Instance { get; } = new();

    /// <inheritdoc/>
    public bool TryRead(string importingPath, string specifier, [NotNullWhen(true)] out SourceText? text)
    {
        text = null;
        return false;
    }
}

/// <summary>Finds texts held in memory, by path; paths are relative to the importing file and use <c>/</c>.</summary>
public sealed class MemoryResolver : ISourceResolver
{
    private readonly Dictionary<string, SourceText> texts;

    /// <summary>Resolves to these texts; of two whose paths mean one place, to the first.</summary>
    public MemoryResolver(IEnumerable<SourceText> texts) =>
        this.texts = texts.GroupBy(t => RelativePath.Normalize(t.Path), StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);

    /// <inheritdoc/>
    public bool TryRead(string importingPath, string specifier, [NotNullWhen(true)] out SourceText? text) =>
        texts.TryGetValue(RelativePath.Resolve(importingPath, specifier), out text);
}

/// <summary>Finds files on disk, relative to the importing file.</summary>
public sealed class FileResolver : ISourceResolver
{
    /// <summary>The resolver.</summary>
    public static FileResolver Instance { get; } = new();

    /// <inheritdoc/>
    public bool TryRead(string importingPath, string specifier, [NotNullWhen(true)] out SourceText? text)
    {
        text = null;
        if (specifier.Length == 0 || specifier.Any(c => c == '\0')) return false;
        string path = RelativePath.Resolve(importingPath, specifier);
        try
        {
            if (!File.Exists(path)) return false;
            using FileStream stream = File.OpenRead(path);
            text = SourceReader.Read(path, stream);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The caller reports that the file cannot be read.
            return false;
        }
    }
}

/// <summary>Paths as imports write them.</summary>
internal static class RelativePath
{
    /// <summary>The path an import means, with <c>.</c> and <c>..</c> resolved, so that one file has one path.</summary>
    public static string Resolve(string importingPath, string specifier)
    {
        if (Path.IsPathRooted(specifier)) return Normalize(specifier);
        string importing = importingPath.Replace('\\', '/');
        int slash = importing.LastIndexOf('/');
        return Normalize(slash < 0 ? specifier : $"{importing.Substring(0, slash)}/{specifier}");
    }

    /// <summary>The path with <c>/</c> between its parts and without <c>.</c> and needless <c>..</c>.</summary>
    public static string Normalize(string path)
    {
        string[] parts = path.Replace('\\', '/').Split('/');
        var kept = new List<string>();
        for (int i = 0; i < parts.Length; i++)
        {
            if (parts[i] == "." || (parts[i].Length == 0 && i > 0)) continue;
            if (parts[i] == ".." && kept.Count > 0 && kept[kept.Count - 1] is not (".." or "")) kept.RemoveAt(kept.Count - 1);
            else kept.Add(parts[i]);
        }

        return string.Join("/", kept);
    }
}
