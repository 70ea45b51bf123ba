using Iopol.Compiler.IR;
using Iopol.Interpreter.Machines;
using Iopol.Runtime.Decisions;
using Iopol.Runtime.State;
using static Iopol.Interpreter.Tests.Machines.Make;

namespace Iopol.Interpreter.Tests.Machines;

public sealed class ExecutionTests
{
    private static readonly ObjectIR File = new(0, "file", 2, "");
    private static readonly IrType FileType = new(Sort.Object, Optional: true, Object: File);
    private static readonly VariableIR D = Var(0, Device, "d");
    private static readonly StateIR Owner = State(0, "owner", Device, FileType, inverse: "owned");
    private static readonly StateIR Uses = State(1, "uses", new IrType(Sort.Host), IrType.Count, 0);

    [Fact]
    public void What_was_done_before_a_refusal_stays_done()
    {
        OperationIR operation = Operation([D], [
            new AssignFact(Fact.Driver, Ref(D), Vfio, At()),
            new RequireStatement(False, 1, At()),
            new AssignFact(Fact.Driver, Ref(D), E1000e, At()),
        ]);
        Machine machine = Machine(Policy(operation, refusals: Refusal(1, "EBUSY")));
        Outcome outcome = machine.Call(operation, [0]);
        Assert.Equal(new Decision(Verdict.Refused, Errno.EBUSY, 1), outcome.Decision);
        Assert.Equal(0, machine.Host.Driver(0));
    }

    [Fact]
    public void After_a_panic_nothing_works()
    {
        OperationIR operation = Operation([], [new RequireStatement(False, 1, At())]);
        Machine machine = Machine(Policy(operation, refusals: Refusal(1, "panic")));
        Assert.Equal(Verdict.Panicked, machine.Call(operation, []).Decision.Verdict);
        Assert.Equal(new Decision(Verdict.Refused, Errno.EIO), machine.Call(operation, []).Decision);
        machine.Reset();
        Assert.Equal(Verdict.Panicked, machine.Call(operation, []).Decision.Verdict);
    }

    [Fact]
    public void A_blocked_call_resumes_at_its_condition()
    {
        var gives = new GiveIR(0, "n", IrType.Count);
        OperationIR operation = Operation([D], [
            new AssignState(Uses, null, AssignmentKind.Add, Number(1), At()),
            new BlockStatement(Is(DriverOf(Ref(D)), Vfio), 1, At()),
            new GiveStatement(gives, new StateReference(Uses, null), At()),
        ], gives);
        Machine machine = Machine(Policy(operation, [Owner, Uses], [File]));
        Outcome first = machine.Call(operation, [0]);
        Assert.Equal(new Decision(Verdict.Blocked, rule: 1), first.Decision);
        Assert.NotNull(machine.Resume(first.Pending!).Pending);
        machine.Host.SetDriver(0, 0);
        Assert.Equal(new Decision(Verdict.Ok, first: 1), machine.Resume(first.Pending!).Decision);
        Assert.Equal(1, machine.Read(Uses, 0));
    }

    [Fact]
    public void A_pool_gives_the_lowest_free_object_and_refuses_at_its_end()
    {
        var gives = new GiveIR(0, "file", FileType);
        OperationIR make = Operation([], [new GiveStatement(gives, new NewExpression(FileType, File, 1), At())], gives);
        OperationIR free = Operation([Var(0, FileType with { Optional = false })], [new FreeStatement(Ref(Var(0, FileType)), At())], index: 1);
        Machine machine = Machine(Policy(make, [Owner, Uses], [File], refusals: Refusal(1, "ENOMEM")) with { Operations = [make, free] });
        Assert.Equal(0, machine.Call(make, []).Decision.First);
        Assert.Equal(1, machine.Call(make, []).Decision.First);
        Assert.Equal(new Decision(Verdict.Refused, Errno.ENOMEM, 1), machine.Call(make, []).Decision);
        machine.Call(free, [0]);
        Assert.Equal([1], machine.Live(File));
        Assert.Equal(0, machine.Call(make, []).Decision.First);
    }

    [Fact]
    public void An_inverse_keeps_the_order_of_assignment()
    {
        OperationIR own = Operation([D, Var(1, FileType)], [new AssignState(Owner, Ref(D), AssignmentKind.Set, Ref(Var(1, FileType)), At())]);
        Machine machine = Machine(Policy(own, [Owner, Uses], [File]));
        foreach (int device in new[] { 2, 0, 1 }) machine.Call(own, [device, 1]);
        Assert.Equal([2, 0, 1], machine.Inverse(Owner, 1));
        machine.Call(own, [2, 1]);
        Assert.Equal([2, 0, 1], machine.Inverse(Owner, 1));
        machine.Call(own, [2, 0]);
        machine.Call(own, [2, 1]);
        machine.Call(own, [0, Ir.None]);
        Assert.Equal([1, 2], machine.Inverse(Owner, 1));
        Assert.Empty(machine.Inverse(Owner, Ir.None));
    }

