using Iopol.Compiler.IR;
using Iopol.Interpreter.Values;
using Iopol.Runtime.Facts;
using Iopol.Runtime.State;
using Iopol.Runtime.Topology;

namespace Iopol.Interpreter.Machines;

/// <summary>
/// Evaluates expressions. Operands are evaluated left to right and evaluation stops where the result is decided.
/// An operand that is unknown makes a comparison unknown; and, or, not, implies and quantifiers follow <see cref="Kleene"/>.
/// Absent things: a fact, state or context of none is false, 0, none, or the state's initial value; a test of none is false.
/// </summary>
internal sealed class Evaluator
{
    private readonly Machine machine;
    private readonly HostState host;
    private readonly HostTopology topology;
    private readonly ModelState model;
    private readonly KnownFacts facts;
    private readonly SelectorMatch selectors;

    public Evaluator(Machine machine, HostState host, ModelState model)
    {
        (this.machine, this.host, this.model, topology) = (machine, host, model, host.Topology);
        facts = new KnownFacts(host);
        selectors = new SelectorMatch(topology, facts);
    }

    /// <summary>Facts asked for in vain.</summary>
    public List<string> Missing => facts.Missing;

    /// <summary>The refusal of the last <see cref="NewExpression"/> whose pool was at its limit; 0 when there was none. The statement takes it away.</summary>
    public int PoolRefusal { get; set; }

    /// <summary>The user on whose behalf the operation runs; a space it makes is that user's.</summary>
    public int Caller { get; set; }

    public Truth Test(Expression condition, Frame frame) => Evaluate(condition, frame).Truth;

    public Value Evaluate(Expression expression, Frame frame) => expression switch
    {
        Constant constant => constant.Value,
        DriverConstant driver => driver.Index,
        DeviceConstant device => topology.Find(PackedAddress.Unpack(device.Address)),
        UserConstant user => user.Id,
        VariableReference variable => frame[variable.Variable.Slot],
        SettingReference setting => machine.Setting(setting.Setting.Index),
        FactReference fact => Fact(fact, frame),
        StateReference state => State(state, frame),
        ContextOf { Device: DeviceConstant at } when OfRequesterAlone(at) is { } requester => host.ContextOfRequester(requester),
        ContextOf context => On(context.Device, frame, device => host.Context((int)device)),
        ContextOfSpace context => On(context.Space, frame, space => Ir.ContextFirstSpace + space),
        CanReach reach => CanReach(reach, frame),
        RuleCall call => Call(call, frame),
        ClauseTest clause => OnTest(clause.Device, frame, device => Matches(clause.Clause, (int)device)),
        SelectorTest selector => OnTest(selector.Device, frame, device => selectors.Matches(selector.Selector, (int)device)),
        DriverSetTest set => OnTest(set.Driver, frame, driver => Kleene.Of(set.Set.Drivers.Contains((int)driver))),
        NotExpression not => Test(not.Operand, frame).Not(),
        AndExpression and => All(and.Operands, frame, stopAt: Truth.False),
        OrExpression or => All(or.Operands, frame, stopAt: Truth.True),
        ImpliesExpression implies => Implies(implies, frame),
        CompareExpression compare => Compare(compare, frame),
        InSetExpression set => InSet(set, frame),
        InDomainExpression domain => InDomain(domain, frame),
        Quantifier quantifier => Quantify(quantifier, frame),
        BuiltinCall call => Builtin(call, frame),
        NewExpression make => Make(make),
        UnmapExpression unmap => Unmap(unmap, frame),
        IsolationTest => machine.Isolation.Holds(),
        _ => throw new ArgumentException($"no expression: {expression.GetType().Name}", nameof(expression)),
    };

    /// <summary>The first entry of a clause list that a device matches, or null.</summary>
    public ClauseEntryIR? FirstMatch(ClauseIR clause, int device) =>
        clause.Entries.FirstOrDefault(entry => selectors.Matches(entry.Selector, device) == Truth.True);

    /// <summary>The requester ID at an address where there is no device: an alias, or one that a bridge imposes. Null elsewhere.</summary>
    public int? OfRequesterAlone(DeviceConstant at)
    {
        BusAddress address = PackedAddress.Unpack(at.Address);
        return topology.Find(address) < 0 && topology.FindRequester(address) is >= 0 and var requester ? requester : null;
    }

    /// <summary>The members of a domain in its order, or null where the domain depends on something unknown.</summary>
    public IEnumerable<long>? Members(Domain domain, Frame frame)
    {
        switch (domain)
        {
            case GroupDomain d:
                return Members(d.Group, frame, g => Range(topology.GroupStart(g), topology.GroupEnd(g)));
            case SharersDomain d:
                return Members(d.Device, frame, device => [.. topology.SharersOf(device)]);
            case SlotDomain d:
                return Members(d.Device, frame, device => [.. topology.SlotOf(device)]);
            case InverseDomain d:
                Value value = Evaluate(d.Value, frame);
                return value.IsKnown ? model.Inverse(d.State, value.Number).Select(key => (long)key) : null;
            case EverythingDomain d:
                return Everything(d.Element).Select(member => (long)member);
            default:
                throw new ArgumentException($"no domain: {domain.GetType().Name}", nameof(domain));
        }
    }

