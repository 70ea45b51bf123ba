using System.Text;
using Iopol.Compiler.IR;

namespace Iopol.Compiler.Emit;

/// <summary>Lines of C#, indented by the braces around them.</summary>
/// <param name="directives">Writes <c>#line</c>; null where the lines need none.</param>
/// <param name="outer">Braces around all of them, once they stand in their file.</param>
internal sealed class CodeLines(LineDirectives? directives = null, int outer = 0)
{
    private readonly StringBuilder text = new();
    private int depth;
    private SourcePlace? place;
    private string last = LineDirectives.End;
    private int written;

    /// <summary>The lines that follow are made from this place.</summary>
    public CodeLines At(SourcePlace of)
    {
        if (directives?.At(of, 0) is null) return Unmapped();
        place = of;
        written = int.MaxValue;
        return this;
    }

    /// <summary>The lines that follow are the compiler's own.</summary>
    public CodeLines Unmapped()
    {
        place = null;
        return Directive(LineDirectives.End);
    }

    /// <summary>A line.</summary>
    public CodeLines Line(string line)
    {
        if (place is not null && line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal))
        {
            // Lines are counted on from a directive, and the place may have fewer than were made of it.
            if (written > place.End.Line - place.Line)
            {
                last = "";
                Directive(directives!.At(place, 4 * (outer + depth))!);
                written = 0;
            }
        }

        return Written(line);
    }

    /// <summary>A label, to the left of what it stands before.</summary>
    public CodeLines Label(string name)
    {
        text.Append(name).Append(":\n");
        return this;
    }

    /// <summary>Lines written elsewhere.</summary>
    public CodeLines Lines(string lines)
    {
        foreach (string line in lines.Split('\n')) Line(line);
        return this;
    }

    /// <summary>A line and an opening brace.</summary>
    public CodeLines Open(string line)
    {
        Line(line).Own("{");
        depth++;
        return this;
    }

    /// <summary>A closing brace.</summary>
    public CodeLines Close()
    {
        depth--;
        return Own("}");
    }

    /// <summary>The other branch and an opening brace.</summary>
    public CodeLines OpenElse()
    {
        Own("else").Own("{");
        depth++;
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => text.ToString().TrimEnd('\n');

    // A line that no line of the policy stands for.
    private CodeLines Own(string line)
    {
        if (place is not null)
        {
            Directive(LineDirectives.Hidden);
            written = int.MaxValue;
        }

        return Written(line);
    }

    private CodeLines Directive(string directive)
    {
        if (directive == last) return this;
        last = directive;
        return Written(directive);
    }

    private CodeLines Written(string line)
    {
        if (line.Length > 0) text.Append(' ', 4 * depth).Append(line);
        text.Append('\n');
        if (written < int.MaxValue) written++;
        return this;
    }
}
