using Iopol.Compiler.Text;

namespace Iopol.Compiler.Diagnostics;

/// <summary>A stretch of a file and the text to put in its place.</summary>
public readonly record struct TextEdit
{
    /// <summary>Puts <paramref name="newText"/> in place of <paramref name="span"/>.</summary>
    public TextEdit(TextSpan span, string newText)
    {
        Span = span;
        NewText = newText;
    }

    /// <summary>What is replaced; of length 0 to insert.</summary>
    public TextSpan Span { get; }

    /// <summary>What is put there; empty to delete.</summary>
    public string NewText { get; }
}
