using System.Globalization;
using Iopol.Compiler.IR;

namespace Iopol.Interpreter.Verifying;

/// <summary>
/// Finds what of a state nobody will read before it is written again, and sets it back, so that states which differ in nothing else are
/// one: numbers that an operation works out anew each time, records of devices that are read only while another record names something,
/// and what is read only by a call that waits.
/// </summary>
internal sealed class Liveness
{
    private const int Override = -1;

    private readonly HashSet<int> always = [];
    private readonly HashSet<(int State, int Guard)> guarded = [];
    private readonly HashSet<(int State, int Operation, int Phase, int Parameter)> awaited = [];
    private readonly HashSet<(int Operation, int Phase, string Key)> overrideReads = [];
    private readonly Dead[] dead;
    private readonly StateLayout layout;
    private readonly int waiting;
    private Dictionary<string, (int State, string[] Written)> guards = [];
    private (OperationIR? Operation, int Phase) entry;
    private int fresh;

    /// <param name="policy">The policy.</param>
    /// <param name="relevance">Which operations matter.</param>
    /// <param name="layout">Where states are kept.</param>
    /// <param name="waiting">How many calls may wait.</param>
    /// <param name="holds">Whether a condition that only settings decide holds.</param>
    public Liveness(PolicyIR policy, Relevance relevance, StateLayout layout, int waiting, Func<Expression, bool> holds)
    {
        (this.layout, this.waiting) = (layout, waiting);
        foreach (OperationIR operation in policy.Operations.Where(relevance.Matters))
        {
            foreach (int phase in operation.Body.OfType<BlockStatement>().Select(b => b.Phase).Prepend(0))
            {
                entry = (operation, phase);
                guards = [];
                var names = new Dictionary<int, string>();
                for (int i = 0; i < operation.Parameters.Count; i++) names[operation.Parameters[i].Slot] = Parameter(i);
                Statements([.. operation.Body.SkipWhile(s => phase > 0 && !(s is BlockStatement block && block.Phase == phase))], names, new Written());
            }
        }

        (entry, guards) = ((null, 0), []);
        foreach (PropertyIR property in policy.Properties) Reads(property.Condition, [], new Written());
        FreeOverride = overrideReads.All(r => r.Operation >= 0 && ParameterOf(r.Key) >= 0) ? policy.Operations.FirstOrDefault(o => relevance.Matters(o) && SetsOverride(o, holds)) : null;
        if (FreeOverride is not null) always.Remove(Override);
        IEnumerable<(int State, int Field, IrType Key, byte Initial)> states = policy.States.Where(s => layout.State(s) >= 0)
            .Select(s => (s.Index, layout.State(s), s.Key, StateLayout.Store(s.Type, layout.Code(s.Type, s.Initial))));
        if (layout.Overrides >= 0) states = states.Append((Override, layout.Overrides, new IrType(Sort.Device), (byte)0));
        dead =
        [
            .. states.Where(s => !always.Contains(s.State) && s.Key.Sort is Sort.Device or Sort.Group or Sort.Host or Sort.Object)
                .Select(s => new Dead(
                    s.Field, layout.Keys(s.Key), s.Initial,
                    [.. guarded.Where(g => g.State == s.State).Select(g => layout.State(policy.States[g.Guard]))],
                    FreeOverride is not null && s.State == Override ? [] : [.. awaited.Where(a => a.State == s.State).Select(a => (a.Operation, a.Phase, a.Parameter))])),
        ];
    }

    /// <summary>
    /// The operation by which the administrator sets driver_override of any device to anything at any time, where calls read it of the
    /// devices they are given and nothing else does. Then no state keeps it: whoever reads it finds whatever it could have been set to.
    /// </summary>
    public OperationIR? FreeOverride { get; }

    /// <summary>The parameters that name the devices whose driver_override a call reads from a phase on before it writes it.</summary>
    public IEnumerable<int> OverridesReadBy(OperationIR operation, int phase) =>
        overrideReads.Where(r => r.Operation == operation.Index && r.Phase == phase).Select(r => ParameterOf(r.Key)).Distinct().Order();

