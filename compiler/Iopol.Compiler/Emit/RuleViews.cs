using Iopol.Compiler.IR;

namespace Iopol.Compiler.Emit;

/// <summary>Rules and predicates as queries, and the methods their expressions needed.</summary>
internal static class RuleViews
{
    public static View Of(ClassWriter @class)
    {
        var locks = new Dictionary<int, bool>();
        return new View().With("rules", [.. @class.Policy.Rules.Select(r => @class.Within(r.Name, r.Place, () => Rule(r, locks, @class)))]);
    }

    private static View Rule(RuleIR rule, Dictionary<int, bool> locks, ClassWriter @class)
    {
        Locals locals = @class.ParametersOf(rule);
        @class.Part = rule.BodyPlace;
        string condition = @class.Expressions.Condition(rule.Body, locals).Text;
        string body = new CodeLines(@class.Directives, outer: 2).At(rule.BodyPlace).Line(condition + ";").Unmapped().ToString();
        MemberNames names = @class.Names;
        bool needsLock = locks[rule.Index] = NeedsLock(rule.Body, locks);
        return new View()
            .With("name", names.Rule(rule))
            .With("holds", names.Holds(rule))
            .With("doc", PolicyEmitter.Summary(rule.Documentation, $"{(rule.IsPredicate ? "Predicate" : "Rule")} {rule.Name}."))
            .With("place", CSharpText.Comment(ClassWriter.PlaceText(rule.Place)))
            .With("parameters", string.Join(", ", rule.Parameters.Select(p => $"{ValueTypes.PublicOptional(p.Type, names)} {locals[p].Name}")))
            .With("arguments", string.Join(", ", rule.Parameters.Select(p => ValueTypes.FromPublic(locals[p].Name, p.Type))))
            .With("params", Documentation.Parameters(rule, locals))
            .With("raw", string.Join(", ", rule.Parameters.Select(p => locals[p].Parameter)))
            .With("checks", rule.Parameters.Select(p => Check(p, locals, @class)).Where(c => c.Length > 0))
            // A rule that a derived policy replaced is still asked by its name, but is no part of the typed surface.
            .With("is_public", !rule.Name.StartsWith("base.", StringComparison.Ordinal))
            .With("locks", needsLock)
            .With("body", body);
    }

    private static string Check(VariableIR parameter, Locals locals, ClassWriter @class)
    {
        string name = locals[parameter].Name;
        string held = ValueTypes.FromPublic(name, parameter.Type);
        return OperationViews.IsValid(parameter.Type, parameter.Type.Optional ? $"({held})" : held, @class) is { } valid
            ? $"if ({valid.Not().Text}) ThrowBadId({CSharpText.Literal(name.TrimStart('@'))});"
            : "";
    }

    // A list that is relinked, or mappings that are moved, while it reads could lead a lock-free reader round in circles.
    private static bool NeedsLock(Expression body, Dictionary<int, bool> locks) => body.DescendantsAndSelf().Any(e => e switch
    {
        Quantifier { Domain: InverseDomain } => true,
        BuiltinCall { ReadsMappings: true } => true,
        RuleCall call => locks[call.Rule.Index],
        _ => false,
    });
}
