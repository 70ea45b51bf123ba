using System.Diagnostics.CodeAnalysis;

namespace Iopol.Compiler.Diagnostics;

/// <summary>The page about each diagnostic, in Markdown: what it says, why it matters, a wrong and a right example, what to do.</summary>
public static class DiagnosticPages
{
    private const string Prefix = "Iopol.Pages/";
    private const string Extension = ".md";

    /// <summary>The ids that have a page, in ordinal order: those of <see cref="DiagnosticCatalog"/> and those of host sources, 51xx, of memory images, 62xx, and of C# that uses a policy, 7xxx.</summary>
    public static IReadOnlyList<string> Ids { get; } =
    [
        .. typeof(DiagnosticPages).Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal) && n.EndsWith(Extension, StringComparison.Ordinal))
            .Select(n => n.Substring(Prefix.Length, n.Length - Prefix.Length - Extension.Length))
            .OrderBy(n => n, StringComparer.Ordinal),
    ];

    /// <summary>Where an editor sends people for an id: the package's page, whose readme says how to read the page of this version offline.</summary>
    public static string Link(string id) => "https://www.nuget.org/packages/Iopol#" + id;

    /// <summary>The page of an id such as <c>IOPOL2001</c>; case does not matter.</summary>
    public static bool TryGet(string id, [NotNullWhen(true)] out string? page)
    {
        page = null;
        using Stream? stream = typeof(DiagnosticPages).Assembly.GetManifestResourceStream(Prefix + id.ToUpperInvariant() + Extension);
        if (stream is null) return false;
        using var reader = new StreamReader(stream);
        page = reader.ReadToEnd();
        return true;
    }
}
