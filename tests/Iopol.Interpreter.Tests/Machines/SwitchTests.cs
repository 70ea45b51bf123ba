using Iopol.Compiler.IR;
using Iopol.Interpreter.Machines;
using Iopol.Runtime.Decisions;
using Iopol.Runtime.State;
using static Iopol.Interpreter.Tests.Machines.Make;

namespace Iopol.Interpreter.Tests.Machines;

/// <summary>Device 0 is a PCIe-to-PCI bridge, 1 and 2 lie behind it and share its requester ID 02:00.0.</summary>
public sealed class SwitchTests
{
    private static readonly VariableIR D = Var(0, Device, "d");
    private static readonly Constant Blocked = new(Context, Ir.ContextBlocked);
    private static readonly Constant Identity = new(Context, Ir.ContextIdentity);

    [Fact]
    public void Together_switches_every_sharer()
    {
        Machine machine = Switch(AliasKind.Together, new SwitchStatement(Ref(D), Blocked, null, SwitchOrder.Direct, 0, null, At()), out OperationIR operation);
        machine.Call(operation, [1]);
        Assert.Equal([Ir.ContextDefault, Ir.ContextBlocked, Ir.ContextBlocked], Contexts(machine));
        // The sharer's own requester ID was written too, not only the one in common.
        Assert.All(machine.Topology.RequestersOf(2).ToArray(), rid => Assert.Equal(Ir.ContextBlocked, machine.Host.ContextOfRequester(rid)));
    }

    [Fact]
    public void Untracked_writes_the_shared_entry_and_forgets_the_sharers_own()
    {
        Machine machine = Switch(AliasKind.Untracked, new SwitchStatement(Ref(D), Blocked, null, SwitchOrder.Direct, 0, null, At()), out OperationIR operation);
        machine.Call(operation, [1]);
        Assert.Equal([Ir.ContextDefault, Ir.ContextBlocked, Ir.ContextBlocked], Contexts(machine));
        Assert.Contains(machine.Topology.RequestersOf(2).ToArray(), rid => machine.Host.ContextOfRequester(rid) == Ir.ContextDefault);
    }

    [Fact]
    public void Refuse_names_the_sharer_that_would_keep_another_context()
    {
        Machine machine = Switch(AliasKind.Refuse, new SwitchStatement(Ref(D), Blocked, null, SwitchOrder.Direct, 1, null, At()), out OperationIR operation);
        Assert.Equal(new Decision(Verdict.Refused, Errno.EBUSY, 1, witness: 2), machine.Call(operation, [1]).Decision);
        Assert.Equal([0, 0, 0], Contexts(machine));
        machine.Host.Program(2, Ir.ContextBlocked);
        Assert.True(machine.Call(operation, [1]).IsOk);
        // The bridge shares with nobody.
        Assert.True(machine.Call(operation, [0]).IsOk);
    }

    [Fact]
    public void A_group_goes_device_by_device_through_the_intermediate_context()
    {
        var group = new SwitchStatement(GroupOf(Ref(D)) with { Type = Group }, Identity, Blocked, SwitchOrder.Stepwise, 0, new SwitchFailure(2, []), At());
        Machine machine = Switch(AliasKind.Refuse, group, out OperationIR operation);
        var writes = new List<string>();
        machine.ContextWritten = (rid, context) => writes.Add($"{machine.Topology.Requester(rid)} {context}");
        Assert.True(machine.Call(operation, [1]).IsOk);
        Assert.Equal(
            ["0000:01:00.0 1", "0000:01:00.0 2", "0000:02:01.0 1", "0000:02:00.0 1", "0000:02:01.0 2", "0000:02:00.0 2", "0000:02:02.0 1", "0000:02:00.0 1", "0000:02:02.0 2", "0000:02:00.0 2"],
            writes);
    }

    [Fact]
    public void Stepwise_leaves_what_had_moved()
    {
        Machine machine = GroupSwitch(SwitchOrder.Stepwise, null, out OperationIR operation);
        machine.Host.FailAttach(1, HostState.AnyContext, Errno.EINVAL);
        Assert.Equal(new Decision(Verdict.Refused, Errno.EINVAL, 2, witness: 1), machine.Call(operation, [1]).Decision);
        Assert.Equal([Ir.ContextIdentity, 0, 0], Contexts(machine));
        machine.Host.MendAttach(1);
        Assert.True(machine.Call(operation, [1]).IsOk);
        Assert.Equal([Ir.ContextIdentity, Ir.ContextIdentity, Ir.ContextIdentity], Contexts(machine));
    }

    [Fact]
    public void Rollback_puts_back_every_entry()
    {
        Machine machine = GroupSwitch(SwitchOrder.Rollback, null, out OperationIR operation);
        // The entry device 1 shares with 2 differs from its own.
        machine.Host.Program(1, Ir.ContextFirstSpace);
        machine.Host.Program(2, Ir.ContextBlocked);
        int[] before = Entries(machine);
        machine.Host.FailAttach(2, HostState.AnyContext, Errno.ENOMEM);
        Assert.Equal(new Decision(Verdict.Refused, Errno.ENOMEM, 2, witness: 2), machine.Call(operation, [1]).Decision);
        Assert.Equal(before, Entries(machine));
    }

