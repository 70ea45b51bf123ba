using Iopol.Compiler.IR;

namespace Iopol.Compiler.Emit;

/// <summary>Writes the bodies of operations and actions as C#.</summary>
/// <param name="class">The class written.</param>
/// <param name="expressions">Writes expressions.</param>
/// <param name="witnesses">Writes searches for witnesses.</param>
internal sealed class StatementWriter(ClassWriter @class, ExpressionWriter expressions, WitnessWriter witnesses)
{
    private readonly MemberNames names = @class.Names;
    private readonly PolicyIR policy = @class.Policy;
    private readonly Dictionary<int, bool> canEnd = [];

    /// <summary>How a body ends early: an operation returns its decision, an action hands it to its caller.</summary>
    public enum Ends
    {
        /// <summary>The method returns a decision.</summary>
        WithDecision,

        /// <summary>The method returns false and sets <c>decision</c>.</summary>
        ByFalse,

        /// <summary>It never does.</summary>
        Never,
    }

    /// <summary>The action can end the operation that calls it: at the end of a pool, at a refused switch, or with a panic.</summary>
    public bool CanEnd(ActionIR action)
    {
        if (!canEnd.TryGetValue(action.Index, out bool can)) canEnd[action.Index] = can = action.Body.DescendantsAndSelf().Any(CanEnd);
        return can;
    }

    /// <summary>The operation can end otherwise than done, or wait, though its arguments are alive.</summary>
    public bool CanEnd(OperationIR operation) => operation.Body.DescendantsAndSelf().Any(s => s is BlockStatement || CanEnd(s));

    /// <summary>Statements, line by line.</summary>
    public void Write(CodeLines lines, IEnumerable<Statement> body, Locals locals, Ends ends)
    {
        foreach (Statement statement in body) Write(lines, statement, locals, ends);
    }

    private bool CanEnd(Statement statement) => statement switch
    {
        RequireStatement or RefuseStatement => true,
        SwitchStatement s => s.Failure is not null || IsRefusable(s),
        CallStatement c => CanEnd(c.Action),
        _ => statement.Expressions().SelectMany(e => e.DescendantsAndSelf()).Any(e => e is NewExpression),
    };

    private bool IsRefusable(SwitchStatement change) =>
        change.Target.Type.Sort == Sort.Device && policy.Aliases.Kind == AliasKind.Refuse;

