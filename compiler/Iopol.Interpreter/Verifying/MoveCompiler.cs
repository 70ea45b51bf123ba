using System.Linq.Expressions;
using System.Reflection;
using Iopol.Compiler.IR;
using Iopol.Interpreter.Machines;
using Iopol.Runtime.Topology;
using Expression = Iopol.Compiler.IR.Expression;
using NewExpression = Iopol.Compiler.IR.NewExpression;
using Tree = System.Linq.Expressions.Expression;

namespace Iopol.Interpreter.Verifying;

/// <summary>Makes a move in an unpacked state. What it writes before it refuses stays.</summary>
/// <param name="state">The state; changed in place.</param>
/// <param name="observer">Looks at the state after every change of what a device may do.</param>
/// <returns>One of the numbers of <see cref="MoveCompiler"/>.</returns>
internal delegate int Step(byte[] state, Observer observer);

/// <summary>
/// Turns a move into code over the bytes of a state: the operation's text with everything that is fixed worked out. One method a move,
/// without loops or calls, so that most moves that are refused cost a load and a comparison.
/// </summary>
internal sealed class MoveCompiler
{
    /// <summary>Nothing was changed.</summary>
    public const int Unchanged = 0;

    /// <summary>The state was changed.</summary>
    public const int Changed = 1;

    /// <summary>The move leads beyond the bounds; the state is of no use any more.</summary>
    public const int Beyond = 2;

    /// <summary>The call waits at the place whose phase is added to this.</summary>
    public const int Waits = 16;

