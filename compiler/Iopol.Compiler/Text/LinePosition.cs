namespace Iopol.Compiler.Text;

/// <summary>A place in a text as people count: the first line is 1, the first column is 1.</summary>
public readonly record struct LinePosition
{
    /// <summary>The place at <paramref name="column"/> of <paramref name="line"/>, both from 1.</summary>
    public LinePosition(int line, int column)
    {
        Line = line;
        Column = column;
    }

    /// <summary>Line, from 1.</summary>
    public int Line { get; }

    /// <summary>Column in UTF-16 units, from 1; a tab counts as one.</summary>
    public int Column { get; }

    /// <summary>The place as <c>line,column</c>.</summary>
    public override string ToString() => $"{Line},{Column}";
}
