using Iopol.Compiler.IR;
using Iopol.Compiler.Symbols;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Binding;

/// <summary>
/// A model closed by a policy and the policies that one extends; or by nothing, which only serves to check the model by itself.
/// Holds what the bodies refer to: settings with their values, driver names, and rules and actions, which are bound when first called.
/// </summary>
internal sealed class Closure
{
    private readonly Dictionary<string, int> drivers = [];
    private readonly List<string> driverNames = [];
    private readonly Dictionary<DeclaredDriverSet, DriverSetIR> sets = [];
    private readonly List<RefusalIR> refusals = [];

    /// <summary>Closes a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="policy">The policy, or null.</param>
    /// <param name="settings">Values of settings a test wants otherwise, by index.</param>
    /// <param name="speaks">This pass reports the mistakes of the policy or, where there is none, of the model.</param>
    public Closure(ModelScope model, PolicyScope? policy, IReadOnlyDictionary<int, long>? settings, bool speaks)
    {
        Model = model;
        Policy = policy;
        ModelSink = speaks && policy is null ? model.Sink : model.Sink.Silent();
        PolicySinks = [];
        foreach (PolicyScope at in policy?.Chain ?? []) PolicySinks.Add(at, speaks && at == policy ? at.Sink : at.Sink.Silent());
        Settings = [.. model.Settings.Items.Select(s => new SettingIR(s.Index, s.Name, s.Type ?? IrType.Count, Value(s, settings), s.Documentation))];
        Aliases = policy?.Upwards().Select(p => p.Aliases).FirstOrDefault(a => a is not null) ?? new AliasHandling(AliasKind.Together, null);
        BindDriverSets();
        Selectors = new NamedSelectors(this);
        Selectors.BindAll();
        Clauses = BindClauses();
        Rules = new RuleBinder(this);
        Actions = new ActionBinder(this);
    }

    public ModelScope Model { get; }

    public PolicyScope? Policy { get; }

    public BindingSink ModelSink { get; }

    public Dictionary<PolicyScope, BindingSink> PolicySinks { get; }

    public IReadOnlyList<SettingIR> Settings { get; }

    public AliasHandling Aliases { get; }

    public IReadOnlyList<ClauseIR> Clauses { get; }

    public NamedSelectors Selectors { get; }

    public RuleBinder Rules { get; }

    public ActionBinder Actions { get; }

    public IReadOnlyList<string> DriverNames => driverNames;

    public IReadOnlyList<DriverSetIR> DriverSets => [.. sets.Values.OrderBy(s => s.Index)];

    public IReadOnlyList<RefusalIR> Refusals => refusals;

    /// <summary>Something was wrong in the model or in a policy of the chain, or is wrong between them.</summary>
    public bool HasErrors => Model.Sink.HasErrors || ModelSink.HasErrors || PolicySinks.Any(p => p.Key.Sink.HasErrors || p.Value.HasErrors);

    public BindingSink Sink(PolicyScope? level) => level is null ? ModelSink : PolicySinks[level];

    public int Driver(string name)
    {
        if (!drivers.TryGetValue(name, out int index))
        {
            index = driverNames.Count;
            driverNames.Add(name);
            drivers.Add(name, index);
        }

        return index;
    }

    public DriverSetIR DriverSet(DeclaredDriverSet declared) => sets[declared];

    /// <summary>Enters a place that can refuse.</summary>
    /// <returns>Its id.</returns>
    public int Refuse(string rule, string operation, string errno, MessageIR reason, SourcePlace place)
    {
        refusals.Add(new RefusalIR(refusals.Count + 1, rule, operation, errno, reason, place));
        return refusals.Count;
    }

    /// <summary>A property of the model or of a policy of the chain.</summary>
    public Symbol? FindProperty(string name)
    {
        if (Model.Properties.TryGet(name, out (Symbol Symbol, PropertyDeclarationSyntax Syntax) ofModel)) return ofModel.Symbol;
        return Policy?.Upwards().Select(p => p.Properties.TryGet(name, out (Symbol Symbol, PropertyDeclarationSyntax Syntax) found) ? found.Symbol : null).FirstOrDefault(s => s is not null);
    }

    private long Value(DeclaredSetting setting, IReadOnlyDictionary<int, long>? settings)
    {
        if (settings is not null && settings.TryGetValue(setting.Index, out long tested)) return tested;
        foreach (PolicyScope at in Policy?.Upwards() ?? [])
        {
            if (at.Settings.TryGetValue(setting.Index, out long value)) return value;
        }

        return setting.Default;
    }

    private void BindDriverSets()
    {
        foreach (DeclaredDriverSet declared in Policy?.Chain.SelectMany(p => p.DriverSets.Items) ?? [])
        {
            int[] members = [.. declared.Syntax.Drivers.Where(d => !d.IsMissing).Select(d => Driver(NameOf(d))).Distinct()];
            sets.Add(declared, new DriverSetIR(sets.Count, declared.Symbol.Name, members, declared.Symbol.Place));
        }
    }

    private List<ClauseIR> BindClauses()
    {
        var clauses = new List<ClauseIR>();
        foreach (DeclaredClause clause in Model.Clauses)
        {
            var entries = new List<ClauseEntryIR>();
            foreach (PolicyScope level in Policy?.Chain ?? [])
            {
                BindingSink sink = Sink(level);
                foreach (ClauseUseSyntax use in level.ClauseUses.Where(u => u.Clause == clause).Select(u => u.Syntax))
                {
                    if (new SelectorBinder(this, level, sink).Bind(use.Selector) is not { } selector) continue;
                    entries.Add(new ClauseEntryIR(selector, Literals.ReadString(use.Reason.Text), sink.Place(use.Span)));
                }
            }

            clauses.Add(new ClauseIR(clause.Index, clause.Name, entries, clause.Documentation));
        }

        return clauses;
    }

    /// <summary>A driver's name, without the quotes it may stand in.</summary>
    public static string NameOf(DriverNameSyntax driver) =>
        driver.Token.Kind == SyntaxKind.StringLiteral ? Literals.ReadString(driver.Token.Text) : driver.Token.Text;
}
