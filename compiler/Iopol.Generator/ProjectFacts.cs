using Iopol.Compiler.Emit;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Iopol.Generator;

/// <summary>What the project says about itself.</summary>
/// <param name="Directory">Its folder; empty where the host does not tell.</param>
/// <param name="Namespace">Namespace of the classes.</param>
/// <param name="Visibility">Who sees the classes.</param>
/// <param name="HidesItsPlace">The build must not depend on where the project stands.</param>
internal sealed record ProjectFacts(string Directory, string Namespace, ClassVisibility Visibility, bool HidesItsPlace)
{
    // What the .NET SDK maps a repository to on a build server.
    private const string Anywhere = "/_/";

    private const string NamespaceOtherwise = "Iopol.Policies";

    /// <summary>From the properties the project shows to generators: IopolNamespace or else RootNamespace, IopolVisibility, ProjectDir.</summary>
    public static ProjectFacts From(AnalyzerConfigOptions options) => new(
        Property(options, "ProjectDir").Replace('\\', '/').TrimEnd('/'),
        Property(options, "IopolNamespace") is { Length: > 0 } chosen ? chosen : Property(options, "RootNamespace") is { Length: > 0 } root ? root : NamespaceOtherwise,
        Property(options, "IopolVisibility").Equals("internal", StringComparison.OrdinalIgnoreCase) ? ClassVisibility.Internal : ClassVisibility.Public,
        Property(options, "DeterministicSourcePaths").Equals("true", StringComparison.OrdinalIgnoreCase) || Property(options, "PathMap").Length > 0);

    /// <summary>
    /// The path seen from the project's folder, with forward slashes, so that what is emitted is the same on every machine;
    /// a file linked from elsewhere gets <c>..</c> for every folder up.
    /// </summary>
    public string Relative(string path)
    {
        string[] to = path.Replace('\\', '/').Split('/');
        string[] from = Directory.Split('/');
        int common = 0;
        while (common < from.Length && common < to.Length - 1 && from[common] == to[common]) common++;
        // Nothing in common means another drive, or no project folder at all.
        return common == 0 || Directory.Length == 0 ? string.Join("/", to) : string.Join("/", Enumerable.Repeat("..", from.Length - common).Concat(to.Skip(common)));
    }

    /// <summary>
    /// The path that <c>#line</c> gives, for debuggers and stack traces: where the file is, or the same on every machine where the build is to be.
    /// The compiler's own PathMap reaches documents, but not the generated text that symbols hold.
    /// </summary>
    public string LinePath(PolicyTree file) => HidesItsPlace ? Anywhere + file.Tree.Text.Path : file.Path;

    private static string Property(AnalyzerConfigOptions options, string name) =>
        options.TryGetValue("build_property." + name, out string? value) ? value : "";
}
