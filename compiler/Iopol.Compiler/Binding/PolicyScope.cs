using Iopol.Compiler.IR;
using Iopol.Compiler.Symbols;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Binding;

/// <summary>What a policy declares and supplies. It sees what its base policies and its model declare, but not the reverse.</summary>
internal sealed class PolicyScope
{
    public PolicyScope(PolicyDeclarationSyntax syntax, Symbol symbol, ModelScope model, PolicyScope? basePolicy, BindingSink sink)
    {
        Syntax = syntax;
        Symbol = symbol;
        Model = model;
        Base = basePolicy;
        Sink = sink;
        Chain = basePolicy is null ? [this] : [.. basePolicy.Chain, this];
    }

    public PolicyDeclarationSyntax Syntax { get; }

    public Symbol Symbol { get; }

    public ModelScope Model { get; }

    public PolicyScope? Base { get; }

    public BindingSink Sink { get; }

    public string Name => Symbol.Name;

    public NamedList<DeclaredDriverSet> DriverSets { get; } = new();

    public NamedList<DeclaredSelector> Selectors { get; } = new();

    public NamedList<DeclaredRule> Predicates { get; } = new();

    public NamedList<(Symbol Symbol, PropertyDeclarationSyntax Syntax)> Properties { get; } = new();

    public NamedList<Definition> Definitions { get; } = new();

    /// <summary>Values of settings, by the index of the setting.</summary>
    public Dictionary<int, long> Settings { get; } = [];

    public AliasHandling? Aliases { get; set; }

    public List<(DeclaredClause Clause, ClauseUseSyntax Syntax)> ClauseUses { get; } = [];

    public List<(DeclaredOperation Operation, ForbidDeclarationSyntax Syntax)> Forbids { get; } = [];

    /// <summary>The policy and those it extends, the oldest first.</summary>
    public IReadOnlyList<PolicyScope> Chain { get; }

    /// <summary>The policy, then those it extends.</summary>
    public IEnumerable<PolicyScope> Upwards()
    {
        for (PolicyScope? at = this; at is not null; at = at.Base) yield return at;
    }

    public DeclaredDriverSet? FindDriverSet(string name) => Upwards().Select(p => p.DriverSets.TryGet(name, out DeclaredDriverSet set) ? set : null).FirstOrDefault(s => s is not null);

    public DeclaredSelector? FindSelector(string name) => Upwards().Select(p => p.Selectors.TryGet(name, out DeclaredSelector found) ? found : null).FirstOrDefault(s => s is not null);

    public Definition? FindDefinition(string name) => Upwards().Select(p => p.Definitions.TryGet(name, out Definition found) ? found : null).FirstOrDefault(d => d is not null);

    public DeclaredCallable? FindCallable(string name)
    {
        foreach (PolicyScope policy in Upwards())
        {
            if (policy.Predicates.TryGet(name, out DeclaredRule predicate)) return predicate;
        }

        return Model.Callables.TryGet(name, out DeclaredCallable callable) ? callable : null;
    }
}
