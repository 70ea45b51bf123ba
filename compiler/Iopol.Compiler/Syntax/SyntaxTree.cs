using System.Runtime.CompilerServices;
using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.Syntax.Parsing;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Syntax;

/// <summary>The tree of one file. It holds every character of the text, also where the text is broken.</summary>
public sealed class SyntaxTree
{
    // A text is read once, however many compilations it is part of: editors and generators compile the same files over and over.
    private static readonly ConditionalWeakTable<SourceText, SyntaxTree> Trees = new();

    private IReadOnlyList<DisableComment>? disableComments;

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

    private bool HasErrors => Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error);

    /// <summary>The comments that silence warnings, in order.</summary>
    public IReadOnlyList<DisableComment> DisableComments => disableComments ??= DisableComment.FindAll(Text, Root);

    /// <summary>Reads a text. Whatever it holds, this returns a tree.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static SyntaxTree Parse(SourceText text, CancellationToken cancellationToken = default) => SourceParser.Parse(text, cancellationToken);

    /// <summary>The tree of a text, read now or earlier. Safe to call from any thread.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static SyntaxTree Of(SourceText text, CancellationToken cancellationToken = default) =>
        Trees.TryGetValue(text, out SyntaxTree? tree) ? tree : Trees.GetValue(text, t => Parse(t, cancellationToken));

    /// <summary>
    /// Whether another tree says the same at the same places: every token and every documentation comment, but not other
    /// comments or white space. What is compiled from either is the same, down to the last line number. Trees with errors say the same
    /// only where their texts are the same: what the parser skipped is in no token.
    /// </summary>
    public bool SaysTheSame(SyntaxTree other) =>
        Text.Path == other.Text.Path && (Text.ToString() == other.Text.ToString() || SaysTheSame(Root, other, other.Root));

    /// <summary>The same of one node of this tree and one of another tree of the same path.</summary>
    /// <param name="node">A node of this tree.</param>
    /// <param name="other">The other tree.</param>
    /// <param name="otherNode">A node of it.</param>
    public bool SaysTheSame(SyntaxNode node, SyntaxTree other, SyntaxNode otherNode) =>
        Text.Path == other.Text.Path && !HasErrors && !other.HasErrors && TreeComparison.SayTheSame(node, this, otherNode, other);

    /// <summary>Reads the hole of a reason (<see cref="ReasonText"/>): a name, <c>d.driver</c>, <c>owner[d.group]</c> or a call.</summary>
    /// <param name="hole">A part of a reason in this file that is a hole.</param>
    /// <param name="diagnostics">Gets what is wrong with it.</param>
    /// <returns>The expression, with its place in the file; missing where it is broken.</returns>
    public ExpressionSyntax ParseHole(ReasonPart hole, DiagnosticBag diagnostics) => SourceParser.ParseHole(Text, hole.Span, diagnostics);

    /// <summary>File, lines and columns of a node or token.</summary>
    public SourceLocation GetLocation(SyntaxElement element) => Text.GetLocation(element.Span);

    /// <summary>The text; always the one it was read from.</summary>
    public string ToFullString() => Root.ToFullString();
}
