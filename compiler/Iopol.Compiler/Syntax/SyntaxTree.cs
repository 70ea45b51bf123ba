using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.Syntax.Parsing;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Syntax;

/// <summary>The tree of one file. It holds every character of the text, also where the text is broken.</summary>
public sealed class SyntaxTree
{
    internal SyntaxTree(SourceText text, CompilationUnitSyntax root, IReadOnlyList<Diagnostic> diagnostics)
    {
        Text = text;
        Root = root;
        Diagnostics = diagnostics;
    }

    /// <summary>The text it was read from.</summary>
    public SourceText Text { get; }

    /// <summary>The whole file.</summary>
    public CompilationUnitSyntax Root { get; }

    /// <summary>What is wrong with the text, in its order: ids IOPOL1xxx.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>Reads a text. Whatever it holds, this returns a tree.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static SyntaxTree Parse(SourceText text, CancellationToken cancellationToken = default) => SourceParser.Parse(text, cancellationToken);

    /// <summary>File, lines and columns of a node or token.</summary>
    public SourceLocation GetLocation(SyntaxElement element) => Text.GetLocation(element.Span);

    /// <summary>The text; always the one it was read from.</summary>
    public string ToFullString() => Root.ToFullString();
}
