using System.Linq.Expressions;
using System.Reflection;
using Iopol.Compiler.IR;
using Iopol.Interpreter.Machines;
using Iopol.Interpreter.Values;
using Iopol.Runtime.Topology;
using Expression = Iopol.Compiler.IR.Expression;
using Tree = System.Linq.Expressions.Expression;

namespace Iopol.Interpreter.Verifying;

/// <summary>Variables of a frame as code: a constant where the value is known, else a local.</summary>
internal sealed class Scope(IEnumerable<KeyValuePair<int, Tree>>? outer = null)
{
    private readonly Dictionary<int, Tree> slots = outer is null ? [] : new(outer);

    public Tree this[VariableIR variable]
    {
        get => slots.TryGetValue(variable.Slot, out Tree? value) ? value : Folding.Number(Ir.None);
        set => slots[variable.Slot] = value;
    }

    /// <summary>The same with one variable more.</summary>
    public Scope With(VariableIR variable, Tree value) => new(slots) { [variable] = value };
}

/// <summary>
/// Turns conditions and values into code over the bytes of a state. Facts, groups, sets and everything else that no operation
/// changes is worked out here, quantifiers are written out member by member; what is left are loads and comparisons.
/// </summary>
internal sealed class ConditionCompiler(Machine machine, StateLayout layout, VerificationBounds bounds, ParameterExpression state)
{
    private static readonly MethodInfo IsIsolated = typeof(Observer).GetMethod(nameof(Observer.IsIsolated))!;

    private readonly HostTopology topology = machine.Topology;
    private readonly PolicyIR policy = machine.Policy;

    public Tree Test(Expression condition, Scope scope)
    {
        Tree value = Value(condition, scope);
        return value.Type == typeof(bool) ? value : Folding.Not(Folding.Equal(value, Folding.Number(0)));
    }

    /// <summary>A truth value, or a number with none as -1.</summary>
    public Tree Value(Expression expression, Scope scope) => expression switch
    {
        Constant constant => constant.Type.Sort == Sort.Bool ? Folding.Truth(constant.Value != 0) : Folding.Number(layout.Code(constant.Type, constant.Value)),
        DriverConstant driver => Folding.Number(layout.Code(driver.Type, driver.Index)),
        VariableReference variable => scope[variable.Variable],
        SettingReference setting => Known(setting),
        FactReference { Target: null } fact => Known(fact),
        FactReference fact => OfDevice(Value(fact.Target!, scope), device => Fact(fact, device), () => Absent(fact)),
        StateReference reference => Load(reference.State, reference.Key is null ? Folding.Number(0) : Value(reference.Key, scope)),
        ContextOf context => OfDevice(Value(context.Device, scope), device => Reference(layout.Contexts + topology.RequesterOf(device)), () => Folding.Number(Ir.None)),
        ContextOfSpace context => Folding.Once(Value(context.Space, scope), space => Folding.IsNumber(space, out long id)
            ? Folding.Number(id < 0 ? Ir.None : StateLayout.FirstSpace + id)
            : Folding.If(Tree.LessThan(space, Tree.Constant(0)), Folding.Number(Ir.None), Tree.Add(space, Tree.Constant(StateLayout.FirstSpace)))),
        CanReach reach => OfDevice(Value(reach.Device, scope), device => Reaches(Value(reach.User, scope), device), () => Folding.False),
        RuleCall call => Call(call, scope),
        ClauseTest clause => OfDevice(Value(clause.Device, scope), device => clause.Clause.Entries.Select(e => Matches(e.Selector, device)).Aggregate(Folding.False, Folding.Or), () => Folding.False),
        SelectorTest test => OfDevice(Value(test.Device, scope), device => Matches(test.Selector, device), () => Folding.False),
        DriverSetTest test => Folding.Once(Value(test.Driver, scope), driver => IsIn(test.Set, driver)),
        NotExpression not => Folding.Not(Test(not.Operand, scope)),
        AndExpression and => and.Operands.Select(o => Test(o, scope)).Aggregate(Folding.True, Folding.And),
        OrExpression or => or.Operands.Select(o => Test(o, scope)).Aggregate(Folding.False, Folding.Or),
        ImpliesExpression implies => Folding.Or(Folding.Not(Test(implies.Left, scope)), Test(implies.Right, scope)),
        CompareExpression compare => Compare(compare, scope),
        InSetExpression set => Folding.Once(Value(set.Value, scope), value => set.Members.Select(m => Folding.Equal(value, Value(m, scope))).Aggregate(Folding.False, Folding.Or)),
        InDomainExpression test => Folding.Once(Value(test.Value, scope), value => Members(test.Domain, scope)
            .Select(m => Folding.And(m.Guard, Folding.Equal(value, m.Member))).Aggregate(Folding.False, Folding.Or)),
        Quantifier quantifier => Quantify(quantifier, scope),
        BuiltinCall call => Builtin(call, scope),
        IsolationTest => Tree.Call(Tree.Constant(new Observer(machine, layout)), IsIsolated, state),
        _ => throw new VerificationException($"{expression.GetType().Name} cannot be verified yet"),
    };

