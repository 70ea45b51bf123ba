using Iopol.Compiler.IR;
using Iopol.Compiler.Text;
using Iopol.Interpreter.Machines;
using Iopol.Runtime.Facts;
using Iopol.Runtime.State;
using Iopol.Runtime.Topology;

namespace Iopol.Interpreter.Tests.Machines;

/// <summary>IR by hand, so that the machine is tested without the front end.</summary>
internal static class Make
{
    public static readonly IrType Device = new(Sort.Device);
    public static readonly IrType Group = new(Sort.Group);
    public static readonly IrType Driver = new(Sort.Driver, Optional: true);
    public static readonly IrType User = new(Sort.User);
    public static readonly IrType Context = new(Sort.Context);
    public static readonly IrType Space = new(Sort.Space, Optional: true);
    public static readonly Constant True = new(IrType.Bool, 1);
    public static readonly Constant False = new(IrType.Bool, 0);

    /// <summary>Driver 0 is vfio-pci, driver 1 e1000e; both are constants of every policy here.</summary>
    public static readonly DriverConstant Vfio = new(0);
    public static readonly DriverConstant E1000e = new(1);

    public static SourcePlace At(int line = 1) => new("t.iopol", line, 1, new TextSpan(0, 0), new LinePosition(line, 1));

    public static VariableIR Var(int slot, IrType type, string? name = null) => new(slot, name ?? $"v{slot}", type);

    public static VariableReference Ref(VariableIR variable) => new(variable);

    public static Constant Number(long value) => new(IrType.Count, value);

    public static FactReference DriverOf(Expression device) => new(Driver, Fact.Driver, device);

    public static FactReference GroupOf(Expression device) => new(new IrType(Sort.Group, Optional: true), Fact.Group, device);

    public static CompareExpression Is(Expression left, Expression right) => new(Comparison.Is, left, right);

    public static Expression Not(Expression operand) => new NotExpression(operand);

    public static Expression And(params Expression[] operands) => new AndExpression(operands);

    public static Expression Or(params Expression[] operands) => new OrExpression(operands);

    public static Expression Implies(Expression left, Expression right) => new ImpliesExpression(left, right);

    public static Quantifier Quantify(QuantifierKind kind, VariableIR variable, Domain domain, Expression? body) => new(kind, variable, domain, body);

    public static StateIR State(int index, string name, IrType key, IrType type, long initial = Ir.None, string? inverse = null) =>
        new(index, name, key, type, initial, inverse, "");

    public static RefusalIR Refusal(int id, string errno, string rule = "because", params MessagePart[] reason) =>
        new(id, rule, "op", errno, new MessageIR(reason), At(10 + id));

    public static OperationIR Operation(
        IReadOnlyList<VariableIR> parameters, IReadOnlyList<Statement> body, GiveIR? gives = null, VariableIR? caller = null, int index = 0, string name = "op") =>
        new(index, name, caller is null ? Actor.Admin : Actor.User, parameters, caller, gives is null ? [] : [gives], body, 16, At(), "");

    public static RuleIR Rule(string name, Expression body, params VariableIR[] parameters) => new(0, name, parameters, body, true, At(), At(), "");

    public static PolicyIR Policy(
        OperationIR? operation = null, IReadOnlyList<StateIR>? states = null, IReadOnlyList<ObjectIR>? objects = null, IReadOnlyList<RuleIR>? rules = null,
        AliasHandling? aliases = null, params RefusalIR[] refusals) =>
        new("P", "M", "", At(), [], [], objects ?? [], states ?? [], ["vfio-pci", "e1000e"], [], rules ?? [], [], [], operation is null ? [] : [operation], [], [],
            aliases ?? new AliasHandling(AliasKind.Together, null), refusals);

    /// <summary>Group 7: 01:00.0 without a driver, 01:00.1 on e1000e, 01:00.2 whose driver is not known.</summary>
    public static HostTopology Host() => new(new HostFacts
    {
        Devices =
        [
            Function("0000:01:00.0", 7, DriverFact.None), Function("0000:01:00.1", 7, DriverFact.Bound("e1000e")), Function("0000:01:00.2", 7, default),
        ],
    });

    /// <summary>Group 3: two conventional functions behind a PCIe-to-PCI bridge, which takes their requester IDs over as 02:00.0.</summary>
    public static HostTopology Behind() => new(new HostFacts
    {
        Devices =
        [
            Function("0000:01:00.0", 3, DriverFact.None) with { Port = PciePort.PcieToPciBridge, HeaderType = 1, Bridge = new BridgeFacts(1, 2, 2) },
            Function("0000:02:01.0", 3, DriverFact.None),
            Function("0000:02:02.0", 3, DriverFact.None),
        ],
        Groups = [new GroupFacts(3, "DMA", [])],
    });

    public static Machine Machine(PolicyIR policy, HostTopology? host = null, HostLimits? limits = null) => new(policy, host ?? Host(), limits);

    private static DeviceFacts Function(string address, int group, DriverFact driver) => new()
    {
        Address = BusAddress.Parse(address),
        Group = group,
        Driver = driver,
        HeaderType = 0,
        Port = PciePort.Endpoint,
    };
}
