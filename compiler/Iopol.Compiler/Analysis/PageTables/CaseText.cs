using System.Globalization;

namespace Iopol.Compiler.Analysis.PageTables;

/// <summary>A case in words: <c>with present = 1, next_level = 7, writing</c>.</summary>
internal static class CaseText
{
    private const int Longest = 8;

    public static string Show(Choices choices)
    {
        string[] parts = [.. choices.Made.Select(m => Show(m.Question, m.Value))];
        if (parts.Length == 0) return "in every case";
        return "with " + string.Join(", ", parts.Take(Longest)) + (parts.Length > Longest ? ", …" : "");
    }

    private static string Show(Question question, ulong value) => question.Sort switch
    {
        "field" or "option" => $"{question.Name} = {value.ToString(CultureInfo.InvariantCulture)}",
        "choice" => $"{question.Name} = {(value != 0 ? "true" : "false")}",
        _ => value != 0 ? question.Name : $"not {question.Name}",
    };
}