    /// <summary>The frame a rule's body runs in.</summary>
    public Frame Enter(RuleCall call, Frame frame)
    {
        var inner = new Frame();
        for (int i = 0; i < call.Arguments.Count; i++) inner[call.Rule.Parameters[i].Slot] = Evaluate(call.Arguments[i], frame);
        return inner;
    }

    private Value Call(RuleCall call, Frame frame)
    {
        machine.Coverage?.Count(call.Rule);
        return Evaluate(call.Rule.Body, Enter(call, frame));
    }

    private Value Fact(FactReference fact, Frame frame)
    {
        if (fact.Target is null) return facts.Read(fact.Fact, Ir.None);
        Value target = Evaluate(fact.Target, frame);
        return !target.IsKnown ? Value.Unknown
            : target.Number == Ir.None && !IsOfHost(fact.Fact) ? Absent(fact.Type)
            : facts.Read(fact.Fact, target.Number);
    }

    private static bool IsOfHost(Fact fact) =>
        fact is Compiler.IR.Fact.IsolatedMsi or Compiler.IR.Fact.CacheCoherent or Compiler.IR.Fact.DefaultIsIdentity;

    private static long Absent(IrType type) => type.Sort is Sort.Bool or Sort.Count or Sort.Address or Sort.Access or Sort.Version ? 0 : Ir.None;

    private Value State(StateReference state, Frame frame)
    {
        Value key = state.Key is null ? 0 : Evaluate(state.Key, frame);
        return key.IsKnown ? model.Read(state.State, key.Number) : Value.Unknown;
    }

    private Value CanReach(CanReach reach, Frame frame)
    {
        Value user = Evaluate(reach.User, frame);
        Value device = Evaluate(reach.Device, frame);
        if (!user.IsKnown || !device.IsKnown) return Value.Unknown;
        return user.Number != Ir.None && device.Number != Ir.None && host.CanReach((int)user.Number, (int)device.Number);
    }

    private Truth Matches(ClauseIR clause, int device)
    {
        Truth result = Truth.False;
        foreach (ClauseEntryIR entry in clause.Entries)
        {
            Truth truth = selectors.Matches(entry.Selector, device);
            if (truth == Truth.True) return truth;
            if (truth == Truth.Unknown) result = truth;
        }

        return result;
    }

    private Truth All(IReadOnlyList<Expression> operands, Frame frame, Truth stopAt)
    {
        Truth result = stopAt.Not();
        foreach (Expression operand in operands)
        {
            Truth truth = Test(operand, frame);
            if (truth == stopAt) return truth;
            if (truth == Truth.Unknown) result = truth;
        }

        return result;
    }

    private Truth Implies(ImpliesExpression implies, Frame frame)
    {
        Truth left = Test(implies.Left, frame);
        if (left == Truth.False) return Truth.True;
        Truth right = Test(implies.Right, frame);
        return left == Truth.True || right == Truth.True ? right : Truth.Unknown;
    }

    private Value Compare(CompareExpression compare, Frame frame)
    {
        Value left = Evaluate(compare.Left, frame);
        Value right = Evaluate(compare.Right, frame);
        if (!left.IsKnown || !right.IsKnown) return Value.Unknown;
        int order = compare.Left.Type.Sort == Sort.Address
            ? ((ulong)left.Number).CompareTo((ulong)right.Number)
            : left.Number.CompareTo(right.Number);
        return compare.Operator switch
        {
            Comparison.Is => order == 0,
            Comparison.IsNot => order != 0,
            Comparison.Less => order < 0,
            Comparison.LessOrEqual => order <= 0,
            Comparison.Greater => order > 0,
            _ => order >= 0,
        };
    }

    private Value InSet(InSetExpression set, Frame frame)
    {
        Value value = Evaluate(set.Value, frame);
        if (!value.IsKnown) return Value.Unknown;
        Truth result = Truth.False;
        foreach (Expression expression in set.Members)
        {
            Value member = Evaluate(expression, frame);
            if (!member.IsKnown) result = Truth.Unknown;
            else if (member.Number == value.Number) return true;
        }

        return result;
    }

    private Value InDomain(InDomainExpression test, Frame frame)
    {
        Value value = Evaluate(test.Value, frame);
        return !value.IsKnown || Members(test.Domain, frame) is not { } members ? Value.Unknown : members.Contains(value.Number);
    }

