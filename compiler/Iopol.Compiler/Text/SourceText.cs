namespace Iopol.Compiler.Text;

/// <summary>The text of one file, with its lines. Lines end at LF, CR LF or CR.</summary>
public sealed class SourceText
{
    private readonly string content;
    private int[]? lineStarts;

    /// <summary>The text <paramref name="content"/> of the file <paramref name="path"/>.</summary>
    public SourceText(string path, string content)
    {
        Path = path ?? throw new ArgumentNullException(nameof(path));
        this.content = content ?? throw new ArgumentNullException(nameof(content));
    }

    /// <summary>Path of the file, as it was given; only shown, never opened.</summary>
    public string Path { get; }

    /// <summary>Length in UTF-16 units.</summary>
    public int Length => content.Length;

    /// <summary>The unit at <paramref name="position"/>.</summary>
    public char this[int position] => content[position];

    /// <summary>Number of lines; at least 1.</summary>
    public int LineCount => LineStarts.Length;

    private int[] LineStarts => lineStarts ??= FindLineStarts(content);

    /// <summary>The whole text.</summary>
    public override string ToString() => content;

    /// <summary>The text of a stretch.</summary>
    public string ToString(TextSpan span) => content.Substring(span.Start, span.Length);

    /// <summary>Line and column of an offset.</summary>
    public LinePosition GetPosition(int offset)
    {
        if (offset < 0 || offset > Length) throw new ArgumentOutOfRangeException(nameof(offset));
        int line = Array.BinarySearch(LineStarts, offset);
        if (line < 0) line = ~line - 1;
        return new LinePosition(line + 1, offset - LineStarts[line] + 1);
    }

    /// <summary>The stretch of a line, from 1, without its line end.</summary>
    public TextSpan GetLineSpan(int line)
    {
        if (line < 1 || line > LineCount) throw new ArgumentOutOfRangeException(nameof(line));
        int start = LineStarts[line - 1];
        int end = line < LineCount ? LineStarts[line] : Length;
        while (end > start && (content[end - 1] is '\r' or '\n')) end--;
        return TextSpan.FromBounds(start, end);
    }

    /// <summary>A stretch with its file, lines and columns.</summary>
    public SourceLocation GetLocation(TextSpan span) => new(Path, span, GetPosition(span.Start), GetPosition(span.End));

    private static int[] FindLineStarts(string content)
    {
        List<int> starts = [0];
        for (int i = 0; i < content.Length; i++)
        {
            if (content[i] == '\n' || (content[i] == '\r' && !(i + 1 < content.Length && content[i + 1] == '\n'))) starts.Add(i + 1);
        }

        return [.. starts];
    }
}
