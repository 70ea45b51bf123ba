using Iopol.Compiler.Binding.PageTables;
using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.Symbols;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Binding;

/// <summary>What one file declares, and what it sees: its own declarations and those of every file it imports, directly or not.</summary>
internal sealed class FileScope
{
    private readonly Dictionary<string, Symbol> symbols = [];
    private readonly HashSet<string> broken = [];

    public FileScope(SourceFile file, IReadOnlyList<FileScope> imports, BindingSink sink)
    {
        File = file;
        Sink = sink;
        for (int i = 0; i < imports.Count; i++)
        {
            SyntaxToken path = file.ImportPaths[i];
            Merge(Models, imports[i].Models, m => m.Symbol, path);
            Merge(Policies, imports[i].Policies, p => p.Symbol, path);
            Merge(Hosts, imports[i].Hosts, h => h.Symbol, path);
            Merge(PageTables, imports[i].PageTables, t => t.Symbol, path);
            broken.UnionWith(imports[i].broken);
        }
    }

    public SourceFile File { get; }

    public BindingSink Sink { get; }

    public Dictionary<string, ModelScope> Models { get; } = [];

    public Dictionary<string, PolicyScope> Policies { get; } = [];

    public Dictionary<string, (Symbol Symbol, IR.HostIR? Host)> Hosts { get; } = [];

    public Dictionary<string, PageTableScope> PageTables { get; } = [];

    /// <summary>Page tables the file declares itself, in order.</summary>
    public List<PageTableScope> OwnPageTables { get; } = [];

    /// <summary>Policies the file declares itself, in order.</summary>
    public List<PolicyScope> OwnPolicies { get; } = [];

    /// <summary>Models the file declares itself, in order.</summary>
    public List<ModelScope> OwnModels { get; } = [];

    /// <summary>Names of hosts the file declares itself, in order.</summary>
    public List<string> OwnHosts { get; } = [];

    /// <summary>The name was declared, but what it declares cannot be used; that was reported.</summary>
    public bool IsBroken(SymbolKind kind, string name) => broken.Contains($"{kind} {name}");

    /// <summary>Something of this kind was declared that cannot be used.</summary>
    public bool HasBroken(SymbolKind kind) => broken.Any(b => b.StartsWith($"{kind} ", StringComparison.Ordinal));

    /// <summary>The declaration has no use, but its name is taken.</summary>
    public void Break(SymbolKind kind, string name) => broken.Add($"{kind} {name}");

    /// <summary>The symbol of a declaration, or null where the name is missing or taken.</summary>
    public Symbol? Declare(SymbolKind kind, NamedDeclarationSyntax syntax, string detail)
    {
        if (syntax.Name.IsMissing) return null;
        string key = $"{kind} {syntax.Name.Text}";
        if (symbols.TryGetValue(key, out Symbol? earlier))
        {
            string where = earlier.Place.Path == File.Path ? $"line {earlier.Place.Line}" : earlier.Place.ToString();
            Sink.Report(BindingDiagnostics.DuplicateName, syntax.Name.Span, syntax.Name.Text, where);
            return null;
        }

        Symbol symbol = Sink.Declare(kind, syntax.Name, syntax.Documentation, detail, null);
        symbols.Add(key, symbol);
        return symbol;
    }

    private void Merge<T>(Dictionary<string, T> into, Dictionary<string, T> from, Func<T, Symbol> symbolOf, SyntaxToken path)
    {
        foreach (KeyValuePair<string, T> entry in from)
        {
            Symbol symbol = symbolOf(entry.Value);
            if (into.TryGetValue(entry.Key, out T? earlier))
            {
                // The same declaration may come by two ways.
                if (symbolOf(earlier) != symbol) Sink.Report(BindingDiagnostics.DuplicateName, path.Span, entry.Key, symbolOf(earlier).Place);
                continue;
            }

            into.Add(entry.Key, entry.Value);
            symbols[$"{symbol.Kind} {symbol.Name}"] = symbol;
        }
    }
}