    /// <summary>Sets back what nobody will read.</summary>
    public void Clear(byte[] state)
    {
        foreach (Dead one in dead)
        {
            for (int key = 0; key < one.Keys; key++)
            {
                if (state[one.Field + key] != one.Initial && !IsLive(state, one, key)) state[one.Field + key] = one.Initial;
            }
        }
    }

    private bool IsLive(byte[] state, Dead one, int key)
    {
        foreach (int guard in one.Guards)
        {
            if (state[guard + key] != 0) return true;
        }

        for (int slot = 0; one.Awaited.Length > 0 && slot < waiting; slot++)
        {
            int code = layout.Call(state, slot);
            if (code == 0) continue;
            (Move move, int phase) = layout.Calls[code];
            foreach ((int operation, int at, int parameter) in one.Awaited)
            {
                if (move.Operation.Index == operation && at == phase && move.Arguments[parameter] == key) return true;
            }
        }

        return false;
    }

    private static string Parameter(int index) => $"parameter {index}";

    private static int ParameterOf(string key) => key.StartsWith("parameter ", StringComparison.Ordinal) ? int.Parse(key.AsSpan("parameter ".Length), CultureInfo.InvariantCulture) : -1;

    private static bool SetsOverride(OperationIR operation, Func<Expression, bool> holds)
    {
        Statement[] body = [.. operation.Body.SkipWhile(s => s is BlockStatement wait && IsSettled(wait.Condition, holds))];
        return operation is { Caller: null, Parameters: [{ Type.Sort: Sort.Device } device, { Type: { Sort: Sort.Driver, Optional: true } } to] }
            && body is [AssignFact { Fact: Fact.Override, Device: VariableReference target, Value: VariableReference value }]
            && target.Variable.Slot == device.Slot && value.Variable.Slot == to.Slot;
    }

    /// <summary>It holds whatever the state: settings are enough for it, or for one of its alternatives.</summary>
    private static bool IsSettled(Expression condition, Func<Expression, bool> holds) => condition is OrExpression or
        ? or.Operands.Any(o => IsSettled(o, holds))
        : condition.DescendantsAndSelf().All(e => e is CompareExpression or SettingReference or Constant) && holds(condition);

    private string Fresh() => $"value {fresh++}";

    /// <summary>A name for the value of an expression: equal names are equal values throughout a call.</summary>
    private string Name(Expression? key, Dictionary<int, string> names) => key switch
    {
        null => "host",
        VariableReference variable => names.TryGetValue(variable.Variable.Slot, out string? name) ? name : Fresh(),
        FactReference { Fact: Fact.Group, Target: { } target } => $"group of {Name(target, names)}",
        _ => Fresh(),
    };

    private void Statements(IReadOnlyList<Statement> body, Dictionary<int, string> names, Written written)
    {
        foreach (Statement statement in body)
        {
            switch (statement)
            {
                case AssignState assign:
                    foreach (Expression part in assign.Expressions()) Reads(part, names, written);
                    string key = Name(assign.Key, names);
                    if (assign.Kind == AssignmentKind.Set) written.Keys.Add((assign.State.Index, key));
                    else Read(assign.State.Index, key, written);
                    if (assign.Value is not Constant { Value: Ir.None }) written.Inverses.Add((assign.State.Index, key));
                    break;
                case AssignFact assign:
                    Reads(assign.Value, names, written);
                    if (assign.Fact == Fact.Override) written.Keys.Add((Override, Name(assign.Device, names)));
                    break;
                case IfStatement branch:
                    Reads(branch.Condition, names, written);
                    Written then = written.Copy();
                    Written otherwise = written.Copy();
                    Statements(branch.Then, new(names), then);
                    Statements(branch.Else, new(names), otherwise);
                    written.Join(then, otherwise);
                    break;
                case EachStatement each:
                    Domain(each.Domain, names, written);
                    Written inside = written.Copy();
                    // Twice: what the body does for one member stands before it is run for the next.
                    for (int pass = 0; pass < 2; pass++) Statements(each.Body, new(names) { [each.Variable.Slot] = Member(each.Domain, inside) }, inside);
                    written.Inverses.UnionWith(inside.Inverses);
                    break;
                case LetStatement let:
                    Reads(let.Value, names, written);
                    names[let.Variable.Slot] = let.Value is Quantifier { Kind: QuantifierKind.First } first ? Member(first.Domain, written) : Name(let.Value, names);
                    break;
                case CallStatement call:
                    foreach (Expression argument in call.Arguments) Reads(argument, names, written);
                    var inner = new Dictionary<int, string>();
                    for (int i = 0; i < call.Arguments.Count; i++) inner[call.Action.Parameters[i].Slot] = Name(call.Arguments[i], names);
                    Statements(call.Action.Body, inner, written);
                    break;
                case GiveStatement:
                    // What a call gives back is not part of any state.
                    break;
                default:
                    foreach (Expression part in statement.Expressions()) Reads(part, names, written);
                    break;
            }
        }
    }

