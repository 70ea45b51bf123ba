namespace Iopol.Compiler.Text;

/// <summary>A stretch of a source text, in UTF-16 units.</summary>
public readonly record struct TextSpan : IComparable<TextSpan>
{
    /// <summary>A stretch of <paramref name="length"/> units from <paramref name="start"/>.</summary>
    public TextSpan(int start, int length)
    {
        Start = start;
        Length = length;
    }

    /// <summary>Offset of the first unit.</summary>
    public int Start { get; }

    /// <summary>Number of units; 0 for a place between two units.</summary>
    public int Length { get; }

    /// <summary>Offset after the last unit.</summary>
    public int End => Start + Length;

    /// <summary>The stretch from <paramref name="start"/> up to, not including, <paramref name="end"/>.</summary>
    public static TextSpan FromBounds(int start, int end) => new(start, end - start);

    /// <summary>Whether the unit at <paramref name="position"/> is in the stretch.</summary>
    public bool Contains(int position) => position >= Start && position < End;

    /// <summary>Orders by start, then by length.</summary>
    public int CompareTo(TextSpan other) => Start != other.Start ? Start.CompareTo(other.Start) : Length.CompareTo(other.Length);

    /// <summary>Whether <paramref name="left"/> comes before <paramref name="right"/>.</summary>
    public static bool operator <(TextSpan left, TextSpan right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> comes after <paramref name="right"/>.</summary>
    public static bool operator >(TextSpan left, TextSpan right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> does not come after <paramref name="right"/>.</summary>
    public static bool operator <=(TextSpan left, TextSpan right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> does not come before <paramref name="right"/>.</summary>
    public static bool operator >=(TextSpan left, TextSpan right) => left.CompareTo(right) >= 0;

    /// <summary>The stretch as <c>[start..end)</c>.</summary>
    public override string ToString() => $"[{Start}..{End})";
}
