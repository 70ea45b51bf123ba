using Iopol.Compiler.IR;

namespace Iopol.Compiler.Emit;

/// <summary>What an emitted class remembers, how it is set up, and what an assignment brings up to date.</summary>
internal static class StateViews
{
    /// <summary>The view.</summary>
    /// <param name="class">The class, with all that reads states written.</param>
    /// <param name="className">Its name.</param>
    /// <param name="counted">States, by index, whose assignment changes a count.</param>
    public static View Of(ClassWriter @class, string className, HashSet<int> counted)
    {
        PolicyIR policy = @class.Policy;
        Facets facets = @class.Facets;
        Counter[] counters = [.. facets.Counters];
        bool overDrivers = counters.Any(c => c.DependsOn.Driver) || facets.All.Any(f => f.OverDriver) || facets.Clauses.Any(c => c.OverDriver);
        return new View()
            .With("class", className)
            .With("has_settings", policy.Settings.Count > 0)
            .With("boot", policy.Boot is { } boot ? $"{@class.Names.Action(boot)}(g{(@class.Statements.CanEnd(boot) ? ", out _" : "")})" : "")
            .With("needs", facets.Needs.Any() ? string.Join(" | ", facets.Needs.Select(n => "global::Iopol.Runtime.Enforcement.FactNeeds." + n))
                : "global::Iopol.Runtime.Enforcement.FactNeeds.None")
            .With("settings", TypeViews.Settings(@class))
            .With("host_facts", @class.HostFacts.Select(f => new View()
                .With("field", f.Field)
                .With("fact", f.Fact.ToString())))
            .With("pools", policy.Objects.Select(o => Pool(o, @class, counted)))
            .With("states", policy.States.Select(s => State(s, @class, counted)))
            .With("space_states", policy.States.Where(s => s.Key.Sort == Sort.Space).Select(s => State(s, @class, counted)))
            .With("facts", facets.Facts.Select(f => new View().With("name", f.Name).With("type", f.Type).With("value", f.Value)))
            .With("clauses", facets.Clauses.Select(c => new View()
                .With("field", @class.Names.Clause(c.Clause))
                .With("entries", @class.Names.ClauseEntries(c.Clause))
                .With("over_driver", c.OverDriver)
                .With("comment", CSharpText.Comment(c.Clause.Name))))
            .With("facets", facets.All.Select(f => new View()
                .With("name", f.Name).With("value", f.Value).With("over_driver", f.OverDriver).With("comment", f.Comment)))
            .With("counters", counters.Select(Counter))
            .With("over_drivers", overDrivers)
            .With("driver_counters", counters.Where(c => c.DependsOn.Driver).Select(Counter))
            .With("sets_driver", @class.FactSetters.Contains(Fact.Driver))
            .With("sets_override", @class.FactSetters.Contains(Fact.Override))
            .With("override_counters", counters.Where(c => c.DependsOn.Override).Select(Counter))
            .With("has_derived", facets.Clauses.Any() || facets.All.Any() || counters.Length > 0);
    }

    private static View Counter(Counter counter) => new View()
        .With("name", counter.Name)
        .With("condition", counter.Condition)
        .With("comment", counter.Comment);

    private static View Pool(ObjectIR kind, ClassWriter @class, HashSet<int> counted) => new View()
        .With("field", @class.Names.Pool(kind))
        .With("limit", Invariant.Text(kind.Limit))
        .With("take", @class.Names.New(kind))
        .With("free", @class.Names.Free(kind))
        .With("states", @class.Policy.States.Where(s => s.Key.Object?.Index == kind.Index).Select(s => State(s, @class, counted)));

    private static View State(StateIR state, ClassWriter @class, HashSet<int> counted)
    {
        MemberNames names = @class.Names;
        Representation held = ValueTypes.Held(state.Type);
        bool isHost = state.Key.Sort == Sort.Host;
        string keyword = ValueTypes.Keyword(held);
        string publicKey = isHost ? "" : ValueTypes.Public(state.Key, names);
        Counter[] counters = [.. @class.Facets.Counters.Where(c => c.DependsOn.States.Contains(state.Index))];
        return new View()
            .With("name", CSharpText.Literal(state.Name))
            .With("field", names.State(state))
            .With("type", keyword)
            .With("initial", ValueTypes.Literal(state.Initial, held))
            .With("is_host", isHost)
            .With("is_object", state.Key.Sort == Sort.Object)
            .With("size", @class.Expressions.Size(state.Key))
            .With("doc", PolicyEmitter.Summary(state.Documentation, $"State {state.Name}."))
            .With("getter", names.Getter(state))
            .With("key", publicKey)
            .With("public", ValueTypes.PublicOptional(state.Type, names))
            .With("to_public", ValueTypes.ToPublic("value", state.Type, names))
            .With("has_setter", state.Inverse is not null || counted.Contains(state.Index))
            .With("setter", names.Set(state))
            .With("has_inverse", state.Inverse is not null)
            .With("inverse", state.Inverse is null ? "" : names.Inverse(state))
            .With("values", state.Inverse is null ? "" : @class.Expressions.Size(state.Type))
            .With("starts_related", state.Inverse is not null && state.Initial != Ir.None)
            .With("initial_key", held == Representation.Bool ? (state.Initial != 0 ? "1" : "0") : ValueTypes.Literal(state.Initial, Representation.Int))
            .With("as_key", new Code("value", held).To(Representation.Int).Text)
            .With("counters", counters.Select(Counter));
    }
}