    /// <summary>The possible members of a domain, each with the test that it is one; in the order of the keys.</summary>
    public IEnumerable<(Tree Guard, Tree Member)> Members(Domain domain, Scope scope)
    {
        switch (domain)
        {
            case GroupDomain d:
                Tree group = Value(d.Group, scope);
                return Enumerable.Range(0, topology.DeviceCount).Where(e => topology.GroupOf(e) >= 0)
                    .Select(e => (Folding.Equal(group, Folding.Number(topology.GroupOf(e))), Folding.Number(e))).Where(IsPossible);
            case SharersDomain d:
                return Around(Value(d.Device, scope), device => topology.SharersOf(device).ToArray());
            case SlotDomain d:
                return Around(Value(d.Device, scope), device => topology.SlotOf(device).ToArray());
            case InverseDomain d:
                Tree value = Value(d.Value, scope);
                Tree isSome = Folding.Not(Folding.Equal(value, Folding.Number(Ir.None)));
                return Enumerable.Range(0, layout.Keys(d.State.Key))
                    .Select(key => (Folding.And(isSome, Folding.Equal(Load(d.State, Folding.Number(key)), value)), Folding.Number(key))).Where(IsPossible);
            case EverythingDomain d:
                return Enumerable.Range(0, layout.Keys(d.Element)).Select(id => (IsLive(d.Element, id), Folding.Number(id)));
            default:
                throw new VerificationException($"{domain.GetType().Name} cannot be verified yet");
        }
    }

    /// <summary>A field as a number with none as -1.</summary>
    public Tree Reference(int field) => Tree.Subtract(Tree.Convert(Byte(field), typeof(int)), Tree.Constant(1));

    public Tree Byte(int field) => Tree.ArrayAccess(state, Tree.Constant(field));

    /// <summary>A state at a key; its initial value where there is no such key.</summary>
    public Tree Load(StateIR of, Tree key)
    {
        Tree initial = of.Type.Sort == Sort.Bool ? Folding.Truth(of.Initial != 0) : Folding.Number(layout.Code(of.Type, of.Initial));
        int first = layout.State(of);
        int keys = layout.Keys(of.Key);
        if (Folding.IsNumber(key, out long id)) return id < 0 || id >= keys ? initial : Field(of.Type, Tree.Constant(first + (int)id));
        return Folding.Once(key, k => Folding.If(
            Tree.LessThan(Tree.Convert(k, typeof(uint)), Tree.Constant((uint)keys)),
            Field(of.Type, Tree.Add(Tree.Constant(first), k)),
            initial));
    }

    /// <summary>Code for whichever device a value is.</summary>
    public Tree OfDevice(Tree device, Func<int, Tree> of, Func<Tree> none) => Split(device, topology.DeviceCount, of, none);

    /// <summary>Code for whichever of so many things a value is.</summary>
    public static Tree Split(Tree value, int count, Func<int, Tree> of, Func<Tree> none)
    {
        if (Folding.IsNumber(value, out long known)) return known >= 0 && known < count ? of((int)known) : none();
        return Folding.Once(value, v => Enumerable.Range(0, count).Reverse().Aggregate(none(), (rest, i) => Folding.If(Tree.Equal(v, Tree.Constant(i)), of(i), rest)));
    }

    private Tree Field(IrType type, Tree index)
    {
        Tree value = Tree.ArrayAccess(state, index);
        if (type.Sort == Sort.Bool) return Tree.NotEqual(value, Tree.Constant((byte)0));
        Tree number = Tree.Convert(value, typeof(int));
        return StateLayout.IsShifted(type) ? Tree.Subtract(number, Tree.Constant(1)) : number;
    }

