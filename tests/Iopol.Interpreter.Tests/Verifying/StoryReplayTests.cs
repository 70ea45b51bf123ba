using System.Globalization;
using Iopol.Compiler.IR;
using Iopol.Interpreter.Auditing;
using Iopol.Interpreter.Machines;
using Iopol.Interpreter.Values;
using Iopol.Interpreter.Verifying;
using Iopol.Runtime.Decisions;
using Iopol.Runtime.Facts;
using Iopol.Runtime.Topology;

namespace Iopol.Interpreter.Tests.Verifying;

/// <summary>A story is true: its calls, read from its words alone, have the outcomes it tells on a plain machine, and lead to the drivers, contexts and users it shows.</summary>
public sealed class StoryReplayTests
{
    private static readonly string[] Users = ["alice", "bob"];

    [Theory]
    [InlineData("linux-5.12-vfio", "dual_nic", 5)]
    [InlineData("linux-5.12-vfio", "stub_bound", 4)]
    [InlineData("linux-5.12-vfio", "conventional_nic", 4)]
    [InlineData("rfc-device-centric", "dual_nic", 1)]
    [InlineData("rfc-device-centric", "conventional_nic", 4)]
    [InlineData("rfc-device-centric", "alias_pair", 3)]
    public void On_a_plain_machine(string policy, string host, int stories)
    {
        (PolicyIR ir, HostFacts facts) = Scenario.Load(policy, host);
        Counterexample[] ways = [.. new Verification(ir, facts).Run().Properties.SelectMany(p => p.Counterexamples)];
        Assert.True(ways.Length >= stories);
        foreach (Counterexample way in ways)
        {
            var machine = new Machine(ir, new HostTopology(PlatformFacts.Complete(facts, ir).Facts), users: Users);
            var waiting = new Dictionary<string, PendingCall>();
            Compare(way.Start, machine);
            foreach (CounterexampleStep step in way.Steps) Replay(machine, step, waiting);
        }
    }

    private static void Replay(Machine machine, CounterexampleStep step, Dictionary<string, PendingCall> waiting)
    {
        string who = $"{step.Actor} {step.Call}";
        Outcome outcome;
        if (step.Continues)
        {
            Assert.True(waiting.Remove(who, out PendingCall? pending), who);
            outcome = machine.Resume(pending);
        }
        else
        {
            int open = step.Call.IndexOf('(', StringComparison.Ordinal);
            OperationIR operation = machine.Policy.Operations.Single(o => o.Name == step.Call[..open]);
            string[] words = step.Call[(open + 1)..^1].Split(", ", StringSplitOptions.RemoveEmptyEntries);
            outcome = machine.Call(operation, [.. operation.Parameters.Select((p, i) => Argument(machine, p.Type, words[i]))], Math.Max(0, Array.IndexOf(Users, step.Actor)));
        }

        if (outcome.Pending is { } call) waiting.Add(who, call);
        string told = outcome.Decision.Verdict switch
        {
            Verdict.Ok => "ok",
            Verdict.Blocked => "waits",
            Verdict.Panicked => "panic",
            _ => outcome.Decision.Errno.ToString()!,
        };
        Assert.Equal(told, step.Outcome.Split(' ')[0]);
        Compare(step.After, machine);
    }

    private static long Argument(Machine machine, IrType type, string word) => type.Sort switch
    {
        _ when word == "none" => Ir.None,
        Sort.Device => Enumerable.Range(0, machine.Topology.DeviceCount).Single(d => machine.Topology.Device(d).Address.ToString() == word),
        Sort.Group => machine.Topology.FindGroup(Number(word)),
        Sort.Driver => machine.Host.Drivers.Intern(word),
        Sort.Enum => Enumerable.Range(0, type.Enum!.Members.Count).Single(m => type.Enum.Members[m].Name == word),
        _ => Number(word),
    };

    private static int Number(string word) => int.Parse(word.Split(' ')[^1], CultureInfo.InvariantCulture);

    private static void Compare(Snapshot told, Machine machine)
    {
        Assert.Equal(told.Panicked, machine.Host.Panicked);
        foreach (DeviceSnapshot device in told.Devices)
        {
            int d = Enumerable.Range(0, machine.Topology.DeviceCount).Single(e => machine.Topology.Device(e).Address == device.Address);
            int driver = machine.Host.Driver(d);
            Assert.Equal(driver < 0 ? null : machine.Host.Drivers.Name(driver), device.Driver);
            Assert.Equal(Enumerable.Range(0, Users.Length).Where(u => machine.Host.CanReach(u, d)).Select(u => Users[u]), device.Users);
            int context = machine.Host.Context(d);
            bool isIdentity = machine.Topology.Facts.DefaultIsIdentity == true;
            Assert.Equal(
                context switch
                {
                    Ir.ContextDefault => isIdentity ? ContextKind.Identity : ContextKind.Default,
                    Ir.ContextBlocked => ContextKind.Blocked,
                    < Ir.ContextFirstSpace => ContextKind.Identity,
                    _ => ContextKind.Space,
                },
                device.Context.Kind);
            Assert.Equal(context < Ir.ContextFirstSpace ? -1 : machine.OwnerOfSpace(context - Ir.ContextFirstSpace), device.Context.Owner);
        }
    }
}
