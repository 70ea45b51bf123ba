using Iopol.Compiler.IR;
using Iopol.Interpreter.Machines;
using Iopol.Interpreter.Values;
using static Iopol.Interpreter.Tests.Machines.Make;

namespace Iopol.Interpreter.Tests.Machines;

public sealed class KleeneTests
{
    private static readonly Expression Unknown = Is(DriverOf(new DeviceConstant(0x102)), Vfio);
    private readonly Machine machine = Machine(Policy());

    public static TheoryData<string, string, string, string, string> Table => new()
    {
        // left, right, and, or, implies
        { "F", "F", "F", "F", "T" },
        { "F", "T", "F", "T", "T" },
        { "F", "?", "F", "?", "T" },
        { "T", "F", "F", "T", "F" },
        { "T", "T", "T", "T", "T" },
        { "T", "?", "?", "T", "?" },
        { "?", "F", "F", "?", "?" },
        { "?", "T", "?", "T", "T" },
        { "?", "?", "?", "?", "?" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Connectives_follow_Kleene(string left, string right, string and, string or, string implies)
    {
        Assert.Equal(and, Show(And(Of(left), Of(right))));
        Assert.Equal(or, Show(Or(Of(left), Of(right))));
        Assert.Equal(implies, Show(Implies(Of(left), Of(right))));
        Assert.Equal(Show(Not(And(Of(left), Of(right)))), Show(Or(Not(Of(left)), Not(Of(right)))));
    }

    [Fact]
    public void A_quantifier_gives_way_to_a_member_that_decides()
    {
        VariableIR d = Var(0, Device);
        var group = new GroupDomain(new Constant(Group, 0));
        // 01:00.0 has no driver, 01:00.1 is on e1000e, 01:00.2 is unknown.
        Expression none = Is(DriverOf(Ref(d)), new Constant(Driver, Ir.None));
        Assert.Equal("F", Show(Quantify(QuantifierKind.All, d, group, none)));
        Assert.Equal("T", Show(Quantify(QuantifierKind.Any, d, group, none)));
        Assert.Equal("F", Show(Quantify(QuantifierKind.No, d, group, none)));
        Assert.Equal("?", Show(Quantify(QuantifierKind.Count, d, group, none)));
        Expression vfio = Is(DriverOf(Ref(d)), Vfio);
        Assert.Equal("F", Show(Quantify(QuantifierKind.All, d, group, vfio)));
        Assert.Equal("?", Show(Quantify(QuantifierKind.Any, d, group, vfio)));
        Assert.Equal("?", Show(Quantify(QuantifierKind.No, d, group, vfio)));
        Assert.Equal(3, machine.Evaluate(Quantify(QuantifierKind.Count, d, group, null)));
    }

    [Fact]
    public void The_first_is_unknown_where_an_earlier_member_might_be_it()
    {
        VariableIR d = Var(0, Device);
        var group = new GroupDomain(new Constant(Group, 0));
        Value First(Expression body) => machine.Evaluate(Quantify(QuantifierKind.First, d, group, body));
        Assert.Equal(0, First(Is(DriverOf(Ref(d)), new Constant(Driver, Ir.None))));
        Assert.Equal(1, First(Is(DriverOf(Ref(d)), E1000e)));
        Assert.False(First(Is(DriverOf(Ref(d)), Vfio)).IsKnown);
        Assert.Equal(2, First(Is(Ref(d), new Constant(Device, 2))));
        Assert.Equal(Ir.None, First(Is(Ref(d), new Constant(Device, 3))));
        // 01:00.2 comes after 01:00.1, and is not known to be it.
        Assert.False(First(Or(Unknown, Is(Ref(d), new Constant(Device, 1)))).IsKnown);
        Assert.Equal(0, machine.Evaluate(Quantify(QuantifierKind.First, d, group, null)));
    }

    [Fact]
    public void What_is_missing_is_named_once()
    {
        machine.Evaluate(And(Unknown, Unknown, Not(Unknown)));
        Assert.Equal(["driver of 0000:01:00.2"], machine.Missing);
        machine.Evaluate(new FactReference(IrType.Bool, Fact.IsolatedMsi, null));
        Assert.Equal(["whether interrupts are isolated"], machine.Missing);
    }

    [Fact]
    public void Membership_is_unknown_unless_a_known_member_equals()
    {
        Expression unknown = DriverOf(new DeviceConstant(0x102));
        Assert.Equal("T", Show(new InSetExpression(E1000e, [unknown, E1000e])));
        Assert.Equal("?", Show(new InSetExpression(Vfio, [unknown, E1000e])));
        Assert.Equal("?", Show(new InSetExpression(unknown, [Vfio])));
        Assert.Equal("F", Show(new InSetExpression(Vfio, [E1000e])));
    }

    private static Expression Of(string truth) => truth switch { "T" => True, "F" => False, _ => Unknown };

    private string Show(Expression expression) => machine.Evaluate(expression).Truth switch { Truth.True => "T", Truth.False => "F", _ => "?" };
}