    private static bool IsPossible((Tree Guard, Tree Member) member) => !Folding.Is(member.Guard, false);

    private IEnumerable<(Tree Guard, Tree Member)> Around(Tree device, Func<int, int[]> others) =>
        Enumerable.Range(0, topology.DeviceCount)
            .SelectMany(d => others(d).Select(other => (Guard: Folding.Equal(device, Folding.Number(d)), Member: Folding.Number(other)))).Where(IsPossible);

    private Tree IsLive(IrType type, int id) => type.Sort switch
    {
        Sort.Object => Tree.NotEqual(Byte(layout.Objects(type.Object!) + id), Tree.Constant((byte)0)),
        Sort.Space => Tree.NotEqual(Byte(layout.Spaces + id), Tree.Constant((byte)0)),
        _ => Folding.True,
    };

    private Tree Fact(FactReference fact, int device) => fact.Fact switch
    {
        Compiler.IR.Fact.Driver => Reference(layout.Drivers + device),
        Compiler.IR.Fact.Override => Reference(layout.Overrides + device),
        _ => Known(fact with { Target = new Constant(new IrType(Sort.Device), device) }),
    };

    private Tree Absent(FactReference fact) => Known(fact with { Target = new Constant(new IrType(Sort.Device, Optional: true), Ir.None) });

    /// <summary>What the reference semantics says of an expression that nothing can change.</summary>
    private Tree Known(Expression expression)
    {
        Value value = machine.Evaluate(expression);
        if (!value.IsKnown) throw new UnknownFactsException(machine.Missing);
        return expression.Type.Sort == Sort.Bool ? Folding.Truth(value.Number != 0) : Folding.Number(layout.Code(expression.Type, value.Number));
    }

    private Tree Reaches(Tree user, int device) => Split(user, bounds.Users,
        u => Tree.NotEqual(Tree.And(Tree.Convert(Byte(layout.Reach + device), typeof(int)), Tree.Constant(1 << u)), Tree.Constant(0)), () => Folding.False);

    private Tree Call(RuleCall call, Scope scope)
    {
        var kept = new List<ParameterExpression>();
        var code = new List<Tree>();
        var inner = new Scope();
        for (int i = 0; i < call.Arguments.Count; i++)
        {
            Tree value = Value(call.Arguments[i], scope);
            if (value is not (ConstantExpression or ParameterExpression))
            {
                ParameterExpression local = Tree.Variable(value.Type);
                kept.Add(local);
                code.Add(Tree.Assign(local, value));
                value = local;
            }

            inner[call.Rule.Parameters[i]] = value;
        }

        code.Add(Test(call.Rule.Body, inner));
        return kept.Count == 0 ? code[0] : Tree.Block(kept, code);
    }

    private Tree Matches(Selector selector, int device) => selector switch
    {
        AndSelector and => and.Parts.Select(p => Matches(p, device)).Aggregate(Folding.True, Folding.And),
        OrSelector or => or.Parts.Select(p => Matches(p, device)).Aggregate(Folding.False, Folding.Or),
        NotSelector not => Folding.Not(Matches(not.Part, device)),
        DriverSelector driver => Folding.Equal(Reference(layout.Drivers + device), Folding.Number(layout.Code(new IrType(Sort.Driver), driver.Driver))),
        DriverSetSelector set => IsIn(set.Set, Reference(layout.Drivers + device)),
        _ => Known(new SelectorTest(selector, new Constant(new IrType(Sort.Device), device))),
    };

    private Tree IsIn(DriverSetIR set, Tree driver)
    {
        var type = new IrType(Sort.Driver);
        return layout.DriverIds.Where(set.Drivers.Contains).Select(d => Folding.Equal(driver, Folding.Number(layout.Code(type, d)))).Aggregate(Folding.False, Folding.Or);
    }

