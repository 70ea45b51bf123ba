using Iopol.Compiler.IR;

namespace Iopol.Compiler.Emit;

/// <summary>Operations and actions as methods.</summary>
internal static class OperationViews
{
    public static View Of(ClassWriter @class)
    {
        View[] operations = [.. @class.Policy.Operations.Select(o => @class.Within(o.Name, o.Place, () => Operation(o, @class)))];
        View[] actions = [.. @class.Policy.Actions.Select(a => @class.Within(a.Name, a.Place, () => Action(a, @class)))];
        return new View().With("operations", operations).With("actions", actions).With("handles", TypeViews.Handles(@class));
    }

    /// <summary>C# that says whether a value from outside is one of its type, or null where every value is.</summary>
    public static Code? IsValid(IrType type, string name, ClassWriter @class, bool resumed = false)
    {
        Code? valid = type.Sort switch
        {
            Sort.Space when !resumed => Code.Bool($"IsSpace({name})"),
            Sort.Object when !resumed => Code.Bool($"{@class.Names.Pool(type.Object!)}.IsLive({name})"),
            Sort.Driver => Code.Bool($"IsBelow({name}, Drivers.Count)"),
            Sort.Count or Sort.Version => Code.Bool($"{name} >= 0", Binding.Equality),
            Sort.Bool or Sort.Address or Sort.Context or Sort.Host => null,
            _ => Code.Bool($"IsBelow({name}, {@class.Expressions.Size(type)})"),
        };
        return valid is { } code && type.Optional ? Code.Bool($"{name} == None || {code.Text}", Binding.Or) : valid;
    }

    private static View Operation(OperationIR operation, ClassWriter @class)
    {
        MemberNames names = @class.Names;
        Locals locals = @class.ParametersOf(operation);
        VariableIR[] variables = [.. operation.Parameters, .. operation.Caller is { } caller ? [caller] : Array.Empty<VariableIR>()];
        List<IReadOnlyList<Statement>> phases = Phases(operation);
        string gives = string.Concat(operation.Gives.Select(g => $", {ValueTypes.Keyword(ValueTypes.Held(g.Type))} {@class.Give(g)}"));
        bool blocks = phases.Count > 1;
        string raw = string.Join(", ", variables.Select(v => locals[v].Parameter));
        string passed = string.Join(", ", variables.Select(v => locals[v].Name));
        string checks = string.Join(" || ", variables.Select(v => Check(v, locals, blocks, @class)).Where(c => c is not null));
        var view = new View()
            .With("name", names.Operation(operation))
            .With("run", names.Run(operation))
            .With("resume", names.Resume(operation))
            .With("explain", names.Explain(operation))
            .With("index", Invariant.Text(operation.Index))
            .With("doc", PolicyEmitter.Summary(operation.Documentation, $"Operation {operation.Name}."))
            .With("place", CSharpText.Comment(ClassWriter.PlaceText(operation.Place)))
            .With("word", CSharpText.Comment(operation.Name))
            .With("attribute", Attribute(operation, @class))
            .With("closes", @class.Handles.ClosedBy(operation) is not null)
            .With("parameters", string.Join(", ", variables.Select(v => $"{ValueTypes.PublicOptional(v.Type, names)} {locals[v].Name}")))
            .With("arguments", string.Join(", ", variables.Select(v => ValueTypes.FromPublic(locals[v].Name, v.Type))))
            .With("longs", string.Join(", ", operation.Parameters.Select(v => Long(v, locals))))
            .With("calledBy", operation.Caller is { } by ? locals[by].Name + ".Value" : "None")
            .With("raw", raw)
            .With("params", Documentation.Parameters(operation, locals, @class.Give))
            .With("returns", Documentation.Returns(operation, @class.Policy))
            .With("opens", Opening(operation, locals, @class))
            .With("checks", checks)
            .With("blocks", blocks)
            .With("gives", operation.Gives.Select(g => Give(g, locals, @class)))
            .With("phases", phases.Select((body, phase) => Phase(operation, body, phase, phases.Count, locals, variables, @class)));
        return view
            .With("has_parameters", variables.Length > 0)
            .With("phase_raw", raw + (raw.Length > 0 ? gives : gives.TrimStart(',', ' ')))
            .With("passed", passed)
            .With("phase_first", string.Join(", ", variables.Select(v => locals[v].Name)
                .Concat(operation.Gives.Select(g => ValueTypes.Literal(ValueTypes.Absent(g.Type), ValueTypes.Held(g.Type))))))
            .With("give_initials", operation.Gives.Select(g =>
                $"{ValueTypes.Keyword(ValueTypes.Held(g.Type))} {@class.Give(g)} = {ValueTypes.Literal(ValueTypes.Absent(g.Type), ValueTypes.Held(g.Type))};"));
    }

