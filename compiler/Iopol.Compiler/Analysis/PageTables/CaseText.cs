using System.Globalization;

namespace Iopol.Compiler.Analysis.PageTables;

/// <summary>A case in words: <c>present = 1, next_level = 7, writing</c>.</summary>
internal static class CaseText
{
    private const int Longest = 8;

    public static string Show(Choices choices)
    {
        string[] parts = [.. choices.Made.Select(m => Show(m.Key, m.Value))];
        if (parts.Length == 0) return "in every case";
        return "with " + string.Join(", ", parts.Take(Longest)) + (parts.Length > Longest ? ", …" : "");
    }

    private static string Show(string key, ulong value)
    {
        int space = key.IndexOf(' ');
        string name = key.Substring(space + 1);
        string number = value.ToString(CultureInfo.InvariantCulture);
        return key.Substring(0, space) switch
        {
            "field" or "option" => $"{name} = {number}",
            "access" => value != 0 ? name.ToLowerInvariant() : $"not {name.ToLowerInvariant()}",
            _ => value != 0 ? name : $"not {name}",
        };
    }
}
