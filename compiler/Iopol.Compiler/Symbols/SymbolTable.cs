using Iopol.Compiler.Text;

namespace Iopol.Compiler.Symbols;

/// <summary>Every declaration of a compilation, and every place that refers to one.</summary>
public sealed class SymbolTable
{
    private readonly List<Symbol> declarations = [];
    private readonly Dictionary<(string Path, int Start), SymbolReference> references = [];
    private readonly Dictionary<Symbol, List<SymbolReference>> bySymbol = [];
    private readonly Dictionary<(string Path, int Start), Symbol> byPlace = [];

    /// <summary>Declarations in the order they were met: files in order of import, and each file from top to bottom.</summary>
    public IReadOnlyList<Symbol> Declarations => declarations;

    /// <summary>References, in no particular order.</summary>
    public IReadOnlyCollection<SymbolReference> References => references.Values;

    /// <summary>The references to a declaration, in the order they were met.</summary>
    public IReadOnlyList<SymbolReference> ReferencesTo(Symbol symbol) => bySymbol.TryGetValue(symbol, out List<SymbolReference>? found) ? found : [];

    /// <summary>Declarations nothing refers to.</summary>
    public IEnumerable<Symbol> Unreferenced() => declarations.Where(d => !bySymbol.ContainsKey(d));

    /// <summary>What the name that starts at <paramref name="start"/> of a file declares or refers to, or null.</summary>
    public Symbol? At(string path, int start) =>
        references.TryGetValue((path, start), out SymbolReference? reference) ? reference.Symbol
        : byPlace.TryGetValue((path, start), out Symbol? declared) ? declared : null;

    internal void Declare(Symbol symbol)
    {
        if (byPlace.ContainsKey((symbol.Place.Path, symbol.Place.Span.Start))) return;
        byPlace.Add((symbol.Place.Path, symbol.Place.Span.Start), symbol);
        declarations.Add(symbol);
    }

    internal void Refer(string path, TextSpan span, Symbol symbol)
    {
        if (references.ContainsKey((path, span.Start))) return;
        var reference = new SymbolReference(path, span, symbol);
        references.Add((path, span.Start), reference);
        if (!bySymbol.TryGetValue(symbol, out List<SymbolReference>? found)) bySymbol.Add(symbol, found = []);
        found.Add(reference);
    }
}

/// <summary>A place that refers to a declaration.</summary>
/// <param name="Path">File.</param>
/// <param name="Span">The name.</param>
/// <param name="Symbol">What it means.</param>
public sealed record SymbolReference(string Path, TextSpan Span, Symbol Symbol);
