using Iopol.Compiler.Symbols;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Binding;

/// <summary>What a model declares, by name and in source order. Types, states, callables, operations, settings and properties do not get in each other's way.</summary>
internal sealed class ModelScope
{
    public ModelScope(ModelDeclarationSyntax syntax, Symbol symbol, BindingSink sink)
    {
        Syntax = syntax;
        Symbol = symbol;
        Sink = sink;
    }

    public ModelDeclarationSyntax Syntax { get; }

    public Symbol Symbol { get; }

    public BindingSink Sink { get; }

    public string Name => Symbol.Name;

    public NamedList<DeclaredSetting> Settings { get; } = new();

    public NamedList<DeclaredEnum> Enums { get; } = new();

    public NamedList<DeclaredObject> Objects { get; } = new();

    /// <summary>States and inverses.</summary>
    public NamedList<DeclaredState> States { get; } = new();

    /// <summary>Rules, predicates, clauses and actions.</summary>
    public NamedList<DeclaredCallable> Callables { get; } = new();

    public NamedList<DeclaredOperation> Operations { get; } = new();

    public NamedList<(Symbol Symbol, RequestDeclarationSyntax Syntax)> Requests { get; } = new();

    public NamedList<(Symbol Symbol, PropertyDeclarationSyntax Syntax)> Properties { get; } = new();

    public IEnumerable<DeclaredRule> Rules => Callables.Items.OfType<DeclaredRule>();

    public IEnumerable<DeclaredClause> Clauses => Callables.Items.OfType<DeclaredClause>();

    public IEnumerable<DeclaredAction> Actions => Callables.Items.OfType<DeclaredAction>();
}

/// <summary>Declarations of one kind, in source order and by name.</summary>
internal sealed class NamedList<T>
{
    private readonly List<T> items = [];
    private readonly Dictionary<string, T> byName = [];

    public IReadOnlyList<T> Items => items;

    public IEnumerable<string> Names => byName.Keys;

    public int Count => items.Count;

    public bool Contains(string name) => byName.ContainsKey(name);

    public bool TryGet(string name, out T item) => byName.TryGetValue(name, out item!);

    public void Add(string name, T item)
    {
        items.Add(item);
        byName.Add(name, item);
    }
}