    private Value Quantify(Quantifier quantifier, Frame frame)
    {
        if (Members(quantifier.Domain, frame) is not { } members) return Value.Unknown;
        Truth stopAt = quantifier.Kind == QuantifierKind.All ? Truth.False : Truth.True;
        bool unknown = false;
        int count = 0;
        foreach (long member in members)
        {
            frame[quantifier.Variable.Slot] = member;
            Truth truth = quantifier.Body is null ? Truth.True : Test(quantifier.Body, frame);
            if (truth == Truth.Unknown) unknown = true;
            if (truth == Truth.True) count++;
            if (quantifier.Kind == QuantifierKind.First && truth == Truth.True && !unknown) return member;
            if (truth == stopAt && quantifier.IsTruth) return quantifier.Kind == QuantifierKind.Any;
        }

        if (unknown) return Value.Unknown;
        return quantifier.Kind switch
        {
            QuantifierKind.Count => count,
            QuantifierKind.First => Ir.None,
            _ => quantifier.Kind != QuantifierKind.Any,
        };
    }

    private Value Builtin(BuiltinCall call, Frame frame)
    {
        Span<long> x = stackalloc long[3];
        for (int i = 0; i < call.Arguments.Count; i++)
        {
            Value value = Evaluate(call.Arguments[i], frame);
            if (!value.IsKnown) return Value.Unknown;
            x[i] = value.Number;
        }

        return call.Function switch
        {
            Compiler.IR.Builtin.PageAligned => (x[0] & 0xfff) == 0,
            Compiler.IR.Builtin.Addressable => Addressable((ulong)x[0], (ulong)x[1]),
            Compiler.IR.Builtin.Reserved => x[0] == Ir.None ? false : facts.Reserved((int)x[0], (ulong)x[1], (ulong)x[2]),
            Compiler.IR.Builtin.Overlaps => Space(x[0]) is { } space && space.Overlaps((ulong)x[1], (ulong)x[2]),
            Compiler.IR.Builtin.Cuts => Space(x[0]) is { } space && space.Cuts((ulong)x[1], (ulong)x[2]),
            Compiler.IR.Builtin.Full => Space(x[0]) is { IsFull: true },
            Compiler.IR.Builtin.Wraps => x[1] != 0 && (ulong)x[0] + ((ulong)x[1] - 1) < (ulong)x[0],
            Compiler.IR.Builtin.MapsReserved => x[0] == Ir.None || Space(x[1]) is not { } space ? false : facts.MapsReserved((int)x[0], space),
            Compiler.IR.Builtin.Fits => Space(x[0]) is not { } space || space.Fits(topology.AddressWidth),
            _ => throw new ArgumentException($"no function: {call.Function}", nameof(call)),
        };
    }

    /// <summary>The range does not wrap and lies below 2^width; of a range of no bytes the first address counts.</summary>
    private bool Addressable(ulong iova, ulong size)
    {
        ulong last = size == 0 ? iova : iova + (size - 1);
        return last >= iova && (topology.AddressWidth >= 64 || last >> topology.AddressWidth == 0);
    }

    /// <summary>The mappings of a space; null where there is no such space any more.</summary>
    public IovaSpace? Space(long space) => space >= 0 && space < host.Limits.Spaces && host.IsLive((int)space) ? host.Space((int)space) : null;

    private Value Make(NewExpression make)
    {
        int id = make.Object is { } pool ? model.New(pool) : machine.NewSpace(Caller);
        if (id < 0) PoolRefusal = make.RefusalId;
        return id;
    }

    private Value Unmap(UnmapExpression unmap, Frame frame)
    {
        Value space = Evaluate(unmap.Space, frame);
        Value iova = Evaluate(unmap.Iova, frame);
        Value size = Evaluate(unmap.Size, frame);
        if (!space.IsKnown || !iova.IsKnown || !size.IsKnown) return Value.Unknown;
        if (Space(space.Number) is not { } mappings) return 0;
        return (long)(unmap.Within ? mappings.UnmapWithin((ulong)iova.Number, (ulong)size.Number) : mappings.Unmap((ulong)iova.Number, (ulong)size.Number));
    }

    private Value On(Expression target, Frame frame, Func<long, long> read)
    {
        Value value = Evaluate(target, frame);
        return !value.IsKnown ? Value.Unknown : value.Number == Ir.None ? Ir.None : read(value.Number);
    }

    private Value OnTest(Expression target, Frame frame, Func<long, Truth> test)
    {
        Value value = Evaluate(target, frame);
        return !value.IsKnown ? Value.Unknown : value.Number == Ir.None ? false : test(value.Number);
    }

    private IEnumerable<long>? Members(Expression of, Frame frame, Func<int, IEnumerable<int>> members)
    {
        Value value = Evaluate(of, frame);
        return !value.IsKnown ? null : value.Number == Ir.None ? [] : members((int)value.Number).Select(member => (long)member);
    }

    private IEnumerable<int> Everything(IrType type) => type.Sort switch
    {
        Sort.Device => Range(0, topology.DeviceCount),
        Sort.Group => Range(0, topology.GroupCount),
        Sort.User => Range(0, machine.UserCount),
        Sort.Space => Range(0, host.Limits.Spaces).Where(host.IsLive),
        Sort.Object => model.Live(type.Object!),
        _ => throw new ArgumentException($"{type} has no list of members", nameof(type)),
    };

    private static IEnumerable<int> Range(int from, int to) => Enumerable.Range(from, to - from);
}