    private static readonly MethodInfo Look = typeof(Observer).GetMethod(nameof(Observer.Look))!;
    private static readonly MethodInfo Rank = typeof(MoveCompiler).GetMethod(nameof(AssignRanked), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static readonly MethodInfo Bound = typeof(MoveCompiler).GetMethod(nameof(BoundCount), BindingFlags.NonPublic | BindingFlags.Static)!;

    private readonly PolicyIR policy;
    private readonly HostTopology topology;
    private readonly StateLayout layout;
    private readonly VerificationBounds bounds;
    private readonly ParameterExpression state = Tree.Parameter(typeof(byte[]), "state");
    private readonly ParameterExpression observer = Tree.Parameter(typeof(Observer), "observer");
    private readonly ParameterExpression changed = Tree.Variable(typeof(int), "changed");
    private readonly LabelTarget end = Tree.Label(typeof(int));
    private readonly ConditionCompiler conditions;
    private Move move = null!;

    public MoveCompiler(Machine machine, StateLayout layout, VerificationBounds bounds)
    {
        (policy, topology, this.layout, this.bounds) = (machine.Policy, machine.Topology, layout, bounds);
        conditions = new ConditionCompiler(machine, layout, bounds, state);
    }

    /// <summary>The move from its beginning (phase 0) or from where it waits.</summary>
    public Step Compile(Move which, int phase)
    {
        move = which;
        var scope = new Scope();
        for (int i = 0; i < move.Arguments.Length; i++)
        {
            VariableIR parameter = move.Operation.Parameters[i];
            scope[parameter] = parameter.Type.Sort == Sort.Bool
                ? Folding.Truth(move.Arguments[i] != 0)
                : Folding.Number(layout.Code(parameter.Type, move.Arguments[i]));
        }

        if (move.Operation.Caller is { } caller) scope[caller] = Folding.Number(move.Caller);
        Statement[] body = [.. move.Operation.Body.SkipWhile(s => phase > 0 && !(s is BlockStatement block && block.Phase == phase))];
        var code = new List<Tree> { Tree.Assign(changed, Tree.Constant(Unchanged)) };
        if (phase == 0) code.Add(Folding.When(Folding.Not(HasArguments()), Leave(Unchanged)));
        code.Add(Run(body, 0, scope));
        if (move.Closes) code.Add(LetGo());
        code.Add(Tree.Label(end, changed));
        return Tree.Lambda<Step>(Tree.Block([changed], code), state, observer).Compile();
    }

    /// <summary>A property of the policy, over the bytes of a state.</summary>
    public Func<byte[], bool> Compile(PropertyIR property) =>
        Tree.Lambda<Func<byte[], bool>>(conditions.Test(property.Condition, new Scope()), state).Compile();

    private static byte BoundCount(int count) => (byte)Math.Clamp(count, 0, byte.MaxValue);

    private static void AssignRanked(byte[] state, int first, int ranks, int count, int key, byte value)
    {
        byte old = state[first + key];
        if (old == value) return;
        int last = 0;
        for (int other = 0; other < count; other++)
        {
            if (other == key) continue;
            if (old != 0 && state[first + other] == old && state[ranks + other] > state[ranks + key]) state[ranks + other]--;
            if (state[first + other] == value) last++;
        }

        state[first + key] = value;
        state[ranks + key] = value == 0 ? (byte)0 : (byte)last;
    }

    private GotoExpression Leave(int result) => Tree.Return(end, Tree.Constant(result));

    /// <summary>The objects and spaces named live, and are the caller's where a user calls.</summary>
    private Tree HasArguments()
    {
        Tree all = Folding.True;
        for (int i = 0; i < move.Arguments.Length; i++)
        {
            IrType type = move.Operation.Parameters[i].Type;
            int value = (int)move.Arguments[i];
            if (value == Ir.None || type.Sort is not (Sort.Object or Sort.Space)) continue;
            if (type.Object is { } pool && value >= layout.Size(pool)) return Folding.False;
            Tree holder = conditions.Byte((type.Object is { } kind ? layout.Objects(kind) : layout.Spaces) + value);
            all = Folding.And(all, move.Caller >= 0 ? Tree.Equal(holder, Tree.Constant((byte)(move.Caller + 2))) : Tree.NotEqual(holder, Tree.Constant((byte)0)));
        }

        return all;
    }

    private BinaryExpression Put(int field, byte value) => Tree.Assign(conditions.Byte(field), Tree.Constant(value));

    private BinaryExpression NoteChange() => Tree.Assign(changed, Tree.Constant(Changed));

    private ConditionalExpression LetGo()
    {
        int field = layout.Objects(move.Operation.Parameters[0].Type.Object!) + (int)move.Arguments[0];
        return Tree.IfThen(Tree.NotEqual(conditions.Byte(field), Tree.Constant((byte)0)), Tree.Block(Put(field, 1), NoteChange()));
    }

    private Tree Run(IReadOnlyList<Statement> body, int from, Scope scope)
    {
        var code = new List<Tree>();
        for (int i = from; i < body.Count; i++)
        {
            if (body[i] is LetStatement let)
            {
                // What follows is written out for whichever group, device or new object it is, so that it is worked out further.
                int next = i + 1;
                code.Add(Bind(let.Value, scope, value => Run(body, next, scope.With(let.Variable, value))));
                break;
            }

            code.Add(Run(body[i], scope));
        }

        return code.Count switch { 0 => Tree.Empty(), 1 => code[0], _ => Tree.Block(typeof(void), code) };
    }

    private Tree Run(Statement statement, Scope scope) => statement switch
    {
        RequireStatement require => Folding.When(Folding.Not(conditions.Test(require.Condition, scope)), Refuse(require.RefusalId)),
        RefuseStatement refuse => Refuse(refuse.RefusalId),
        BlockStatement block => Folding.When(Folding.Not(conditions.Test(block.Condition, scope)), Leave(Waits + block.Phase)),
        AssignState assign => Assign(assign, scope),
        AssignFact assign => AssignFact(assign, scope),
        SwitchStatement change => Switch(change, scope),
        GrantStatement grant => Reach(grant.Device, grant.User, scope, (reach, bit) => Tree.Or(reach, Tree.Constant(bit))),
        RevokeStatement revoke => Reach(revoke.Device, revoke.User, scope, (reach, bit) => Tree.And(reach, Tree.Constant(0xff & ~bit))),
        IfStatement branch => If(branch, scope),
        EachStatement each => Each(each, scope),
        FreeStatement free => Free(free, scope),
        CallStatement call => Call(call, 0, scope, new Scope()),
        GiveStatement give => give.Value.DescendantsAndSelf().Any(e => e is NewExpression) ? Bind(give.Value, scope, _ => Tree.Empty()) : Tree.Empty(),
        MapStatement or CopyStatement or EvaluateStatement => Tree.Empty(),
        _ => throw new VerificationException($"{statement.GetType().Name} cannot be verified yet"),
    };

    private Tree If(IfStatement branch, Scope scope)
    {
        Tree test = conditions.Test(branch.Condition, scope);
        if (Folding.IsNumber(test, out long known)) return Run(known != 0 ? branch.Then : branch.Else, 0, scope);
        return Tree.IfThenElse(test, Run(branch.Then, 0, scope), Run(branch.Else, 0, scope));
    }

    private Tree Refuse(int id)
    {
        if (policy.Refusals.First(r => r.Id == id).Errno == "panic") return Tree.Block(Put(layout.Panicked, 1), Leave(Changed));
        return Tree.Return(end, changed);
    }

    /// <summary>Binds a value: a new object, group or device by cases, anything else to a local.</summary>
    private Tree Bind(Expression expression, Scope scope, Func<Tree, Tree> use)
    {
        if (expression is NewExpression make) return make.Object is { } pool ? New(pool, make, use) : NewSpace(make, use);
        Tree value = conditions.Value(expression, scope);
        int cases = expression.Type.Sort is Sort.Group or Sort.Device ? layout.Keys(expression.Type) : 0;
        if (value is ConstantExpression) return use(value);
        if (cases == 0) return Kept(value, use);
        return Kept(value, v => Enumerable.Range(0, cases).Reverse().Aggregate(
            use(Folding.Number(Ir.None)), (rest, i) => Tree.IfThenElse(Tree.Equal(v, Tree.Constant(i)), use(Folding.Number(i)), rest)));
    }

    private static Tree Kept(Tree value, Func<Tree, Tree> use)
    {
        if (value is ConstantExpression or ParameterExpression) return use(value);
        ParameterExpression kept = Tree.Variable(value.Type);
        return Tree.Block(typeof(void), [kept], Tree.Assign(kept, value), use(kept));
    }

    private Tree New(ObjectIR pool, NewExpression make, Func<Tree, Tree> use)
    {
        int first = layout.Objects(pool);
        Tree none = pool.Limit > layout.Size(pool) ? Leave(Beyond) : Refuse(make.RefusalId);
        return Enumerable.Range(0, layout.Size(pool)).Reverse().Aggregate(none, (rest, id) => Tree.IfThenElse(
            Tree.Equal(conditions.Byte(first + id), Tree.Constant((byte)0)),
            Tree.Block(typeof(void), [Put(first + id, (byte)(move.Caller + 2)), NoteChange(), .. Initial(s => s.Key.Object?.Index == pool.Index, id), use(Folding.Number(id))]),
            rest));
    }

    private Tree NewSpace(NewExpression make, Func<Tree, Tree> use) => Enumerable.Range(0, layout.Keys(new IrType(Sort.Space))).Reverse().Aggregate((Tree)Leave(Beyond), (rest, id) => Tree.IfThenElse(
        Tree.Equal(conditions.Byte(layout.Spaces + id), Tree.Constant((byte)0)),
        Tree.Block(typeof(void), [Put(layout.Spaces + id, (byte)(move.Caller + 2)), NoteChange(), .. Initial(s => s.Key.Sort == Sort.Space, id), use(Folding.Number(id))]),
        rest));

    private IEnumerable<Tree> Initial(Func<StateIR, bool> which, int key) => policy.States.Where(s => which(s) && layout.State(s) >= 0)
        .Select(s => Write(s, key, Tree.Constant(StateLayout.Store(s.Type, layout.Code(s.Type, s.Initial)))));

    private Tree Free(FreeStatement free, Scope scope)
    {
        bool isObject = free.Object.Type.Object is not null;
        int first = isObject ? layout.Objects(free.Object.Type.Object!) : layout.Spaces;
        Tree Gone(int id) => Tree.IfThen(
            Tree.NotEqual(conditions.Byte(first + id), Tree.Constant((byte)0)),
            Tree.Block(typeof(void),
            [
                Put(first + id, 0), NoteChange(),
                .. Initial(s => isObject ? s.Key.Object?.Index == free.Object.Type.Object!.Index : s.Key.Sort == Sort.Space, id),
            ]));
        return ByCases(conditions.Value(free.Object, scope), layout.Keys(free.Object.Type), Gone);
    }

    private static Tree ByCases(Tree value, int count, Func<int, Tree> of)
    {
        if (Folding.IsNumber(value, out long known)) return known >= 0 && known < count ? of((int)known) : Tree.Empty();
        return Kept(value, v => Enumerable.Range(0, count).Reverse().Aggregate(
            (Tree)Tree.Empty(), (rest, i) => Tree.IfThenElse(Tree.Equal(v, Tree.Constant(i)), of(i), rest)));
    }

    private Tree Assign(AssignState assign, Scope scope)
    {
        bool makes = assign.Value is NewExpression;
        if (layout.State(assign.State) < 0 && !makes) return Tree.Empty();
        Tree key = assign.Key is null ? Folding.Number(0) : conditions.Value(assign.Key, scope);
        return Kept(key, k => makes
            ? Bind(assign.Value, scope, value => AssignValue(assign, k, value))
            : Kept(conditions.Value(assign.Value, scope), value => AssignValue(assign, k, value)));
    }

    private Tree AssignValue(AssignState assign, Tree key, Tree value)
    {
        if (layout.State(assign.State) < 0) return Tree.Empty();
        return ByCases(key, layout.Keys(assign.State.Key), k => Tree.Block(typeof(void), NoteChange(), Write(assign.State, k, Stored(assign, k, value))));
    }

    private Tree Stored(AssignState assign, int key, Tree value)
    {
        StateIR of = assign.State;
        if (of.Type.Sort == Sort.Bool) return Folding.IsNumber(value, out long truth) ? Tree.Constant((byte)truth) : Folding.If(value, Tree.Constant((byte)1), Tree.Constant((byte)0));
        if (assign.Kind != AssignmentKind.Set)
        {
            Tree old = conditions.Load(of, Folding.Number(key));
            Tree sum = assign.Kind == AssignmentKind.Add ? Tree.Add(old, value) : Tree.Subtract(old, value);
            return Tree.Call(Bound, sum);
        }

        if (Folding.IsNumber(value, out long known)) return Tree.Constant(StateLayout.Store(of.Type, known));
        if (of.Type.Sort == Sort.Count) return Tree.Call(Bound, value);
        return Tree.Convert(StateLayout.IsShifted(of.Type) ? Tree.Add(value, Tree.Constant(1)) : value, typeof(byte));
    }

    private Tree Write(StateIR of, int key, Tree value) => layout.Rank(of) < 0
        ? Tree.Assign(conditions.Byte(layout.State(of) + key), value)
        : Tree.Call(Rank, state, Tree.Constant(layout.State(of)), Tree.Constant(layout.Rank(of)), Tree.Constant(layout.Keys(of.Key)), Tree.Constant(key), value);

    private Tree AssignFact(AssignFact assign, Scope scope)
    {
        int first = assign.Fact == Fact.Driver ? layout.Drivers : layout.Overrides;
        if (first < 0) return Tree.Empty();
        return Kept(conditions.Value(assign.Value, scope), value => ByCases(conditions.Value(assign.Device, scope), topology.DeviceCount, device => Tree.Block(
            typeof(void),
            Tree.Assign(conditions.Byte(first + device), Tree.Convert(Tree.Add(value, Tree.Constant(1)), typeof(byte))),
            NoteChange(),
            assign.Fact == Fact.Driver ? Observe() : Tree.Empty())));
    }

    private Tree Reach(Expression device, Expression user, Scope scope, Func<Tree, int, Tree> change) =>
        Kept(conditions.Value(user, scope), who => ByCases(conditions.Value(device, scope), topology.DeviceCount, d => ByCases(who, bounds.Users, u => Tree.Block(
            typeof(void),
            Tree.Assign(conditions.Byte(layout.Reach + d), Tree.Convert(change(Tree.Convert(conditions.Byte(layout.Reach + d), typeof(int)), 1 << u), typeof(byte))),
            NoteChange(),
            Observe()))));

    private MethodCallExpression Observe() => Tree.Call(observer, Look, state);

    private Tree Switch(SwitchStatement change, Scope scope)
    {
        bool isGroup = change.Target.Type.Sort == Sort.Group;
        return Kept(conditions.Value(change.Context, scope), context =>
            Kept(change.Through is null ? Folding.Number(Ir.None) : conditions.Value(change.Through, scope), through =>
                ByCases(conditions.Value(change.Target, scope), isGroup ? topology.GroupCount : topology.DeviceCount, target => Folding.When(
                    Folding.Not(Folding.Equal(context, Folding.Number(Ir.None))),
                    isGroup ? SwitchAll(Enumerable.Range(topology.GroupStart(target), topology.GroupEnd(target) - topology.GroupStart(target)), context, through)
                        : SwitchDevice(change, target, context, through)))));
    }

    private Tree SwitchDevice(SwitchStatement change, int device, Tree context, Tree through)
    {
        int[] sharers = topology.SharersOf(device).ToArray();
        Tree switched = SwitchAll(policy.Aliases.Kind == AliasKind.Together ? sharers : [device], context, through);
        if (policy.Aliases.Kind != AliasKind.Refuse) return switched;
        Tree differs = sharers.Where(s => s != device)
            .Select(s => Folding.Not(Folding.Equal(conditions.Reference(layout.Contexts + topology.RequesterOf(s)), context))).Aggregate(Folding.False, Folding.Or);
        return Tree.Block(typeof(void), Folding.When(differs, Refuse(change.RefusalId)), switched);
    }

    private BlockExpression SwitchAll(IEnumerable<int> devices, Tree context, Tree through)
    {
        var code = new List<Tree> { NoteChange() };
        foreach (int device in devices)
        {
            if (!Folding.IsNumber(through, out long known)) code.Add(Folding.When(Folding.Not(Folding.Equal(through, Folding.Number(Ir.None))), Program(device, through)));
            else if (known != Ir.None) code.Add(Program(device, through));
            code.Add(Program(device, context));
        }

        return Tree.Block(typeof(void), code);
    }

    private BlockExpression Program(int device, Tree context)
    {
        Tree value = Folding.IsNumber(context, out long known) ? Tree.Constant((byte)(known + 1)) : Tree.Convert(Tree.Add(context, Tree.Constant(1)), typeof(byte));
        return Tree.Block(typeof(void), [.. topology.RequestersOf(device).ToArray().Select(r => Tree.Assign(conditions.Byte(layout.Contexts + r), value)), Observe()]);
    }

    private Tree Call(CallStatement call, int argument, Scope scope, Scope inner) => argument == call.Arguments.Count
        ? Run(call.Action.Body, 0, inner)
        : Bind(call.Arguments[argument], scope, value => Call(call, argument + 1, scope, inner.With(call.Action.Parameters[argument], value)));

    private Tree Each(EachStatement each, Scope scope)
    {
        (Tree Guard, Tree Member)[] members = [.. conditions.Members(each.Domain, scope)];
        if (members.Length == 0) return Tree.Empty();
        ParameterExpression[] isMember = [.. members.Select(_ => Tree.Variable(typeof(bool)))];
        var code = new List<Tree>();
        // Who is a member, and in which order, is settled before the body runs for the first.
        for (int i = 0; i < members.Length; i++) code.Add(Tree.Assign(isMember[i], members[i].Guard));
        Tree Body(int i) => Run(each.Body, 0, scope.With(each.Variable, members[i].Member));
        int ranks = each.Domain is InverseDomain inverse ? layout.Rank(inverse.State) : -1;
        if (ranks < 0)
        {
            for (int i = 0; i < members.Length; i++) code.Add(Tree.IfThen(isMember[i], Body(i)));
            return Tree.Block(typeof(void), isMember, code);
        }

        ParameterExpression[] order = [.. members.Select(_ => Tree.Variable(typeof(byte)))];
        for (int i = 0; i < members.Length; i++)
        {
            Folding.IsNumber(members[i].Member, out long key);
            code.Add(Tree.Assign(order[i], conditions.Byte(ranks + (int)key)));
        }

        for (int rank = 0; rank < members.Length; rank++)
        {
            for (int i = 0; i < members.Length; i++) code.Add(Tree.IfThen(Tree.AndAlso(isMember[i], Tree.Equal(order[i], Tree.Constant((byte)rank))), Body(i)));
        }

        return Tree.Block(typeof(void), [.. isMember, .. order], code);
    }
}
