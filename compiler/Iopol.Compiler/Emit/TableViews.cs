using Iopol.Compiler.IR;

namespace Iopol.Compiler.Emit;

/// <summary>Tables about the policy, calls by index, and what explanations need.</summary>
internal static class TableViews
{
    public static View Of(ClassWriter @class)
    {
        PolicyIR policy = @class.Policy;
        var reasons = new Reasons(@class);
        View[] texts = [.. reasons.Texts().Select(Case)];
        View[] witnesses = [.. reasons.Witnesses().Select(Case)];
        return new View()
            .With("policy_name", CSharpText.Literal(policy.Name))
            .With("model_name", CSharpText.Literal(policy.ModelName))
            .With("refusals", Refusals(policy))
            .With("operations", policy.Operations.Select(o => Operation(o, @class)))
            .With("rules", policy.Rules.Select(r => Rule(r, @class)))
            .With("states", policy.States.Select(s => State(s, @class)))
            .With("clauses", @class.Facets.Clauses.Select(c => Clause(c.Clause, @class)))
            .With("selectors", @class.SelectorFields.Select(f => new View().With("name", f.Name).With("value", f.Value)))
            .With("texts", texts)
            .With("witnesses", witnesses)
            .With("helpers", @class.HelperMethods);
    }

    private static View Case(Reasons.Case at) => new View().With("rule", Invariant.Text(at.Rule)).With("body", at.Body);

    private static IEnumerable<View> Refusals(PolicyIR policy)
    {
        Dictionary<int, RefusalIR> byId = policy.Refusals.Where(r => r.Id > 0).ToDictionary(r => r.Id);
        int last = byId.Count == 0 ? 0 : byId.Keys.Max();
        for (int id = 1; id <= last; id++)
        {
            byId.TryGetValue(id, out RefusalIR? r);
            yield return new View()
                .With("rule", CSharpText.Literal(r?.Rule ?? ""))
                .With("operation", CSharpText.Literal(r?.Operation ?? ""))
                .With("errno", r is null or { Errno: "panic" or RefusalIR.FromHardware } ? "global::Iopol.Runtime.Decisions.Errno.None" : r.Errno)
                .With("at", CSharpText.Literal(r is null ? "" : ClassWriter.PlaceText(r.Place)));
        }
    }

    private static View Operation(OperationIR operation, ClassWriter @class)
    {
        IEnumerable<string> arguments = operation.Parameters.Select((p, i) => ValueTypes.FromLong($"arguments[{Invariant.Text(i)}]", p.Type));
        if (operation.Caller is not null) arguments = arguments.Append("calledBy");
        if (operation.Body.Any(s => s is BlockStatement)) arguments = arguments.Prepend("phase");
        return new View()
            .With("index", Invariant.Text(operation.Index))
            .With("name", CSharpText.Literal(operation.Name))
            .With("run", @class.Names.Run(operation))
            .With("arguments", string.Join(", ", arguments))
            .With("parameters", string.Join(", ", operation.Parameters.Select(p => Slot(p.Name, p.Type))))
            .With("has_caller", operation.Caller is null ? "false" : "true")
            .With("gives", string.Join(", ", operation.Gives.Select(g => Slot(g.Name, g.Type))))
            .With("concerned", Concerned(operation, @class));
    }

    private static View Rule(RuleIR rule, ClassWriter @class) => new View()
        .With("index", Invariant.Text(rule.Index))
        .With("name", CSharpText.Literal(rule.Name))
        .With("holds", @class.Names.Holds(rule))
        .With("checks", rule.Parameters.Select((p, i) => Check(p, i, @class)).Where(c => c.Length > 0))
        .With("arguments", string.Join(", ", rule.Parameters.Select((p, i) => ValueTypes.FromLong($"arguments[{Invariant.Text(i)}]", p.Type))))
        .With("parameters", string.Join(", ", rule.Parameters.Select(p => Slot(p.Name, p.Type))))
        .With("at", CSharpText.Literal(ClassWriter.PlaceText(rule.Place)));

    private static string Check(VariableIR parameter, int index, ClassWriter @class)
    {
        string value = ValueTypes.FromLong($"arguments[{Invariant.Text(index)}]", parameter.Type);
        return OperationViews.IsValid(parameter.Type, value, @class, resumed: true) is { } valid
            ? $"if ({valid.Not().Text}) ThrowBadId({CSharpText.Literal(parameter.Name)});"
            : "";
    }

    private static View State(StateIR state, ClassWriter @class)
    {
        Representation held = ValueTypes.Held(state.Type);
        string field = @class.Names.State(state);
        string value = state.Key.Sort == Sort.Host ? field : $"At({field}, key, {ValueTypes.Literal(state.Initial, held)})";
        return new View()
            .With("index", Invariant.Text(state.Index))
            .With("name", CSharpText.Literal(state.Name))
            .With("key", CSharpText.Literal(state.Key.ToString()))
            .With("type", CSharpText.Literal(state.Type.ToString()))
            .With("size", state.Key.Sort == Sort.Host ? "1" : field + ".Length")
            .With("value", ValueTypes.ToLong(new Code(value, held)));
    }

    private static View Clause(ClauseIR clause, ClassWriter @class) => new View()
        .With("name", @class.Names.ClauseEntries(clause))
        .With("entries", clause.Entries.Select(e => new View()
            .With("selector", Selectors.Make(e.Selector))
            .With("reason", CSharpText.Literal(e.Reason))
            .With("at", CSharpText.Literal(ClassWriter.PlaceText(e.Place)))));

    private static string Slot(string name, IrType type) =>
        $"new({CSharpText.Literal(name)}, {CSharpText.Literal(type.ToString())})";

    /// <summary>The group an operation is about: of its first device or group that is not none, else the one an object among its arguments stands for.</summary>
    private static string Concerned(OperationIR operation, ClassWriter @class)
    {
        var places = new List<(Sort Sort, string Value)>();
        for (int i = 0; i < operation.Parameters.Count; i++)
        {
            if (operation.Parameters[i].Type.Sort is Sort.Group or Sort.Device) places.Add((operation.Parameters[i].Type.Sort, $"Id(arguments[{Invariant.Text(i)}])"));
        }

        for (int i = 0; i < operation.Parameters.Count; i++)
        {
            if (operation.Parameters[i].Type.Object is not { } kind) continue;
            StateIR? about = @class.Policy.States.FirstOrDefault(s => s.Key.Object?.Index == kind.Index && s.Type.Sort is Sort.Device or Sort.Group);
            if (about is not null) places.Add((about.Type.Sort, $"At({@class.Names.State(about)}, Id(arguments[{Invariant.Text(i)}]), None)"));
        }

        string group = "None";
        for (int i = places.Count - 1; i >= 0; i--)
        {
            (Sort sort, string value) = places[i];
            string of = sort == Sort.Group ? value : $"GroupOf({value})";
            group = group == "None" ? of : $"{value} >= 0 ? {of} : {group}";
        }

        return group;
    }
}
