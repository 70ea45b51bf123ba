using Iopol.Compiler.IR;

namespace Iopol.Compiler.Emit;

/// <summary>Writes what an explanation needs: the reason of a refusal with its holes filled, and the search for further devices that decide.</summary>
internal sealed class Reasons(ClassWriter @class)
{
    private readonly Dictionary<int, MessageIR> messages = Messages(@class.Policy);
    private readonly List<Site> sites = Sites(@class.Policy);

    /// <summary>A case of a switch over refusals.</summary>
    /// <param name="Rule">Id of the refusal.</param>
    /// <param name="Body">Statements that end with a return.</param>
    public sealed record Case(int Rule, string Body);

    /// <summary>Cases that return the reason.</summary>
    public IEnumerable<Case> Texts() => Refusals((site, locals, lines) =>
    {
        MessageIR message = messages[site.Refusal];
        if (message.Parts.Count == 0) return null;
        Rebuild(site, locals, lines, message.Parts.Where(p => p.Hole is not null).Select(p => p.Hole!));
        return string.Join(" + ", message.Parts.Select(p => p.Text is { } text ? CSharpText.Literal(text) : Show(p.Hole!, locals)));
    });

    /// <summary>Cases that return the first device, from an id on, that makes the condition fail.</summary>
    public IEnumerable<Case> Witnesses() => Refusals((site, locals, lines) =>
    {
        if (site.Condition is not { } condition) return null;
        Rebuild(site, locals, lines, [condition]);
        return CanRead(condition, locals) ? @class.Witnesses.Find(condition, locals, "from") : null;
    });

    private sealed record Site(int Refusal, OperationIR? Operation, Expression? Condition, IReadOnlyList<LetStatement> Lets, SourcePlace Place, string Owner);

    private IEnumerable<Case> Refusals(Func<Site, Locals, CodeLines, string?> write)
    {
        foreach (Site site in sites)
        {
            Locals locals = site.Operation is { } operation ? @class.ParametersOf(operation) : new Locals(@class.Names.Scope);
            var lines = new CodeLines();
            string? value = @class.Within(site.Owner, site.Place, () => write(site, locals, lines));
            if (value is not null) yield return new Case(site.Refusal, lines.Line($"return {value};").ToString());
        }
    }

    private static Dictionary<int, MessageIR> Messages(PolicyIR policy)
    {
        Dictionary<int, MessageIR> messages = [];
        foreach (RefusalIR refusal in policy.Refusals)
        {
            if (!messages.ContainsKey(refusal.Id)) messages.Add(refusal.Id, refusal.Reason);
        }

        return messages;
    }

    private static List<Site> Sites(PolicyIR policy)
    {
        var seen = new HashSet<int>();
        IEnumerable<Site> all = policy.Operations.SelectMany(o => Sites(o.Body, o, o.Name, []))
            .Concat(policy.Actions.SelectMany(a => Sites(a.Body, null, a.Name, [])));
        return [.. all.Where(s => s.Refusal > 0 && seen.Add(s.Refusal)).OrderBy(s => s.Refusal)];
    }

    private static IEnumerable<Site> Sites(IReadOnlyList<Statement> body, OperationIR? operation, string owner, IReadOnlyList<LetStatement> outer)
    {
        var lets = outer.ToList();
        foreach (Statement statement in body)
        {
            Site At(int refusal, Expression? condition = null) => new(refusal, operation, condition, [.. lets], statement.Place, owner);
            if (statement is RequireStatement require) yield return At(require.RefusalId, require.Condition);
            if (statement is RefuseStatement refuse) yield return At(refuse.RefusalId);
            if (statement is SwitchStatement change)
            {
                yield return At(change.RefusalId);
                if (change.Failure is { } failure)
                {
                    yield return At(failure.RefusalId);
                    foreach (Site site in Sites(failure.Body, operation, owner, lets)) yield return site;
                }
            }

            foreach (NewExpression make in statement.Expressions().OfType<NewExpression>()) yield return At(make.RefusalId);
            if (statement is IfStatement branch)
            {
                foreach (Site site in Sites(branch.Then, operation, owner, lets).Concat(Sites(branch.Else, operation, owner, lets))) yield return site;
            }

            if (statement is EachStatement each)
            {
                foreach (Site site in Sites(each.Body, operation, owner, lets)) yield return site;
            }

            if (statement is LetStatement let) lets.Add(let);
        }
    }

