using BenchmarkDotNet.Attributes;
using Iopol.Benchmarks.Baselines;
using Iopol.Benchmarks.Hosts;
using Iopol.Compiler.IR;
using Iopol.Interpreter.Machines;
using Iopol.Policies;
using Iopol.Runtime.Enforcement;
using Iopol.Runtime.Topology;

namespace Iopol.Benchmarks;

/// <summary>A whole guarded operation: SET_CONTAINER granted, then UNSET_CONTAINER; both under the lock that makes them linearizable. Figures are per operation.</summary>
[MemoryDiagnoser]
[MedianColumn]
[MinColumn]
public class ContainerBenchmarks
{
    private Linux6Vfio policy = null!;
    private Linux6Vfio.GroupFile file;
    private Linux6Vfio.Container container;
    private HandWritten byHand = null!;
    private Machine machine = null!;
    private OperationIR set = null!;
    private OperationIR unset = null!;

    /// <summary>Devices of the host.</summary>
    [Params(8, 100, 10_000)]
    public int Devices { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        HostTopology topology = SyntheticHost.Of(Devices);
        int group = topology.GroupCount / 2;
        var device = new DeviceId(topology.GroupStart(group));
        policy = OpenGroup.Of(topology, device, out file, out container);
        byHand = new HandWritten(topology, 64);
        byHand.Open(0, group, 0);

        PolicyIR shipped = ShippedPolicy.Linux6();
        machine = new Machine(shipped, topology);
        set = Operation("set_container");
        unset = Operation("unset_container");
        machine.Call(Operation("unbind"), [device.Value]);
        machine.Call(Operation("bind"), [device.Value, machine.Host.Drivers.Find("vfio-pci")]);
        machine.Call(Operation("open_group"), [group]);
        machine.Call(Operation("open_container"), []);
        if (!Generated() || !HandWritten() || !Interpreted()) throw new InvalidOperationException("not granted");

        OperationIR Operation(string name) => shipped.Operations.Single(o => o.Name == name);
    }

    [Benchmark(OperationsPerInvoke = 2)]
    public bool Generated() => policy.SetContainer(file, container, new UserId(0)).IsOk & policy.UnsetContainer(file, new UserId(0)).IsOk;

    [Benchmark(Baseline = true, OperationsPerInvoke = 2)]
    public bool HandWritten() => byHand.SetContainer(0, 0, 0).IsOk & byHand.UnsetContainer(0, 0).IsOk;

    [Benchmark(OperationsPerInvoke = 2)]
    public bool Interpreted() => machine.Call(set, [0, 0]).IsOk & machine.Call(unset, [0]).IsOk;
}
