using Iopol.Compiler.IR;

namespace Iopol.Compiler.Analysis.Conditions;

/// <summary>Turns conditions of the IR into formulas over the terms of one body.</summary>
internal sealed class FormulaBuilder
{
    private readonly TermTable terms = new();
    private readonly PredicateExpansion predicates = new();

    /// <summary>The condition as a formula.</summary>
    /// <param name="condition">An expression of type bool.</param>
    public Formula Of(Expression condition)
    {
        switch (condition)
        {
            case Constant constant:
                return constant.Value != 0 ? Formula.True : Formula.False;
            case NotExpression not:
                return Formula.Not(Of(not.Operand));
            case AndExpression and:
                return Formula.And([.. and.Operands.Select(Of)]);
            case OrExpression or:
                return Formula.Or([.. or.Operands.Select(Of)]);
            case ImpliesExpression implies:
                return Formula.Or([Formula.Not(Of(implies.Left)), Of(implies.Right)]);
            case CompareExpression compare:
                return Compare(compare.Operator, compare.Left, compare.Right);
            case InSetExpression inSet:
                return inSet.Members.Count == 0 ? Formula.False : Formula.Or([.. inSet.Members.Select(m => Compare(Comparison.Is, inSet.Value, m))]);
            case InDomainExpression { Domain: GroupDomain group } member:
                return InGroup(member.Value, group.Group);
            case DriverSetTest test:
                return In(test.Driver, test.Set.Drivers.Select(d => (long)d));
            case SelectorTest test:
                return Selector(test.Selector, test.Device);
            case RuleCall call when predicates.Expand(call) is { } body:
                predicates.Enter();
                Formula expanded = Of(body);
                predicates.Leave();
                return expanded is Truth ? Opaque(call) : expanded;
            case Quantifier quantifier:
                return Quantified(quantifier);
            default:
                return Opaque(condition);
        }
    }

    /// <summary>The two values are equal.</summary>
    public Formula Equal(Expression left, Expression right) =>
        left.Type.Sort == Sort.Bool ? Same(Of(left), Of(right)) : Compare(Comparison.Is, left, right);

    /// <summary>A device matches a selector.</summary>
    public Formula Selector(Selector selector, Expression device) => selector switch
    {
        AndSelector and => Formula.And([.. and.Parts.Select(p => Selector(p, device))]),
        OrSelector or => Formula.Or([.. or.Parts.Select(p => Selector(p, device))]),
        NotSelector not => Formula.Not(Selector(not.Part, device)),
        AddressSelector at => new Membership(terms.OfFact("address", device, Sort.Address), ValueSet.Of(Sort.Address, [((long)at.First, (long)at.Last)])),
        IdSelector { Device: null } id => In(Number(Fact.Vendor, device), [id.Vendor]),
        IdSelector id => Formula.And([In(Number(Fact.Vendor, device), [id.Vendor]), In(Number(Fact.DeviceId, device), [id.Device!.Value])]),
        SubsystemSelector subsystem => Formula.And([Numbered("subsystem vendor", device, subsystem.Vendor), Numbered("subsystem", device, subsystem.Device)]),
        ClassSelector of => new Membership(terms.Of(Number(Fact.Class, device)), ValueSet.Of(Sort.Count, [(of.Value, of.Value | (0xffffff & ~of.Mask))])),
        PortSelector port => In(new FactReference(new IrType(Sort.Port), Fact.Port, device), [port.Port]),
        DriverSelector driver => In(Driver(device), [driver.Driver]),
        DriverSetSelector set => In(Driver(device), set.Set.Drivers.Select(d => (long)d)),
        CapabilitySelector has => Capable(has.Capability, device),
        _ => throw new InvalidOperationException($"{selector.GetType().Name} is unknown"),
    };

    private static FactReference Driver(Expression device) => new(new IrType(Sort.Driver, true), Fact.Driver, device);

    private Membership Capable(Capability capability, Expression device)
    {
        if (capability == Capability.Bridge) return In(Number(Fact.HeaderType, device), [1, 2]);
        Fact? fact = capability switch
        {
            Capability.Acs => Fact.HasAcs,
            Capability.Multifunction => Fact.Multifunction,
            Capability.VirtualFunction => Fact.VirtualFunction,
            Capability.External => Fact.External,
            Capability.Reset => Fact.Resettable,
            Capability.DirectMap => Fact.RequiresDirectMap,
            _ => null,
        };
        return fact is { } known
            ? new Membership(terms.Of(new FactReference(IrType.Bool, known, device)), ValueSet.True)
            : new Membership(terms.OfFact(capability.ToString(), device, Sort.Bool), ValueSet.True);
    }

    private static FactReference Number(Fact fact, Expression device) => new(IrType.Count, fact, device);

    private Membership Numbered(string fact, Expression device, long value) =>
        new(terms.OfFact(fact, device, Sort.Count), ValueSet.Of(Sort.Count, [value]));

