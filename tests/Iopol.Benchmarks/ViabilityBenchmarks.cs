using BenchmarkDotNet.Attributes;
using Iopol.Benchmarks.Baselines;
using Iopol.Benchmarks.Hosts;
using Iopol.Interpreter.Machines;
using Iopol.Policies;
using Iopol.Runtime.Enforcement;
using Iopol.Runtime.Topology;
using RulesEngine.Models;

namespace Iopol.Benchmarks;

/// <summary>May a user claim the group? A group of 8, on hosts of several sizes.</summary>
[MemoryDiagnoser]
[MedianColumn]
[MinColumn]
public class ViabilityBenchmarks
{
    private const int Questions = 256;

    private Linux6Vfio policy = null!;
    private HandWritten byHand = null!;
    private DriverNameLoop loop = null!;
    private Machine machine = null!;
    private Compiler.IR.RuleIR rule = null!;
    private global::RulesEngine.RulesEngine engine = null!;
    private RuleParameter input = null!;
    private GroupId group;

    /// <summary>Devices of the host.</summary>
    [Params(8, 100, 10_000)]
    public int Devices { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        HostTopology topology = SyntheticHost.Of(Devices);
        policy = new Linux6Vfio(topology);
        byHand = new HandWritten(topology, 64);
        loop = new DriverNameLoop(topology);
        group = new GroupId(topology.GroupCount / 2);
        Compiler.IR.PolicyIR shipped = ShippedPolicy.Linux6();
        machine = new Machine(shipped, topology);
        rule = shipped.Rules.Single(r => r.Name == "viable");
        engine = new global::RulesEngine.RulesEngine(
        [
            new Workflow
            {
                WorkflowName = "viability",
                Rules = [new Rule { RuleName = "viable", RuleExpressionType = RuleExpressionType.LambdaExpression, Expression = "drivers.All(it == \"vfio-pci\" || it == \"pci-stub\" || it == \"pcieport\")" }],
            },
        ]);
        input = new RuleParameter("drivers", Enumerable.Range(topology.GroupStart(group.Value), SyntheticHost.GroupSize)
            .Where(d => d < topology.GroupEnd(group.Value)).Select(d => topology.Device(d).Driver.Name!).ToArray());
        if (!Generated() || !HandWritten() || !Loop() || !Interpreted() || !Engine()) throw new InvalidOperationException("the contenders disagree");
    }

    // A single question is too short for the harness to time, so a run asks many.
    [Benchmark(OperationsPerInvoke = Questions)]
    public bool Generated()
    {
        bool all = true;
        for (int i = 0; i < Questions; i++) all &= policy.Viable(group);
        return all;
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Questions)]
    public bool HandWritten()
    {
        bool all = true;
        for (int i = 0; i < Questions; i++) all &= byHand.Viable(group.Value);
        return all;
    }

    [Benchmark(OperationsPerInvoke = Questions)]
    public bool Loop()
    {
        bool all = true;
        for (int i = 0; i < Questions; i++) all &= loop.Viable(group.Value);
        return all;
    }

    [Benchmark]
    public bool Interpreted() => machine.Holds(rule, group.Value) == Interpreter.Values.Truth.True;

    [Benchmark]
    public bool Engine() => engine.ExecuteAllRulesAsync("viability", input).AsTask().GetAwaiter().GetResult()[0].IsSuccess;
}