    private void Reads(Expression expression, Dictionary<int, string> names, Written written)
    {
        switch (expression)
        {
            case StateReference state:
                if (state.Key is { } key) Reads(key, names, written);
                Read(state.State.Index, Name(state.Key, names), written);
                break;
            case FactReference { Fact: Fact.Override, Target: { } target }:
                Reads(target, names, written);
                Read(Override, Name(target, names), written);
                break;
            case Quantifier quantifier:
                Domain(quantifier.Domain, names, written);
                if (quantifier.Body is { } body) Reads(body, new(names) { [quantifier.Variable.Slot] = Member(quantifier.Domain, written) }, written);
                break;
            case RuleCall call:
                var inner = new Dictionary<int, string>();
                for (int i = 0; i < call.Arguments.Count; i++)
                {
                    Reads(call.Arguments[i], names, written);
                    inner[call.Rule.Parameters[i].Slot] = Name(call.Arguments[i], names);
                }

                Reads(call.Rule.Body, inner, written);
                break;
            case InDomainExpression test:
                Reads(test.Value, names, written);
                Domain(test.Domain, names, written);
                break;
            default:
                foreach (Expression child in expression.Children()) Reads(child, names, written);
                break;
        }
    }

    private void Domain(Domain domain, Dictionary<int, string> names, Written written)
    {
        foreach (Expression part in domain.Children()) Reads(part, names, written);
        if (domain is InverseDomain inverse) always.Add(inverse.State.Index);
    }

    /// <summary>A member of a domain; of an inverse relation it is one whose record named something at the beginning, or one that the call wrote into.</summary>
    private string Member(Domain domain, Written written)
    {
        string name = Fresh();
        if (domain is InverseDomain inverse) guards[name] = (inverse.State.Index, [.. written.Inverses.Where(i => i.State == inverse.State.Index).Select(i => i.Key)]);
        return name;
    }

    private void Read(int state, string key, Written written)
    {
        if (written.Keys.Contains((state, key))) return;
        if (state == Override) overrideReads.Add((entry.Operation?.Index ?? -1, entry.Phase, key));
        if (guards.TryGetValue(key, out (int State, string[] Written) guard))
        {
            guarded.Add((state, guard.State));
            foreach (string other in guard.Written) Read(state, other, written);
        }
        else if (entry is { Phase: > 0, Operation: { } waits } && ParameterOf(key) is >= 0 and var parameter) awaited.Add((state, waits.Index, entry.Phase, parameter));
        else always.Add(state);
    }

    /// <summary>What a call has written up to a point.</summary>
    private sealed class Written
    {
        public HashSet<(int State, string Key)> Keys { get; private init; } = [];

        /// <summary>Records that may have come to name something.</summary>
        public HashSet<(int State, string Key)> Inverses { get; private init; } = [];

        public Written Copy() => new() { Keys = [.. Keys], Inverses = [.. Inverses] };

        public void Join(Written one, Written other)
        {
            Keys.UnionWith(one.Keys.Intersect(other.Keys));
            Inverses.UnionWith(one.Inverses);
            Inverses.UnionWith(other.Inverses);
        }
    }

    /// <summary>A row of fields that are set back where no guard names something and no call waits to read them.</summary>
    private sealed record Dead(int Field, int Keys, byte Initial, int[] Guards, (int Operation, int Phase, int Parameter)[] Awaited);
}
