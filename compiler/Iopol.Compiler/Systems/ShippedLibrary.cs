using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Systems;

/// <summary>The models and policies that ship inside Iopol, imported as <c>"iopol:NAME"</c>.</summary>
public static class ShippedLibrary
{
    /// <summary>What stands before the name in an import, and in the path of a shipped text.</summary>
    public const string Scheme = "iopol:";

    private const string Prefix = "Iopol.Systems/";
    private const string Extension = ".iopol";

    private static readonly ConcurrentDictionary<string, SourceText> Texts = new(StringComparer.Ordinal);

    /// <summary>Names, in ordinal order: file names without extension.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(ShippedLibrary).Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal) && n.EndsWith(Extension, StringComparison.Ordinal))
            .Select(n => n.Substring(Prefix.Length, n.Length - Prefix.Length - Extension.Length))
            .OrderBy(n => n, StringComparer.Ordinal),
    ];

    /// <summary>Those of <see cref="Names"/> that declare a policy; the others declare page tables.</summary>
    public static IReadOnlyList<string> Policies { get; } = [.. Names.Where(n => TryGet(n, out SourceText? text) && text.ToString().Contains("\npolicy "))];

    /// <summary>The text of a shipped system, under the path <c>iopol:NAME</c>; the same object each time, so that it is parsed once.</summary>
    public static bool TryGet(string name, [NotNullWhen(true)] out SourceText? text)
    {
        if (Texts.TryGetValue(name, out text)) return true;
        using Stream? stream = typeof(ShippedLibrary).Assembly.GetManifestResourceStream(Prefix + name + Extension);
        if (stream is null) return false;
        using var reader = new StreamReader(stream);
        text = Texts.GetOrAdd(name, new SourceText(Scheme + name, reader.ReadToEnd()));
        return true;
    }
}
