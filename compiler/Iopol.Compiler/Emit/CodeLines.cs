using System.Text;

namespace Iopol.Compiler.Emit;

/// <summary>Lines of C#, indented by the braces around them.</summary>
internal sealed class CodeLines
{
    private readonly StringBuilder text = new();
    private int depth;

    /// <summary>A line.</summary>
    public CodeLines Line(string line)
    {
        if (line.Length > 0) text.Append(' ', 4 * depth).Append(line);
        text.Append('\n');
        return this;
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
        Line(line).Line("{");
        depth++;
        return this;
    }

    /// <summary>A closing brace.</summary>
    public CodeLines Close()
    {
        depth--;
        return Line("}");
    }

    /// <inheritdoc/>
    public override string ToString() => text.ToString().TrimEnd('\n');
}
