using Iopol.Compiler.IR;
using Iopol.Interpreter.Machines;
using Iopol.Runtime.Decisions;
using static Iopol.Interpreter.Tests.Machines.Make;

namespace Iopol.Interpreter.Tests.Machines;

/// <summary>The witness rule, case by case, on three conventional devices: 0 the bridge, 1 and 2 behind it; 2 is on e1000e.</summary>
public sealed class BlameTests
{
    private static readonly VariableIR D = Var(0, Device);
    private static readonly VariableIR E = Var(1, Device);
    private static readonly VariableIR G = Var(2, Group);
    private static readonly GroupDomain Members = new(new Constant(Group, 0));
    private static readonly Expression Idle = Is(DriverOf(Ref(D)), new Constant(Driver, Ir.None));
    private static readonly Expression Busy = Not(Idle);
    private static readonly Expression All = Quantify(QuantifierKind.All, D, Members, Idle);
    private static readonly Expression No = Quantify(QuantifierKind.No, D, Members, Busy);
    private static readonly Expression Any = Quantify(QuantifierKind.Any, D, Members, Busy);

    /// <summary>Like <see cref="All"/>, but stops at device 1.</summary>
    private static readonly Expression NotSecond = Quantify(QuantifierKind.All, E, Members, Not(Is(Ref(E), new Constant(Device, 1))));

    public static TheoryData<string, int> Cases => new()
    {
        { nameof(All), 2 },
        { nameof(No), 2 },
        { "not any", 2 },
        { "any false", -1 },
        { "not all true", -1 },
        { "count", -1 },
        { "and: first false operand", 1 },
        { "and: skips true operands", 2 },
        { "and: first false operand without a witness", -1 },
        { "or: first operand with a witness", 2 },
        { "implies: right side", 2 },
        { "not not", 2 },
        { "not or: first true operand", 2 },
        { "not and: first operand with a witness", 2 },
        { "not implies: right side", 2 },
        { "not implies: left false", -1 },
        { "rule", 2 },
        { "not rule", 2 },
        { "outermost device quantifier", 0 },
        { "group quantifier", 2 },
        { "comparison", -1 },
        { "membership", -1 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_witness_is(string name, int witness)
    {
        OperationIR operation = Operation([], [new RequireStatement(Condition(name), 1, At())]);
        Machine machine = Machine(Policy(operation, refusals: Refusal(1, "EPERM")), Behind());
        machine.Host.SetDriver(2, 1);
        Outcome outcome = machine.Call(operation, []);
        Assert.Equal(Verdict.Refused, outcome.Decision.Verdict);
        Assert.Equal(witness, outcome.Decision.Witness);
    }

    private static Expression Condition(string name) => name switch
    {
        nameof(All) => All,
        nameof(No) => No,
        "not any" => Not(Any),
        "any false" => Quantify(QuantifierKind.Any, D, Members, Is(DriverOf(Ref(D)), Vfio)),
        "not all true" => Not(Quantify(QuantifierKind.All, D, Members, True)),
        "count" => Is(Quantify(QuantifierKind.Count, D, Members, Busy), Number(0)),
        "and: first false operand" => And(NotSecond, All),
        "and: skips true operands" => And(True, All, NotSecond),
        "and: first false operand without a witness" => And(False, All),
        "or: first operand with a witness" => Or(False, All, NotSecond),
        "implies: right side" => Implies(True, All),
        "not not" => Not(Not(All)),
        "not or: first true operand" => Not(Or(False, Any, Not(NotSecond))),
        "not and: first operand with a witness" => Not(And(True, Any, Not(NotSecond))),
        "not implies: right side" => Not(Implies(True, Any)),
        "not implies: left false" => Not(Implies(False, Any)),
        "rule" => new RuleCall(Rule("r", All), []),
        "not rule" => Not(new RuleCall(Rule("r", Any), [])),
        "outermost device quantifier" => Quantify(QuantifierKind.All, E, Members, All),
        "group quantifier" => Quantify(QuantifierKind.All, G, new EverythingDomain(Group), Quantify(QuantifierKind.No, D, new GroupDomain(Ref(G)), Busy)),
        "comparison" => Is(DriverOf(new Constant(Device, 2)), Vfio),
        "membership" => new InDomainExpression(new Constant(Device, 5), Members),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    [Fact]
    public void Every_device_the_quantifier_would_stop_at_decides()
    {
        OperationIR operation = Operation([], [new RequireStatement(All, 1, At())]);
        RefusalIR refusal = Refusal(1, "EPERM", "viable", new MessagePart(null, Ref(D)), new MessagePart(" is busy", null));
        Machine machine = Machine(Policy(operation, refusals: refusal), Behind());
        machine.Host.SetDriver(0, 1);
        machine.Host.SetDriver(2, 1);
        Explanation explanation = machine.Explain(machine.Call(operation, []));
        Assert.Equal("0000:01:00.0 is busy", explanation.Because);
        Assert.Equal("viable", explanation.Rule);
        Assert.Equal("t.iopol(11,1)", explanation.At);
        Assert.Equal(3, explanation.Group);
        Assert.Equal([true, false, true], explanation.Devices.Select(d => d.Decides));
        Assert.Equal(["e1000e", null, "e1000e"], explanation.Devices.Select(d => d.Driver));
    }
}
