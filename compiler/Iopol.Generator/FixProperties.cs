using System.Collections.Immutable;
using System.Globalization;
using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.Text;

namespace Iopol.Generator;

/// <summary>A fix as properties of a Roslyn diagnostic, which is all that reaches the one who applies it.</summary>
public static class FixProperties
{
    private const string Title = "Iopol.Fix";
    private const string Edit = "Iopol.Edit";

    /// <summary>The properties of a fix; none for null.</summary>
    public static ImmutableDictionary<string, string?> Write(DiagnosticFix? fix)
    {
        ImmutableDictionary<string, string?> properties = ImmutableDictionary<string, string?>.Empty;
        if (fix is null) return properties;
        properties = properties.Add(Title, fix.Title);
        for (int i = 0; i < fix.Edits.Count; i++)
        {
            TextEdit edit = fix.Edits[i];
            properties = properties.Add(Key(i), FormattableString.Invariant($"{edit.Span.Start} {edit.Span.Length} {edit.NewText}"));
        }

        return properties;
    }

    /// <summary>The fix that properties hold, or null.</summary>
    public static DiagnosticFix? Read(ImmutableDictionary<string, string?> properties)
    {
        if (!properties.TryGetValue(Title, out string? title) || title is null) return null;
        List<TextEdit> edits = [];
        while (properties.TryGetValue(Key(edits.Count), out string? edit) && edit is not null) edits.Add(ReadEdit(edit));
        return new DiagnosticFix(title, [.. edits]);
    }

    private static string Key(int index) => Edit + index.ToString(CultureInfo.InvariantCulture);

    private static TextEdit ReadEdit(string edit)
    {
        string[] parts = edit.Split([' '], 3);
        return new TextEdit(new TextSpan(int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture)), parts[2]);
    }
}
