namespace Iopol.Cli.Output;

/// <summary>A page of the help, in the small part of Markdown the pages use: headings, paragraphs, lists and fenced examples.</summary>
internal static class PageText
{
    private const string Fence = "```";

    /// <summary>Writes a page; examples are indented and never broken, so that they can be copied.</summary>
    public static void Write(Screen screen, string markdown)
    {
        bool example = false;
        var paragraph = new List<string>();
        foreach (string line in markdown.TrimEnd().Split('\n').Select(l => l.TrimEnd('\r')))
        {
            if (line.StartsWith(Fence, StringComparison.Ordinal))
            {
                example = !example;
                continue;
            }

            bool special = example || line.Length == 0 || line[0] is '#' or '-' or '|';
            if (special && paragraph.Count > 0)
            {
                screen.Wrapped(0, 0, string.Join(' ', paragraph));
                paragraph.Clear();
            }

            if (example) screen.Line(line.Length == 0 ? "" : "    ", new Ink(line, Tone.Command));
            else if (line.Length == 0) screen.Line();
            else if (line[0] == '#') screen.Wrapped(0, 2, new Ink(line.TrimStart('#').Trim(), Tone.Strong));
            else if (special) screen.Wrapped(0, 2, line);
            else paragraph.Add(line.Trim());
        }

        if (paragraph.Count > 0) screen.Wrapped(0, 0, string.Join(' ', paragraph));
    }
}
