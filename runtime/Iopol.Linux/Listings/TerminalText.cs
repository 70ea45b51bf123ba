namespace Iopol.Linux.Listings;

/// <summary>Frees text of what it carries when copied from a terminal.</summary>
internal static class TerminalText
{
    private const char Escape = '\x1b';
    private const char Bell = '\a';

    /// <summary>Removes escape sequences (ECMA-48: colours, titles), carriage returns and invisible marks, in place.</summary>
    public static ReadOnlySpan<char> Strip(Span<char> text)
    {
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == Escape) i = EndOfSequence(text, i);
            else if (text[i] is '\r' or '\ufeff' or '\u200b') continue;
            else text[length++] = text[i] == '\u00a0' ? ' ' : text[i];
        }

        return text[..length];
    }

    /// <summary>Index of the last character of the sequence that starts at an escape.</summary>
    private static int EndOfSequence(ReadOnlySpan<char> text, int at)
    {
        if (at + 1 >= text.Length) return at;
        int i = at + 2;
        switch (text[at + 1])
        {
            case '[':
                while (i < text.Length && text[i] is < '@' or > '~') i++;
                return i;
            case ']':
                while (i < text.Length && text[i] != Bell && !(text[i] == '\\' && text[i - 1] == Escape)) i++;
                return i;
            default:
                return at + 1;
        }
    }
}