    private static string Attribute(OperationIR operation, ClassWriter @class)
    {
        const string Runtime = "global::Iopol.Runtime.Enforcement.";
        return $"[{Runtime}Operation({Runtime}Actor.{operation.By}{(@class.Statements.CanEnd(operation) ? ", CanRefuse = true" : "")})]";
    }

    /// <summary>The operation as one that hands out a handle; none or one.</summary>
    private static IEnumerable<View> Opening(OperationIR operation, Locals locals, ClassWriter @class)
    {
        if (@class.Handles.Opened(operation) is not { } opened) return [];
        ObjectIR kind = opened.Type.Object!;
        GiveIR[] others = [.. operation.Gives.Where(g => g.Index != opened.Index)];
        VariableIR[] variables = [.. operation.Parameters, operation.Caller!];
        return
        [
            new View()
                .With("name", @class.Names.Try(operation))
                .With("handle", @class.Names.Handle(kind))
                .With("pool", @class.Names.Pool(kind))
                .With("closer", CSharpText.Comment(@class.Handles.CloserOf(kind).Name))
                .With("caller", locals[operation.Caller!].Name)
                .With("parameters", string.Join(", ", variables.Select(v => $"{ValueTypes.PublicOptional(v.Type, @class.Names)} {locals[v].Name}")))
                .With("arguments", string.Join(", ", variables.Select(v => ValueTypes.FromPublic(locals[v].Name, v.Type))))
                .With("params", Documentation.Parameters(operation with { Gives = others }, locals, @class.Give))
                .With("made", locals.Claim("made"))
                .With("field", opened.Index == 0 ? "decision.First" : "decision.Second")
                .With("others", others.Select(g => Give(g, locals, @class))),
        ];
    }

    private static string? Check(VariableIR variable, Locals locals, bool blocks, ClassWriter @class)
    {
        string name = locals[variable].Name;
        if (IsValid(variable.Type, name, @class) is not { } valid) return null;
        // A call that waits was valid when it began; what it was given may have gone since.
        Code later = IsValid(variable.Type, name, @class, resumed: true)!.Value;
        return blocks && later != valid ? $"!(phase == 0 ? {valid.Text} : {later.Text})" : valid.Not().Text;
    }

    private static string Long(VariableIR variable, Locals locals)
    {
        string held = ValueTypes.FromPublic(locals[variable].Name, variable.Type);
        return ValueTypes.Held(variable.Type) switch
        {
            Representation.Bool => $"({held}) ? 1 : 0",
            Representation.Address => $"(long)({held})",
            _ => held,
        };
    }

    private static View Give(GiveIR give, Locals locals, ClassWriter @class)
    {
        string name = @class.Give(give);
        string value = locals.Claim(name.TrimStart('@') + "Value");
        string field = give.Index == 0 ? "decision.First" : "decision.Second";
        Representation held = ValueTypes.Held(give.Type);
        string read = held switch
        {
            Representation.Bool => $"decision.IsOk && {field} != 0",
            Representation.Address => $"decision.IsOk ? (ulong){field} : 0",
            _ => $"decision.IsOk ? (int){field} : {ValueTypes.Literal(ValueTypes.Absent(give.Type), held)}",
        };
        return new View()
            .With("name", name)
            .With("word", CSharpText.Comment(give.Name))
            .With("type", ValueTypes.PublicOptional(give.Type, @class.Names))
            .With("held", ValueTypes.Keyword(held))
            .With("value", value)
            .With("read", read)
            .With("to_public", ValueTypes.ToPublic(value, give.Type, @class.Names));
    }

