namespace Iopol.Compiler.Text;

/// <summary>Where something is: a file, a stretch of it, and that stretch as lines and columns.</summary>
public readonly record struct SourceLocation
{
    /// <summary>The stretch <paramref name="span"/> of the file <paramref name="path"/>.</summary>
    public SourceLocation(string path, TextSpan span, LinePosition start, LinePosition end)
    {
        Path = path;
        Span = span;
        Start = start;
        End = end;
    }

    /// <summary>Path of the file, as it was given.</summary>
    public string Path { get; }

    /// <summary>The stretch.</summary>
    public TextSpan Span { get; }

    /// <summary>Where it starts.</summary>
    public LinePosition Start { get; }

    /// <summary>Where it ends: the place after its last unit.</summary>
    public LinePosition End { get; }

    /// <summary>The place as <c>path(line,column)</c>.</summary>
    public override string ToString() => $"{Path}({Start})";
}