    private void Write(CodeLines lines, Statement statement, Locals locals, Ends ends)
    {
        @class.Part = statement.Place;
        lines.At(statement.Place);
        switch (statement)
        {
            case RequireStatement require:
                Refusal(lines, require.RefusalId, expressions.Condition(require.Condition, locals).Not().Text,
                    witnesses.Find(require.Condition, locals, "0"), ends);
                locals.None.Assume(require.Condition, truth: true);
                break;
            case RefuseStatement refuse:
                Refusal(lines, refuse.RefusalId, null, null, ends);
                break;
            case AssignState assign:
                Assign(lines, assign, locals, ends);
                break;
            case AssignFact assign:
                string setter = assign.Fact == Fact.Driver ? "SetDriver" : "SetOverride";
                @class.UsesFactSetter(assign.Fact);
                lines.Line($"{setter}({expressions.Id(assign.Device, locals)}, {expressions.Id(assign.Value, locals)});");
                break;
            case SwitchStatement change:
                Switch(lines, change, locals, ends);
                break;
            case GrantStatement grant:
                lines.Line($"GrantAccess({expressions.Id(grant.Device, locals)}, {expressions.Id(grant.User, locals)});");
                break;
            case RevokeStatement revoke:
                lines.Line($"RevokeAccess({expressions.Id(revoke.Device, locals)}, {expressions.Id(revoke.User, locals)});");
                break;
            case IfStatement branch:
                lines.Open($"if ({expressions.Condition(branch.Condition, locals).Text})");
                var then = new Locals(locals);
                then.None.Assume(branch.Condition, truth: true);
                Write(lines, branch.Then, then, ends);
                lines.Close();
                if (branch.Else.Count == 0) break;
                lines.OpenElse();
                var otherwise = new Locals(locals);
                otherwise.None.Assume(branch.Condition, truth: false);
                Write(lines, branch.Else, otherwise, ends);
                lines.Close();
                break;
            case EachStatement each:
                var inner = new Locals(locals);
                expressions.OpenLoop(lines, each.Variable, each.Domain, inner);
                Write(lines, each.Body, inner, ends);
                lines.Close();
                break;
            case LetStatement let:
                Let(lines, let, locals, ends);
                break;
            case FreeStatement { Object.Type: var type } free:
                string method = type.Object is { } kind ? names.Free(kind) : "ReturnSpace";
                lines.Line($"{method}({expressions.Id(free.Object, locals)});");
                break;
            case MapStatement map:
                lines.Line($"MapRange({expressions.Id(map.Space, locals)}, {expressions.Address(map.Iova, locals)}, "
                    + $"{expressions.Address(map.Size, locals)}, {expressions.Id(map.Access, locals)});");
                break;
            case CopyStatement copy:
                lines.Line($"CopyMappings({expressions.Id(copy.From, locals)}, {expressions.Id(copy.To, locals)});");
                break;
            case EvaluateStatement evaluate:
                lines.Line($"_ = {expressions.Write(evaluate.Value, locals).Text};");
                break;
            case CallStatement call:
                Call(lines, call, locals, ends);
                break;
            case GiveStatement give:
                string value = Value(lines, give.Give.Type, give.Value, locals, ends);
                lines.Line($"{@class.Give(give.Give)} = {value};");
                break;
            default:
                throw new ArgumentException($"no statement of an operation: {statement.GetType().Name}", nameof(statement));
        }
    }

    private void Refusal(CodeLines lines, int id, string? when, string? witness, Ends ends)
    {
        RefusalIR refusal = policy.Refusals.First(r => r.Id == id);
        string more = witness is null ? "" : $", {witness}";
        string rule = Invariant.Text(id);
        string errno = refusal.Errno == RefusalIR.FromHardware ? "AttachErrno" : refusal.Errno;
        string decision = refusal.Errno == "panic" ? $"Panicked({rule}{more})" : $"Refused({errno}, {rule}{more})";
        lines.Line($"// {CSharpText.Comment(refusal.Rule)}: {CSharpText.Comment(ClassWriter.PlaceText(refusal.Place))}");
        if (ends == Ends.WithDecision)
        {
            lines.Line(when is null ? $"return {decision};" : $"if ({when}) return {decision};");
            return;
        }

        if (when is not null) lines.Open($"if ({when})");
        lines.Line($"decision = {decision};").Line("return false;");
        if (when is not null) lines.Close();
    }

    private void Let(CodeLines lines, LetStatement let, Locals locals, Ends ends)
    {
        if (let.Value is NewExpression make)
        {
            Make(lines, locals.Add(let.Variable, mayBeNone: false).Name, make, ends);
            return;
        }

        string value = expressions.As(let.Variable.Type, let.Value, locals).Text;
        Local local = locals.Add(let.Variable, let.Value);
        lines.Line($"{ValueTypes.Keyword(local.As)} {local.Name} = {value};");
    }

    /// <summary>A value that may be made anew; then the end of the pool comes first.</summary>
    private string Value(CodeLines lines, IrType type, Expression value, Locals locals, Ends ends)
    {
        if (value is not NewExpression make) return expressions.As(type, value, locals).Text;
        string made = locals.Claim("made");
        Make(lines, made, make, ends);
        return made;
    }

    private void Make(CodeLines lines, string name, NewExpression make, Ends ends)
    {
        lines.Line($"int {name} = {(make.Object is { } kind ? names.New(kind) : "TakeSpace")}();");
        Refusal(lines, make.RefusalId, $"{name} < 0", null, ends);
    }