    private static View Phase(
        OperationIR operation, IReadOnlyList<Statement> body, int phase, int phases, Locals outer, VariableIR[] variables, ClassWriter @class)
    {
        var locals = new Locals(outer);
        var lines = new CodeLines(@class.Directives, outer: 2);
        IEnumerable<Statement> rest = body;
        if (phase > 0)
        {
            var block = (BlockStatement)body[0];
            @class.Part = block.Place;
            lines.Line($"// {CSharpText.Comment(ClassWriter.PlaceText(block.Place))}").At(block.Place);
            lines.Line($"if ({@class.Expressions.Condition(block.Condition, locals).Not().Text}) return Blocked({Invariant.Text(phase)});");
            rest = body.Skip(1);
        }

        @class.Statements.Write(lines, rest, locals, StatementWriter.Ends.WithDecision);
        IEnumerable<string> passed = variables.Select(v => outer[v].Name).Concat(operation.Gives.Select(@class.Give));
        lines.Unmapped();
        bool ends = body.Count > 0 && body[body.Count - 1] is RefuseStatement;
        if (!ends)
        {
            if (phase + 1 == phases && @class.Handles.ClosedBy(operation) is { } closed)
            {
                lines.Line($"{@class.Names.Pool(closed)}.Retire({locals[operation.Parameters[0]].Name});");
            }

            lines.Line(phase + 1 < phases ? $"return {@class.Names.Run(operation)}{Invariant.Text(phase + 1)}({string.Join(", ", passed)});"
                : $"return Done({Given(operation, @class)});");
        }

        return new View().With("number", Invariant.Text(phase)).With("body", lines.ToString());
    }

    private static string Given(OperationIR operation, ClassWriter @class) => string.Join(", ", operation.Gives.Select(g =>
        $"{(g.Index == 0 ? "first" : "second")}: {ValueTypes.ToLong(new Code(@class.Give(g), ValueTypes.Held(g.Type)))}"));

    private static List<IReadOnlyList<Statement>> Phases(OperationIR operation)
    {
        var phases = new List<IReadOnlyList<Statement>>();
        var current = new List<Statement>();
        foreach (Statement statement in operation.Body)
        {
            if (statement is BlockStatement)
            {
                phases.Add(current);
                current = [];
            }

            current.Add(statement);
        }

        phases.Add(current);
        return phases;
    }

    private static View Action(ActionIR action, ClassWriter @class)
    {
        Locals locals = @class.ParametersOf(action);
        string parameters = string.Join(", ", action.Parameters.Select(p => locals[p].Parameter));
        bool canEnd = @class.Statements.CanEnd(action);
        var lines = new CodeLines(@class.Directives, outer: 2);
        if (canEnd) lines.Line("decision = default;");
        @class.Statements.Write(lines, action.Body, locals, canEnd ? StatementWriter.Ends.ByFalse : StatementWriter.Ends.Never);
        lines.Unmapped();
        if (canEnd && !(action.Body.Count > 0 && action.Body[action.Body.Count - 1] is RefuseStatement)) lines.Line("return true;");
        return new View()
            .With("name", @class.Names.Action(action))
            .With("place", CSharpText.Comment(ClassWriter.PlaceText(action.Place)))
            .With("returns", canEnd ? "bool" : "void")
            .With("parameters", canEnd ? parameters + (parameters.Length > 0 ? ", " : "") + "out global::Iopol.Runtime.Decisions.Decision decision" : parameters)
            .With("body", lines.ToString());
    }
}
