using System.Text;

namespace Iopol.Cli.Inputs;

/// <summary>Names of page-table formats as command lines write them: <c>VtdSecondStage</c> is <c>vtd-second-stage</c>.</summary>
internal static class FormatName
{
    /// <summary>The declared name in lower case, with a hyphen before each capitalised word.</summary>
    public static string Kebab(string declared)
    {
        var text = new StringBuilder(declared.Length + 8);
        for (int i = 0; i < declared.Length; i++)
        {
            char c = declared[i];
            bool begins = char.IsAsciiLetterUpper(c) && i > 0
                && (char.IsAsciiLetterLower(declared[i - 1]) || (i + 1 < declared.Length && char.IsAsciiLetterLower(declared[i + 1])));
            if (begins) text.Append('-');
            text.Append(c == '_' ? '-' : char.ToLowerInvariant(c));
        }

        return text.ToString();
    }

    /// <summary>Both name the same format: case and hyphens do not count.</summary>
    public static bool Same(string one, string other) => Bare(one) == Bare(other);

    private static string Bare(string name) => name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
}