    private Tree Compare(CompareExpression compare, Scope scope)
    {
        Tree left = Value(compare.Left, scope);
        Tree right = Value(compare.Right, scope);
        if (compare.Operator is Comparison.Is) return Folding.Equal(left, right);
        if (compare.Operator is Comparison.IsNot) return Folding.Not(Folding.Equal(left, right));
        bool unsigned = compare.Left.Type.Sort == Sort.Address;
        if (Folding.IsNumber(left, out long l) && Folding.IsNumber(right, out long r))
        {
            int order = unsigned ? ((ulong)l).CompareTo((ulong)r) : l.CompareTo(r);
            return Folding.Truth(compare.Operator switch { Comparison.Less => order < 0, Comparison.LessOrEqual => order <= 0, Comparison.Greater => order > 0, _ => order >= 0 });
        }

        if (unsigned) throw new VerificationException("addresses that a state holds cannot be verified");
        return compare.Operator switch
        {
            Comparison.Less => Tree.LessThan(left, right),
            Comparison.LessOrEqual => Tree.LessThanOrEqual(left, right),
            Comparison.Greater => Tree.GreaterThan(left, right),
            _ => Tree.GreaterThanOrEqual(left, right),
        };
    }

    private Tree Quantify(Quantifier quantifier, Scope scope)
    {
        if (quantifier.Kind == QuantifierKind.First) return First(quantifier, scope);
        IEnumerable<Tree> holds = Members(quantifier.Domain, scope).Select(m =>
        {
            Tree body = quantifier.Body is null ? Folding.True : Test(quantifier.Body, scope.With(quantifier.Variable, m.Member));
            return quantifier.Kind == QuantifierKind.All ? Folding.Or(Folding.Not(m.Guard), body) : Folding.And(m.Guard, body);
        });
        return quantifier.Kind switch
        {
            QuantifierKind.All => holds.Aggregate(Folding.True, Folding.And),
            QuantifierKind.Any => holds.Aggregate(Folding.False, Folding.Or),
            QuantifierKind.No => Folding.Not(holds.Aggregate(Folding.False, Folding.Or)),
            _ => holds.Select(h => Folding.If(h, Folding.Number(1), Folding.Number(0))).Aggregate(Folding.Number(0), (sum, one) =>
                Folding.IsNumber(sum, out long s) && Folding.IsNumber(one, out long o) ? Folding.Number(s + o) : Tree.Add(sum, one)),
        };
    }

    /// <summary>The first member for which the body holds, in the order of the domain.</summary>
    private Tree First(Quantifier quantifier, Scope scope)
    {
        (Tree Guard, Tree Member)[] members = [.. Members(quantifier.Domain, scope)];
        int ranks = quantifier.Domain is InverseDomain inverse ? layout.Rank(inverse.State) : -1;
        Tree Holds((Tree Guard, Tree Member) m) => Folding.And(m.Guard, quantifier.Body is null ? Folding.True : Test(quantifier.Body, scope.With(quantifier.Variable, m.Member)));
        Tree IsAt((Tree Guard, Tree Member) m, int rank)
        {
            Folding.IsNumber(m.Member, out long key);
            return Folding.And(Tree.Equal(Byte(ranks + (int)key), Tree.Constant((byte)rank)), Holds(m));
        }

        IEnumerable<(Tree Test, Tree Member)> cases = ranks < 0
            ? members.Select(m => (Holds(m), m.Member))
            : Enumerable.Range(0, members.Length).SelectMany(rank => members.Select(m => (IsAt(m, rank), m.Member)));
        return cases.Reverse().Aggregate(Folding.Number(Ir.None), (rest, one) => Folding.If(one.Test, one.Member, rest));
    }

    /// <summary>Spaces are kept without their mappings, so they are empty here.</summary>
    private Tree Builtin(BuiltinCall call, Scope scope)
    {
        if (call.ReadsMappings) return Folding.Truth(call.Function == Compiler.IR.Builtin.Fits);
        Tree[] arguments = [.. call.Arguments.Select(a => Value(a, scope))];
        if (call.Function == Compiler.IR.Builtin.Reserved && !Folding.IsNumber(arguments[0], out _))
        {
            return Split(arguments[0], topology.GroupCount, group => Fold(call, [Folding.Number(group), .. arguments.Skip(1)]), () => Folding.False);
        }

        return Fold(call, arguments);
    }

    private Tree Fold(BuiltinCall call, Tree[] arguments)
    {
        var constants = new Expression[arguments.Length];
        for (int i = 0; i < arguments.Length; i++)
        {
            if (!Folding.IsNumber(arguments[i], out long known)) throw new VerificationException($"{call.Function} of an address that a state holds cannot be verified");
            constants[i] = new Constant(call.Arguments[i].Type, known);
        }

        return Known(call with { Arguments = constants });
    }
}