    private Membership In(Expression value, IEnumerable<long> values) => new(terms.Of(value), ValueSet.Of(value.Type.Sort, values));

    /// <summary>A device is in a group when its group is that group, and not none.</summary>
    private Formula InGroup(Expression device, Expression group)
    {
        Term own = terms.Of(new FactReference(new IrType(Sort.Group, true), Fact.Group, device));
        Term other = terms.Of(group);
        var some = new Membership(own, ValueSet.Of(Sort.Group, [(0, long.MaxValue)]));
        return ReferenceEquals(own, other) ? some : Formula.And([some, new Relation(Comparison.Is, own, other)]);
    }

    private Membership Opaque(Expression condition) => new(terms.Of(condition), ValueSet.True);

    private static Formula Same(Formula left, Formula right) =>
        Formula.Or([Formula.And([left, right]), Formula.And([Formula.Not(left), Formula.Not(right)])]);

    private Formula Compare(Comparison operation, Expression left, Expression right)
    {
        if (left.Type.Sort == Sort.Bool && operation is Comparison.Is or Comparison.IsNot)
        {
            // Compared with none, a truth value is neither true nor false.
            bool withNone = Literal(left) == Ir.None || Literal(right) == Ir.None;
            Formula same = withNone ? Formula.False : Same(Of(left), Of(right));
            return operation == Comparison.Is ? same : Formula.Not(same);
        }

        long? leftValue = Literal(left);
        long? rightValue = Literal(right);
        if (leftValue is { } l && rightValue is { } r) return Compare(operation, ValueSet.Key(left.Type.Sort, l), ValueSet.Key(left.Type.Sort, r)) ? Formula.True : Formula.False;
        if (rightValue is { } value) return Compare(operation, terms.Of(left), value);
        if (leftValue is { } first) return Compare(Turned(operation), terms.Of(right), first);
        Term one = terms.Of(left);
        Term other = terms.Of(right);
        if (!ReferenceEquals(one, other)) return new Relation(operation, one, other);
        return operation is Comparison.Is or Comparison.LessOrEqual or Comparison.GreaterOrEqual ? Formula.True : Formula.False;
    }

    private static bool Compare(Comparison operation, ulong left, ulong right) => operation switch
    {
        Comparison.Is => left == right,
        Comparison.IsNot => left != right,
        Comparison.Less => left < right,
        Comparison.LessOrEqual => left <= right,
        Comparison.Greater => left > right,
        _ => left >= right,
    };

    private static Formula Compare(Comparison operation, Term term, long value)
    {
        bool unsigned = term.Sort == Sort.Address;
        long lowest = unsigned ? 0 : long.MinValue;
        long highest = unsigned ? -1 : long.MaxValue;
        Formula Ranged(long first, long last) => new Membership(term, ValueSet.Of(term.Sort, [(first, last)]));
        return operation switch
        {
            Comparison.Is => Ranged(value, value),
            Comparison.IsNot => Formula.Not(Ranged(value, value)),
            Comparison.Less => value == lowest ? Formula.False : Ranged(lowest, unchecked(value - 1)),
            Comparison.LessOrEqual => Ranged(lowest, value),
            Comparison.Greater => value == highest ? Formula.False : Ranged(unchecked(value + 1), highest),
            _ => Ranged(value, highest),
        };
    }

    private static Comparison Turned(Comparison operation) => operation switch
    {
        Comparison.Less => Comparison.Greater,
        Comparison.LessOrEqual => Comparison.GreaterOrEqual,
        Comparison.Greater => Comparison.Less,
        Comparison.GreaterOrEqual => Comparison.LessOrEqual,
        _ => operation,
    };

    private static long? Literal(Expression expression) => expression switch
    {
        Constant constant => constant.Value,
        DriverConstant driver => driver.Index,
        _ => null,
    };

    /// <summary>Every quantifier in terms of 'any', so that 'no' and 'not any' are one term.</summary>
    private Formula Quantified(Quantifier quantifier)
    {
        if (quantifier.Body is Constant { Value: var value })
        {
            bool some = value != 0;
            if (quantifier.Kind == QuantifierKind.All && some) return Formula.True;
            if (quantifier.Kind is QuantifierKind.Any or QuantifierKind.No && !some) return quantifier.Kind == QuantifierKind.No ? Formula.True : Formula.False;
        }

        if (!quantifier.IsTruth) return Opaque(quantifier);
        Expression? body = quantifier.Kind != QuantifierKind.All ? quantifier.Body
            : quantifier.Body is NotExpression not ? not.Operand : new NotExpression(quantifier.Body ?? new Constant(IrType.Bool, 1));
        Formula any = Opaque(quantifier with { Kind = QuantifierKind.Any, Body = body });
        return quantifier.Kind == QuantifierKind.Any ? any : Formula.Not(any);
    }
}
