using Iopol.Compiler.IR;
using Iopol.Interpreter.Machines;
using Iopol.Runtime.Decisions;
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
        Machine machine = Switch(AliasKind.Together, new SwitchStatement(Ref(D), Blocked, null, SwitchOrder.Direct, 0, At()), out OperationIR operation);
        machine.Call(operation, [1]);
        Assert.Equal([Ir.ContextDefault, Ir.ContextBlocked, Ir.ContextBlocked], Contexts(machine));
        // The sharer's own requester ID was written too, not only the one in common.
        Assert.All(machine.Topology.RequestersOf(2).ToArray(), rid => Assert.Equal(Ir.ContextBlocked, machine.Host.ContextOfRequester(rid)));
    }

    [Fact]
    public void Untracked_writes_the_shared_entry_and_forgets_the_sharers_own()
    {
        Machine machine = Switch(AliasKind.Untracked, new SwitchStatement(Ref(D), Blocked, null, SwitchOrder.Direct, 0, At()), out OperationIR operation);
        machine.Call(operation, [1]);
        Assert.Equal([Ir.ContextDefault, Ir.ContextBlocked, Ir.ContextBlocked], Contexts(machine));
        Assert.Contains(machine.Topology.RequestersOf(2).ToArray(), rid => machine.Host.ContextOfRequester(rid) == Ir.ContextDefault);
    }

    [Fact]
    public void Refuse_names_the_sharer_that_would_keep_another_context()
    {
        Machine machine = Switch(AliasKind.Refuse, new SwitchStatement(Ref(D), Blocked, null, SwitchOrder.Direct, 1, At()), out OperationIR operation);
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
        var group = new SwitchStatement(GroupOf(Ref(D)) with { Type = Group }, Identity, Blocked, SwitchOrder.Stepwise, 0, At());
        Machine machine = Switch(AliasKind.Refuse, group, out OperationIR operation);
        var writes = new List<string>();
        machine.ContextWritten = (rid, context) => writes.Add($"{machine.Topology.Requester(rid)} {context}");
        Assert.True(machine.Call(operation, [1]).IsOk);
        Assert.Equal(
            ["0000:01:00.0 1", "0000:01:00.0 2", "0000:02:01.0 1", "0000:02:00.0 1", "0000:02:01.0 2", "0000:02:00.0 2", "0000:02:02.0 1", "0000:02:00.0 1", "0000:02:02.0 2", "0000:02:00.0 2"],
            writes);
    }

    private static int[] Contexts(Machine machine) => [.. Enumerable.Range(0, 3).Select(machine.Host.Context)];

    private static Machine Switch(AliasKind kind, SwitchStatement statement, out OperationIR operation)
    {
        operation = Operation([D], [statement]);
        return Machine(Policy(operation, aliases: new AliasHandling(kind, "EBUSY"), refusals: Refusal(1, "EBUSY")), Behind());
    }
}
