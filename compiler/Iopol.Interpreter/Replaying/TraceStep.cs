namespace Iopol.Interpreter.Replaying;

/// <summary>A line of a trace, split into words.</summary>
/// <param name="Text">The step without its comment, words parted by one space.</param>
/// <param name="Verb">The first word.</param>
/// <param name="Arguments">The words behind it, without <c>as H</c>.</param>
/// <param name="Handle">The name behind <c>as</c>, or null.</param>
internal sealed record TraceStep(string Text, string Verb, IReadOnlyList<string> Arguments, string? Handle)
{
    /// <summary>Longest line taken, in characters.</summary>
    public const int LengthLimit = 4096;

    /// <summary>Splits a line; null where it holds a comment or nothing.</summary>
    public static TraceStep? Parse(string line)
    {
        // A comment begins a line or stands behind a blank, so that a name may hold a #.
        string[] words = [.. line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).TakeWhile(word => word[0] != '#')];
        if (words.Length == 0) return null;
        bool named = words.Length >= 3 && words[^2] == "as";
        return new TraceStep(string.Join(' ', words), words[0], words[1..(named ? ^2 : ^0)], named ? words[^1] : null);
    }
}
