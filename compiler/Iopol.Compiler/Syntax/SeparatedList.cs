using System.Collections;

namespace Iopol.Compiler.Syntax;

/// <summary>Nodes with tokens between them: <c>a, b, c</c> or <c>a or b or c</c>.</summary>
/// <typeparam name="T">The class of the nodes.</typeparam>
public sealed class SeparatedList<T> : IReadOnlyList<T>, ISyntaxSequence
    where T : SyntaxNode
{
    private readonly T[] nodes;

    internal SeparatedList(IReadOnlyList<SyntaxElement> elements)
    {
        Elements = elements;
        nodes = [.. elements.OfType<T>()];
        Separators = [.. elements.OfType<SyntaxToken>()];
    }

    /// <summary>Number of nodes.</summary>
    public int Count => nodes.Length;

    /// <summary>Nodes and separators in the order of the text.</summary>
    public IReadOnlyList<SyntaxElement> Elements { get; }

    /// <summary>The tokens between the nodes; as many as nodes if the last one is followed by one too.</summary>
    public IReadOnlyList<SyntaxToken> Separators { get; }

    /// <summary>The node at <paramref name="index"/>.</summary>
    public T this[int index] => nodes[index];

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)nodes).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Children that stand in one another's order, whatever their class.</summary>
internal interface ISyntaxSequence
{
    /// <summary>Nodes and tokens in the order of the text.</summary>
    IReadOnlyList<SyntaxElement> Elements { get; }
}