    [Fact]
    public void A_device_that_cannot_be_put_back_is_parked_in_blocked()
    {
        Machine machine = GroupSwitch(SwitchOrder.Rollback, null, out OperationIR operation);
        machine.Host.FailAttach(0, Ir.ContextDefault, Errno.EIO);
        machine.Host.FailAttach(1, HostState.AnyContext, Errno.EINVAL);
        Assert.Equal(new Decision(Verdict.Refused, Errno.EINVAL, 2, witness: 1), machine.Call(operation, [1]).Decision);
        Assert.Equal([Ir.ContextBlocked, 0, 0], Contexts(machine));
    }

    [Fact]
    public void A_device_stopped_on_its_way_has_moved_too()
    {
        Machine machine = GroupSwitch(SwitchOrder.Stepwise, Blocked, out OperationIR operation);
        machine.Host.FailAttach(0, Ir.ContextIdentity, Errno.EIO);
        Assert.Equal(Errno.EIO, machine.Call(operation, [1]).Decision.Errno);
        Assert.Equal([Ir.ContextBlocked, 0, 0], Contexts(machine));
        machine = GroupSwitch(SwitchOrder.Rollback, Blocked, out operation);
        machine.Host.FailAttach(0, Ir.ContextIdentity, Errno.EIO);
        Assert.Equal(Errno.EIO, machine.Call(operation, [1]).Decision.Errno);
        Assert.Equal([0, 0, 0], Contexts(machine));
    }

    [Fact]
    public void A_switch_without_a_word_succeeds_and_parks()
    {
        Machine machine = GroupSwitch(SwitchOrder.Direct, null, out OperationIR operation);
        machine.Host.FailAttach(0, HostState.AnyContext, Errno.EINVAL);
        Assert.True(machine.Call(operation, [1]).IsOk);
        Assert.Equal([Ir.ContextBlocked, Ir.ContextIdentity, Ir.ContextIdentity], Contexts(machine));
    }

    [Fact]
    public void What_a_device_is_attached_to_already_is_not_refused()
    {
        Machine machine = GroupSwitch(SwitchOrder.Rollback, null, out OperationIR operation);
        Assert.True(machine.Call(operation, [1]).IsOk);
        machine.Host.FailAttach(0, HostState.AnyContext, Errno.EINVAL);
        Assert.True(machine.Call(operation, [1]).IsOk);
    }

    [Fact]
    public void What_is_said_of_one_context_goes_first()
    {
        Machine machine = GroupSwitch(SwitchOrder.Rollback, null, out OperationIR operation);
        machine.Host.FailAttach(0, HostState.AnyContext, Errno.EINVAL);
        machine.Host.FailAttach(0, Ir.ContextIdentity, Errno.ENOMEM);
        Assert.Equal(Errno.ENOMEM, machine.Call(operation, [1]).Decision.Errno);
        Assert.NotEqual(machine.Key(), Fresh(machine).Key());
        machine.Reset();
        Assert.True(machine.Call(operation, [1]).IsOk);
    }

    [Fact]
    public void What_is_done_before_the_refusal_stays_done()
    {
        var undo = new SwitchStatement(Ref(D), Blocked, null, SwitchOrder.Direct, 0, null, At());
        var change = new SwitchStatement(GroupOf(Ref(D)) with { Type = Group }, Identity, null, SwitchOrder.Stepwise, 0, new SwitchFailure(2, [undo]), At());
        Machine machine = Switch(AliasKind.Together, change, out OperationIR operation);
        machine.Host.FailAttach(1, Ir.ContextIdentity, Errno.EINVAL);
        Assert.Equal(Errno.EINVAL, machine.Call(operation, [0]).Decision.Errno);
        Assert.Equal([Ir.ContextBlocked, 0, 0], Contexts(machine));
    }

    private static Machine GroupSwitch(SwitchOrder order, Expression? through, out OperationIR operation) => Switch(
        AliasKind.Together,
        new SwitchStatement(GroupOf(Ref(D)) with { Type = Group }, Identity, through, order, 0, order == SwitchOrder.Direct ? null : new SwitchFailure(2, []), At()),
        out operation);

    private static Machine Fresh(Machine machine)
    {
        Machine fresh = machine.Clone();
        fresh.Reset();
        return fresh;
    }

    private static int[] Entries(Machine machine) => [.. Enumerable.Range(0, machine.Topology.RequesterCount).Select(machine.Host.ContextOfRequester)];

    private static int[] Contexts(Machine machine) => [.. Enumerable.Range(0, 3).Select(machine.Host.Context)];

    private static Machine Switch(AliasKind kind, SwitchStatement statement, out OperationIR operation)
    {
        operation = Operation([D], [statement]);
        return Machine(Policy(operation, aliases: new AliasHandling(kind, "EBUSY"), refusals: [Refusal(1, "EBUSY"), Refusal(2, RefusalIR.FromHardware)]), Behind());
    }
}