    [Theory]
    [InlineData(AssignmentKind.Subtract, 0)]
    [InlineData(AssignmentKind.Add, int.MaxValue)]
    public void A_count_stays_at_its_bound(AssignmentKind kind, long bound)
    {
        OperationIR operation = Operation([], [new AssignState(Uses, null, kind, Number(int.MaxValue), At())]);
        Machine machine = Machine(Policy(operation, [Owner, Uses], [File]));
        machine.Call(operation, []);
        machine.Call(operation, []);
        Assert.Equal(bound, machine.Read(Uses, 0));
    }

    [Fact]
    public void An_unknown_fact_that_decides_ends_the_operation_as_unknown()
    {
        OperationIR operation = Operation([D], [
            new AssignState(Uses, null, AssignmentKind.Add, Number(1), At()),
            new RequireStatement(Is(DriverOf(Ref(D)), Vfio), 1, At()),
        ]);
        Machine machine = Machine(Policy(operation, [Owner, Uses], [File], refusals: Refusal(1, "EBUSY")));
        Outcome outcome = machine.Call(operation, [2]);
        Assert.True(outcome.IsUnknown);
        Assert.False(outcome.IsOk);
        Assert.Equal(["driver of 0000:01:00.2"], outcome.Missing);
        Assert.Equal(1, machine.Read(Uses, 0));
    }

    [Fact]
    public void Wrong_arguments_are_the_callers_fault()
    {
        OperationIR operation = Operation([D], []);
        Machine machine = Machine(Policy(operation));
        Assert.Throws<ArgumentException>(() => machine.Call(operation, []));
        Assert.Throws<ArgumentException>(() => machine.Call(operation, [3]));
        Assert.Throws<ArgumentException>(() => machine.Call(operation, [Ir.None]));
    }

    [Fact]
    public void A_key_tells_states_apart_and_survives_a_copy()
    {
        OperationIR own = Operation([D, Var(1, FileType)], [new AssignState(Owner, Ref(D), AssignmentKind.Set, Ref(Var(1, FileType)), At())]);
        Machine machine = Machine(Policy(own, [Owner, Uses], [File]));
        StateKey empty = machine.Key();
        machine.Call(own, [0, 1]);
        machine.Call(own, [1, 1]);
        StateKey one = machine.Key();
        Assert.NotEqual(empty, one);
        Machine copy = machine.Clone();
        Assert.Equal(one, copy.Key());
        copy.Call(own, [0, Ir.None]);
        Assert.Equal(one, machine.Key());
        copy.Call(own, [0, 1]);
        // The same owners, but assigned in another order.
        Assert.NotEqual(one, copy.Key());
        copy.CopyFrom(machine);
        Assert.Equal(one, copy.Key());
        copy.Reset();
        Assert.Equal(empty, copy.Key());
    }

    [Fact]
    public void A_reach_beyond_the_users_own_space_breaks_isolation()
    {
        VariableIR caller = Var(5, User, "caller");
        VariableIR s = Var(1, Space);
        OperationIR attach = Operation([D], [
            new LetStatement(s, new NewExpression(Space, null, 1), At()),
            new SwitchStatement(Ref(D), new ContextOfSpace(Ref(s)), null, SwitchOrder.Direct, 0, null, At()),
            new GrantStatement(Ref(D), Ref(caller), At()),
        ], caller: caller);
        Machine machine = Machine(Policy(attach, refusals: Refusal(1, "ENOSPC")), limits: new HostLimits { Users = 2, Spaces = 2 });
        Assert.Equal(1, machine.Evaluate(new IsolationTest()));
        // Nor may the host drive the other devices of the group, nor they reach the rest of the memory.
        BlockOthers();
        Assert.True(machine.Call(attach, [0], caller: 0).IsOk);
        Assert.Equal(1, machine.Evaluate(new IsolationTest()));
        // A second user on a device of the same group.
        Assert.True(machine.Call(attach, [1], caller: 1).IsOk);
        Assert.Equal(0, machine.Evaluate(new IsolationTest()));
        Assert.Equal(Errno.ENOSPC, machine.Call(attach, [2]).Decision.Errno);
        machine.Reset();
        machine.Host.Grant(0, 0);
        Assert.Equal(0, machine.Evaluate(new IsolationTest()));
        machine.Host.Program(0, Ir.ContextBlocked);
        Assert.Equal(0, machine.Evaluate(new IsolationTest()));
        BlockOthers();
        Assert.Equal(1, machine.Evaluate(new IsolationTest()));

        void BlockOthers()
        {
            for (int d = 1; d < machine.Host.Topology.DeviceCount; d++)
            {
                machine.Host.SetDriver(d, -1);
                machine.Host.Program(d, Ir.ContextBlocked);
            }
        }
    }
}
