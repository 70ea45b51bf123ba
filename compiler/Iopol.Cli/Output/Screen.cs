using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Iopol.Cli.Output;

/// <summary>Lines for people: in colour on a terminal, the same text plain elsewhere, never wider than the screen where a blank allows it.</summary>
internal sealed class Screen
{
    private readonly TextWriter writer;
    private readonly IAnsiConsole? terminal;

    public Screen(TextWriter writer, int width, bool colours)
    {
        this.writer = writer;
        Width = width;
        if (!colours) return;
        terminal = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        // Lines are broken here, so the terminal library must not break them again.
        terminal.Profile.Width = int.MaxValue;
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>An empty line.</summary>
    public void Line() => writer.Write('\n');

    /// <summary>A line as it is, however long.</summary>
    public void Line(params ReadOnlySpan<Ink> inks)
    {
        foreach (Ink ink in inks) Write(ink);
        writer.Write('\n');
    }

    /// <summary>Text broken at blanks to fit.</summary>
    /// <param name="indent">Blanks before the first line.</param>
    /// <param name="hanging">Blanks before the others.</param>
    /// <param name="inks">The text.</param>
    public void Wrapped(int indent, int hanging, params ReadOnlySpan<Ink> inks)
    {
        Pad(indent);
        Flow(indent, indent, hanging, inks);
    }

    /// <summary>Rows of aligned columns; the last column is broken to fit.</summary>
    public void Rows(int indent, IReadOnlyList<Ink[]> rows) => Rows(indent, rows, Widths(rows));

    /// <summary>The widths that the columns of rows need.</summary>
    public static int[] Widths(IEnumerable<Ink[]> rows)
    {
        int[] widths = [];
        foreach (Ink[] row in rows)
        {
            if (row.Length > widths.Length) Array.Resize(ref widths, row.Length);
            for (int c = 0; c < row.Length - 1; c++) widths[c] = Math.Max(widths[c], Cells(row[c].Text));
        }

        return widths;
    }

    /// <summary>Rows in columns of given widths, so that several blocks are aligned with each other.</summary>
    public void Rows(int indent, IReadOnlyList<Ink[]> rows, int[] widths)
    {
        foreach (Ink[] row in rows)
        {
            Pad(indent);
            int at = indent;
            int blanks = 0;
            for (int c = 0; c < row.Length - 1; c++)
            {
                if (row[c].Text.Length > 0)
                {
                    Pad(blanks);
                    blanks = 0;
                    Write(row[c]);
                }

                int cells = Cells(row[c].Text);
                blanks += widths[c] - cells + (widths[c] > 0 ? 2 : 0);
                at += widths[c] + (widths[c] > 0 ? 2 : 0);
            }

            if (row[^1].Text.Length == 0)
            {
                writer.Write('\n');
                continue;
            }

            Pad(blanks);
            // A last column squeezed to a few letters is worse than one that starts anew under the row.
            Flow(at, at, Math.Min(at, Math.Max(indent + 2, Width - 30)), row[^1]);
        }
    }

    private void Flow(int at, int start, int hanging, params ReadOnlySpan<Ink> inks)
    {
        var word = new List<Ink>();
        int blanks = 0;
        foreach (Ink ink in inks)
        {
            string text = SafeText.Of(ink.Text);
            for (int from = 0; from < text.Length;)
            {
                if (text[from] == ' ')
                {
                    Put(word);
                    blanks++;
                    from++;
                    continue;
                }

                int to = text.IndexOf(' ', from);
                if (to < 0) to = text.Length;
                word.Add(new Ink(text[from..to], ink.Tone));
                from = to;
            }
        }

        Put(word);
        writer.Write('\n');

        void Put(List<Ink> pieces)
        {
            if (pieces.Count == 0) return;
            int cells = pieces.Sum(p => Cells(p.Text));
            if (at > start && blanks > 0 && at + blanks + cells > Width)
            {
                writer.Write('\n');
                at = start = blanks = hanging;
                Pad(hanging);
            }
            else
            {
                Pad(blanks);
                at += blanks;
            }

            foreach (Ink piece in pieces) Write(piece);
            at += cells;
            blanks = 0;
            pieces.Clear();
        }
    }

    private void Pad(int blanks)
    {
        for (int i = 0; i < blanks; i++) writer.Write(' ');
    }

    private void Write(Ink ink)
    {
        string text = SafeText.Of(ink.Text);
        if (terminal is null || ink.Tone == Tone.Plain) writer.Write(text);
        else terminal.Write(new Text(text, Styles.Of(ink.Tone)));
    }

    private static int Cells(string text) => Ascii.IsValid(text) ? text.Length : new Segment(SafeText.Of(text)).CellCount();

    private static class Styles
    {
        private static readonly Style Good = new(Color.Green);
        private static readonly Style Bad = new(Color.Red);
        private static readonly Style Unsure = new(Color.Yellow);
        private static readonly Style Strong = new(decoration: Decoration.Bold);
        private static readonly Style Command = new(Color.Aqua);
        private static readonly Style Dim = new(Color.Grey);

        public static Style Of(Tone tone) => tone switch
        {
            Tone.Good => Good,
            Tone.Bad => Bad,
            Tone.Unsure => Unsure,
            Tone.Strong => Strong,
            Tone.Command => Command,
            Tone.Dim => Dim,
            _ => Style.Plain,
        };
    }
}