    private void Assign(CodeLines lines, AssignState assign, Locals locals, Ends ends)
    {
        StateIR state = assign.State;
        string field = names.State(state);
        // The key is evaluated before the value; only a value made anew could tell.
        string? key = assign.Key is null ? null : expressions.Id(assign.Key, locals);
        string value = Value(lines, state.Type, assign.Value, locals, ends);
        string old = key is null ? field : $"At({field}, {key}, {ValueTypes.Literal(state.Initial, ValueTypes.Held(state.Type))})";
        if (assign.Kind != AssignmentKind.Set)
        {
            value = $"{(state.Type.Sort == Sort.Count ? "Bounded((long)" : "(")}{old} {(assign.Kind == AssignmentKind.Add ? '+' : '-')} {value})";
        }
        else if (state.Type is { Sort: Sort.Count, Optional: true })
        {
            value = $"Bounded({value})";
        }

        if (key is null)
        {
            lines.Line($"{field} = {value};");
            return;
        }

        string setter = $"{names.Set(state)}({key}, {value});";
        string plain = locals.None.MayBeNone(assign.Key!) ? $"SetAt({field}, {key}, {value});" : $"{field}[{key}] = {value};";
        // Whether a count depends on the state shows when everything is written.
        lines.Line(state.Inverse is not null ? setter : CSharpOutput.Either(state.Index, setter, plain));
    }

    private void Switch(CodeLines lines, SwitchStatement change, Locals locals, Ends ends)
    {
        string target = expressions.Id(change.Target, locals);
        string context = expressions.Id(change.Context, locals);
        string through = change.Through is null ? "None" : expressions.Id(change.Through, locals);
        bool isGroup = change.Target.Type.Sort == Sort.Group;
        if (isGroup && change.Failure is null)
        {
            lines.Line(change.Through is null ? $"SwitchGroup({target}, {context});" : $"SwitchGroup({target}, {through}, {context});");
            return;
        }

        if (IsRefusable(change))
        {
            string sharer = locals.Claim("sharer");
            lines.Line($"int {sharer} = SharerElsewhere({target}, {context});");
            Refusal(lines, change.RefusalId, $"{sharer} >= 0", sharer, ends);
        }

        string method = isGroup ? "SwitchGroup" : policy.Aliases.Kind == AliasKind.Together ? "SwitchTogether" : "SwitchAlone";
        if (change.Failure is { } failure) Try(lines, $"Try{method}({target}, {through}, {context}, putBack: {(change.Order == SwitchOrder.Rollback ? "true" : "false")})", failure, locals, ends);
        else lines.Line($"{method}({target}, {through}, {context});");
    }

    /// <summary>A switch the hardware may refuse: then what is to be done before the refusal, and the refusal with the hardware's errno.</summary>
    private void Try(CodeLines lines, string call, SwitchFailure failure, Locals locals, Ends ends)
    {
        string failed = locals.Claim("failed");
        lines.Line($"int {failed} = {call};").Open($"if ({failed} >= 0)");
        Write(lines, failure.Body, new Locals(locals), ends);
        if (!AlwaysEnds(failure.Body)) Refusal(lines, failure.RefusalId, null, failed, ends);
        lines.Close();
    }

    private static bool AlwaysEnds(IReadOnlyList<Statement> body) => body.Any(s =>
        s is RefuseStatement || (s is IfStatement branch && AlwaysEnds(branch.Then) && AlwaysEnds(branch.Else)));

    private void Call(CodeLines lines, CallStatement call, Locals locals, Ends ends)
    {
        string arguments = expressions.Arguments(call.Action.Parameters, call.Arguments, locals);
        string method = names.Action(call.Action);
        if (!CanEnd(call.Action))
        {
            lines.Line($"{method}({arguments});");
            return;
        }

        string separator = arguments.Length > 0 ? ", " : "";
        if (ends == Ends.ByFalse)
        {
            lines.Line($"if (!{method}({arguments}{separator}out decision)) return false;");
            return;
        }

        string ended = locals.Claim("ended");
        lines.Line($"if (!{method}({arguments}{separator}out global::Iopol.Runtime.Decisions.Decision {ended})) return {ended};");
    }
}
