namespace Iopol.Compiler.IR;

/// <summary>An expression with its type; evaluation has no effect except for the three that say so.</summary>
/// <param name="Type">Type of the value.</param>
public abstract record Expression(IrType Type);

/// <summary>A constant in the value encoding.</summary>
public sealed record Constant(IrType Type, long Value) : Expression(Type);

/// <summary>A driver by name: index into <see cref="PolicyIR.DriverNames"/>.</summary>
public sealed record DriverConstant(int Index) : Expression(new IrType(Sort.Driver));

/// <summary>Value of a variable.</summary>
public sealed record VariableReference(VariableIR Variable) : Expression(Variable.Type);

/// <summary>Value of a setting.</summary>
public sealed record SettingReference(SettingIR Setting) : Expression(Setting.Type);

/// <summary>A fact of a device, a group or the host. Where <see cref="Target"/> is none at run time the value is false, 0 or none.</summary>
public sealed record FactReference(IrType Type, Fact Fact, Expression? Target) : Expression(Type);

/// <summary>A state read. Where <see cref="Key"/> is none the value is the state's initial value.</summary>
public sealed record StateReference(StateIR State, Expression? Key) : Expression(State.Type);

/// <summary>The context in effect for the requester ID that a device's DMA carries. In a test the address may be of a requester ID where no device is.</summary>
public sealed record ContextOf(Expression Device) : Expression(new IrType(Sort.Context));

/// <summary>The context that is a space's page table.</summary>
public sealed record ContextOfSpace(Expression Space) : Expression(new IrType(Sort.Context));

/// <summary>A user can reach a device.</summary>
public sealed record CanReach(Expression User, Expression Device) : Expression(IrType.Bool);

/// <summary>Call of a rule or predicate.</summary>
public sealed record RuleCall(RuleIR Rule, IReadOnlyList<Expression> Arguments) : Expression(IrType.Bool);

/// <summary>A device is in a clause list.</summary>
public sealed record ClauseTest(ClauseIR Clause, Expression Device) : Expression(IrType.Bool);

/// <summary>A driver is in a set; false for none.</summary>
public sealed record DriverSetTest(DriverSetIR Set, Expression Driver) : Expression(IrType.Bool);

/// <summary>A device matches a selector.</summary>
public sealed record SelectorTest(Selector Selector, Expression Device) : Expression(IrType.Bool);

/// <summary>Negation.</summary>
public sealed record NotExpression(Expression Operand) : Expression(IrType.Bool);

/// <summary>Conjunction, left to right, stops at the first false.</summary>
public sealed record AndExpression(IReadOnlyList<Expression> Operands) : Expression(IrType.Bool);

/// <summary>Disjunction, left to right, stops at the first true.</summary>
public sealed record OrExpression(IReadOnlyList<Expression> Operands) : Expression(IrType.Bool);

/// <summary>Implication: the right side is evaluated only when the left is true.</summary>
public sealed record ImpliesExpression(Expression Left, Expression Right) : Expression(IrType.Bool);

/// <summary>Comparison of two values of one sort; addresses compare unsigned.</summary>
public sealed record CompareExpression(Comparison Operator, Expression Left, Expression Right) : Expression(IrType.Bool);

/// <summary>A value equals one of several.</summary>
public sealed record InSetExpression(Expression Value, IReadOnlyList<Expression> Members) : Expression(IrType.Bool);

/// <summary>A value is a member of a domain: <c>d in g</c>.</summary>
public sealed record InDomainExpression(Expression Value, Domain Domain) : Expression(IrType.Bool);

/// <summary>A quantifier; visits the domain in its order and stops when decided (a count visits all). The first is a member, or none.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Variable">The bound variable.</param>
/// <param name="Domain">What it ranges over.</param>
/// <param name="Body">Condition; null means true.</param>
public sealed record Quantifier(QuantifierKind Kind, VariableIR Variable, Domain Domain, Expression? Body)
    : Expression(Kind switch
    {
        QuantifierKind.Count => IrType.Count,
        QuantifierKind.First => Variable.Type with { Optional = true },
        _ => IrType.Bool,
    })
{
    /// <summary>The value is true or false.</summary>
    public bool IsTruth => Kind is QuantifierKind.All or QuantifierKind.Any or QuantifierKind.No;
}

/// <summary>A built-in function of addresses, spaces and reserved regions.</summary>
public sealed record BuiltinCall(IrType Type, Builtin Function, IReadOnlyList<Expression> Arguments) : Expression(Type)
{
    /// <summary>The value depends on what a space maps.</summary>
    public bool ReadsMappings => Function is Builtin.Overlaps or Builtin.Cuts or Builtin.Full or Builtin.MapsReserved or Builtin.Fits;
}

/// <summary>Effect: takes the lowest free object of a pool and resets its states. At the limit the operation refuses with ENOMEM.</summary>
/// <param name="Type">Type of the object.</param>
/// <param name="Object">The pool; null means a space.</param>
/// <param name="RefusalId">The refusal at the end of the pool.</param>
public sealed record NewExpression(IrType Type, ObjectIR? Object, int RefusalId) : Expression(Type);