    /// <summary>Declares the arguments and those lets before the place that can be computed again and are asked for.</summary>
    private void Rebuild(Site site, Locals locals, CodeLines lines, IEnumerable<Expression> used)
    {
        var wanted = new HashSet<int>(used.SelectMany(FreeVariables.Of).Select(v => v.Slot));
        foreach (LetStatement let in site.Lets.Reverse())
        {
            if (wanted.Contains(let.Variable.Slot)) wanted.UnionWith(FreeVariables.Of(let.Value).Select(v => v.Slot));
        }

        if (site.Operation is { } operation)
        {
            for (int i = 0; i < operation.Parameters.Count; i++)
            {
                if (!wanted.Contains(operation.Parameters[i].Slot)) continue;
                Local p = locals[operation.Parameters[i]];
                lines.Line($"{ValueTypes.Keyword(p.As)} {p.Name} = {ValueTypes.FromLong($"arguments[{Invariant.Text(i)}]", p.Variable.Type)};");
            }

            if (operation.Caller is { } caller && wanted.Contains(caller.Slot))
            {
                lines.Line($"int {locals[caller].Name} = calledBy;");
            }
        }

        // The variable of a quantifier that is the whole condition stands for the member that decided.
        if (site.Condition is Quantifier { Variable: { Type.Sort: Sort.Device } member } && wanted.Contains(member.Slot) && !locals.Has(member))
        {
            lines.Line($"int {locals.Add(member, mayBeNone: true).Name} = witness;");
        }

        foreach (LetStatement let in site.Lets)
        {
            if (!wanted.Contains(let.Variable.Slot) || !CanRead(let.Value, locals)) continue;
            string value = @class.Expressions.As(let.Variable.Type, let.Value, locals).Text;
            Local local = locals.Add(let.Variable, mayBeNone: true);
            lines.Line($"{ValueTypes.Keyword(local.As)} {local.Name} = {value};");
        }
    }

    private static bool CanRead(Expression expression, Locals locals) =>
        FreeVariables.Of(expression).All(locals.Has) && !expression.DescendantsAndSelf().Any(e => e is NewExpression or UnmapExpression);

    private string Show(Expression hole, Locals locals)
    {
        // What was made or met on the way is not there any more; its name stands for it.
        if (!CanRead(hole, locals)) return CSharpText.Literal("{" + (hole is VariableReference v ? v.Variable.Name : "…") + "}");
        string value = @class.Expressions.As(hole.Type, hole, locals).Text;
        return hole.Type.Sort switch
        {
            Sort.Bool when hole.Type.Optional => $"BoolText({value} != 0)",
            Sort.Bool => $"BoolText({value})",
            Sort.Count => $"CountText({value})",
            Sort.Address => $"AddressText({value})",
            Sort.Access => $"AccessText({value})",
            Sort.Version => $"VersionText({value})",
            Sort.Enum => $"MemberText({value}, [{string.Join(", ", hole.Type.Enum!.Members.Select(m => CSharpText.Literal(m.Name)))}])",
            Sort.Device => $"DeviceText({value})",
            Sort.Group => $"GroupText({value})",
            Sort.Driver => $"DriverText({value})",
            Sort.User => $"UserText({value})",
            Sort.Context => $"ContextText({value})",
            Sort.Space => $"Numbered(\"space\", {value})",
            Sort.Object => $"Numbered({CSharpText.Literal(hole.Type.Object!.Name)}, {value})",
            Sort.Port => $"PortText({value})",
            _ => "\"host\"",
        };
    }
}
