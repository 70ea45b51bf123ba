using Iopol.Compiler.IR;

namespace Iopol.Compiler.Emit;

/// <summary>The <c>#line</c> directives that lead from emitted code back to the policy.</summary>
/// <param name="pathOf">Where on disk a file stands, or null; see <see cref="EmitOptions.LinePath"/>.</param>
internal sealed class LineDirectives(Func<string, string?>? pathOf)
{
    /// <summary>What ends their effect.</summary>
    public const string End = "#line default";

    /// <summary>What comes before lines that a debugger steps over.</summary>
    public const string Hidden = "#line hidden";

    // What C# 10 allows.
    private const int LastLine = 0xfeefed;
    private const int LastColumn = 0x10000;

    private readonly Dictionary<string, string?> paths = new(StringComparer.Ordinal);

    /// <summary>The directive for the lines that follow.</summary>
    /// <param name="place">What they were made from.</param>
    /// <param name="indent">Columns before the first of them begins.</param>
    /// <returns>The directive, or null where there can be none.</returns>
    public string? At(SourcePlace place, int indent)
    {
        if (Path(place) is not { } path || place.End.Line > LastLine) return null;
        if (place.Column > LastColumn || place.End.Column > LastColumn || indent >= LastColumn) return $"#line {Invariant.Text(place.Line)} {path}";
        // The last character, where a place has what comes after it.
        int last = Math.Max(place.End.Column - 1, place.End.Line == place.Line ? place.Column : 1);
        return $"#line {Position(place.Line, place.Column)}-{Position(place.End.Line, last)} {Invariant.Text(indent + 1)} {path}";
    }

    private static string Position(int line, int column) => $"({Invariant.Text(line)},{Invariant.Text(column)})";

    private string? Path(SourcePlace place)
    {
        if (pathOf is null) return null;
        if (!paths.TryGetValue(place.Path, out string? path))
        {
            paths.Add(place.Path, path = pathOf(place.Path) is { Length: > 0 } found ? CSharpText.LinePath(found) : null);
        }

        return path;
    }
}