/// <summary>Effect: unmaps whole mappings from a space, and gives the bytes unmapped.</summary>
/// <param name="Space">The space.</param>
/// <param name="Iova">First byte.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Within">Only mappings that lie in the range go, up to the first that it cuts (<c>unmap_within</c>); otherwise one cut at its end goes too.</param>
public sealed record UnmapExpression(Expression Space, Expression Iova, Expression Size, bool Within) : Expression(IrType.Address);

/// <summary>Comparison operators.</summary>
public enum Comparison
{
    /// <summary>Equal.</summary>
    Is,

    /// <summary>Not equal.</summary>
    IsNot,

    /// <summary>Less.</summary>
    Less,

    /// <summary>Less or equal.</summary>
    LessOrEqual,

    /// <summary>Greater.</summary>
    Greater,

    /// <summary>Greater or equal.</summary>
    GreaterOrEqual,
}

/// <summary>Quantifiers.</summary>
public enum QuantifierKind
{
    /// <summary>Every member.</summary>
    All,

    /// <summary>At least one.</summary>
    Any,

    /// <summary>None.</summary>
    No,

    /// <summary>How many.</summary>
    Count,

    /// <summary>The first one, or none.</summary>
    First,
}

/// <summary>Built-in functions. Addresses and sizes are bytes.</summary>
public enum Builtin
{
    /// <summary><c>page_aligned(x)</c>: a multiple of 4096.</summary>
    PageAligned,

    /// <summary><c>addressable(iova, size)</c>: the range does not wrap and lies below 2^(host's address width).</summary>
    Addressable,

    /// <summary><c>reserved(group, iova, size)</c>: the range meets a reserved region of the group that is not relaxable.</summary>
    Reserved,

    /// <summary><c>overlaps(space, iova, size)</c>: the range meets a mapping.</summary>
    Overlaps,

    /// <summary><c>cuts(space, iova, size)</c>: a mapping lies partly inside and partly outside the range.</summary>
    Cuts,

    /// <summary><c>full(space)</c>: no further mapping fits.</summary>
    Full,

    /// <summary><c>wraps(iova, size)</c>: the range ends beyond 2^64; a range of no bytes never does.</summary>
    Wraps,

    /// <summary><c>maps_reserved(group, space)</c>: a mapping of the space meets a reserved region of the group that is not relaxable.</summary>
    MapsReserved,

    /// <summary><c>fits(space)</c>: every mapping of the space begins and ends at a page's border and is one the IOMMU can address.</summary>
    Fits,
}

/// <summary>Facts expressions can ask for.</summary>
public enum Fact
{
    /// <summary>Bound driver of a device, changed by assignment; may be none.</summary>
    Driver,

    /// <summary>driver_override of a device, changed by assignment; may be none.</summary>
    Override,

    /// <summary>Group of a device; may be none.</summary>
    Group,

    /// <summary>Configuration header type, a count.</summary>
    HeaderType,

    /// <summary>Vendor id, a count.</summary>
    Vendor,

    /// <summary>Device id, a count.</summary>
    DeviceId,

    /// <summary>24-bit class code, a count.</summary>
    Class,

    /// <summary>Port type.</summary>
    Port,

    /// <summary>More than one function in the slot.</summary>
    Multifunction,

    /// <summary>An SR-IOV virtual function.</summary>
    VirtualFunction,

    /// <summary>Has firmware regions that must stay mapped.</summary>
    RequiresDirectMap,

    /// <summary>On or below an external port.</summary>
    External,

    /// <summary>Has the ACS capability.</summary>
    HasAcs,

    /// <summary>The kernel can reset it by itself.</summary>
    Resettable,

    /// <summary>Host: interrupts are isolated.</summary>
    IsolatedMsi,

    /// <summary>Host: DMA is cache coherent.</summary>
    CacheCoherent,

    /// <summary>Host: the default domain is identity.</summary>
    DefaultIsIdentity,
}

/// <summary>What a quantifier or an <c>each</c> ranges over, always finite and in a defined order.</summary>
/// <param name="Element">Type of a member.</param>
public abstract record Domain(IrType Element);

/// <summary>Devices of a group, by address. A group that is none has no devices.</summary>
public sealed record GroupDomain(Expression Group) : Domain(new IrType(Sort.Device));

/// <summary>Devices that share a requester ID (own or alias) with a device, itself included, by address: <c>sharers(d)</c>.</summary>
public sealed record SharersDomain(Expression Device) : Domain(new IrType(Sort.Device));

/// <summary>Functions of a device's slot, itself included, by function: <c>slot(d)</c>.</summary>
public sealed record SlotDomain(Expression Device) : Domain(new IrType(Sort.Device));

/// <summary>Keys whose state has the given value, in the order they were assigned: <c>groups[c]</c>. None has no keys.</summary>
public sealed record InverseDomain(StateIR State, Expression Value) : Domain(State.Key);

/// <summary>All devices, groups, users, spaces or live objects of a kind, by dense id. For properties, requests and tests only.</summary>
public sealed record EverythingDomain(IrType Element) : Domain(Element);
